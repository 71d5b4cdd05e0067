"""What is shown of ratings: those that are published, and what they come to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.asked import ByIds
from wemi_piemonte.ratings.models import Rating, RatingScore, RatingVote, Reply
from wemi_piemonte.ratings.rules import (
    FEWEST_SHOWN,
    Aspect,
    Met,
    RatingState,
    ReplyState,
    Scores,
    Summary,
    summary_of,
    summary_of_all,
)
from wemi_piemonte.referrals.models import ReferralEvent
from wemi_piemonte.referrals.rules import Actor, EventKind, ReferralState

PER_PAGE = 20
NEWEST = 3
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


@dataclass(frozen=True, slots=True)
class Rated:
    """A service and how many ratings of it are published; its name is in `locale`."""

    id: UUID
    name: str
    locale: str
    count: int


def scores_of(row: RatingScore) -> Scores:
    """Return the scores of a row as the rules take them."""
    return _scores(row.score, row.met, *(getattr(row, each.value) for each in Aspect))


def _scores(score: int, met: Met, *given: int | None) -> Scores:
    aspects = {k: v for k, v in zip(Aspect, given, strict=True) if v is not None}
    return Scores(score, met, aspects)


# Plain columns: a mean over many ratings makes no objects of them all.
_SCORES = (
    RatingScore.score,
    RatingScore.met,
    *(getattr(RatingScore, each.value) for each in Aspect),
)


_PUBLISHED = ByIds(
    select(Rating.service_id, *_SCORES)
    .join(RatingScore, RatingScore.rating_id == Rating.id)
    .where(Rating.state == RatingState.PUBLISHED),
    Rating.service_id,
)


def summaries(session: Session, service_ids: Iterable[UUID]) -> dict[UUID, Summary]:
    """Return what the published ratings of services come to; those without any are left out."""
    ids = list(service_ids)
    found: dict[UUID, list[Scores]] = {}
    for first in range(0, len(ids), AT_ONCE):
        for service_id, *row in _PUBLISHED.rows(session, ids[first : first + AT_ONCE]):
            found.setdefault(service_id, []).append(_scores(*row))
    return {each: summary_of(scores) for each, scores in found.items()}


def summary_for(session: Session, service_id: UUID) -> Summary:
    """Return what the published ratings of a service come to."""
    return summaries(session, [service_id]).get(service_id, Summary())


def summed_up(session: Session, service_id: UUID) -> tuple[Summary, list[Shown]]:
    """Return what the ratings of a service come to, and the newest few of them."""
    summary = summary_for(session, service_id)
    if not summary.count:
        return summary, []
    return summary, published_page(session, service_id, per_page=NEWEST, total=summary.count)[1]


def summary_of_body(session: Session, organization_id: UUID) -> Summary:
    """Return what the published ratings of all services of a body come to.

    Where the few ratings of services without a mean could be told from the mean of all, they are
    left out of it.
    """
    query = (
        select(Rating.service_id, *_SCORES)
        .join(Rating, Rating.id == RatingScore.rating_id)
        .join(Service, Service.id == Rating.service_id)
        .where(Service.organization_id == organization_id, Rating.state == RatingState.PUBLISHED)
    )
    found: dict[UUID, list[Scores]] = {}
    for service_id, *row in session.execute(query):
        found.setdefault(service_id, []).append(_scores(*row))
    return summary_of_all(found.values())


def rated_among_services(session: Session, service_ids: Iterable[UUID]) -> list[Rated]:
    """Return those of these services that are rated, by name."""
    query = (
        select(Service.id, Service.name, Service.source_lang, func.count())
        .join(Rating, Rating.service_id == Service.id)
        .where(Rating.state == RatingState.PUBLISHED)
        .group_by(Service.id, Service.name, Service.source_lang)
    )
    ids = list(service_ids)
    found: list[Rated] = []
    for first in range(0, len(ids), AT_ONCE):
        rows = session.execute(query.where(Service.id.in_(ids[first : first + AT_ONCE])))
        found += (Rated(*row) for row in rows)
    return sorted(found, key=lambda each: (each.name, each.id))


def rated_service(session: Session, rating_id: UUID) -> UUID | None:
    """Return the service of a published rating."""
    return session.scalar(
        select(Rating.service_id).where(
            Rating.id == rating_id, Rating.state == RatingState.PUBLISHED
        )
    )


def published_page(
    session: Session,
    service_id: UUID,
    *,
    by_usefulness: bool = False,
    page: int = 1,
    per_page: int = PER_PAGE,
    total: int | None = None,
) -> tuple[int, list[Shown]]:
    """Return how many ratings of a service are published, and one page of them.

    The newest first, or those first that most readers found useful; never chosen by their score.
    Who knows the `total` already spares asking for it.
    """
    if total is None:
        is_public = (Rating.service_id == service_id, Rating.state == RatingState.PUBLISHED)
        total = session.scalar(select(func.count()).select_from(Rating).where(*is_public)) or 0
    first = (page - 1) * per_page
    if first >= total:
        return total, []
    query = _published().where(Rating.service_id == service_id)
    if by_usefulness:
        query = query.order_by(_votes().desc())
    query = query.order_by(Rating.published_at.desc(), Rating.id)
    rows = session.execute(query.limit(per_page).offset(first))
    return total, [_shown(*row, with_scores=total >= FEWEST_SHOWN) for row in rows]


def ratings_of_body(session: Session, organization_id: UUID) -> list[tuple[Shown, str]]:
    """Return the published ratings of a body with the names of their services, newest first."""
    query = (
        _published()
        .add_columns(Service.name)
        .join(Service, Service.id == Rating.service_id)
        .where(Service.organization_id == organization_id)
        .order_by(Rating.published_at.desc(), Rating.id)
    )
    rows = session.execute(query).all()
    counts = Counter(rating.service_id for rating, *_more in rows)
    return [
        (_shown(rating, *more, with_scores=counts[rating.service_id] >= FEWEST_SHOWN), name)
        for rating, *more, name in rows
    ]


def _votes() -> ScalarSelect[int]:
    query = select(func.count()).where(RatingVote.rating_id == Rating.id)
    return query.correlate(Rating).scalar_subquery()


def _published() -> Select[Rating, RatingScore, Reply | None, int, bool]:
    """Return published ratings: score, reply, votes, and whether the body says that it helped."""
    by_body = exists().where(
        ReferralEvent.referral_id == Rating.referral_id,
        ReferralEvent.kind == EventKind.MOVED,
        ReferralEvent.state == ReferralState.HELPED,
        ReferralEvent.actor == Actor.BODY,
    )
    is_reply = and_(Reply.rating_id == Rating.id, Reply.state == ReplyState.PUBLISHED)
    return (
        select(Rating, RatingScore, Reply, _votes(), by_body)
        .join(RatingScore, RatingScore.rating_id == Rating.id)
        .outerjoin(Reply, is_reply)
        .where(Rating.state == RatingState.PUBLISHED)
    )


def _shown(
    rating: Rating,
    score: RatingScore,
    reply: Reply | None,
    votes: int,
    by_body: bool,
    *,
    with_scores: bool,
) -> Shown:
    assert rating.published_at is not None
    return Shown(
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
        is_told_by_body=by_body,
    )
