"""Listings as rows and back: one description of which record lies in which table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.orm import Session

from wemi_piemonte.directory import models as m
from wemi_piemonte.directory import record as r
from wemi_piemonte.directory.rules import LinkType, Mode, Target
from wemi_piemonte.directory.translating import OwnerKind
from wemi_piemonte.foundation.asked import ByIds
from wemi_piemonte.foundation.db import Base
from wemi_piemonte.taxonomy.models import TaxonomyTerm
from wemi_piemonte.taxonomy.rules import MODES, NEEDS, TARGETS, term_key

Row = dict[str, Any]
Rows = dict[type[Base], list[Row]]

TABLES: dict[type, type[Base]] = {
    r.OrganizationRecord: m.Organization,
    r.LocationRecord: m.Location,
    r.ServiceRecord: m.Service,
    r.PhoneRecord: m.Phone,
    r.ScheduleRecord: m.Schedule,
    r.ServiceAtLocationRecord: m.ServiceAtLocation,
    r.ContactRecord: m.Contact,
    r.ScheduleExceptionRecord: m.ScheduleException,
    r.ClosureRecord: m.Closure,
    r.StopRecord: m.Stop,
    r.LanguageRecord: m.Language,
    r.CostOptionRecord: m.CostOption,
    r.CostBandRecord: m.CostBand,
    r.RequiredDocumentRecord: m.RequiredDocument,
    r.ServiceAreaRecord: m.ServiceArea,
    r.EligibilityRecord: m.Eligibility,
    r.AccessibilityRecord: m.Accessibility,
    r.AddressRecord: m.Address,
}

CHILDREN: dict[type, dict[str, type]] = {
    r.OrganizationRecord: {"phones": r.PhoneRecord},
    r.LocationRecord: {
        "addresses": r.AddressRecord,
        "phones": r.PhoneRecord,
        "accessibility": r.AccessibilityRecord,
        "schedules": r.ScheduleRecord,
    },
    r.ServiceRecord: {
        "phones": r.PhoneRecord,
        "contacts": r.ContactRecord,
        "schedules": r.ScheduleRecord,
        "exceptions": r.ScheduleExceptionRecord,
        "closures": r.ClosureRecord,
        "stops": r.StopRecord,
        "languages": r.LanguageRecord,
        "cost_options": r.CostOptionRecord,
        "required_documents": r.RequiredDocumentRecord,
        "service_areas": r.ServiceAreaRecord,
        "eligibility": r.EligibilityRecord,
        "locations": r.ServiceAtLocationRecord,
    },
    r.ServiceAtLocationRecord: {"phones": r.PhoneRecord, "schedules": r.ScheduleRecord},
    r.ContactRecord: {"phones": r.PhoneRecord},
    r.CostOptionRecord: {"bands": r.CostBandRecord},
}

_NOT_COLUMNS = {"translations", "organization", "location", "needs", "modes", "targets"} | {
    "attributes"
}


@dataclass(frozen=True, slots=True)
class Root:
    """An aggregate: the record, its table's name in the parts' foreign key, and its parts."""

    record: type
    column: str
    parts: tuple[type[Base], ...]


SERVICE = Root(
    r.ServiceRecord,
    "service_id",
    (
        *dict.fromkeys(
            TABLES[kind]
            for holder in (
                r.ServiceRecord,
                r.ServiceAtLocationRecord,
                r.ContactRecord,
                r.CostOptionRecord,
            )
            for kind in CHILDREN[holder].values()
        ),
        m.Attribute,
        m.Translation,
    ),
)
ORGANIZATION = Root(r.OrganizationRecord, "organization_id", (m.Phone, m.Translation))
LOCATION = Root(
    r.LocationRecord,
    "location_id",
    (m.Address, m.Phone, m.Accessibility, m.Schedule, m.Translation),
)

ROOTS: dict[OwnerKind, Root] = {
    OwnerKind.SERVICE: SERVICE,
    OwnerKind.ORGANIZATION: ORGANIZATION,
    OwnerKind.LOCATION: LOCATION,
}


@cache
def _columns(record: type) -> tuple[str, ...]:
    skipped = _NOT_COLUMNS | set(CHILDREN.get(record, {}))
    return tuple(f.name for f in fields(record) if f.name not in skipped)


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements over many rows."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def root_row(item: Any) -> Row:
    """Return the columns of an organization, a place or a service itself."""
    kind: type = type(item)
    row = {name: getattr(item, name) for name in _columns(kind)}
    if isinstance(item, r.ServiceRecord):
        row["organization_id"] = item.organization.id
    return row


def part_rows(root: Root, item: Any) -> Rows:
    """Return the rows of all that hangs on an aggregate, table by table."""
    rows: Rows = defaultdict(list)
    for model, row in _walk(root.column, item.id, item):
        rows[model].append(row)
    if item.translations:
        rows[m.Translation].extend(_translation_rows(root, item))
    if isinstance(item, r.ServiceRecord):
        rows[m.Attribute].extend(_attribute_rows(item))
    return rows


def _translation_rows(root: Root, item: Any) -> list[Row]:
    return [
        {**{f.name: getattr(row, f.name) for f in fields(row)}, root.column: item.id}
        for row in item.translations
    ]


def _walk(column: str, root_id: UUID, holder: Any) -> Iterator[tuple[type[Base], Row]]:
    for name, kind in CHILDREN.get(type(holder), {}).items():
        for position, part in enumerate(getattr(holder, name)):
            row: Row = {field: getattr(part, field) for field in _columns(kind)}
            row |= {column: root_id, "parent": holder.id, "position": position}
            if isinstance(part, r.ServiceAtLocationRecord):
                row["location_id"] = part.location.id
            yield TABLES[kind], row
            yield from _walk(column, root_id, part)


def _attribute_rows(item: r.ServiceRecord) -> Iterator[Row]:
    ours = (
        (LinkType.NEED, NEEDS, item.needs),
        (LinkType.MODE, MODES, item.modes),
        (LinkType.TARGET, TARGETS, item.targets),
    )
    base = {"service_id": item.id, "parent": item.id}
    for link_type, taxonomy, codes in ours:
        for position, code in enumerate(codes):
            key = term_key(taxonomy, code)
            link = {"id": key, "position": position, "link_type": link_type.value, "value": ""}
            yield {**base, **link, "term_key": key}
    for position, term in enumerate(item.attributes):
        yield {
            **base,
            "id": term.id,
            "position": position,
            "link_type": term.link_type,
            "value": term.value,
            "term_key": foreign_key(term),
        }


def foreign_key(term: r.AttributeRecord) -> UUID:
    """Return the key under which a term of another taxonomy is kept."""
    words = (term.term_id, term.term_name, term.term_description, term.term_uri, term.language)
    return term_key(term.taxonomy, term.term_code, "\x1f".join(words))


def term_rows(items: Iterable[r.ServiceRecord]) -> dict[UUID, Row]:
    """Return the terms of other taxonomies that these listings name."""
    return {
        foreign_key(term): {
            "key": foreign_key(term),
            "taxonomy": term.taxonomy,
            "identifier": term.term_id,
            "code": term.term_code,
            "name": term.term_name,
            "description": term.term_description,
            "parent_code": "",
            "uri": term.term_uri,
            "language": term.language,
        }
        for item in items
        for term in item.attributes
    }


def write_parts(session: Session, root: Root, items: Sequence[Any], *, fresh: set[UUID]) -> None:
    """Replace the parts of these aggregates; those in `fresh` are known to have none yet."""
    old = [item.id for item in items if item.id not in fresh]
    rows: Rows = defaultdict(list)
    for item in items:
        for model, found in part_rows(root, item).items():
            rows[model].extend(found)
    for model in root.parts:
        table = table_of(model)
        if old:
            session.execute(delete(table).where(table.c[root.column].in_(old)))
        if rows[model]:
            session.execute(insert(table), rows[model])


def write_translations(
    session: Session, root: Root, items: Sequence[Any], *, now: datetime
) -> None:
    """Replace the translations of these aggregates, and nothing else."""
    if not items:
        return
    ids = [item.id for item in items]
    texts, own = table_of(m.Translation), table_of(TABLES[root.record])
    rows = [row for item in items for row in _translation_rows(root, item)]
    session.execute(delete(texts).where(texts.c[root.column].in_(ids)))
    session.execute(insert(texts), rows)
    session.execute(update(own).where(own.c.id.in_(ids)).values(modified_at=now))


@cache
def _asked_by(model: type[Base], column: str, order: str = "") -> ByIds:
    """Return the question for the rows in which a column is one of some ids."""
    return ByIds.of(table_of(model), column, order=order)


class _Found:
    """The parts of some aggregates, by table, aggregate and the part they hang on."""

    def __init__(self, session: Session, root: Root, ids: Sequence[UUID]) -> None:
        self.rows: dict[tuple[type[Base], UUID, UUID], list[Any]] = defaultdict(list)
        self.translations: dict[UUID, list[r.TranslationRecord]] = defaultdict(list)
        for model in root.parts:
            for row in _asked_by(model, root.column, "serial").rows(session, ids):
                owner = getattr(row, root.column)
                if model is m.Translation:
                    self.translations[owner].append(_translation(row))
                else:
                    self.rows[model, owner, row.parent].append(row)

    def assemble(
        self, kind: type, row: Any, owner: UUID, places: dict[UUID, r.LocationRecord]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(row, name) for name in _columns(kind)}
        if kind is r.ServiceAtLocationRecord:
            values["location"] = places[row.location_id]
        for name, child in CHILDREN.get(kind, {}).items():
            found = self.rows.get((TABLES[child], owner, row.id), ())
            ordered = sorted(found, key=lambda part: part.position)
            values[name] = tuple(child(**self.assemble(child, p, owner, places)) for p in ordered)
        return values


def _translation(row: Any) -> r.TranslationRecord:
    return r.TranslationRecord(
        **{f.name: getattr(row, f.name) for f in fields(r.TranslationRecord)}
    )


def load_simple(session: Session, root: Root, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return the organizations or places with these ids, with all that hangs on them."""
    if not ids:
        return {}
    found = _Found(session, root, ids)
    return {
        row.id: root.record(
            **found.assemble(root.record, row, row.id, {}),
            translations=tuple(found.translations[row.id]),
        )
        for row in _asked_by(TABLES[root.record], "id").rows(session, ids)
    }


def load_services(session: Session, ids: Sequence[UUID]) -> dict[UUID, r.ServiceRecord]:
    """Return the services with these ids, whole."""
    if not ids:
        return {}
    found = _Found(session, SERVICE, ids)
    places = load_simple(session, LOCATION, _places_of(found))
    rows = _asked_by(m.Service, "id").rows(session, ids)
    bodies = load_simple(session, ORGANIZATION, list({row.organization_id for row in rows}))
    terms = _terms_of(session, found)
    services = {}
    for row in rows:
        values = found.assemble(r.ServiceRecord, row, row.id, places)
        links = found.rows.get((m.Attribute, row.id, row.id), [])
        services[row.id] = r.ServiceRecord(
            **values,
            **_links(links, terms),
            organization=bodies[row.organization_id],
            translations=tuple(found.translations[row.id]),
        )
    return services


def _places_of(found: _Found) -> list[UUID]:
    return list(
        {
            row.location_id
            for (model, _, _), rows in found.rows.items()
            if model is m.ServiceAtLocation
            for row in rows
        }
    )


def _terms_of(session: Session, found: _Found) -> dict[UUID, Any]:
    keys = {
        row.term_key
        for (model, _, _), rows in found.rows.items()
        if model is m.Attribute
        for row in rows
    }
    return {row.key: row for row in _asked_by(TaxonomyTerm, "key").rows(session, sorted(keys))}


def _links(links: Sequence[Any], terms: dict[UUID, Any]) -> dict[str, Any]:
    ordered = sorted(links, key=lambda link: link.position)
    codes: dict[str, list[str]] = {NEEDS: [], MODES: [], TARGETS: []}
    foreign = []
    for link in ordered:
        term = terms[link.term_key]
        if term.taxonomy in codes:
            codes[term.taxonomy].append(term.code)
            continue
        foreign.append(
            r.AttributeRecord(
                id=link.id,
                link_type=link.link_type,
                value=link.value,
                term_id=term.identifier,
                term_code=term.code,
                term_name=term.name,
                term_description=term.description,
                term_uri=term.uri,
                taxonomy=term.taxonomy,
                language=term.language,
            )
        )
    return {
        "needs": tuple(codes[NEEDS]),
        "modes": tuple(Mode(code) for code in codes[MODES]),
        "targets": tuple(Target(code) for code in codes[TARGETS]),
        "attributes": tuple(foreign),
    }
