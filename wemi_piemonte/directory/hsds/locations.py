"""Where a service is given: places, and the service at each of them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.municipalities import municipality_of
from wemi_piemonte.directory.hsds.parts import ACCESSIBILITY, ADDRESS, ISTAT, PHONE, PHONES
from wemi_piemonte.directory.hsds.reading import (
    Aggregate,
    Source,
    derived_id,
    make,
    read_children,
    read_list,
    read_values,
)
from wemi_piemonte.directory.hsds.shapes import EXTENSION, Child, Field, Shape
from wemi_piemonte.directory.hsds.times import SCHEDULE, Fault, istat
from wemi_piemonte.directory.hsds.values import language, line, number, prose, web, word
from wemi_piemonte.directory.hsds.writing import Json, Translations, by_part, written
from wemi_piemonte.directory.record import (
    LocationRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.geo.gazetteer import places

Hoisted = dict[str, tuple[Any, ...]]


def _location(values: dict[str, Any]) -> Fault:
    if (values["latitude"] is None) != (values["longitude"] is None):
        return "longitude", "and latitude must be given together, or neither"
    code = values["external_identifier"]
    if values["external_identifier_type"].casefold() == ISTAT:
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            return "external_identifier", "must be an ISTAT code: six figures"
        values["external_identifier_type"] = ISTAT
        # A code that the gazetteer does not know lies outside Piedmont.
        values["municipality"] = code if places.municipality(code) else ""
        return None
    first = next(iter(values["addresses"]), None)
    found = values["municipality"] or municipality_of(
        first, values["latitude"], values["longitude"]
    )
    values["municipality"] = found
    if found and not code and not values["external_identifier_type"]:
        # Said aloud from now on, so that an export is read back as the same place.
        values["external_identifier"] = found
        values["external_identifier_type"] = ISTAT
    return None


LOCATION = Shape(
    "location",
    LocationRecord,
    (
        Field(
            "location_type",
            word("physical", "postal", "virtual"),
            default="physical",
            always=True,
        ),
        Field("name", line()),
        Field("alternate_name", line()),
        Field("description", prose),
        Field("transportation", prose),
        Field("url", web),
        Field("latitude", number(-90, 90)),
        Field("longitude", number(-180, 180)),
        Field("external_identifier", line()),
        Field("external_identifier_type", line()),
        Field("source_lang", language, own=True, always=True, default="it"),
        # Written only where another identifier takes the place of the ISTAT code.
        Field("municipality", istat, own=True),
    ),
    (
        Child("addresses", ADDRESS, aliases=("addresss",)),
        PHONES,
        Child("accessibility", ACCESSIBILITY, aliases=("accessibilities", "accessibilitys")),
        Child("schedules", SCHEDULE),
    ),
    links=("organization_id",),
    own_links=("hidden",),
    check=_location,
)

SERVICE_AT_LOCATION = Shape(
    "service_at_location",
    ServiceAtLocationRecord,
    (Field("description", prose),),
    (PHONES, Child("schedules", SCHEDULE)),
    links=("service_id", "location_id", "location"),
    own_links=("hidden",),
)


def read_locations(
    source: Source, service_id: UUID, service: Aggregate
) -> tuple[tuple[ServiceAtLocationRecord, ...], Hoisted]:
    """Return the service's places, and what must move to the service from those not kept."""
    links: dict[UUID, ServiceAtLocationRecord] = {}
    hoisted: Hoisted = {"phones": (), "schedules": ()}
    for each in source.objects("service_at_locations"):
        link_id = each.id("id") or derived_id(service_id, "service_at_location", each.raw)
        place = _read_place(each, link_id, service)
        if place is None:
            for holder in (each, each.object("location")):
                _hoist(holder, link_id, service, hoisted)
            continue
        if each.id("service_id") not in {None, service_id}:
            each.refuse("service_id", "is not the id of this service")
        if each.id("location_id") not in {None, place.id}:
            each.refuse("location_id", "is not the id of the location inside")
        values = read_values(SERVICE_AT_LOCATION, each)
        values |= read_children(SERVICE_AT_LOCATION, each, link_id, service)
        values["location"] = place
        links[link_id] = make(SERVICE_AT_LOCATION, each, link_id, values, service)
    return tuple(links.values()), hoisted


def _hoist(holder: Source | None, link_id: UUID, service: Aggregate, into: Hoisted) -> None:
    if holder is not None:
        into["phones"] += read_list(PHONE, holder, "phones", link_id, service)
        into["schedules"] += read_list(SCHEDULE, holder, "schedules", link_id, service)


def _read_place(link: Source, link_id: UUID, service: Aggregate) -> LocationRecord | None:
    """Return the place, or None when nothing says where it is; a hidden one refuses all."""
    source = link.object("location")
    for holder in (link, source):
        if holder is not None and holder.own.get("hidden") not in (None, False):
            holder.refuse("hidden", "marks a place that must never be stored", own=True)
    if source is None:
        service.reading.warn("A service_at_location without its location is not kept.")
        return None
    location_id = source.id("id") or derived_id(link_id, "location", source.raw)
    source_lang = source.read("source_lang", language, own=True) or service.source_lang
    into = Aggregate(service.reading, source_lang)
    values = read_values(LOCATION, source) | {"source_lang": source_lang}
    values |= read_children(LOCATION, source, location_id, into)
    owner = source.id("organization_id")
    values["organization_id"] = owner if owner == service.reading.organization_id else None
    place: LocationRecord = make(LOCATION, source, location_id, values, into)
    if _is_nowhere(place):
        service.reading.warn("A physical location without point and address is not kept.")
        return None
    return replace(place, translations=into.in_order())


def _is_nowhere(place: LocationRecord) -> bool:
    said = place.latitude is not None or place.addresses or place.municipality
    return place.location_type == "physical" and not said


def write_locations(record: ServiceRecord, translations: Translations) -> list[Json]:
    """Return the places of a service, each with the service at it."""
    return [
        written(SERVICE_AT_LOCATION, link, translations)
        | {"location": _written_place(link.location, record.organization.id)}
        for link in record.locations
    ]


def _written_place(place: LocationRecord, body: UUID) -> Json:
    if place.municipality and not place.external_identifier:
        code = place.municipality
        place = replace(place, external_identifier=code, external_identifier_type=ISTAT)
    found = written(LOCATION, place, by_part(place.translations))
    own: Json = found.pop(EXTENSION)
    if place.external_identifier_type == ISTAT:
        own.pop("municipality", None)
    # Another body's place is written without its owner, whom nobody has introduced here.
    if place.organization_id == body:
        found["organization_id"] = str(body)
    return {**found, EXTENSION: own}
