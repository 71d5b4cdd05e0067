"""Erasing a request with what was said of it; and forgetting who wrote what stays public."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.ratings.models import Appeal, Rating
from wemi_piemonte.ratings.operations.giving import withdraw_rating
from wemi_piemonte.ratings.rules import AppealState, RatingState
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.queries import is_of

AT_ONCE = 100


def erase_request(session: Session, *, referral_id: UUID, now: datetime) -> None:
    """Erase what is personal in a request, for its person: the rating is taken back with it."""
    locked(session, Referral, referral_id)
    rating_id = session.scalar(
        select(Rating.id).where(
            Rating.referral_id == referral_id, Rating.state != RatingState.WITHDRAWN
        )
    )
    if rating_id is not None:
        withdraw_rating(session, rating_id=rating_id, now=now)
    referrals.erase(session, referral_id=referral_id, now=now)


def erase_requests_of(session: Session, *, requester: Requester, now: datetime) -> None:
    """Erase every request of a person with its rating: before the account is deleted."""
    for each in session.scalars(select(Referral.id).where(is_of(requester))).all():
        erase_request(session, referral_id=each, now=now)


def forget_authors(session: Session, now: datetime) -> None:
    """Keep of a rating only what is public, once its request was erased in time; a due job.

    Words that the Region took out, or never published, are then of use to nobody. What waits
    for a decision is left until it is decided.
    """
    del now
    held = or_(
        Rating.comment != Rating.shown,
        Rating.findings != "[]",
        Rating.note != "",
        Appeal.text != "",
    )
    query = (
        select(Rating)
        .join(Referral, Referral.id == Rating.referral_id)
        .outerjoin(Appeal, Appeal.rating_id == Rating.id)
        .where(
            Referral.erased_at.is_not(None),
            Rating.state.in_((RatingState.PUBLISHED, RatingState.REJECTED)),
            or_(Appeal.state.is_(None), Appeal.state != AppealState.WAITING),
            held,
        )
    )
    for rating in session.scalars(query.order_by(Rating.created_at).limit(AT_ONCE)):
        rating.comment, rating.findings, rating.note = rating.shown, "[]", ""
        session.execute(update(Appeal).where(Appeal.rating_id == rating.id).values(text=""))
    session.flush()
