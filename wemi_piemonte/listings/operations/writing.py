"""Writing a listing: a draft into its rows, the next version of a published one beside it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.models import Location, Proposal, Service, ServiceAtLocation
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import organization_record
from wemi_piemonte.directory.record import LocationRecord, ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.listings.operations.versions import hold_body, keep_version, locked
from wemi_piemonte.listings.queries import (
    PROPOSED,
    Working,
    fixed_places,
    read_version,
    version_of,
    working_copy,
    written_version,
)
from wemi_piemonte.listings.rules import VersionKind, Waiting


def create_draft(
    session: Session, *, record: ServiceRecord, organization_id: UUID, now: datetime
) -> UUID:
    """Put a new draft in; the same one again changes nothing. Raises NotFound."""
    hold_body(session, organization_id)
    body = organization_record(session, organization_id)
    there = session.get(Service, record.id)
    if body is None or (there is not None and there.organization_id != organization_id):
        raise NotFound
    if there is None:
        _write_draft(session, replace(record, organization=body), now=now)
    return record.id


def open_for_writing(session: Session, service_id: UUID) -> Working:
    """Return a listing as it is being written, and let nobody else write until this ends."""
    locked(session, service_id)
    return working_copy(session, service_id)


def save(
    session: Session,
    *,
    working: Working,
    record: ServiceRecord,
    account_id: UUID,
    now: datetime,
) -> None:
    """Keep what was written; raises Waiting while the Region has the listing before it."""
    if working.waits:
        raise Waiting
    own = guarded(session, record, working.standing)
    if working.publication is Publication.DRAFT:
        _write_draft(session, own, now=now)
        forget_left(session, working.standing, own)
    elif working.publication in PROPOSED:
        _write_proposal(session, own, working.standing, account_id=account_id, now=now)
    else:
        raise IllegalMove(current=working.publication.value, target=Publication.DRAFT.value)


def discard(session: Session, *, service_id: UUID) -> None:
    """Throw the version away that is being written beside a published listing."""
    working = open_for_writing(session, service_id)
    if working.waits:
        raise Waiting
    proposal = session.get(Proposal, service_id)
    if proposal is not None:
        session.delete(proposal)
        session.flush()


def restore(
    session: Session, *, service_id: UUID, version_id: UUID, account_id: UUID, now: datetime
) -> None:
    """Make an earlier version the one that is being written; a published one stays meanwhile."""
    working = open_for_writing(session, service_id)
    version = version_of(session, service_id, version_id)
    record = read_version(version.hsds, working.standing)
    save(session, working=working, record=record, account_id=account_id, now=now)
    keep_version(
        session,
        record=record,
        hsds=written_version(record),
        kind=VersionKind.RESTORED,
        account_id=account_id,
        now=now,
    )


def forget_left(session: Session, before: ServiceRecord, after: ServiceRecord) -> None:
    """Forget the places of the body that a listing has left and at which none stands any more."""
    left = {link.location.id for link in before.locations}
    left -= {link.location.id for link in after.locations}
    links = storage.table_of(ServiceAtLocation)
    used = select(links.c.location_id).where(links.c.location_id.in_(left))
    session.execute(
        delete(Location).where(
            Location.id.in_(left),
            Location.id.not_in(used),
            Location.organization_id == before.organization.id,
        )
    )


def guarded(session: Session, record: ServiceRecord, standing: ServiceRecord) -> ServiceRecord:
    """Return a listing under its own body, with the places it may not change as they stand."""
    body = standing.organization
    ids = [link.location.id for link in record.locations]
    there = storage.load_simple(session, storage.LOCATION, ids)
    fixed = fixed_places(session, standing, ids)

    def place(written: LocationRecord) -> LocationRecord:
        known: LocationRecord | None = there.get(written.id)
        if known is None:
            return replace(written, organization_id=body.id)
        if known.id in fixed:
            return known
        return replace(written, organization_id=known.organization_id)

    return replace(
        record,
        organization=body,
        publication=standing.publication,
        locations=tuple(replace(link, location=place(link.location)) for link in record.locations),
    )


def _write_draft(session: Session, record: ServiceRecord, *, now: datetime) -> None:
    put_services(session, [(record, "")], publish=False, now=now)
    # What stands of a place is kept by `put_services`: a draft may change those of its own.
    places = {link.location.id: link.location for link in record.locations}
    there = storage.load_simple(session, storage.LOCATION, list(places))
    changed = [place for each, place in places.items() if there[each] != place]
    for place in changed:
        row = storage.root_row(place) | {"modified_at": now}
        session.execute(update(Location).where(Location.id == place.id).values(row))
    if changed:
        storage.write_parts(session, storage.LOCATION, changed, fresh=set())


def _write_proposal(
    session: Session,
    record: ServiceRecord,
    standing: ServiceRecord,
    *,
    account_id: UUID,
    now: datetime,
) -> None:
    hsds = written_version(record, standing)
    waiting = session.get(Proposal, record.id)
    if waiting is None:
        session.add(
            Proposal(service_id=record.id, hsds=hsds, created_at=now, account_id=account_id)
        )
    else:
        waiting.hsds, waiting.account_id = hsds, account_id
    session.flush()
