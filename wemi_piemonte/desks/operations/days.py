"""Days that differ: "not today" tells everybody who has booked, in the same transaction."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Booking, Desk, DeskDay
from wemi_piemonte.desks.operations.mediating import release_mediators
from wemi_piemonte.desks.operations.telling import tell_visitor
from wemi_piemonte.desks.queries import bookings_on, days_of, rules_of
from wemi_piemonte.desks.rules import (
    BookingState,
    Halt,
    SpecialDay,
    halt_at,
    halts,
    move_booking,
)
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.locking import locked


def set_day(
    session: Session,
    *,
    desk_id: UUID,
    hours_id: UUID | None,
    on: date,
    opens_at: time | None,
    closes_at: time | None,
    note: str,
    by: UUID | None,
    now: datetime,
) -> list[UUID]:
    """Say that a desk, or one stop, is shut on a day (without hours) or open at other hours.

    Bookings to come that no longer fall into any halt are called off, and who booked is told.
    Returns them. Said twice, the last word holds.
    """
    desk = locked(session, Desk, desk_id)
    days_before = _special(session, desk_id, on)
    day = _of(session, desk_id, hours_id, on)
    if day is None:
        day = DeskDay(desk_id=desk_id, hours_id=hours_id, on=on, created_at=now)
        session.add(day)
    day.opens_at, day.closes_at, day.note = opens_at, closes_at, note
    day.created_at = now
    desk.times_revision += 1
    session.flush()
    record_act(
        session, "desk_day", account_id=by, subject="desk", subject_id=desk_id, now=now, on=on
    )
    days_after = _special(session, desk_id, on)
    gone = _falling_out(session, desk, on, before=days_before, after=days_after, now=now)
    return [each.id for each in gone if _call_off(session, each.id, now)]


def called_off_by(
    session: Session,
    *,
    desk: Desk,
    hours_id: UUID | None,
    on: date,
    opens_at: time | None,
    closes_at: time | None,
    now: datetime,
) -> list[UUID]:
    """Return the bookings that `set_day` would call off; it changes nothing."""
    before = _special(session, desk.id, on)
    said = SpecialDay(on, hours_id, opens_at, closes_at)
    after = [each for each in before if (each.on, each.rule_id) != (on, hours_id)]
    gone = _falling_out(session, desk, on, before=before, after=[*after, said], now=now)
    return [each.id for each in gone]


def _special(session: Session, desk_id: UUID, on: date) -> list[SpecialDay]:
    # A desk that is met at night is met on two days.
    return days_of(session, [desk_id], on - timedelta(days=1)).get(desk_id, [])


def _falling_out(
    session: Session,
    desk: Desk,
    on: date,
    *,
    before: list[SpecialDay],
    after: list[SpecialDay],
    now: datetime,
) -> list[Booking]:
    """Return what is still to come and falls into no halt once the day is as said.

    On the day itself all of it; on the morning after only what the night of that day held.
    """
    rules = rules_of(session, [desk]).get(desk.id, [])
    first, last = on - timedelta(days=1), on + timedelta(days=1)
    past, times = (halts(rules, special, first, last) for special in (before, after))
    return [
        each
        for day in (on, last)
        for each in bookings_on(session, desk.id, day)
        if each.state is BookingState.BOOKED and each.ends_at > now and not _fits(each, times)
        if day == on or _fits(each, past)
    ]


def _fits(booking: Booking, times: list[Halt]) -> bool:
    halt = halt_at(times, booking.starts_at)
    return halt is not None and booking.ends_at.timestamp() <= halt.ends.timestamp()


def _of(session: Session, desk_id: UUID, hours_id: UUID | None, on: date) -> DeskDay | None:
    which = DeskDay.hours_id == hours_id if hours_id else DeskDay.hours_id.is_(None)
    query = select(DeskDay).where(DeskDay.desk_id == desk_id, DeskDay.on == on, which)
    return session.scalar(query.limit(1))


def _call_off(session: Session, booking_id: UUID, now: datetime) -> bool:
    booking = locked(session, Booking, booking_id)
    if booking.state is not BookingState.BOOKED:
        # Cancelled a moment ago.
        return False
    booking.state = move_booking(booking.state, BookingState.CALLED_OFF)
    booking.moved_at = now
    session.flush()
    release_mediators(session, booking_id=booking_id, now=now)
    tell_visitor(session, booking, "booking-called-off", now)
    return True


def clear_day(session: Session, *, desk_id: UUID, hours_id: UUID | None, on: date) -> None:
    """Let a day be like any other again; what was called off stays so."""
    desk = locked(session, Desk, desk_id)
    day = _of(session, desk_id, hours_id, on)
    if day is not None:
        desk.times_revision += 1
        session.delete(day)
        session.flush()
