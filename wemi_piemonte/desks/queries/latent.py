"""Questions about the needs that antennas have reported to a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import LatentNeed
from wemi_piemonte.desks.rules import LatentState
from wemi_piemonte.foundation.errors import NotFound

MOST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class LatentCount:
    """How many people are said to need something, and what the desk has answered."""

    need: str
    people: int
    reports: int
    answered: int
    not_covered: int


def reports_by(session: Session, desk_id: UUID, account_id: UUID) -> Sequence[LatentNeed]:
    """Return what somebody has reported to a desk, the newest first."""
    query = select(LatentNeed).where(
        LatentNeed.desk_id == desk_id, LatentNeed.reported_by == account_id
    )
    order = (LatentNeed.created_at.desc(), LatentNeed.id)
    return session.scalars(query.order_by(*order).limit(MOST_REPORTS)).all()


def reports_to(session: Session, desk_id: UUID) -> Sequence[LatentNeed]:
    """Return what was reported to a desk: what waits first, the soonest due at the top."""
    waits = LatentNeed.state == LatentState.WAITING
    query = select(LatentNeed).where(LatentNeed.desk_id == desk_id)
    order = (
        case((waits, 0), else_=1),
        case((waits, LatentNeed.due_at)),
        LatentNeed.answered_at.desc(),
        LatentNeed.id,
    )
    return session.scalars(query.order_by(*order).limit(MOST_REPORTS)).all()


def reports_waiting(session: Session, desk_id: UUID) -> int:
    """Return how many reports to a desk have no answer yet."""
    query = select(func.count()).where(
        LatentNeed.desk_id == desk_id, LatentNeed.state == LatentState.WAITING
    )
    return session.scalar(query) or 0


def own_report(session: Session, desk_id: UUID, report_id: UUID) -> LatentNeed:
    """Return a report to this desk; raises NotFound for another's."""
    found = session.get(LatentNeed, report_id)
    if found is None or found.desk_id != desk_id:
        raise NotFound
    return found


def latent_counts(session: Session, desk_id: UUID, smallest: int) -> list[LatentCount]:
    """Return how many people need what, most first; fewer than `smallest` are not told."""
    people = func.sum(LatentNeed.number)
    answered = case((LatentNeed.state != LatentState.WAITING, 1), else_=0)
    lacking = case((LatentNeed.state == LatentState.NOT_COVERED, 1), else_=0)
    query = (
        select(LatentNeed.need, people, func.count(), func.sum(answered), func.sum(lacking))
        .where(LatentNeed.desk_id == desk_id)
        .group_by(LatentNeed.need)
        .having(people >= smallest)
        .order_by(people.desc(), LatentNeed.need)
    )
    return [
        LatentCount(need, *(int(each) for each in numbers))
        for need, *numbers in session.execute(query)
    ]
