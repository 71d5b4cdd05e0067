"""The classification of a service: our needs and closed lists, and terms of other taxonomies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.reading import Reading, Source, derived_id, note_ignored
from wemi_piemonte.directory.hsds.refusal import printable
from wemi_piemonte.directory.hsds.shapes import Field, Shape
from wemi_piemonte.directory.hsds.values import line, prose, uri
from wemi_piemonte.directory.hsds.writing import Json
from wemi_piemonte.directory.record import AttributeRecord, ServiceRecord
from wemi_piemonte.directory.rules import Availability, Cost, LinkType, Mode, Target
from wemi_piemonte.taxonomy import tree
from wemi_piemonte.taxonomy.rules import (
    AVAILABILITIES,
    COSTS,
    MODES,
    NEEDS,
    OURS,
    TARGETS,
    term_key,
)

TAXONOMIES = {
    LinkType.NEED: NEEDS,
    LinkType.MODE: MODES,
    LinkType.TARGET: TARGETS,
    LinkType.COST: COSTS,
    LinkType.AVAILABILITY: AVAILABILITIES,
}
_LINK_TYPES = {taxonomy: link_type for link_type, taxonomy in TAXONOMIES.items()}
_CODES: dict[LinkType, type[StrEnum]] = {
    LinkType.MODE: Mode,
    LinkType.TARGET: Target,
    LinkType.COST: Cost,
    LinkType.AVAILABILITY: Availability,
}
# What a service has one of.
_SINGLE = frozenset({LinkType.COST, LinkType.AVAILABILITY})

ATTRIBUTE = Shape(
    "attribute",
    AttributeRecord,
    (Field("link_type", line(64)), Field("value", line(1000))),
    links=("link_id", "link_entity", "taxonomy_term_id", "taxonomy_term"),
)
TERM = Shape(
    "taxonomy_term",
    AttributeRecord,
    (
        Field("term_code", line(200), "code"),
        Field("term_name", line(), "name", always=True),
        Field("term_description", prose, "description", always=True),
        Field("taxonomy", line(200)),
        Field("term_uri", uri),
        Field("language", line(64)),
    ),
    links=("parent_id", "taxonomy_id", "taxonomy_detail"),
)


@dataclass(slots=True)
class Classification:
    """What the attributes of a service say; a single code is None when it is not said."""

    codes: dict[LinkType, list[str]] = field(
        default_factory=lambda: {link_type: [] for link_type in LinkType}
    )
    attributes: dict[UUID, AttributeRecord] = field(default_factory=dict)

    def single(self, link_type: LinkType) -> str | None:
        return next(iter(self.codes[link_type]), None)


@cache
def codes_of(link_type: LinkType) -> frozenset[str]:
    """Return the closed list of a kind of attribute."""
    if link_type is LinkType.NEED:
        return frozenset(tree.all_codes())
    return frozenset(_CODES[link_type])


def read_attributes(source: Source, service_id: UUID, reading: Reading) -> Classification:
    """Return what the attributes of a service say; an unknown code of ours refuses it."""
    found = Classification()
    for each in source.objects("attributes"):
        record = _read_attribute(each, service_id)
        link_type = _our_link_type(each, record)
        if link_type is None:
            _keep(each, record, found, reading)
            continue
        code = record.term_code
        if code not in codes_of(link_type):
            term = each.object("taxonomy_term") or each
            shown = printable(code) or "nothing"
            term.refuse("code", f"is {shown}, which is not in our list of {link_type.value} codes")
        if code in found.codes[link_type]:
            continue
        if link_type in _SINGLE and found.codes[link_type]:
            each.refuse("taxonomy_term", f"gives a second {link_type.value}; a service has one")
        found.codes[link_type].append(code)
    return found


def _keep(source: Source, record: AttributeRecord, found: Classification, reading: Reading) -> None:
    if record.term_id or record.value:
        note_ignored(ATTRIBUTE, source, reading)
        if (term := source.object("taxonomy_term")) is not None:
            note_ignored(TERM, term, reading)
        if reading.parts.setdefault(record.id, record) != record:
            source.refuse("id", "is the id of another part of this record too")
        found.attributes[record.id] = record
    else:
        reading.warn("An empty attribute is not kept.")


def _read_attribute(source: Source, service_id: UUID) -> AttributeRecord:
    values: dict[str, Any] = {
        each.name: source.read(each.hsds, each.kind) for each in ATTRIBUTE.fields
    }
    part_id = source.id("id") or derived_id(service_id, "attribute", source.raw)
    term_id = source.id("taxonomy_term_id")
    term = source.object("taxonomy_term")
    if term is not None:
        values |= {each.name: term.read(each.hsds, each.kind) for each in TERM.fields}
        detail = term.object("taxonomy_detail")
        if detail is not None and not values["taxonomy"]:
            values["taxonomy"] = detail.read("name", line(200))
        # The same words are the same term, whichever service names them.
        words = (values["taxonomy"], values["term_code"], values["term_name"])
        term_id = term.id("id") or term_id or term_key(*words)
    return AttributeRecord(id=part_id, term_id=str(term_id or ""), **values)


def _our_link_type(source: Source, record: AttributeRecord) -> LinkType | None:
    """Return what an attribute of our own taxonomies says; None for those of others."""
    taxonomy, link_type = record.taxonomy, record.link_type
    if taxonomy in OURS:
        if link_type not in {"", _LINK_TYPES[taxonomy].value}:
            source.refuse("link_type", f"does not go with the taxonomy {taxonomy}")
        return _LINK_TYPES[taxonomy]
    if taxonomy == "" and link_type in {each.value for each in LinkType}:
        return LinkType(link_type)
    return None


def write_attributes(record: ServiceRecord) -> list[Json]:
    """Return the attributes of a service: ours first, then those of other taxonomies."""
    ours: tuple[tuple[LinkType, Iterable[str]], ...] = (
        (LinkType.NEED, record.needs),
        (LinkType.MODE, record.modes),
        (LinkType.TARGET, record.targets),
        (LinkType.COST, (record.cost,)),
        (LinkType.AVAILABILITY, (record.availability,)),
    )
    found = [
        {
            "id": str(derived_id(record.id, link_type.value, str(code))),
            "link_type": link_type.value,
            "taxonomy_term": dict(_our_term(link_type, str(code))),
        }
        for link_type, codes in ours
        for code in codes
    ]
    return found + [_written(attribute) for attribute in record.attributes]


@cache
def _our_term(link_type: LinkType, code: str) -> Json:
    taxonomy = TAXONOMIES[link_type]
    name = tree.label(code, "en") if link_type is LinkType.NEED else code.replace("_", " ")
    return {
        "id": str(term_key(taxonomy, code)),
        "code": code,
        "name": name,
        "description": "",
        "taxonomy": taxonomy,
        "language": "en",
    }


def _written(attribute: AttributeRecord) -> Json:
    found: Json = {"id": str(attribute.id)}
    for each in ATTRIBUTE.fields:
        if value := getattr(attribute, each.name):
            found[each.hsds] = value
    if attribute.term_id:
        term: Json = {"id": attribute.term_id}
        for each in TERM.fields:
            value = getattr(attribute, each.name)
            if value or each.always:
                term[each.hsds] = value
        found["taxonomy_term"] = term
    return found
