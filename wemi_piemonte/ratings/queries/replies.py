"""The replies of a body to the ratings of its services, as the body sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Service
from wemi_piemonte.ratings.models import Rating, Reply
from wemi_piemonte.ratings.rules import Found, RatingState, ReplyState
from wemi_piemonte.ratings.writing import found_in


@dataclass(frozen=True, slots=True)
class OwnReply:
    """A reply, and the words that hold it back."""

    reply: Reply
    findings: tuple[Found, ...]

    @property
    def may_be_written_anew(self) -> bool:
        return self.reply.state is ReplyState.REJECTED


def replies_of_body(session: Session, organization_id: UUID) -> dict[UUID, OwnReply]:
    """Return the replies of a body, whatever was decided about them, by rating."""
    query = (
        select(Reply)
        .join(Rating, Rating.id == Reply.rating_id)
        .join(Service, Service.id == Rating.service_id)
        .where(Service.organization_id == organization_id)
    )
    return {
        each.rating_id: OwnReply(each, found_in(each.findings)) for each in session.scalars(query)
    }


def body_of_rating(session: Session, rating_id: UUID) -> UUID | None:
    """Return whose service a published rating is about."""
    return session.scalar(
        select(Service.organization_id)
        .join(Rating, Rating.service_id == Service.id)
        .where(Rating.id == rating_id, Rating.state == RatingState.PUBLISHED)
    )


def without_reply(session: Session, organization_id: UUID, since: datetime) -> int:
    """Return how many ratings published since a moment a body can still reply to."""
    query = (
        select(func.count())
        .select_from(Rating)
        .join(Service, Service.id == Rating.service_id)
        .outerjoin(Reply, Reply.rating_id == Rating.id)
        .where(
            Service.organization_id == organization_id,
            Rating.state == RatingState.PUBLISHED,
            Rating.published_at >= since,
            or_(Reply.rating_id.is_(None), Reply.state == ReplyState.REJECTED),
        )
    )
    return session.scalar(query) or 0
