"""What of ratings waits for the Region: without any score, which this module never reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.ratings.models import Appeal, Rating, Reply
from wemi_piemonte.ratings.rules import (
    AppealState,
    Found,
    RatingState,
    ReplyState,
)
from wemi_piemonte.ratings.writing import found_in


@dataclass(frozen=True, slots=True)
class Blind:
    """A rating as who decides sees it: words, service, history, and no score.

    `reply` and `appeal` are there where one was written; `shown` is what is public now.
    """

    id: UUID
    service_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    comment: str
    shown: str
    locale: str
    state: RatingState
    findings: tuple[Found, ...]
    in_burst: bool
    revision: int
    created_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    reason: str
    note: str
    reply: Reply | None
    reply_findings: tuple[Found, ...]
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something about a rating that waits: `kind` is rating, burst, reply or appeal.

    `id` is the rating's, of a burst the service's. `not_by` is who may not decide it: of an appeal
    the account that decided the first time.
    """

    kind: str
    id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime
    not_by: UUID | None = None


def _told() -> Select[Rating, str, UUID, str]:
    return (
        select(Rating, Service.name, Organization.id, Organization.name)
        .join(Service, Service.id == Rating.service_id)
        .join(Organization, Organization.id == Service.organization_id)
    )


def waiting_ratings(session: Session) -> list[Waiting]:
    """Return all that waits, the oldest first; a burst is one thing."""
    found: list[Waiting] = []
    bursts: dict[UUID, Waiting] = {}
    undecided = _told().where(Rating.state.in_((RatingState.WAITING, RatingState.HELD)))
    for rating, title, body, name in session.execute(undecided.order_by(Rating.created_at)):
        since = rating.created_at
        if rating.in_burst:
            one = Waiting("burst", rating.service_id, title, body, name, since)
            bursts.setdefault(rating.service_id, one)
        else:
            found.append(Waiting("rating", rating.id, title, body, name, since))
    replies = (_told().add_columns(Reply).join(Reply, Reply.rating_id == Rating.id)).where(
        Reply.state == ReplyState.WAITING
    )
    for rating, title, body, name, reply in session.execute(replies):
        found.append(Waiting("reply", rating.id, title, body, name, since=reply.created_at))
    appeals = (_told().add_columns(Appeal).join(Appeal, Appeal.rating_id == Rating.id)).where(
        Appeal.state == AppealState.WAITING
    )
    for rating, title, body, name, appeal in session.execute(appeals):
        since = appeal.created_at
        found.append(Waiting("appeal", rating.id, title, body, name, since, appeal.against))
    return sorted([*found, *bursts.values()], key=lambda each: (each.since, str(each.id)))


def blind_rating(session: Session, rating_id: UUID) -> Blind | None:
    """Return a rating as who decides sees it; None where there is none, or it was taken back."""
    row = session.execute(_told().where(Rating.id == rating_id)).one_or_none()
    if row is None or row[0].state is RatingState.WITHDRAWN:
        return None
    return _blind(session, *row)


def burst_of(session: Session, service_id: UUID) -> list[Blind]:
    """Return the ratings of a service that came in a burst and wait to be looked at together."""
    query = _told().where(
        Rating.service_id == service_id,
        Rating.in_burst,
        Rating.state.in_((RatingState.WAITING, RatingState.HELD)),
    )
    rows = session.execute(query.order_by(Rating.created_at, Rating.id)).all()
    return [_blind(session, *row) for row in rows]


def _blind(session: Session, rating: Rating, title: str, body: UUID, name: str) -> Blind:
    reply = session.get(Reply, rating.id)
    return Blind(
        id=rating.id,
        service_id=rating.service_id,
        title=title,
        organization_id=body,
        organization_name=name,
        comment=rating.comment,
        shown=rating.shown,
        locale=rating.locale,
        state=rating.state,
        findings=found_in(rating.findings),
        in_burst=rating.in_burst,
        revision=rating.revision,
        created_at=rating.created_at,
        decided_at=rating.decided_at,
        decided_by=rating.decided_by,
        reason=rating.reason,
        note=rating.note,
        reply=reply,
        reply_findings=found_in(reply.findings) if reply else (),
        appeal=session.get(Appeal, rating.id),
    )
