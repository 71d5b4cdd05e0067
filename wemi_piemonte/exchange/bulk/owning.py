"""Whose the places of a listing are: new ones the body's, those of others as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory import storage
from wemi_piemonte.directory.models import Location, ServiceAtLocation
from wemi_piemonte.directory.queries import visible_ids
from wemi_piemonte.directory.record import LocationRecord, ServiceRecord


@dataclass(frozen=True, slots=True)
class Places:
    """The places that some listings of a body name: which are there, whose, and as they stand.

    `shown` are those of others that the public sees; only these may be named for the first time.
    """

    body: UUID
    owners: Mapping[UUID, UUID | None]
    stored: Mapping[UUID, Any]
    shown: frozenset[UUID]

    def settled(self, record: ServiceRecord, before: ServiceRecord | None) -> ServiceRecord | None:
        """Return a listing with its places as they may be; None where one may not be named."""
        known = {link.location.id for link in before.locations} if before else set()
        foreign = {link.location.id for link in record.locations} & set(self.stored)
        if foreign - self.shown - known:
            return None
        links = (replace(link, location=self._owned(link.location)) for link in record.locations)
        return replace(record, locations=tuple(links))

    def _owned(self, place: LocationRecord) -> LocationRecord:
        if place.id in self.stored:
            found: LocationRecord = self.stored[place.id]
            return found
        return replace(place, organization_id=self.body)


def places_for(session: Session, named: Iterable[ServiceRecord], body: UUID) -> Places:
    """Return what there is to know of the places that these listings name."""
    ids = {link.location.id for record in named for link in record.locations}
    query = select(Location.id, Location.organization_id).where(Location.id.in_(ids))
    owners = {row.id: row.organization_id for row in session.execute(query)}
    foreign = sorted(each for each, owner in owners.items() if owner != body)
    stored = storage.load_simple(session, storage.LOCATION, foreign)
    return Places(body, owners, stored, frozenset(_shown(session, foreign)))


def _shown(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    if not ids:
        return set()
    links = storage.table_of(ServiceAtLocation)
    query = select(links.c.location_id, links.c.service_id).where(links.c.location_id.in_(ids))
    rows = session.execute(query).all()
    visible = visible_ids(session, sorted({row.service_id for row in rows}))
    return {row.location_id for row in rows if row.service_id in visible}
