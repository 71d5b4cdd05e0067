"""How a rated request stood, for who decides: dates and who says that it helped, no person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from wemi_piemonte.ratings.models import Rating, Reply
from wemi_piemonte.referrals.models import Referral, ReferralEvent
from wemi_piemonte.referrals.rules import Actor, EventKind, ReferralState


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands behind a rating.

    `is_of_account` is False for a request with a code and PIN, None once it was erased;
    `is_told_by_body` says that the body itself has said that there was help.
    """

    asked_at: datetime
    is_of_account: bool | None
    helped_at: datetime | None
    is_told_by_body: bool


def standings(session: Session, rating_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return what stands behind these ratings."""
    ids = list(rating_ids)
    told = (
        select(Rating.id, ReferralEvent.actor, func.min(ReferralEvent.at))
        .join(ReferralEvent, ReferralEvent.referral_id == Rating.referral_id)
        .where(
            Rating.id.in_(ids),
            ReferralEvent.kind == EventKind.MOVED,
            ReferralEvent.state == ReferralState.HELPED,
        )
        .group_by(Rating.id, ReferralEvent.actor)
    )
    helped: dict[UUID, dict[Actor, datetime]] = {}
    for rating_id, actor, at in session.execute(told):
        helped.setdefault(rating_id, {})[actor] = at
    asked = (
        select(
            Rating.id,
            Referral.created_at,
            Referral.account_id.is_not(None),
            Referral.pass_id.is_not(None),
        )
        .join(Referral, Referral.id == Rating.referral_id)
        .where(Rating.id.in_(ids))
    )
    return {
        rating_id: Standing(
            asked_at=asked_at,
            is_of_account=bool(is_account) if is_account or is_pass else None,
            helped_at=min(helped.get(rating_id, {}).values(), default=None),
            is_told_by_body=Actor.BODY in helped.get(rating_id, {}),
        )
        for rating_id, asked_at, is_account, is_pass in session.execute(asked)
    }


def written_by(session: Session, account_id: UUID) -> frozenset[UUID]:
    """Return the ratings that an account has part in: it wrote them, or the reply to them.

    With them the services in whose bursts it has a rating, as the queue names bursts.
    """
    own = (
        select(Rating.id, Rating.service_id, Rating.in_burst)
        .join(Referral, Referral.id == Rating.referral_id)
        .where(Referral.account_id == account_id)
    )
    replied = (
        select(Rating.id, Rating.service_id, Rating.in_burst)
        .join(Reply, Reply.rating_id == Rating.id)
        .where(Reply.account_id == account_id)
    )
    found: set[UUID] = set()
    for rating_id, service_id, in_burst in session.execute(union(own, replied)):
        found |= {rating_id, service_id} if in_burst else {rating_id}
    return frozenset(found)
