"""How many ratings came, and what became of them: what the public page on checking tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wemi_piemonte.ratings.models import Appeal, Rating
from wemi_piemonte.ratings.rules import MARK, AppealState, RatingState


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the ratings that came in some time; each is counted in one place.

    `published` are those that are shown whole, `redacted` those shown without some words;
    `rejected` tells how many for which reason, as codes.
    """

    published: int
    redacted: int
    rejected: Mapping[str, int]
    waiting: int
    withdrawn: int

    @property
    def received(self) -> int:
        """Return how many came."""
        kept = self.published + self.redacted + sum(self.rejected.values())
        return kept + self.waiting + self.withdrawn


@dataclass(frozen=True, slots=True)
class AppealCounts:
    """What became of the appeals that came in some time."""

    granted: int
    denied: int
    waiting: int


def counts(
    session: Session, *, since: datetime | None = None, before: datetime | None = None
) -> Counts:
    """Return what became of the ratings that were given since a moment, and before another."""
    is_redacted = case((Rating.shown.contains(MARK, autoescape=True), 1), else_=0)
    query = (
        select(Rating.state, Rating.reason, func.count(), func.sum(is_redacted))
        .where(*_within(Rating.created_at, since, before))
        .group_by(Rating.state, Rating.reason)
    )
    found = {"published": 0, "redacted": 0, "waiting": 0, "withdrawn": 0}
    rejected: dict[str, int] = {}
    for state, reason, number, redacted in session.execute(query):
        if state is RatingState.REJECTED:
            rejected[reason] = rejected.get(reason, 0) + number
        elif state is RatingState.PUBLISHED:
            found["published"] += number - redacted
            found["redacted"] += redacted
        else:
            found["withdrawn" if state is RatingState.WITHDRAWN else "waiting"] += number
    return Counts(rejected=rejected, **found)


def appeal_counts(
    session: Session, *, since: datetime | None = None, before: datetime | None = None
) -> AppealCounts:
    """Return what became of the appeals that were made since a moment, and before another."""
    query = (
        select(Appeal.state, func.count())
        .where(*_within(Appeal.created_at, since, before))
        .group_by(Appeal.state)
    )
    found = dict.fromkeys(AppealState, 0) | dict(session.execute(query).all())
    return AppealCounts(
        granted=found[AppealState.GRANTED],
        denied=found[AppealState.DENIED],
        waiting=found[AppealState.WAITING],
    )


def _within(
    moment: InstrumentedAttribute[datetime], since: datetime | None, before: datetime | None
) -> list[ColumnElement[bool]]:
    return [
        *([moment >= since] if since is not None else []),
        *([moment < before] if before is not None else []),
    ]
