"""Booking a slot: never more than there is room for, moved and cancelled by who booked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.operations import make_pass
from wemi_piemonte.accounts.rules import Requester, id_of_form
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.operations.mediating import release_mediators
from wemi_piemonte.desks.operations.telling import tell_visitor
from wemi_piemonte.desks.queries import booked, met
from wemi_piemonte.desks.rules import (
    LOOK_AHEAD_DAYS,
    AlreadyBooked,
    BookingState,
    Halt,
    NoSuchSlot,
    Slot,
    SlotFull,
    move_booking,
    slots_of,
)
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.locking import locked


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking, and whose it is; code and PIN of the pass where one was made for it."""

    id: UUID
    requester: Requester
    code: str = ""
    pin: str = ""


def book(
    session: Session,
    *,
    requester: Requester | None,
    desk_id: UUID,
    starts_at: datetime,
    contact: str,
    locale: str,
    spoken: str,
    secret: str,
    now: datetime,
) -> Booked:
    """Book a slot; without a requester a pass is made. The same form sent twice books once.

    Raises NotFound, NoSuchSlot, SlotFull, AlreadyBooked.
    """
    desk = locked(session, Desk, desk_id)
    starts_at = starts_at.astimezone(UTC)
    code = pin = ""
    if requester is None:
        pass_id, code, pin = make_pass(session, now=now, secret=secret)
        requester = Requester(pass_id=pass_id)
    booking_id = id_of_booking(secret, desk_id, starts_at, requester)
    if session.get(Booking, booking_id) is None:
        _refuse_second(session, requester, desk_id, starts_at)
        halt, slot = _slot(session, desk, starts_at, now)
        booking = Booking(
            id=booking_id, desk_id=desk_id, contact=contact, locale=locale, spoken=spoken
        )
        booking.account_id, booking.pass_id = requester.account_id, requester.pass_id
        booking.hours_id, booking.starts_at, booking.ends_at = halt.hours.id, slot.starts, slot.ends
        booking.state, booking.created_at, booking.moved_at = BookingState.BOOKED, now, now
        session.add(booking)
        session.flush()
        tell_visitor(session, booking, "booking-made", now)
    return Booked(booking_id, requester, code, pin)


def id_of_booking(secret: str, desk_id: UUID, starts_at: datetime, requester: Requester) -> UUID:
    """Return the id of what a form books for somebody."""
    moment = starts_at.astimezone(UTC).isoformat()
    return id_of_form(secret, str(desk_id), moment, str(requester.id))


def _slot(session: Session, desk: Desk, starts_at: datetime, now: datetime) -> tuple[Halt, Slot]:
    """Return the slot that begins then, with a place left; raises NoSuchSlot and SlotFull."""
    (found,) = met(session, [desk], now=now)
    taken = booked(session, desk.id, now, now + timedelta(days=LOOK_AHEAD_DAYS + 2))
    for halt in found.halts:
        for places, counts in ((desk.slot_places, taken), (desk.slot_places, None)):
            slots = slots_of(
                halt, minutes=desk.slot_minutes, places=places, booked=counts or {}, now=now
            )
            slot = next((s for s in slots if s.starts.timestamp() == starts_at.timestamp()), None)
            if slot is not None and counts is None:
                raise SlotFull
            if slot is not None:
                return halt, slot
    raise NoSuchSlot


def _refuse_second(
    session: Session, requester: Requester, desk_id: UUID, starts_at: datetime
) -> None:
    query = select(Booking.id).where(
        Booking.account_id == requester.account_id
        if requester.account_id
        else Booking.pass_id == requester.pass_id,
        Booking.desk_id == desk_id,
        Booking.starts_at == starts_at,
        Booking.state == BookingState.BOOKED,
    )
    if session.scalar(query.limit(1)) is not None:
        raise AlreadyBooked


def requester_of(booking: Booking) -> Requester | None:
    """Return whose a booking is; None once it is of nobody."""
    if booking.account_id is None and booking.pass_id is None:
        return None
    return Requester(account_id=booking.account_id, pass_id=booking.pass_id)


def _desk_of(session: Session, booking_id: UUID) -> UUID:
    found = session.scalar(select(Booking.desk_id).where(Booking.id == booking_id))
    if found is None:
        raise NotFound
    return found


def cancel_booking(session: Session, *, booking_id: UUID, now: datetime) -> None:
    """Cancel a booking for who made it; raises IllegalMove for one that is over."""
    booking = locked(session, Booking, booking_id)
    if booking.starts_at <= now:
        raise IllegalMove(current=booking.state.value, target=BookingState.CANCELLED.value)
    booking.state = move_booking(booking.state, BookingState.CANCELLED)
    booking.moved_at = now
    session.flush()
    release_mediators(session, booking_id=booking_id, now=now)
    tell_visitor(session, booking, "booking-cancelled", now)


def move_to(session: Session, *, booking_id: UUID, starts_at: datetime, now: datetime) -> None:
    """Move a booking to another slot of the same desk; the old place is free at once.

    Raises IllegalMove for one that is over, NoSuchSlot, SlotFull and AlreadyBooked: then the
    booking stays as it was.
    """
    starts_at = starts_at.astimezone(UTC)
    # The desk first, as everywhere: of two who wait for each other none would ever go on.
    desk = locked(session, Desk, _desk_of(session, booking_id))
    booking = locked(session, Booking, booking_id)
    if booking.state is BookingState.BOOKED and booking.starts_at == starts_at:
        return
    if booking.state is not BookingState.BOOKED or booking.starts_at <= now:
        raise IllegalMove(current=booking.state.value, target=BookingState.BOOKED.value)
    if requester := requester_of(booking):
        _refuse_second(session, requester, desk.id, starts_at)
    halt, slot = _slot(session, desk, starts_at, now)
    booking.hours_id, booking.starts_at, booking.ends_at = halt.hours.id, slot.starts, slot.ends
    booking.moved_at, booking.reminded_at = now, None
    session.flush()
    release_mediators(session, booking_id=booking_id, now=now)
    tell_visitor(session, booking, "booking-moved", now)


def mark_booking(
    session: Session, *, booking_id: UUID, desk_id: UUID, target: BookingState, now: datetime
) -> None:
    """Note at the desk that somebody came or did not, or call one booking off."""
    booking = locked(session, Booking, booking_id)
    if booking.desk_id != desk_id:
        raise NotFound
    booking.state = move_booking(booking.state, target)
    booking.moved_at = now
    session.flush()
    if target is BookingState.CALLED_OFF:
        release_mediators(session, booking_id=booking_id, now=now)
        tell_visitor(session, booking, "booking-called-off", now)


def end_bookings_of(session: Session, *, account_id: UUID, now: datetime) -> None:
    """Free what an account has booked, and let its bookings be of nobody: it is being deleted."""
    mine = update(Booking).where(Booking.account_id == account_id)
    freed = mine.where(Booking.state == BookingState.BOOKED, Booking.starts_at > now)
    ended = freed.values(state=BookingState.CANCELLED, moved_at=now).returning(Booking.id)
    for booking_id in session.scalars(ended).all():
        release_mediators(session, booking_id=booking_id, now=now)
    session.execute(mine.values(account_id=None, contact=""))
