"""One's own booking: when, where, how to get there; moved to another time, or cancelled."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import here
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.queries import own_booking
from wemi_piemonte.desks.rules import AlreadyBooked, NoSuchSlot, SlotFull
from wemi_piemonte.desks.schemas import MoveForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.desks.appointment import Appointment, appointments
from wemi_piemonte.pages.desks.booking import DAYS_SHOWN, choices_of, to_oneself, why
from wemi_piemonte.pages.requests.door import requesters

BOOKING = "/<locale:locale>/bookings/<uuid:booking_id>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(BOOKING)(booking)
    blueprint.post(f"{BOOKING}/move")(move_booking)
    blueprint.post(f"{BOOKING}/cancel")(cancel_booking)
    blueprint.get(f"{BOOKING}/<any(move,cancel):act>")(back_to_booking)
    blueprint.register_error_handler(NotFound, not_open)


def not_open(_error: Exception) -> ResponseReturnValue:
    """Say the same of somebody else's, of what is not there, and of what is not open yet."""
    return render_template("desks/booking_not_open.html", next=here()), 404


def _own(session: Session, booking_id: UUID) -> Appointment:
    found = own_booking(session, booking_id, requesters(session))
    if found is None:
        raise NotFound
    (shown,) = appointments(session, [found])
    return shown


def _page(booking_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        shown = _own(session, booking_id)
        is_ahead = shown.is_ahead
        choices = choices_of(session, shown.desk, shown.met) if is_ahead else []
    told: dict[str, Any] = {
        "typed": {"starts": ""},
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        **values,
    }
    page = render_template(
        "desks/booking.html", shown=shown, choices=choices, days_shown=DAYS_SHOWN, **told
    )
    return page, status


@public
@to_oneself
def booking(locale: str, booking_id: UUID) -> ResponseReturnValue:
    """Show a booking to whose it is."""
    del locale
    return _page(booking_id)


@public
@to_oneself
def back_to_booking(locale: str, booking_id: UUID, act: str) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    del act
    return _to(locale, booking_id)


def _to(locale: str, booking_id: UUID, done: str | None = None) -> ResponseReturnValue:
    address = url_for("desks.booking", locale=locale, booking_id=booking_id, done=done)
    return redirect(address, code=303)


@public
@to_oneself
def move_booking(locale: str, booking_id: UUID) -> ResponseReturnValue:
    """Move a booking to another time; when that is taken, the old one stays."""
    values = typed("starts")
    with reading() as session:
        _own(session, booking_id)
    try:
        form = MoveForm().load(request.form)
    except ValidationError as error:
        return _page(booking_id, 422, typed=values, errors=error.messages)
    try:
        with transaction() as session:
            _own(session, booking_id)
            operations.move_to(
                session, booking_id=booking_id, starts_at=form["starts"], now=clock.now()
            )
    except (SlotFull, NoSuchSlot, AlreadyBooked) as error:
        kept = _("Your booking stays as it was.")
        return _page(booking_id, 409, typed=values, error=f"{why(error)} {kept}")
    except IllegalMove:
        return _page(booking_id, 409, error=_gone())
    return _to(locale, booking_id, "moved")


@public
@to_oneself
def cancel_booking(locale: str, booking_id: UUID) -> ResponseReturnValue:
    """Cancel a booking: its place is free at once. Asked for twice, it is done once."""
    try:
        with transaction() as session:
            _own(session, booking_id)
            operations.cancel_booking(session, booking_id=booking_id, now=clock.now())
    except IllegalMove as error:
        if error.details.get("current") == error.details.get("target"):
            return _to(locale, booking_id)
        return _page(booking_id, 409, error=_gone())
    return _to(locale, booking_id, "cancelled")


def _gone() -> str:
    return _("Something changed meanwhile: see below how it stands now.")
