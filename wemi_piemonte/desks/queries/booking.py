"""Questions about what is booked at desks, and what still can be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.queries.meeting import met
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, BookingState, Halt, Slot, halt_at, slots_of
from wemi_piemonte.foundation.clock import ROME


def booked(session: Session, desk_id: UUID, first: datetime, last: datetime) -> Counter[datetime]:
    """Return how many people have booked at each moment, by UTC instant."""
    query = select(Booking.starts_at).where(
        Booking.desk_id == desk_id,
        Booking.state == BookingState.BOOKED,
        Booking.starts_at >= first,
        Booking.starts_at < last,
    )
    return Counter(session.scalars(query))


def slots_ahead(session: Session, desk: Desk, now: datetime) -> list[tuple[Halt, list[Slot]]]:
    """Return the halts of a desk in the days to come with the slots that can be booked."""
    (found,) = met(session, [desk], now=now)
    taken = booked(session, desk.id, now, now + timedelta(days=LOOK_AHEAD_DAYS + 2))
    result = []
    for halt in found.halts:
        slots = slots_of(
            halt, minutes=desk.slot_minutes, places=desk.slot_places, booked=taken, now=now
        )
        if slots:
            result.append((halt, slots))
    return result


def _is_of(requesters: Iterable[Requester]) -> list[ColumnElement[bool]]:
    return [
        Booking.account_id == each.account_id
        if each.account_id is not None
        else Booking.pass_id == each.pass_id
        for each in requesters
    ]


def bookings_of(session: Session, requesters: Iterable[Requester]) -> list[tuple[Booking, Desk]]:
    """Return the bookings of a person, the soonest first."""
    mine = _is_of(requesters)
    if not mine:
        return []
    query = (
        select(Booking, Desk)
        .join(Desk, Desk.id == Booking.desk_id)
        .where(or_(*mine))
        .order_by(Booking.starts_at, Booking.id)
    )
    return [(booking, desk) for booking, desk in session.execute(query)]


def own_booking(
    session: Session, booking_id: UUID, requesters: Iterable[Requester]
) -> tuple[Booking, Desk] | None:
    """Return a booking of this person; None for somebody else's."""
    found = bookings_of(session, requesters)
    return next((pair for pair in found if pair[0].id == booking_id), None)


def bookings_on(session: Session, desk_id: UUID, day: date) -> Sequence[Booking]:
    """Return what is booked at a desk on a day, in the order of the hours."""
    morning = datetime.combine(day, datetime.min.time(), ROME)
    evening = datetime.combine(day + timedelta(days=1), datetime.min.time(), ROME)
    query = select(Booking).where(
        Booking.desk_id == desk_id, Booking.starts_at >= morning, Booking.starts_at < evening
    )
    return session.scalars(query.order_by(Booking.starts_at, Booking.created_at)).all()


def stranded(session: Session, desk: Desk, now: datetime) -> list[Booking]:
    """Return what is booked at times at which the desk is no longer met: to be called off."""
    query = select(Booking).where(
        Booking.desk_id == desk.id, Booking.state == BookingState.BOOKED, Booking.starts_at > now
    )
    ahead = session.scalars(query.order_by(Booking.starts_at, Booking.created_at)).all()
    if not ahead:
        return []
    days = (ahead[-1].starts_at - now).days + 2
    (found,) = met(session, [desk], now=now, days=days)
    return [each for each in ahead if halt_at(found.halts, each.starts_at) is None]
