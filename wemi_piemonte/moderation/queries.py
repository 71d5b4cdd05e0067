"""What waits for the Region, and what it has decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.moderation.models import Claim, Decision
from wemi_piemonte.moderation.rules import Subject


class OwnBody(DomainError):
    """Four eyes: who belongs to the body may not decide about it."""

    code = "own_body"


class ClaimedByOther(DomainError):
    """Another moderator is on it just now."""

    code = "claimed_by_other"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the queue; `organization_id` is the body it belongs to."""

    subject: Subject
    subject_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime


def claims(session: Session, now: datetime) -> dict[tuple[Subject, UUID], UUID]:
    """Return who is on which item now."""
    rows = session.execute(
        select(Claim.subject, Claim.subject_id, Claim.account_id).where(Claim.until > now)
    )
    return {(subject, subject_id): account for subject, subject_id, account in rows}


def decisions_on(session: Session, subject_ids: Iterable[UUID]) -> Sequence[Decision]:
    """Return what was decided about these things, the newest first."""
    query = select(Decision).where(Decision.subject_id.in_(list(subject_ids)))
    return session.scalars(query.order_by(Decision.at.desc(), Decision.id)).all()


def may_decide(
    session: Session,
    *,
    account_id: UUID,
    subject: Subject,
    subject_id: UUID,
    organization_id: UUID,
    now: datetime,
) -> None:
    """Raise OwnBody or ClaimedByOther where this moderator may not decide on this item now."""
    if membership_of(session, account_id, organization_id) is not None:
        raise OwnBody
    holder = claims(session, now).get((subject, subject_id))
    if holder is not None and holder != account_id:
        raise ClaimedByOther
