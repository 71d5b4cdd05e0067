"""Booking a time at a desk: with an account, under an opened pass, or under a fresh one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.opened import remember_open
from wemi_piemonte.accounts.operations import pass_of_form
from wemi_piemonte.accounts.rules import new_token
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.operations import Booked
from wemi_piemonte.desks.queries import Met, afar_desks, bookings_of, met, slots_ahead
from wemi_piemonte.desks.rules import (
    AlreadyBooked,
    BookingState,
    DeskKind,
    NoSuchSlot,
    Slot,
    SlotFull,
)
from wemi_piemonte.desks.schemas import BookForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.foundation.forms import key_of_form, typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.pages.desks.appointment import appointments
from wemi_piemonte.pages.desks.showing import public_desk
from wemi_piemonte.pages.desks.shown import ShownHalt, halt_shown, text_of
from wemi_piemonte.pages.qr import qr
from wemi_piemonte.pages.requests.door import requesters, signed_in

BOOK = "/<locale:locale>/desks/<uuid:desk_id>/book"
BOOKED_AT_MOST = "20 per hour"
# What is booked counts, and what is refused; a form that wants mending does not.
COUNTED = frozenset({201, 303, 409})
NAMES = ("starts", "spoken", "email")
DAYS_SHOWN = 3

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Choice:
    """A halt of a desk with the times that can be booked."""

    halt: ShownHalt
    slots: tuple[Slot, ...]


def to_oneself(view: View) -> View:
    """Let nobody but this visitor keep what a view answers."""

    @wraps(view)
    def answered(*args: Any, **values: Any) -> ResponseReturnValue:
        @after_this_request
        def keep(response: Response) -> Response:
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        return view(*args, **values)

    return cast("View", answered)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    counted = limiter.limit(
        BOOKED_AT_MOST, deduct_when=lambda response: response.status_code in COUNTED
    )
    blueprint.get(BOOK)(book)
    blueprint.post(BOOK)(counted(send_booking))


def choices_of(session: Session, desk: Desk, found: Met) -> list[Choice]:
    """Return the times that can be booked at a desk, by halt."""
    return [
        Choice(halt_shown(found, halt), tuple(slots))
        for halt, slots in slots_ahead(session, desk, clock.now())
    ]


def languages_of(found: Met, chosen: str) -> list[tuple[str, str]]:
    """Return the languages to choose from: those of the desk first, then those of the site."""
    codes = dict.fromkeys((*found.spoken, *LOCALES, *([chosen] if chosen.isalpha() else [])))
    return [(code, language_name(code)) for code in codes]


def _page(desk_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        desk = public_desk(session, desk_id)
        (found,) = met(session, [desk], now=clock.now())
        choices = choices_of(session, desk, found)
        others = [each for each in afar_desks(session) if each.id != desk_id]
        who = requesters(session)
    told: dict[str, Any] = {
        "typed": {"starts": "", "spoken": "", "email": ""},
        "errors": {},
        "error": "",
        "before": None,
        "key": new_token(),
        **values,
    }
    chosen = told["typed"]["spoken"]
    page = render_template(
        "desks/book.html",
        desk=desk,
        name=text_of(found, desk.name),
        choices=choices,
        days_shown=DAYS_SHOWN,
        languages_offered=languages_of(found, chosen),
        spoken=found.spoken,
        others=others,
        has_account=signed_in() is not None,
        has_pass=bool(who),
        is_afar=desk.kind is DeskKind.DIGITAL,
        **told,
    )
    return page, status


@public
@to_oneself
def book(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show the times that can be booked, and ask for the language."""
    return _page(desk_id, typed={"starts": "", "spoken": locale, "email": ""})


@public
@to_oneself
def send_booking(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Book a time; who has neither account nor pass is shown the code and the PIN of a new one."""
    key, values = key_of_form(), typed(*NAMES)
    with reading() as session:
        public_desk(session, desk_id)
    try:
        form = BookForm().load(request.form)
    except ValidationError as error:
        return _page(desk_id, 422, typed=values, errors=error.messages, key=key)
    try:
        with transaction() as session:
            booked = _booked(session, desk_id, form, key, locale)
    except (SlotFull, NoSuchSlot, AlreadyBooked) as error:
        return _refused(desk_id, error, form, key=key, typed=values)
    return _told(locale, booked)


def _booked(session: Session, desk_id: UUID, form: dict[str, Any], key: str, locale: str) -> Booked:
    """Book as who sent this form before, else as the account, else under the pass opened last."""
    mine = requesters(session)
    made = pass_of_form(session, secret=key, now=clock.now())
    before = [
        each
        for each in mine
        if session.get(Booking, operations.id_of_booking(key, desk_id, form["starts"], each))
    ]
    requester = next(iter([*before, *mine]), None) if made is None else None
    has_account = requester is not None and requester.account_id is not None
    return operations.book(
        session,
        requester=requester,
        desk_id=desk_id,
        starts_at=form["starts"],
        contact="" if has_account else form["email"],
        locale=locale,
        spoken=form["spoken"],
        secret=key,
        now=clock.now(),
    )


def _refused(
    desk_id: UUID, error: DomainError, form: dict[str, Any], **values: Any
) -> ResponseReturnValue:
    """Offer the other times, with all that was typed."""
    if isinstance(error, AlreadyBooked):
        with reading() as session:
            mine = [
                booking.id
                for booking, desk in bookings_of(session, requesters(session))
                if desk.id == desk_id
                and booking.starts_at == form["starts"]
                and booking.state is BookingState.BOOKED
            ]
        values["before"] = next(iter(mine), None)
    return _page(desk_id, 409, error=why(error), **values)


def why(error: DomainError) -> str:
    """Say kindly why a time can not be had."""
    if isinstance(error, SlotFull):
        return _("Somebody took the last place a moment ago. Please choose another time.")
    if isinstance(error, AlreadyBooked):
        return _("You have already booked this time at this desk.")
    return _("This time can no longer be booked. Please choose another one.")


def _told(locale: str, booked: Booked) -> ResponseReturnValue:
    """Tell that it is booked: under a new pass with what opens it again, shown this once."""
    address = url_for("desks.booking", locale=locale, booking_id=booked.id, done="booked")
    with reading() as session:
        row = session.get_one(Booking, booked.id)
        (shown,) = appointments(session, [(row, session.get_one(Desk, row.desk_id))])
    pass_id = booked.requester.pass_id
    if not booked.code or pass_id is None:
        return redirect(address, code=303)
    remember_open(booked.code, pass_id)
    if not shown.is_ahead:
        # The form was sent again after its booking had been moved on from.
        return redirect(url_for("desks.booking", locale=locale, booking_id=booked.id), code=303)
    page = render_template(
        "desks/booked.html",
        booked=booked,
        shown=shown,
        qr=qr(url_for("requests.mine", _external=True)),
    )
    return page, 201
