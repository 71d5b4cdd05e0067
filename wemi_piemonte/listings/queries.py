"""Listings as their body and the Region see them: as they stand, as they are being written."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.hsds import parse, render
from wemi_piemonte.directory.models import (
    Location,
    Organization,
    Proposal,
    Service,
    ServiceAtLocation,
)
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import LocationRecord, ServiceRecord
from wemi_piemonte.directory.rules import Availability, OrganizationKind, Publication
from wemi_piemonte.directory.translating import with_kept
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.listings.models import ListingCare, ListingVersion, Submission, Suspension
from wemi_piemonte.listings.rules import (
    EVERY_MONTHS,
    SuspensionCause,
    due_on,
    needs_qualification,
    publishes_directly,
)
from wemi_piemonte.qualification.queries import scope_of
from wemi_piemonte.qualification.rules import covers

PROPOSED = frozenset({Publication.PUBLISHED, Publication.SUSPENDED})
"""A listing that stands so is not written into: its next version is proposed beside it."""


@dataclass(frozen=True, slots=True)
class Working:
    """A listing as it is being written, beside the one that stands.

    `record` is what a form shows; `standing` what the public sees, or saw. `waits` says that the
    Region has it before it, so that it is taken back before it is changed.
    """

    record: ServiceRecord
    standing: ServiceRecord
    is_proposal: bool
    waits: bool
    cause: SuspensionCause | None
    # The body's own words, or the code of the Region's reason with its words.
    reason: str
    note: str
    author_id: UUID | None

    @property
    def publication(self) -> Publication:
        """Return where the listing stands in its life cycle."""
        return self.standing.publication

    @property
    def is_direct(self) -> bool:
        """Say whether the body publishes it without the Region's yes."""
        return publishes_directly(self.standing.organization.kind, self.cause)


@dataclass(frozen=True, slots=True)
class Waits:
    """A listing of which the Region has to look at; `kind` is new, change or unconfirmed."""

    service_id: UUID
    kind: str
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A listing in the list of its body."""

    service_id: UUID
    name: str
    publication: Publication
    has_changes: bool
    waits: bool
    cause: SuspensionCause | None
    verified_on: date | None
    due_on: date | None
    availability: Availability
    availability_on: date | None
    modified_at: datetime


def working_copy(session: Session, service_id: UUID) -> Working:
    """Return a listing as it is being written; raises NotFound."""
    found = records(session, [service_id])
    if not found:
        raise NotFound
    standing = found[0]
    proposal = session.get(Proposal, service_id)
    submission = session.get(Submission, service_id)
    suspension = session.get(Suspension, service_id)
    is_proposal = proposal is not None and standing.publication in PROPOSED
    record, waits = standing, standing.publication is Publication.SUBMITTED
    author = submission.account_id if submission else None
    if proposal is not None and is_proposal:
        record, waits = read_version(proposal.hsds, standing), proposal.submitted_at is not None
        author = proposal.account_id
    return Working(
        record=record,
        standing=standing,
        is_proposal=is_proposal,
        waits=waits,
        cause=suspension.cause if suspension else None,
        reason=suspension.reason if suspension else "",
        note=suspension.note if suspension else "",
        author_id=author,
    )


def read_version(hsds: str, standing: ServiceRecord) -> ServiceRecord:
    """Return a version kept as HSDS JSON, under the body and beside the one that stands."""
    record, _ = parse(json.loads(hsds))
    told = replace(record, publication=standing.publication, organization=standing.organization)
    return with_kept(standing, told)


def written_version(record: ServiceRecord, standing: ServiceRecord | None = None) -> str:
    """Return a listing as HSDS JSON, without the translations that stand beside it anyway.

    They are joined again when the version is read: by then they may be newer.
    """
    return json.dumps(render(_bare(record, standing)), ensure_ascii=False)


def _bare(record: ServiceRecord, standing: ServiceRecord | None) -> ServiceRecord:
    known = set(standing.translations) if standing else set()
    places = {link.location.id: link.location for link in standing.locations} if standing else {}
    return replace(
        record,
        translations=tuple(row for row in record.translations if row not in known),
        locations=tuple(
            replace(link, location=_bare_place(link.location, places.get(link.location.id)))
            for link in record.locations
        ),
    )


def _bare_place(place: LocationRecord, standing: LocationRecord | None) -> LocationRecord:
    known = set(standing.translations) if standing else set()
    rows = tuple(row for row in place.translations if row not in known)
    return replace(place, translations=rows)


def uncovered_needs(
    session: Session, organization_id: UUID, kind: OrganizationKind, needs: Iterable[str], on: date
) -> tuple[str, ...]:
    """Return those needs that the qualification of a body does not cover on a day."""
    if not needs_qualification(kind):
        return ()
    scope = scope_of(session, organization_id, on)
    return tuple(need for need in needs if not covers(scope, frozenset({need})))


def places_of_body(session: Session, organization_id: UUID) -> list[LocationRecord]:
    """Return the places of a body, and those where it gives services, by name."""
    links = storage.table_of(ServiceAtLocation)
    used = (
        select(links.c.location_id)
        .join(Service, Service.id == links.c.service_id)
        .where(Service.organization_id == organization_id)
    )
    query = select(Location.id).where(
        or_(Location.organization_id == organization_id, Location.id.in_(used))
    )
    found = storage.load_simple(session, storage.LOCATION, list(session.scalars(query)))
    return sorted(found.values(), key=lambda place: (place.name, str(place.id)))


def fixed_places(
    session: Session, standing: ServiceRecord, places: Sequence[UUID]
) -> frozenset[UUID]:
    """Return those of the places that this listing may not change.

    They are another body's, or another body gives services there; a draft may change none at
    which other listings stand that somebody may have seen.
    """
    body = standing.organization.id
    links = storage.table_of(ServiceAtLocation)
    elsewhere = Service.organization_id != body
    if standing.publication is Publication.DRAFT:
        elsewhere = or_(elsewhere, Service.publication != Publication.DRAFT)
    used = (
        select(links.c.location_id)
        .join(Service, Service.id == links.c.service_id)
        .where(links.c.location_id.in_(list(places)), Service.id != standing.id, elsewhere)
    )
    owned = select(Location.id).where(
        Location.id.in_(list(places)),
        Location.organization_id.is_not(None),
        Location.organization_id != body,
    )
    return frozenset(session.scalars(used)) | frozenset(session.scalars(owned))


def waiting_listings(session: Session) -> list[Waits]:
    """Return the listings of which the Region has to look at, the longest waiting first."""
    query = (
        select(Service, Organization.name, Submission, Proposal)
        .join(Organization, Organization.id == Service.organization_id)
        .outerjoin(Submission, Submission.service_id == Service.id)
        .outerjoin(Proposal, Proposal.service_id == Service.id)
        .where(or_(Submission.service_id.is_not(None), Proposal.submitted_at.is_not(None)))
    )
    found = [_waits(*row) for row in session.execute(query)]
    return sorted(found, key=lambda each: (each.since, str(each.service_id)))


def _waits(
    service: Service, body: str, submission: Submission | None, proposal: Proposal | None
) -> Waits:
    kind = "unconfirmed"
    since = submission.at if submission else None
    if service.publication is Publication.SUBMITTED:
        kind = "new"
    elif proposal is not None and proposal.submitted_at is not None:
        kind, since = "change", proposal.submitted_at
    assert since is not None
    return Waits(service.id, kind, service.name, service.organization_id, body, since)


def listings_of(session: Session, organization_id: UUID) -> list[Line]:
    """Return all the listings of a body, by name."""
    query = (
        select(Service, Proposal, Suspension.cause, ListingCare.every_months)
        .outerjoin(Proposal, Proposal.service_id == Service.id)
        .outerjoin(Suspension, Suspension.service_id == Service.id)
        .outerjoin(ListingCare, ListingCare.organization_id == Service.organization_id)
        .where(Service.organization_id == organization_id)
        .order_by(Service.name, Service.id)
    )
    return [_line(*row) for row in session.execute(query)]


def _line(
    service: Service, proposal: Any, cause: SuspensionCause | None, months: int | None
) -> Line:
    asked = service.publication is Publication.SUBMITTED
    has_changes = proposal is not None and service.publication in PROPOSED
    verified = service.verified_on
    return Line(
        service_id=service.id,
        name=service.name,
        publication=service.publication,
        has_changes=has_changes,
        waits=asked or (has_changes and proposal.submitted_at is not None),
        cause=cause if service.publication is Publication.SUSPENDED else None,
        verified_on=verified,
        due_on=due_on(verified, months or EVERY_MONTHS) if verified else None,
        availability=service.availability,
        availability_on=service.availability_on,
        modified_at=service.modified_at,
    )


def history_of(session: Session, service_id: UUID) -> list[ListingVersion]:
    """Return the versions of a listing, the newest first."""
    query = select(ListingVersion).where(ListingVersion.service_id == service_id)
    return list(session.scalars(query.order_by(ListingVersion.number.desc())))


def version_of(session: Session, service_id: UUID, version_id: UUID) -> ListingVersion:
    """Return one version of a listing; raises NotFound, also for a version of another."""
    found = session.get(ListingVersion, version_id)
    if found is None or found.service_id != service_id:
        raise NotFound
    return found
