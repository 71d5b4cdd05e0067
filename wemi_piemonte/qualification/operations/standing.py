"""A qualification after it was given: suspended, taken up, revoked, near its end, run out."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.mail import queue_mail
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.queries import (
    addressees,
    needs_of,
    qualification_with_body,
    qualifications_of,
)
from wemi_piemonte.qualification.rules import (
    REMINDED_BEFORE,
    QualificationState,
    move_qualification,
    reminder_due,
)

MAILS = {
    QualificationState.SUSPENDED: "qualification-suspended",
    QualificationState.ACTIVE: "qualification-taken-up",
    QualificationState.REVOKED: "qualification-revoked",
}


def change_qualification(
    session: Session,
    *,
    qualification_id: UUID,
    revision: int,
    target: QualificationState,
    reason: str,
    text: str,
    now: datetime,
) -> Qualification:
    """Suspend, take up or revoke; the body is told why. Raises Stale, IllegalMove, NotFound."""
    found = locked(session, Qualification, qualification_id, revision)
    found.state = move_qualification(found.state, target)
    stands = target is QualificationState.ACTIVE
    found.reason, found.reason_text = ("", "") if stands else (reason, text)
    found.changed_at = now
    session.flush()
    _tell(session, found, MAILS[target], now, reason=reason)
    return found


def end_of_validity(session: Session, *, today: date, now: datetime) -> list[UUID]:
    """Note which qualifications have run out, tell their bodies, and return the ids of those.

    Each is noted once.
    """
    query = select(Qualification).where(
        Qualification.valid_until < today,
        Qualification.lapsed_at.is_(None),
        Qualification.state != QualificationState.REVOKED,
    )
    ended = session.scalars(query.order_by(Qualification.id).with_for_update()).all()
    for each in ended:
        each.lapsed_at = now
        if not _is_renewed(session, each, today):
            _tell(session, each, "qualification-ended", now)
    session.flush()
    return sorted({each.organization_id for each in ended})


def remind(session: Session, *, today: date, now: datetime) -> int:
    """Remind bodies whose qualification ends soon; each reminder leaves once. Returns how many."""
    query = select(Qualification).where(
        Qualification.state == QualificationState.ACTIVE,
        Qualification.valid_until >= today,
        Qualification.valid_until <= date.fromordinal(today.toordinal() + max(REMINDED_BEFORE)),
    )
    sent = 0
    for each in session.scalars(query.order_by(Qualification.id).with_for_update()).all():
        days_left = (each.valid_until - today).days
        due = reminder_due(days_left, each.reminded_days)
        if due is None:
            continue
        each.reminded_days = due
        if not _is_renewed(session, each, today):
            _tell(session, each, "qualification-ending", now, days=days_left)
            sent += 1
    session.flush()
    return sent


def _is_renewed(session: Session, ending: Qualification, today: date) -> bool:
    """Say whether another qualification of the body goes on for the same needs."""
    needs = needs_of(ending.needs)
    return any(
        other.id != ending.id
        and other.state is QualificationState.ACTIVE
        and other.valid_until > max(ending.valid_until, today)
        and needs <= needs_of(other.needs)
        for other in qualifications_of(session, ending.organization_id)
    )


def _tell(
    session: Session, qualification: Qualification, kind: str, now: datetime, **values: object
) -> None:
    _, body = qualification_with_body(session, qualification.id)
    for address, locale in addressees(session, body.id):
        queue_mail(
            session,
            to=address,
            locale=locale,
            kind=kind,
            now=now,
            name=body.name,
            ends_on=qualification.valid_until,
            **values,
        )
