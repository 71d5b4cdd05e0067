"""The day at a desk: who has booked, who came, and those who came without booking, counted."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.desks.models import Booking, DeskVisits
from wemi_piemonte.desks.operations import count_visit, mark_booking
from wemi_piemonte.desks.queries import bookings_on, met, stranded
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, BookingState, DeskRight
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.desk.manage import OWN, desk_of, languages_offered

TODAY = f"{OWN}/today"
MARKS = (BookingState.CAME, BookingState.MISSED, BookingState.CALLED_OFF)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(TODAY)(today)
    blueprint.get(f"{TODAY}/walk-ins", endpoint="back_to_today")(back)
    blueprint.post(f"{TODAY}/walk-ins")(count_walk_in)
    blueprint.get(f"{TODAY}/bookings/<uuid:booking_id>", endpoint="back_from_booking")(back)
    blueprint.post(f"{TODAY}/bookings/<uuid:booking_id>")(mark)


def _day(text: str) -> date:
    """Return the day that is asked for, of those that can be booked; else today."""
    try:
        asked = date.fromisoformat(text[:10])
    except ValueError:
        return clock.today()
    ahead = (asked - clock.today()).days
    return asked if -1 <= ahead <= LOOK_AHEAD_DAYS + 1 else clock.today()


def _visits(session: Session, desk_id: UUID, on: date) -> dict[str, int]:
    query = select(DeskVisits).where(DeskVisits.desk_id == desk_id, DeskVisits.on == on)
    return {each.spoken: each.number for each in session.scalars(query)}


def _page(desk_id: UUID, day: date, status: int = 200, error: str = "") -> ResponseReturnValue:
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.OPEN_CASES)
        bookings = bookings_on(session, desk_id, day)
        (found,) = met(session, [desk], now=clock.now())
        visits = _visits(session, desk_id, day)
        out = stranded(session, desk, clock.now())
    spoken = (*visits, *found.spoken, *(each.spoken for each in bookings))
    codes = dict.fromkeys((*found.spoken, *visits))
    page = render_template(
        "desk/today.html",
        desk=desk,
        role=role,
        day=day,
        is_today=day == clock.today(),
        days=[clock.today() + timedelta(days=number) for number in range(LOOK_AHEAD_DAYS + 1)],
        bookings=[(each, _visitor(each), new_token()) for each in bookings],
        stranded=out,
        now=clock.now(),
        visits=visits,
        near=list(codes),
        others=[pair for pair in languages_offered(spoken) if pair[0] not in codes],
        error=error,
        done=request.args.get("done", ""),
    )
    return page, status


def _visitor(booking: Booking) -> str:
    """Return the language in which the visitor's screen is shown: one of this site's."""
    offered: tuple[str, ...] = current_app.config["WEMI"].locales
    return booking.spoken if booking.spoken in offered else booking.locale


@needs(Role.OPERATOR)
def today(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show what is booked for the day, in the order of the hours."""
    del locale
    return _page(desk_id, _day(request.args.get("day", "")))


@needs(Role.OPERATOR)
def back(locale: str, desk_id: UUID, **_more: Any) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    with reading() as session:
        desk_of(session, desk_id, DeskRight.OPEN_CASES)
    return _to(locale, desk_id)


def _to(
    locale: str, desk_id: UUID, done: str | None = None, day: date | None = None
) -> ResponseReturnValue:
    on = day.isoformat() if day and day != clock.today() else None
    address = url_for("desk.today", locale=locale, desk_id=desk_id, done=done, day=on)
    return redirect(address, code=303)


@needs(Role.OPERATOR)
def count_walk_in(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Count somebody who came without booking, by the language that was spoken."""
    spoken = request.form.get("spoken", "")[:10]
    with transaction() as session:
        desk, _role = desk_of(session, desk_id, DeskRight.OPEN_CASES)
        (found,) = met(session, [desk], now=clock.now())
        known = {code for code, _name in languages_offered(found.spoken)}
        if spoken in known:
            count_visit(session, desk_id=desk_id, on=clock.today(), spoken=spoken)
    if spoken not in known:
        return _page(desk_id, clock.today(), 422, _("Choose one of these."))
    return _to(locale, desk_id, "counted")


def _is_time(state: BookingState, booking: Booking) -> bool:
    """Say whether this can be said of a booking now; who is early has come all the same."""
    is_ahead = booking.starts_at > clock.now()
    if state is BookingState.CAME:
        return booking.starts_at.astimezone(clock.ROME).date() <= clock.today()
    return is_ahead if state is BookingState.CALLED_OFF else not is_ahead


@needs(Role.OPERATOR)
def mark(locale: str, desk_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Note that somebody came or did not, or call a booking off; told twice, it is done once."""
    given = request.form.get("state", "")
    with reading() as session:
        desk_of(session, desk_id, DeskRight.OPEN_CASES)
        found = session.get(Booking, booking_id)
    if found is None or found.desk_id != desk_id:
        raise NotFound
    day = found.starts_at.astimezone(clock.ROME).date()
    if given not in {each.value for each in MARKS}:
        return _page(desk_id, day, 422, _("Choose one of these."))
    if not _is_time(BookingState(given), found):
        return _page(desk_id, day, 409, _("It is not the time for this."))
    try:
        with transaction() as session:
            desk_of(session, desk_id, DeskRight.OPEN_CASES)
            mark_booking(
                session,
                booking_id=booking_id,
                desk_id=desk_id,
                target=BookingState(given),
                now=clock.now(),
            )
    except IllegalMove as error:
        if error.details.get("current") != given:
            message = _("Something changed meanwhile: see below how it stands now.")
            return _page(desk_id, day, 409, message)
    return _to(locale, desk_id, "marked", day)
