"""What each row of a file comes to beside what is there, and taking the good ones in.

What comes in are drafts, and proposals over what the public has seen; nothing of another body is
changed or shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.hsds import Refused, parse
from wemi_piemonte.directory.hsds.organizations import write_organization
from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.hsds.values import uuid_of
from wemi_piemonte.directory.models import Proposal, Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.directory.translating import with_kept
from wemi_piemonte.exchange.bulk.columns import derived_service_id, record_of
from wemi_piemonte.exchange.bulk.owning import Places, places_for
from wemi_piemonte.exchange.bulk.rows import Row
from wemi_piemonte.exchange.bulk.rules import BulkOutcome, Fault
from wemi_piemonte.listings.operations import discard, keep_version
from wemi_piemonte.listings.queries import PROPOSED, read_version, written_version
from wemi_piemonte.listings.rules import VersionKind


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row comes to; `record` is None where it is refused."""

    number: int
    name: str
    service_id: UUID | None
    outcome: BulkOutcome
    faults: tuple[Fault, ...] = ()
    record: ServiceRecord | None = None
    standing: ServiceRecord | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A listing that is there: whose, how far, as it stands, and as its body works on it.

    What it says is None where it is another body's.
    """

    organization_id: UUID
    publication: Publication
    waits: bool
    standing: ServiceRecord | None
    working: ServiceRecord | None


def standings(session: Session, ids: Iterable[UUID], body: UUID) -> dict[UUID, Standing]:
    """Return the listings with these ids; those of other bodies without what they say."""
    query = (
        select(Service.id, Service.organization_id, Service.publication)
        .add_columns(Proposal.hsds, Proposal.submitted_at)
        .outerjoin(Proposal, Proposal.service_id == Service.id)
        .where(Service.id.in_(set(ids)))
    )
    rows = session.execute(query).all()
    own = sorted(row.id for row in rows if row.organization_id == body)
    kept = {record.id: record for record in records(session, own)}
    found = {}
    for row in rows:
        standing = working = kept.get(row.id)
        waits = row.publication is Publication.SUBMITTED
        if standing is not None and row.hsds and row.publication in PROPOSED:
            working, waits = read_version(row.hsds, standing), row.submitted_at is not None
        found[row.id] = Standing(row.organization_id, row.publication, waits, standing, working)
    return found


def judge(
    session: Session,
    rows: Sequence[Row],
    *,
    body: OrganizationRecord,
    earlier: Mapping[UUID, int],
    today: date,
    is_taking: bool,
) -> list[Judged]:
    """Return what each row comes to; `earlier` are services that rows before these have told.

    Who goes on to take them lets nobody else write these listings until the transaction ends.
    """
    named = {row.number: _id_of(row, body.id) for row in rows}
    ids = [each for each in named.values() if isinstance(each, UUID)]
    if is_taking:
        held = select(Service.id).where(Service.id.in_(ids)).order_by(Service.id)
        session.execute(held.with_for_update())
    there = standings(session, ids, body.id)
    made = {row.number: _made(row, named[row.number], there, body, today) for row in rows}
    told = [each for each in made.values() if isinstance(each, ServiceRecord)]
    places = places_for(session, told, body.id)
    seen = dict(earlier)
    found = []
    for row in rows:
        record = made[row.number]
        if isinstance(record, Judged):
            found.append(record)
            continue
        judged = _judged(row, record, there.get(record.id), places)
        if judged.record is not None and record.id in seen:
            double = Fault("id", "twice", {"number": str(seen[record.id])})
            judged = _refused(row, record.id, [double])
        elif judged.record is not None:
            seen[record.id] = row.number
        found.append(judged)
    return found


def _name_of(row: Row) -> str:
    name = row.document.get("name") if isinstance(row.document, dict) else row.cells.get("name")
    return name[:200] if isinstance(name, str) else ""


def _refused(row: Row, service_id: UUID | None, faults: Sequence[Fault]) -> Judged:
    return Judged(row.number, _name_of(row), service_id, BulkOutcome.REFUSED, tuple(faults))


def _id_of(row: Row, body: UUID) -> UUID | Fault:
    """Return which service a row means; one without an id is known by name and town."""
    if row.fault is not None:
        return row.fault
    document = row.document
    if document is None:
        said: Any = row.cells.get("id", "")
        municipality = row.cells.get("municipality", "")
    elif isinstance(document, dict):
        said, municipality = document.get("id") or "", _towns_of(document)
    else:
        return Fault("", "refused", {"pointer": "/", "reason": "must be an object"})
    if not said:
        return derived_service_id(body, _name_of(row), municipality)
    try:
        return uuid_of(said)
    except Wrong:
        return Fault("id", "id")


def _towns_of(document: Mapping[str, Any]) -> str:
    """Return the towns of a document, as far as it is what it should be."""
    towns = []
    links = document.get("service_at_locations")
    for link in links if isinstance(links, list) else []:
        place = link.get("location") if isinstance(link, dict) else None
        addresses = place.get("addresses") if isinstance(place, dict) else None
        first = addresses[0] if isinstance(addresses, list) and addresses else None
        city = first.get("city") if isinstance(first, dict) else None
        towns += [city] if isinstance(city, str) else []
    return "|".join(towns)


def _made(
    row: Row,
    service_id: UUID | Fault,
    there: Mapping[UUID, Standing],
    body: OrganizationRecord,
    today: date,
) -> ServiceRecord | Judged:
    """Return the listing that a row tells, or its refusal."""
    if isinstance(service_id, Fault):
        return _refused(row, None, [service_id])
    standing = there.get(service_id)
    if standing is not None and standing.organization_id != body.id:
        return _refused(row, service_id, [Fault("id", "not_yours")])
    base = standing.working if standing else None
    if row.document is None:
        record, faults = record_of(
            row.cells, service_id=service_id, body=body, base=base, today=today
        )
    else:
        record, faults = _read(row.document, service_id, body)
    if record is None:
        return _refused(row, service_id, faults)
    return replace(record, publication=base.publication) if base else record


def _judged(row: Row, record: ServiceRecord, standing: Standing | None, places: Places) -> Judged:
    """Return what a listing that can be read comes to beside what is there."""
    base = standing.working if standing else None
    settled = places.settled(record, base)
    if settled is None:
        return _refused(row, record.id, [Fault("/service_at_locations", "place_not_yours")])
    if standing is None or base is None:
        outcome = BulkOutcome.CREATED
    elif base == with_kept(base, settled):
        outcome = BulkOutcome.UNCHANGED
    elif standing.waits:
        return _refused(row, record.id, [Fault("", "waits")])
    elif standing.publication is Publication.ARCHIVED:
        return _refused(row, record.id, [Fault("", "archived")])
    elif standing.publication is Publication.DRAFT:
        outcome = BulkOutcome.UPDATED
    else:
        outcome = BulkOutcome.PROPOSED
    stands = standing.standing if standing else None
    return Judged(row.number, record.name, record.id, outcome, (), settled, stands)


def _read(
    document: dict[str, Any], service_id: UUID, body: OrganizationRecord
) -> tuple[ServiceRecord | None, list[Fault]]:
    """Return the listing of an HSDS object; what it says of the body itself is not taken."""
    told = document.get("organization")
    named = [document.get("organization_id"), told.get("id") if isinstance(told, dict) else None]
    if any(str(each).casefold() != str(body.id) for each in named if each not in (None, "")):
        return None, [Fault("/organization/id", "other_body")]
    own = {"organization": write_organization(body), "organization_id": str(body.id)}
    try:
        record, _ = parse({**document, **own, "id": str(service_id)})
    except Refused as refused:
        values = {"pointer": refused.pointer or "/", "reason": refused.reason}
        return None, [Fault(refused.pointer, "refused", values)]
    return replace(record, organization=body), []


def take(
    session: Session, judged: Sequence[Judged], *, account_id: UUID | None, now: datetime
) -> list[Judged]:
    """Take the good rows in, and return what they came to."""
    good = {
        each.record.id: (each.record, written_version(each.record, each.standing))
        for each in judged
        if each.record is not None and each.outcome is not BulkOutcome.UNCHANGED
    }
    puts = put_services(session, list(good.values()), publish=False, now=now)
    session.flush()
    outcomes = {put.service_id: BulkOutcome(put.outcome.value) for put in puts}
    for service_id, outcome in outcomes.items():
        _note(session, *good[service_id], outcome, account_id=account_id, now=now)
    return [
        replace(each, outcome=outcomes.get(each.record.id, each.outcome)) if each.record else each
        for each in judged
    ]


def _note(
    session: Session,
    record: ServiceRecord,
    text: str,
    outcome: BulkOutcome,
    *,
    account_id: UUID | None,
    now: datetime,
) -> None:
    """Keep in the history of a listing, or on its proposal, whose hand this was.

    What is again as the public sees it needs no proposal beside it.
    """
    if outcome is BulkOutcome.UNCHANGED:
        discard(session, service_id=record.id)
    if outcome is BulkOutcome.PROPOSED:
        proposal = session.get(Proposal, record.id)
        if proposal is not None:
            proposal.account_id = account_id
    elif outcome in {BulkOutcome.CREATED, BulkOutcome.UPDATED}:
        kind = VersionKind.IMPORTED
        keep_version(session, record=record, hsds=text, kind=kind, account_id=account_id, now=now)
