"""What changes listings: putting whole records in, proposing, publishing, suspending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.models import (
    Location,
    Organization,
    Proposal,
    Service,
    ServiceAtLocation,
)
from wemi_piemonte.directory.queries import owners_of
from wemi_piemonte.directory.record import (
    ServiceAtLocationRecord,
    ServiceRecord,
    TranslationRecord,
)
from wemi_piemonte.directory.rules import Publication, move
from wemi_piemonte.directory.translating import Owner, OwnerKind, joined, kept, with_kept
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.outbox import record_change, record_changes
from wemi_piemonte.taxonomy.models import TaxonomyTerm

TOPIC = "service"


class Outcome(StrEnum):
    """What putting a record in came to."""

    CREATED = "created"
    UPDATED = "updated"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Put:
    """One record's outcome; `published` says that this act made or changed a public listing."""

    service_id: UUID
    outcome: Outcome
    published: bool


def put_services(
    session: Session,
    records: Sequence[tuple[ServiceRecord, str]],
    *,
    publish: bool,
    now: datetime,
) -> list[Put]:
    """Put whole listings in; each comes with the HSDS text it was read from.

    With `publish` (a trusted source) they replace what is there and are published. Without it a
    new service arrives as a draft, a draft is replaced, and over anything that the public has
    seen only a proposal is kept: the published listing, its body and its places stay as they are.
    """
    ids = [record.id for record, _ in records]
    known = storage.load_services(session, ids)
    owners = _owners(session, [record for record, _ in records], publish=publish)
    accepted: list[ServiceRecord] = []
    outcomes: list[Put] = []
    for record, hsds in records:
        old = known.get(record.id)
        told = replace(
            record,
            publication=_publication(old, publish=publish),
            locations=_owned(record.locations, owners),
        )
        wanted = with_kept(old, told) if old else told
        if old == (wanted if publish else _as_kept(wanted, old)):
            outcomes.append(Put(record.id, Outcome.UNCHANGED, published=False))
        elif old is None or publish or old.publication is Publication.DRAFT:
            accepted.append(wanted)
            known[record.id] = wanted
            outcome = Outcome.CREATED if old is None else Outcome.UPDATED
            outcomes.append(Put(record.id, outcome, published=publish))
        else:
            changed = _propose(session, record.id, hsds, now)
            outcome = Outcome.PROPOSED if changed else Outcome.UNCHANGED
            outcomes.append(Put(record.id, outcome, published=False))
    _write(session, accepted, overwrite=publish, now=now)
    return outcomes


def _owners(
    session: Session, records: Sequence[ServiceRecord], *, publish: bool
) -> dict[UUID, UUID]:
    """Return the known owners of the places that these records name.

    A listing names the owner of a place only when that is its own body, so one that names none
    says nothing of it: the owner stays.
    """
    places = [link.location for record in records for link in record.locations]
    query = select(Location.id, Location.organization_id).where(
        Location.id.in_({place.id for place in places}), Location.organization_id.is_not(None)
    )
    owners = {row.id: row.organization_id for row in session.execute(query)}
    if publish:
        owners |= {p.id: p.organization_id for p in places if p.organization_id}
    return owners


def _owned(
    links: tuple[ServiceAtLocationRecord, ...], owners: dict[UUID, UUID]
) -> tuple[ServiceAtLocationRecord, ...]:
    return tuple(
        replace(link, location=replace(link.location, organization_id=owners[link.location.id]))
        if link.location.organization_id is None and link.location.id in owners
        else link
        for link in links
    )


def _as_kept(wanted: ServiceRecord, old: ServiceRecord | None) -> ServiceRecord:
    """Return what a source that is not trusted would leave: bodies and places stay as they are."""
    if old is None or old.publication is not Publication.DRAFT:
        return wanted
    places = {link.location.id: link.location for link in old.locations}
    same_body = old.organization.id == wanted.organization.id
    return replace(
        wanted,
        organization=old.organization if same_body else wanted.organization,
        locations=tuple(
            replace(link, location=places.get(link.location.id, link.location))
            for link in wanted.locations
        ),
    )


def _publication(old: ServiceRecord | None, *, publish: bool) -> Publication:
    if publish:
        return Publication.PUBLISHED
    return Publication.DRAFT if old is None else old.publication


def _propose(session: Session, service_id: UUID, hsds: str, now: datetime) -> bool:
    waiting = session.get(Proposal, service_id)
    if waiting is None:
        session.add(Proposal(service_id=service_id, hsds=hsds, created_at=now))
        return True
    if waiting.hsds == hsds:
        return False
    waiting.hsds = hsds
    waiting.created_at = now
    return True


def _write(
    session: Session, records: Sequence[ServiceRecord], *, overwrite: bool, now: datetime
) -> None:
    if not records:
        return
    last = {record.id: record for record in records}
    services = list(last.values())
    bodies = {s.organization.id: s.organization for s in services}
    places = {link.location.id: link.location for s in services for link in s.locations}
    write = partial(_write_roots, session, overwrite=overwrite, now=now)
    changed_bodies = write(storage.ORGANIZATION, Organization, bodies)
    changed_places = write(storage.LOCATION, Location, places)
    _write_terms(session, services)
    _write_roots(session, storage.SERVICE, Service, last, overwrite=True, now=now)
    if overwrite:
        session.execute(delete(Proposal).where(Proposal.service_id.in_(list(last))))
    touched = set(last) | _showing(session, changed_bodies, changed_places)
    record_changes(session, TOPIC, sorted(touched), now)


def _write_roots(
    session: Session,
    root: storage.Root,
    model: Any,
    items: dict[UUID, Any],
    *,
    overwrite: bool,
    now: datetime,
) -> set[UUID]:
    """Insert the new ones; replace the others only when they differ and it is allowed.

    Returns the ids of those that were there and changed.
    """
    ids = list(items)
    there = set(session.scalars(select(model.id).where(model.id.in_(ids))))
    fresh = [item for each, item in items.items() if each not in there]
    changed: list[Any] = []
    if overwrite and there:
        changed = [items[each] for each in there]
        if root is not storage.SERVICE:
            old = storage.load_simple(session, root, sorted(there))
            # A listing that is new may name a body or a place that is translated already.
            stay = [replace(item, translations=kept(old[item.id], item)) for item in changed]
            changed = [item for item in stay if old[item.id] != item]
    if fresh:
        stamps = {"created_at": now, "modified_at": now}
        rows = [storage.root_row(item) | stamps for item in fresh]
        session.execute(insert(storage.table_of(model)), rows)
    for item in changed:
        row = storage.root_row(item) | {"modified_at": now}
        session.execute(update(model).where(model.id == item.id).values(row))
    written = [*fresh, *changed]
    if written:
        storage.write_parts(session, root, written, fresh={item.id for item in fresh})
    return {item.id for item in changed}


def _write_terms(session: Session, services: Sequence[ServiceRecord]) -> None:
    rows = storage.term_rows(services)
    if not rows:
        return
    there = set(session.scalars(select(TaxonomyTerm.key).where(TaxonomyTerm.key.in_(list(rows)))))
    new = [row for key, row in rows.items() if key not in there]
    if new:
        session.execute(insert(storage.table_of(TaxonomyTerm)), new)


def _showing(session: Session, bodies: set[UUID], places: set[UUID]) -> set[UUID]:
    """Return the services whose cards show one of these changed bodies or places."""
    found: set[UUID] = set()
    if bodies:
        query = select(Service.id).where(Service.organization_id.in_(bodies))
        found |= set(session.scalars(query))
    if places:
        links = storage.table_of(ServiceAtLocation)
        found |= set(
            session.scalars(select(links.c.service_id).where(links.c.location_id.in_(places)))
        )
    return found


def put_translations(
    session: Session, translations: Mapping[Owner, Sequence[TranslationRecord]], *, now: datetime
) -> None:
    """Put translations beside those that are there, or in the place of what they replace.

    Owners that do not exist are passed over. The texts themselves do not change: nobody has to
    approve the listing anew, and the index is told.
    """
    by_kind: dict[OwnerKind, list[UUID]] = {}
    for owner in translations:
        by_kind.setdefault(owner.kind, []).append(owner.id)
    touched: dict[OwnerKind, set[UUID]] = {kind: set() for kind in OwnerKind}
    for kind, ids in by_kind.items():
        root = storage.ROOTS[kind]
        told: dict[UUID, Any] = {}
        for each, item in owners_of(session, kind, ids).items():
            rows = joined(item.translations, translations[Owner(kind, each)])
            if rows != item.translations:
                told[each] = replace(item, translations=rows)
        storage.write_translations(session, root, list(told.values()), now=now)
        touched[kind] = set(told)
    shown = touched[OwnerKind.SERVICE] | _showing(
        session, touched[OwnerKind.ORGANIZATION], touched[OwnerKind.LOCATION]
    )
    record_changes(session, TOPIC, sorted(shown), now)


def set_publication(
    session: Session, *, service_id: UUID, target: Publication, now: datetime
) -> None:
    """Move a listing along its life cycle; what leaves the public is told to the index."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound
    service.publication = move(service.publication, target)
    service.modified_at = now
    record_change(session, TOPIC, service_id, now)


def tell_of_services(
    session: Session, service_ids: Sequence[UUID], *, now: datetime, **values: Any
) -> None:
    """Write what a body says of listings beside their texts: free places, that all is true."""
    ids = sorted(service_ids)
    session.execute(
        update(Service).where(Service.id.in_(ids)).values(**values, modified_at=now),
        execution_options={"synchronize_session": "fetch"},
    )
    record_changes(session, TOPIC, ids, now)
