"""What is due at desks: reminders of bookings and reports, mediators not found, old bookings."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Booking, LatentNeed, Mediation
from wemi_piemonte.desks.operations.telling import tell_managers, tell_visitor
from wemi_piemonte.desks.rules import (
    BOOKINGS_KEPT_FOR,
    REMINDED_BEFORE,
    BookingState,
    LatentState,
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


def remind_of_reports(session: Session, now: datetime) -> None:
    """Write to a desk once of each report that has waited too long for an answer; a due job.

    One mail tells of all that are overdue at that moment. Where nobody can be written to, the
    report waits until somebody can.
    """
    query = (
        select(LatentNeed)
        .where(
            LatentNeed.state == LatentState.WAITING,
            LatentNeed.reminded_at.is_(None),
            LatentNeed.due_at <= now,
        )
        .order_by(LatentNeed.due_at, LatentNeed.id)
        .with_for_update()
    )
    overdue = session.scalars(query).all()
    for desk_id in dict.fromkeys(each.desk_id for each in overdue):
        if tell_managers(session, desk_id, "need-overdue", now):
            for each in overdue:
                if each.desk_id == desk_id:
                    each.reminded_at = now


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
