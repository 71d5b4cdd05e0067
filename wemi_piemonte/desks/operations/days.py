"""Days that differ: "not today" tells everybody who has booked, in the same transaction."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Booking, DeskDay
from wemi_piemonte.desks.operations.keeping import taken_desk
from wemi_piemonte.desks.operations.telling import tell_visitor
from wemi_piemonte.desks.queries import bookings_on, days_of, rules_of
from wemi_piemonte.desks.rules import BookingState, halt_at, halts, move_booking
from wemi_piemonte.foundation.audit import record_act


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

    Bookings that no longer fall into any halt are called off, and who booked is told. Returns
    them. Said twice, the last word holds.
    """
    desk = taken_desk(session, desk_id)
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
    rules = rules_of(session, [desk]).get(desk_id, [])
    # A desk that is met at night is met on two days.
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    special = days_of(session, [desk_id], before).get(desk_id, [])
    times = halts(rules, special, before, after)
    gone = [
        each
        for each in (*bookings_on(session, desk_id, on), *bookings_on(session, desk_id, after))
        if each.state is BookingState.BOOKED and halt_at(times, each.starts_at) is None
    ]
    for each in gone:
        _call_off(session, each, now)
    return [each.id for each in gone]


def _of(session: Session, desk_id: UUID, hours_id: UUID | None, on: date) -> DeskDay | None:
    which = DeskDay.hours_id == hours_id if hours_id else DeskDay.hours_id.is_(None)
    query = select(DeskDay).where(DeskDay.desk_id == desk_id, DeskDay.on == on, which)
    return session.scalar(query.limit(1))


def _call_off(session: Session, booking: Booking, now: datetime) -> None:
    booking.state = move_booking(booking.state, BookingState.CALLED_OFF)
    booking.moved_at = now
    session.flush()
    tell_visitor(session, booking, "booking-called-off", now)


def clear_day(session: Session, *, desk_id: UUID, hours_id: UUID | None, on: date) -> None:
    """Let a day be like any other again; what was called off stays so."""
    desk = taken_desk(session, desk_id)
    day = _of(session, desk_id, hours_id, on)
    if day is not None:
        desk.times_revision += 1
        session.delete(day)
        session.flush()
