"""What the author of a rating sees of it, and who must not be named in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import (
    Address,
    Contact,
    Location,
    Membership,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
    Translation,
)
from wemi_piemonte.ratings.models import Appeal, Rating, RatingScore, Reply
from wemi_piemonte.ratings.queries.shown import scores_of
from wemi_piemonte.ratings.rules import (
    AppealState,
    Found,
    RatingState,
    ReplyState,
    Scores,
    is_appealed,
    is_undecided,
    may_be_appealed,
)
from wemi_piemonte.ratings.writing import found_in


@dataclass(frozen=True, slots=True)
class Own:
    """A rating as its author sees it; `scores` is None once it was taken back."""

    rating: Rating
    scores: Scores | None
    findings: tuple[Found, ...]
    appeal: Appeal | None
    reply: Reply | None
    may_appeal: bool

    @property
    def may_change(self) -> bool:
        """Say whether the comment can still be changed."""
        return is_undecided(self.rating.state)

    @property
    def is_redacted(self) -> bool:
        return self.rating.state is RatingState.PUBLISHED and (
            self.rating.shown != self.rating.comment
        )

    @property
    def waits_for_appeal(self) -> bool:
        return self.appeal is not None and self.appeal.state is AppealState.WAITING


def own_rating(session: Session, referral_id: UUID, now: datetime) -> Own | None:
    """Return the rating of a request as its author sees it."""
    rating = session.scalar(select(Rating).where(Rating.referral_id == referral_id))
    if rating is None:
        return None
    score = session.get(RatingScore, rating.id)
    appeal = session.get(Appeal, rating.id)
    reply = session.get(Reply, rating.id)
    return Own(
        rating=rating,
        scores=scores_of(score) if score else None,
        findings=found_in(rating.findings),
        appeal=appeal,
        reply=reply if reply and reply.state is ReplyState.PUBLISHED else None,
        may_appeal=may_be_appealed(
            rating.state,
            is_redacted=rating.shown != rating.comment,
            decided_at=rating.decided_at,
            has_appealed=appeal is not None and is_appealed(rating.decided_at, appeal.decided_at),
            now=now,
        ),
    )


def rated_among(session: Session, referral_ids: Iterable[UUID]) -> dict[UUID, RatingState]:
    """Return which of these requests were rated, and where their ratings stand."""
    ids = list(referral_ids)
    found: dict[UUID, RatingState] = {}
    for first in range(0, len(ids), 500):
        query = select(Rating.referral_id, Rating.state).where(
            Rating.referral_id.in_(ids[first : first + 500])
        )
        found.update(session.execute(query).all())
    return found


def staff_names(session: Session, service_id: UUID) -> tuple[str, ...]:
    """Return the names of people who work for a service, as far as the site knows them."""
    body = select(Service.organization_id).where(Service.id == service_id).scalar_subquery()
    members = (
        select(Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organization_id == body)
    )
    contacts = (
        select(Contact.name)
        .join(Service, Service.id == Contact.service_id)
        .where(Service.organization_id == body)
    )
    found = [*session.scalars(members), *session.scalars(contacts)]
    return tuple(dict.fromkeys(each.strip() for each in found if each and each.strip()))


def public_words(session: Session, service_id: UUID) -> tuple[str, ...]:
    """Return what everybody reads on the sheet of a service, and so may stand in a comment.

    The names of the service, its body and places, in every language; their phones, addresses of
    mail and of the web, and streets. Names of persons are not among them: see `staff_names`.
    """
    body = select(Service.organization_id).where(Service.id == service_id).scalar_subquery()
    places = select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id == service_id)

    def owned(model: type[Phone | Translation]) -> ColumnElement[bool]:
        return or_(
            model.service_id == service_id,
            model.organization_id == body,
            model.location_id.in_(places),
        )

    rows = (
        select(Service.name, Service.alternate_name, Service.url, Service.email).where(
            Service.id == service_id
        ),
        select(
            Organization.name, Organization.alternate_name, Organization.website, Organization.email
        ).where(Organization.id == body),
        select(Location.name, Location.alternate_name).where(Location.id.in_(places)),
        select(Address.address_1, Address.city).where(Address.location_id.in_(places)),
        select(Phone.number).where(owned(Phone)),
        select(Translation.text).where(Translation.field == "name", owned(Translation)),
    )
    found = [each for query in rows for row in session.execute(query) for each in row]
    return tuple(dict.fromkeys(each.strip() for each in found if each and each.strip()))
