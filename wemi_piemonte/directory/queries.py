"""Questions about listings, the bodies behind them and their places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, distinct, func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.models import (
    Language,
    Location,
    Membership,
    Organization,
    Proposal,
    Service,
    ServiceAtLocation,
)
from wemi_piemonte.directory.recent import Recent
from wemi_piemonte.directory.record import LocationRecord, OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import SHOWN_STATUSES, MemberRole, Publication
from wemi_piemonte.directory.translating import OwnerKind
from wemi_piemonte.foundation.asked import ByIds


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to find, counted from what is published."""

    services: int
    organizations: int
    municipalities: int
    languages: int


def _is_visible() -> ColumnElement[bool]:
    return and_(
        Service.publication == Publication.PUBLISHED, Service.status.in_(sorted(SHOWN_STATUSES))
    )


_recent = Recent()


def records(session: Session, ids: Sequence[UUID]) -> list[ServiceRecord]:
    """Return whole services in the order of `ids`, leaving out those that do not exist."""
    found = storage.load_services(session, ids)
    return [found[each] for each in ids if each in found]


# As they stand in a column the states would lead SQLite to walk all that is published.
_SHOWN = ByIds(
    select(Service.id).where(
        func.coalesce(Service.publication, "") == Publication.PUBLISHED.value,
        func.coalesce(Service.status, "").in_(sorted(each.value for each in SHOWN_STATUSES)),
    ),
    Service.id,
)


def visible_ids(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return those of `ids` that the public may see now."""
    return _SHOWN.which(session, ids)


def published_ids(session: Session) -> list[UUID]:
    """Return every service that the public may see, by id."""
    return list(session.scalars(select(Service.id).where(_is_visible()).order_by(Service.id)))


def published_batches(session: Session, size: int = 200) -> Iterator[list[ServiceRecord]]:
    """Yield every visible service, whole, in batches by id."""
    last: UUID | None = None
    while True:
        query = select(Service.id).where(_is_visible()).order_by(Service.id).limit(size)
        if last is not None:
            query = query.where(Service.id > last)
        ids = list(session.scalars(query))
        if not ids:
            return
        yield records(session, ids)
        last = ids[-1]


def visible_record(session: Session, service_id: UUID) -> ServiceRecord | None:
    """Return a service whole when the public may see it."""
    if service_id not in visible_ids(session, [service_id]):
        return None
    return _recent.service(session, service_id)


def organization_record(session: Session, organization_id: UUID) -> OrganizationRecord | None:
    """Return an organization with all that hangs on it."""
    found = storage.load_simple(session, storage.ORGANIZATION, [organization_id])
    record: OrganizationRecord | None = found.get(organization_id)
    return record


def owners_of(session: Session, kind: OwnerKind, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return services, bodies or places by id, each whole; those that do not exist are left out."""
    if kind is OwnerKind.SERVICE:
        return dict(storage.load_services(session, ids))
    return storage.load_simple(session, storage.ROOTS[kind], ids)


def services_of(session: Session, organization_id: UUID) -> list[UUID]:
    """Return the visible services of an organization, by name."""
    query = select(Service.id).where(Service.organization_id == organization_id, _is_visible())
    return list(session.scalars(query.order_by(Service.name, Service.id)))


def with_visible_services(session: Session, organization_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of these bodies of which the public may see a service now."""
    query = select(Service.organization_id).distinct()
    return set(
        session.scalars(query.where(Service.organization_id.in_(organization_ids), _is_visible()))
    )


def places_of(session: Session, organization_id: UUID) -> list[LocationRecord]:
    """Return the places where an organization gives visible services, by name."""
    query = (
        select(ServiceAtLocation.location_id)
        .distinct()
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(Service.organization_id == organization_id, _is_visible())
    )
    found = storage.load_simple(session, storage.LOCATION, list(session.scalars(query)))
    return sorted(found.values(), key=lambda place: (place.name, str(place.id)))


def proposal_of(session: Session, service_id: UUID) -> str | None:
    """Return the proposed version of a published service, as HSDS JSON."""
    return session.scalar(select(Proposal.hsds).where(Proposal.service_id == service_id))


def counts(session: Session) -> Counts:
    """Return how much the public can find."""
    services, organizations = session.execute(
        select(func.count(), func.count(distinct(Service.organization_id))).where(_is_visible())
    ).one()
    municipalities = session.scalar(
        select(func.count(distinct(Location.municipality)))
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Location.id)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(_is_visible(), Location.municipality != "")
    )
    languages = session.scalar(
        select(func.count(distinct(Language.code)))
        .join(Service, Service.id == Language.service_id)
        .where(_is_visible())
    )
    return Counts(services, organizations, municipalities or 0, languages or 0)


def membership_of(session: Session, account_id: UUID, organization_id: UUID) -> MemberRole | None:
    """Return what an account may do for an organization, None when nothing."""
    found = session.get(Membership, (account_id, organization_id))
    return found.role if found else None


def memberships(session: Session, account_id: UUID) -> list[tuple[UUID, str, MemberRole]]:
    """Return the organizations of an account by name: id, name, and what it may do there."""
    query = (
        select(Organization.id, Organization.name, Membership.role)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.account_id == account_id)
        .order_by(Organization.name, Organization.id)
    )
    return [(each, name, role) for each, name, role in session.execute(query)]


def members_of(session: Session, organization_id: UUID) -> list[tuple[UUID, MemberRole]]:
    """Return who may do what for an organization: account and role, the longest member first."""
    query = (
        select(Membership.account_id, Membership.role)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.created_at, Membership.account_id)
    )
    return [(account, role) for account, role in session.execute(query)]
