"""A whole service with all that hangs on it, both ways."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.locations import read_locations, write_locations
from wemi_piemonte.directory.hsds.organizations import read_organization, write_organization
from wemi_piemonte.directory.hsds.parts import (
    CONTACT,
    COST_OPTION,
    LANGUAGE,
    PHONES,
    REQUIRED_DOCUMENT,
    SERVICE_AREA,
)
from wemi_piemonte.directory.hsds.reading import (
    Aggregate,
    Reading,
    Source,
    derived_id,
    make,
    read_children,
    read_values,
)
from wemi_piemonte.directory.hsds.refusal import Refused
from wemi_piemonte.directory.hsds.shapes import (
    EXTENSION,
    MOST_PARTS,
    Child,
    Field,
    Shape,
)
from wemi_piemonte.directory.hsds.terms import (
    Classification,
    read_attributes,
    write_attributes,
)
from wemi_piemonte.directory.hsds.times import CLOSURE, EXCEPTION, SCHEDULE, STOP, Fault
from wemi_piemonte.directory.hsds.values import (
    choice,
    day,
    email,
    language,
    line,
    number,
    prose,
    web,
    whole,
)
from wemi_piemonte.directory.hsds.writing import Json, by_part, written
from wemi_piemonte.directory.record import CostOptionRecord, EligibilityRecord, ServiceRecord
from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    LinkType,
    Mode,
    Status,
    Target,
)

SUMMARY = 300
_CONDITION = re.compile(r"[a-z][a-z0-9_]{0,39}")
_answer = choice(Answer)
# A stop that ends a sentence: not after a single letter ("S. Anna"), and not before a small one.
_END = re.compile(r"(?<=\w\w[.!?…])[»\"')]*\s+(?![a-zà-ÿ])")


def _service(values: dict[str, Any]) -> Fault:
    least, most = values["minimum_age"], values["maximum_age"]
    if least is not None and most is not None and most < least:
        return "maximum_age", "must not be below minimum_age"
    values["summary"] = values["summary"] or first_sentence(values["description"])
    return None


SERVICE = Shape(
    "service",
    ServiceRecord,
    (
        Field("name", line(), required=True),
        Field("alternate_name", line()),
        Field("description", prose),
        Field("url", web),
        Field("email", email),
        Field("status", choice(Status), always=True, default=Status.ACTIVE),
        Field("interpretation_services", prose),
        Field("application_process", prose),
        Field("fees_description", prose),
        Field("accreditations", prose),
        Field("eligibility_description", prose),
        Field("minimum_age", number(0, 150)),
        Field("maximum_age", number(0, 150)),
        Field("verified_on", day, "assured_date"),
        Field("assurer_email", email),
        Field("alert", prose),
        Field("source_lang", language, own=True, always=True, default="it"),
        Field("summary", line(1000), own=True),
        Field("what_you_get", prose, own=True),
        Field("wait_time", prose, own=True),
        Field("availability_on", day, own=True),
        Field("waiting_weeks", whole(0, 520), own=True),
    ),
    (
        PHONES,
        Child("contacts", CONTACT),
        Child("schedules", SCHEDULE),
        Child("languages", LANGUAGE),
        Child("cost_options", COST_OPTION),
        Child("required_documents", REQUIRED_DOCUMENT),
        Child("service_areas", SERVICE_AREA),
        Child("exceptions", EXCEPTION, own=True),
        Child("closures", CLOSURE, own=True),
        Child("stops", STOP, own=True),
    ),
    # HSDS's own wait_time is deprecated: it is read, and written in our extension.
    links=(
        "organization_id",
        "organization",
        "attributes",
        "service_at_locations",
        "wait_time",
    ),
    own_links=("eligibility",),
    check=_service,
)


def parse(document: object) -> tuple[ServiceRecord, list[str]]:
    """Return the record of an HSDS service and warnings; raises Refused, and nothing else."""
    try:
        return _parse(document)
    except RecursionError:
        raise Refused("", "is nested too deeply") from None


def _parse(document: object) -> tuple[ServiceRecord, list[str]]:
    source = Source(document, "")
    service_id = source.id("id")
    if service_id is None:
        source.refuse("id", "is required")
    reading = Reading()
    into = Aggregate(reading, source.read("source_lang", language, own=True) or "it")
    values = read_values(SERVICE, source)
    values["organization"] = read_organization(source, into)
    values |= read_children(SERVICE, source, service_id, into)
    values["locations"], hoisted = read_locations(source, service_id, into)
    for name, parts in hoisted.items():
        values[name] = tuple(dict.fromkeys(values[name] + parts))
    values["eligibility"] = _read_eligibility(source, service_id)
    _classify(values, read_attributes(source, service_id, reading))
    values["wait_time"] = values["wait_time"] or source.read("wait_time", prose)
    record: ServiceRecord = make(SERVICE, source, service_id, values, into)
    return replace(record, translations=into.in_order()), reading.warnings


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, or as many of its words as a summary holds."""
    plain = " ".join(text.split())
    end = _END.search(plain)
    sentence = plain[: end.start()] if end else plain
    if len(sentence) <= SUMMARY:
        return sentence
    return sentence[: SUMMARY - 1].rsplit(" ", maxsplit=1)[0] + "…"


def _classify(values: dict[str, Any], found: Classification) -> None:
    codes = found.codes
    values["needs"] = tuple(codes[LinkType.NEED])
    modes = tuple(Mode(code) for code in codes[LinkType.MODE])
    has_place = any(link.location.location_type == "physical" for link in values["locations"])
    values["modes"] = modes or ((Mode.ON_SITE,) if has_place else ())
    values["targets"] = tuple(Target(code) for code in codes[LinkType.TARGET])
    cost = found.single(LinkType.COST)
    values["cost"] = Cost(cost) if cost else _cost_of(values["cost_options"])
    values["availability"] = Availability(
        found.single(LinkType.AVAILABILITY) or Availability.UNKNOWN
    )
    values["attributes"] = tuple(found.attributes.values())


def _cost_of(options: tuple[CostOptionRecord, ...]) -> Cost:
    bands = [band for option in options for band in option.bands]
    if any(band.kind == "isee" for band in bands):
        return Cost.MEANS_TESTED
    amounts = {option.amount_cents for option in options} | {band.amount_cents for band in bands}
    amounts.discard(None)
    if not amounts:
        return Cost.UNKNOWN
    return Cost.FREE if amounts == {0} else Cost.PAID


def _read_eligibility(source: Source, service_id: UUID) -> tuple[EligibilityRecord, ...]:
    found = source.object("eligibility", own=True)
    if found is None:
        return ()
    if len(found.raw) > MOST_PARTS:
        source.refuse("eligibility", f"holds more than {MOST_PARTS} conditions", own=True)
    for condition in found.raw:
        if not _CONDITION.fullmatch(condition):
            found.refuse(condition, "must be a condition in snake_case, at most 40 characters")
    return tuple(
        EligibilityRecord(
            id=derived_id(service_id, "eligibility", condition),
            condition=condition,
            answer=found.read(condition, _answer),
        )
        for condition, answer in found.raw.items()
        if answer is not None
    )


def render(record: ServiceRecord) -> Json:
    """Return the HSDS object of a service; what every default would say is said too."""
    translations = by_part(record.translations)
    found = written(SERVICE, record, translations)
    own: Json = found.pop(EXTENSION)
    if record.eligibility:
        own["eligibility"] = {each.condition: each.answer.value for each in record.eligibility}
    found["organization"] = write_organization(record.organization)
    if record.locations:
        found["service_at_locations"] = write_locations(record, translations)
    found["attributes"] = write_attributes(record)
    return {**found, EXTENSION: own}
