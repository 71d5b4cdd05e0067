"""What is shown of ratings: those that are published, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Service
from wemi_piemonte.ratings.models import Rating, RatingScore, RatingVote, Reply
from wemi_piemonte.ratings.rules import (
    FEWEST_SHOWN,
    Aspect,
    RatingState,
    ReplyState,
    Scores,
    Summary,
    summary_of,
)
from wemi_piemonte.referrals.models import ReferralEvent
from wemi_piemonte.referrals.rules import Actor, EventKind, ReferralState

PER_PAGE = 20
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A published rating as everybody sees it.

    `scores` is None while the service has fewer than FEWEST_SHOWN: one of two would tell the
    other from the mean. `is_told_by_body` says who said that there was help: the body, or the
    person alone. `reply` is empty where the body has none that is published.
    """

    id: UUID
    service_id: UUID
    comment: str
    locale: str
    published_at: datetime
    scores: Scores | None
    useful: int
    reply: str
    reply_locale: str
    replied_at: datetime | None
    is_told_by_body: bool


def scores_of(row: RatingScore) -> Scores:
    """Return the scores of a row as the rules take them."""
    given = {each: getattr(row, each.value) for each in Aspect}
    return Scores(row.score, row.met, {k: v for k, v in given.items() if v is not None})


def summaries(session: Session, service_ids: Iterable[UUID]) -> dict[UUID, Summary]:
    """Return what the published ratings of services come to; those without any are left out."""
    ids = list(service_ids)
    found: dict[UUID, list[Scores]] = {}
    for first in range(0, len(ids), AT_ONCE):
        query = (
            select(Rating.service_id, RatingScore)
            .join(RatingScore, RatingScore.rating_id == Rating.id)
            .where(
                Rating.service_id.in_(ids[first : first + AT_ONCE]),
                Rating.state == RatingState.PUBLISHED,
            )
        )
        for service_id, row in session.execute(query):
            found.setdefault(service_id, []).append(scores_of(row))
    return {each: summary_of(scores) for each, scores in found.items()}


def summary_for(session: Session, service_id: UUID) -> Summary:
    """Return what the published ratings of a service come to."""
    return summaries(session, [service_id]).get(service_id, Summary())


def summary_of_body(session: Session, organization_id: UUID) -> Summary:
    """Return what the published ratings of all services of a body come to."""
    query = (
        select(RatingScore)
        .join(Rating, Rating.id == RatingScore.rating_id)
        .join(Service, Service.id == Rating.service_id)
        .where(Service.organization_id == organization_id, Rating.state == RatingState.PUBLISHED)
    )
    return summary_of([scores_of(row) for row in session.scalars(query)])


def published_page(
    session: Session,
    service_id: UUID,
    *,
    by_usefulness: bool = False,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> tuple[int, list[Shown]]:
    """Return how many ratings of a service are published, and one page of them.

    The newest first, or those first that most readers found useful; never chosen by their score.
    """
    is_public = (Rating.service_id == service_id, Rating.state == RatingState.PUBLISHED)
    total = session.scalar(select(func.count()).select_from(Rating).where(*is_public)) or 0
    votes = (
        select(RatingVote.rating_id, func.count().label("number"))
        .group_by(RatingVote.rating_id)
        .subquery()
    )
    query = (
        select(Rating, RatingScore, func.coalesce(votes.c.number, 0))
        .join(RatingScore, RatingScore.rating_id == Rating.id)
        .outerjoin(votes, votes.c.rating_id == Rating.id)
        .where(*is_public)
    )
    order = [Rating.published_at.desc(), Rating.id]
    if by_usefulness:
        query = query.order_by(func.coalesce(votes.c.number, 0).desc(), *order)
    else:
        query = query.order_by(*order)
    rows = session.execute(query.limit(per_page).offset((page - 1) * per_page)).all()
    return total, _shown(session, rows, with_scores=total >= FEWEST_SHOWN)


def ratings_of_body(session: Session, organization_id: UUID) -> list[tuple[Shown, str]]:
    """Return the published ratings of a body with the names of their services, newest first."""
    query = (
        select(Rating, RatingScore, Service.name)
        .join(RatingScore, RatingScore.rating_id == Rating.id)
        .join(Service, Service.id == Rating.service_id)
        .where(Service.organization_id == organization_id, Rating.state == RatingState.PUBLISHED)
        .order_by(Rating.published_at.desc(), Rating.id)
    )
    rows = session.execute(query).all()
    counts = summaries(session, {rating.service_id for rating, _score, _name in rows})
    found = []
    for rating, score, name in rows:
        enough = counts[rating.service_id].count >= FEWEST_SHOWN
        (shown,) = _shown(session, [(rating, score, 0)], with_scores=enough)
        found.append((shown, name))
    return found


def _shown(
    session: Session, rows: Sequence[tuple[Rating, RatingScore, int]], *, with_scores: bool
) -> list[Shown]:
    ids = [rating.id for rating, _score, _votes in rows]
    replies = {
        each.rating_id: each
        for each in session.scalars(
            select(Reply).where(Reply.rating_id.in_(ids), Reply.state == ReplyState.PUBLISHED)
        )
    }
    by_body = _told_by_body(session, [rating.referral_id for rating, _score, _votes in rows])
    found = []
    for rating, score, votes in rows:
        reply = replies.get(rating.id)
        assert rating.published_at is not None
        found.append(
            Shown(
                id=rating.id,
                service_id=rating.service_id,
                comment=rating.shown,
                locale=rating.locale,
                published_at=rating.published_at,
                scores=scores_of(score) if with_scores else None,
                useful=votes,
                reply=reply.shown if reply else "",
                reply_locale=reply.locale if reply else "",
                replied_at=reply.decided_at if reply else None,
                is_told_by_body=rating.referral_id in by_body,
            )
        )
    return found


def _told_by_body(session: Session, referral_ids: Sequence[UUID]) -> set[UUID]:
    """Return those requests of which the body itself has said that there was help."""
    query = select(ReferralEvent.referral_id).where(
        ReferralEvent.referral_id.in_(referral_ids),
        ReferralEvent.kind == EventKind.MOVED,
        ReferralEvent.state == ReferralState.HELPED,
        ReferralEvent.actor == Actor.BODY,
    )
    return set(session.scalars(query))
