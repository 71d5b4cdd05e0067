"""What is due at desks: reminders of bookings, mediators who were not found, old bookings."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Booking, Mediation
from wemi_piemonte.desks.operations.telling import tell_visitor
from wemi_piemonte.desks.rules import (
    BOOKINGS_KEPT_FOR,
    REMINDED_BEFORE,
    BookingState,
    MediationState,
)

AT_ONCE = 200


def remind(session: Session, now: datetime) -> None:
    """Remind of bookings a day before, and count mediators who were not found; a due job."""
    query = (
        select(Booking)
        .where(
            Booking.state == BookingState.BOOKED,
            Booking.reminded_at.is_(None),
            Booking.starts_at > now,
            Booking.starts_at <= now + REMINDED_BEFORE,
        )
        .order_by(Booking.starts_at)
        .limit(AT_ONCE)
        .with_for_update()
    )
    for booking in session.scalars(query):
        booking.reminded_at = now
        # Who booked less than a day ahead has just been told.
        if booking.moved_at <= booking.starts_at - REMINDED_BEFORE:
            tell_visitor(session, booking, "booking-reminder", now)
    session.execute(
        update(Mediation)
        .where(Mediation.state == MediationState.ASKED, Mediation.starts_at <= now)
        .values(state=MediationState.UNMET, moved_at=now)
    )


def forget_old_bookings(session: Session, now: datetime) -> None:
    """Let bookings that are long over be of nobody: what stays is that somebody came; a due job."""
    session.execute(
        update(Booking)
        .where(
            Booking.starts_at <= now - BOOKINGS_KEPT_FOR,
            (Booking.contact != "")
            | Booking.account_id.is_not(None)
            | Booking.pass_id.is_not(None),
        )
        .values(contact="", account_id=None, pass_id=None)
    )
