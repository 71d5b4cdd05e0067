"""Questions about requests: whose they are, what bodies may read, what links open, what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account, Pass
from wemi_piemonte.accounts.rules import Requester, email_key, hash_of
from wemi_piemonte.directory.models import Membership, Organization, Service
from wemi_piemonte.directory.rules import SHOWN_STATUSES, Publication
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.listings.caring import recipients_of
from wemi_piemonte.referrals.models import Referral, ReferralEvent, ReferralLink, ReferralMessage
from wemi_piemonte.referrals.rules import (
    ENDED,
    OPEN,
    RATED_WITHIN,
    UNANSWERED,
    Actor,
    ContactKind,
    EventKind,
    LinkFor,
    NotHelped,
    ReferralState,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A request beside its service and the body behind it."""

    referral: Referral
    service_name: str
    organization_id: UUID
    organization_name: str

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the codes of the needs that the request is for."""
        return tuple(self.referral.needs.split())

    @property
    def is_open(self) -> bool:
        return self.referral.state in OPEN

    @property
    def is_readable(self) -> bool:
        """Say whether the body may still read what is personal in it."""
        return self.referral.consent_withdrawn_at is None and self.referral.erased_at is None


@dataclass(frozen=True, slots=True)
class Line:
    """A request as a body's queue lists it: nothing of it is personal."""

    id: UUID
    service_id: UUID
    service_name: str
    state: ReferralState
    reason: NotHelped | None
    created_at: datetime
    moved_at: datetime
    close_at: datetime | None
    waits_for_body: bool


def _told() -> Select[Referral, str, UUID, str]:
    return (
        select(Referral, Service.name, Organization.id, Organization.name)
        .join(Service, Service.id == Referral.service_id)
        .join(Organization, Organization.id == Service.organization_id)
    )


def is_of(requester: Requester) -> ColumnElement[bool]:
    """Return what holds for the requests of one person."""
    if requester.account_id is not None:
        return Referral.account_id == requester.account_id
    return Referral.pass_id == requester.pass_id


def referrals_of(session: Session, requesters: Iterable[Requester]) -> list[Told]:
    """Return the requests of a person, the newest first."""
    mine = [is_of(each) for each in requesters]
    if not mine:
        return []
    query = _told().where(or_(*mine)).order_by(Referral.created_at.desc(), Referral.id)
    return [Told(*row) for row in session.execute(query)]


def own_referral(
    session: Session, referral_id: UUID, requesters: Iterable[Requester]
) -> Told | None:
    """Return a request of this person; None for one that is somebody else's, or not there."""
    mine = [is_of(each) for each in requesters]
    if not mine:
        return None
    query = _told().where(Referral.id == referral_id, or_(*mine))
    row = session.execute(query).one_or_none()
    return Told(*row) if row else None


def referral_of_id(session: Session, referral_id: UUID) -> Told | None:
    """Return a request; whoever asks has to be allowed to."""
    row = session.execute(_told().where(Referral.id == referral_id)).one_or_none()
    return Told(*row) if row else None


def living_passes(session: Session, pass_ids: Iterable[UUID], now: datetime) -> list[UUID]:
    """Return those of some passes that have not ended."""
    ids = list(pass_ids)
    if not ids:
        return []
    return list(session.scalars(select(Pass.id).where(Pass.id.in_(ids), Pass.expires_at > now)))


def timeline_of(session: Session, referral_id: UUID) -> Sequence[ReferralEvent]:
    """Return what happened to a request, the oldest first."""
    query = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id)
    return session.scalars(query.order_by(ReferralEvent.id)).all()


def messages_of(session: Session, referral_id: UUID) -> Sequence[ReferralMessage]:
    """Return what was written in a request, the oldest first."""
    query = select(ReferralMessage).where(ReferralMessage.referral_id == referral_id)
    return session.scalars(query.order_by(ReferralMessage.at, ReferralMessage.id)).all()


def open_referral(session: Session, requester: Requester, service_id: UUID) -> Referral | None:
    """Return the open request of a person to a service."""
    query = select(Referral).where(
        is_of(requester), Referral.service_id == service_id, Referral.state.in_(OPEN)
    )
    return session.scalars(query.order_by(Referral.created_at).limit(1)).one_or_none()


def takes_requests(session: Session, service: Service) -> bool:
    """Say whether a service can be asked for here: it is public, and its body can be written to."""
    is_public = service.publication is Publication.PUBLISHED and service.status in SHOWN_STATUSES
    return is_public and bool(recipients_of(session, service))


def is_staff(session: Session, organization_id: UUID, emails: Iterable[str]) -> bool:
    """Say whether one of these addresses is of somebody who belongs to a body."""
    wanted = {email_key(each) for each in emails if each}
    if not wanted:
        return False
    members = (
        select(Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organization_id == organization_id, Account.email.in_(wanted))
    )
    if session.scalar(members.limit(1)) is not None:
        return True
    own = select(Organization.email).where(Organization.id == organization_id)
    services = select(Service.email, Service.assurer_email).where(
        Service.organization_id == organization_id
    )
    known = {email_key(each) for each in session.scalars(own) if each}
    known |= {email_key(each) for row in session.execute(services) for each in row if each}
    return bool(wanted & known)


def person_address(session: Session, referral: Referral) -> tuple[str, str] | None:
    """Return where the person is written to, and in which language; None where nowhere."""
    if referral.account_id is not None:
        account = session.get(Account, referral.account_id)
        if account is not None and account.suspended_at is None:
            return account.email, account.locale
    if referral.contact_kind is ContactKind.EMAIL and referral.contact:
        return referral.contact, referral.locale if referral.locale in LOCALES else "it"
    return None


def lines_of_body(session: Session, organization_id: UUID) -> list[Line]:
    """Return the requests to a body: those that wait for it first, the oldest of them first."""
    query = (
        select(Referral, Service.name)
        .join(Service, Service.id == Referral.service_id)
        .where(Service.organization_id == organization_id)
    )
    found = list(session.execute(query))
    written = _last_written(session, [referral.id for referral, _name in found])
    lines = [
        Line(
            each.id,
            each.service_id,
            name,
            each.state,
            each.reason,
            each.created_at,
            each.moved_at,
            each.close_at,
            each.state in UNANSWERED
            or (each.state in OPEN and written.get(each.id) is Actor.PERSON),
        )
        for each, name in found
    ]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, float, str]:
    rank = 0 if line.waits_for_body else 1 if line.state in OPEN else 2
    moment = line.created_at if rank == 0 else line.moved_at
    return rank, moment.timestamp() if rank == 0 else -moment.timestamp(), str(line.id)


def _last_written(session: Session, ids: Sequence[UUID]) -> dict[UUID, Actor]:
    """Return which side wrote last in each of these requests."""
    found: dict[UUID, Actor] = {}
    for first in range(0, len(ids), 500):
        query = select(ReferralMessage.referral_id, ReferralMessage.actor).where(
            ReferralMessage.referral_id.in_(ids[first : first + 500])
        )
        found.update(
            (key, actor) for key, actor in session.execute(query.order_by(ReferralMessage.at))
        )
    return found


def has_read(
    session: Session, referral_id: UUID, *, account_id: UUID | None, since: datetime
) -> bool:
    """Say whether this account's reading of a request was written down since a moment."""
    query = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == referral_id,
        ReferralEvent.kind == EventKind.READ,
        ReferralEvent.account_id == account_id
        if account_id
        else ReferralEvent.account_id.is_(None),
        ReferralEvent.at >= since,
    )
    return session.scalar(query.limit(1)) is not None


def living_link(
    session: Session, token: str, link_for: LinkFor, now: datetime
) -> tuple[Told, ReferralLink] | None:
    """Return what a link of a mail acts on; None when it is no longer good.

    A body's link is good once, while the request is open and the body still reached at that
    address; a person's once, as long as a rating could be given.
    """
    link = session.get(ReferralLink, hash_of(token[:100]))
    if link is None or link.used_at is not None or link.link_for is not link_for:
        return None
    found = referral_of_id(session, link.referral_id)
    if found is None or found.referral.erased_at is not None:
        return None
    if link_for is LinkFor.PERSON:
        return (found, link) if now < link.created_at + RATED_WITHIN else None
    service = session.get_one(Service, found.referral.service_id)
    reached = {address for address, _language in recipients_of(session, service)}
    is_good = found.is_open and found.is_readable and link.recipient in reached
    return (found, link) if is_good else None


def request_of_link(session: Session, token: str, link_for: LinkFor) -> UUID | None:
    """Return which request a link of a mail is of, also when it is no longer good."""
    link = session.get(ReferralLink, hash_of(token[:100]))
    return link.referral_id if link is not None and link.link_for is link_for else None


def to_remind(session: Session, now: datetime, limit: int) -> Sequence[Referral]:
    """Return requests whose body is to be reminded now."""
    query = select(Referral).where(Referral.remind_at <= now, Referral.state.in_(UNANSWERED))
    return session.scalars(query.order_by(Referral.remind_at).limit(limit)).all()


def to_close(session: Session, now: datetime, limit: int) -> Sequence[Referral]:
    """Return requests in which nothing has happened for too long."""
    query = select(Referral).where(Referral.close_at <= now, Referral.state.in_(OPEN))
    return session.scalars(query.order_by(Referral.close_at).limit(limit)).all()


def to_erase(session: Session, before: datetime, limit: int) -> Sequence[Referral]:
    """Return requests to be erased: ended long ago, or of nobody any more."""
    is_nobodys = Referral.account_id.is_(None) & Referral.pass_id.is_(None)
    is_old = Referral.state.in_(ENDED) & (Referral.moved_at <= before)
    query = select(Referral).where(Referral.erased_at.is_(None), or_(is_nobodys, is_old))
    return session.scalars(query.order_by(Referral.created_at).limit(limit)).all()


def waiting_count(session: Session, organization_id: UUID) -> tuple[int, datetime | None]:
    """Return how many requests wait for a body, and when the first of them is closed."""
    lines = [each for each in lines_of_body(session, organization_id) if each.waits_for_body]
    return len(lines), min((each.close_at for each in lines if each.close_at), default=None)
