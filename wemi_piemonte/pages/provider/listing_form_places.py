"""The step of the form on places, stops and the area served; hidden places are never kept."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.record import (
    AddressRecord,
    LocationRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    StopRecord,
)
from wemi_piemonte.geo.gazetteer.places import municipality, provinces
from wemi_piemonte.listings.schemas.telling import town_label
from wemi_piemonte.pages.provider.listing_form_reading import Typed, numbered, rows_of
from wemi_piemonte.pages.provider.listing_form_texts import Around, modes_of

ISTAT = "istat"


def tell_where(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on places as it is shown."""
    codes = _codes(record.service_areas)
    known = {province.istat for province in provinces()}
    return {
        "modes": [str(mode) for mode in record.modes],
        "places": numbered(_place_row(link.location) for link in record.locations),
        "add_place": "",
        "stops": numbered(_stop_row(each) for each in record.stops),
        "towns": "\n".join(town_label(code) for code in codes if code not in known),
        "provinces": [code for code in codes if code in known],
        "area_words": next((area.name for area in _worded(record.service_areas)), ""),
    }


def _codes(areas: Iterable[ServiceAreaRecord]) -> list[str]:
    found = [area.extent.split() for area in areas if area.extent_type == ISTAT]
    return list(dict.fromkeys(code for codes in found for code in codes))


def _worded(areas: Iterable[ServiceAreaRecord]) -> list[ServiceAreaRecord]:
    return [area for area in areas if area.extent_type != ISTAT]


def _place_row(place: LocationRecord) -> Typed:
    address = next(iter(place.addresses), None)
    return {
        "id": str(place.id),
        "hidden": "",
        "name": place.name,
        "town": town_label(place.municipality),
        "address": address.address_1 if address else "",
        "postcode": address.postal_code if address else "",
        "latitude": _degrees(place.latitude),
        "longitude": _degrees(place.longitude),
        "transportation": place.transportation,
    }


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value}"


def _stop_row(stop: StopRecord) -> Typed:
    return {
        "id": str(stop.id),
        "name": stop.name,
        "town": town_label(stop.municipality),
        "days": stop.byday.split(",") if stop.byday else [],
        "every": str(stop.interval or 1),
        "opens_at": stop.opens_at.strftime("%H:%M") if stop.opens_at else "",
        "closes_at": stop.closes_at.strftime("%H:%M") if stop.closes_at else "",
    }


def keep_where(record: ServiceRecord, said: dict[str, Any], around: Around) -> ServiceRecord:
    """Return the listing with what the step on places says."""
    rows = [row for row in said["places"] if not row["hidden"]]
    hidden = [row["town"] for row in said["places"] if row["hidden"] and row["town"]]
    links = _links(record, rows, around)
    chosen = next((p for p in around.places if str(p.id) == said["add_place"]), None)
    if chosen and chosen.id not in {link.location.id for link in links}:
        links.append(_link(record, chosen))
    codes = [*said["provinces"], *said["towns"], *hidden]
    return replace(
        record,
        modes=record.modes if set(said["modes"]) == set(record.modes) else modes_of(said["modes"]),
        locations=tuple(links),
        stops=rows_of(record.id, "stop", said["stops"], record.stops, _stop),
        service_areas=_areas(record, list(dict.fromkeys(codes)), said["area_words"]),
    )


def _link(record: ServiceRecord, place: LocationRecord) -> ServiceAtLocationRecord:
    found = {link.location.id: link for link in record.locations}
    return found.get(place.id) or ServiceAtLocationRecord(
        id=derived_id(record.id, "service_at_location", str(place.id)), location=place
    )


def _links(
    record: ServiceRecord, rows: list[Typed], around: Around
) -> list[ServiceAtLocationRecord]:
    """Return the places that rows tell of; a row with an id that is not of the listing is new."""
    found: dict[UUID, ServiceAtLocationRecord] = {}
    old = {str(link.location.id): link for link in record.locations}
    for number, row in enumerate(rows):
        link = old.get(row["id"])
        is_fixed = link is not None and link.location.id in around.fixed
        if not is_fixed and not any(row[name] for name in ("name", "town", "address", "latitude")):
            # Emptied by hand: it is meant to go.
            continue
        if link is None:
            new = _new_place(record, number, set(found) | {UUID(each) for each in old}, row)
            found[new.id] = _link(record, new)
        elif is_fixed:
            found[link.location.id] = link
        else:
            place = _place(link.location, row)
            found[place.id] = replace(link, location=place)
    return list(found.values())


def _new_place(record: ServiceRecord, number: int, taken: set[UUID], row: Typed) -> LocationRecord:
    while (each := uuid5(record.id, f"location {number}")) in taken:
        number += 1
    empty = LocationRecord(id=each, organization_id=record.organization.id)
    return _place(replace(empty, source_lang=record.source_lang), row)


def _place(place: LocationRecord, row: Typed) -> LocationRecord:
    old = next(iter(place.addresses), None)
    town = municipality(row["town"]) if row["town"] else None
    address = replace(
        old or AddressRecord(id=derived_id(place.id, "address", 0)),
        address_1=row["address"],
        postal_code=row["postcode"],
    )
    if town and town.istat != place.municipality:
        address = replace(address, city=town.name, state_province=town.province, region="")
    moved = row["town"] != place.municipality
    says = address.address_1 or address.postal_code or address.city
    return replace(
        place,
        name=row["name"],
        municipality=row["town"],
        external_identifier=row["town"] if moved else place.external_identifier,
        external_identifier_type=(ISTAT if row["town"] else "")
        if moved
        else place.external_identifier_type,
        latitude=row["latitude"],
        longitude=row["longitude"],
        transportation=row["transportation"],
        addresses=(address, *place.addresses[1:]) if says else place.addresses[1:],
    )


def _stop(each: UUID, old: StopRecord | None, row: Typed) -> StopRecord:
    found = old or StopRecord(id=each, name="")
    if row["town"] != found.municipality:
        # A point of the old town is not one of the new.
        found = replace(found, latitude=None, longitude=None)
    every = row["every"] if row["every"] > 1 or found.interval is not None else None
    days = ",".join(row["days"])
    return replace(
        found,
        name=row["name"],
        municipality=row["town"],
        freq=found.freq or ("WEEKLY" if days else ""),
        interval=every,
        byday=days,
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
    )


def _areas(record: ServiceRecord, codes: list[str], words: str) -> tuple[ServiceAreaRecord, ...]:
    """Return the areas served: those of codes, each as one, and the one told in words."""
    areas = record.service_areas
    coded = [area for area in areas if area.extent_type == ISTAT]
    if set(codes) != set(_codes(areas)):
        single = {area.extent: area for area in coded}
        coded = [single.get(code) or _area(record, code) for code in codes]
    worded = _worded(areas)
    if words != (worded[0].name if worded else ""):
        first = worded[0] if worded else ServiceAreaRecord(id=derived_id(record.id, "area", words))
        worded = [replace(first, name=words), *worded[1:]] if words else worded[1:]
    return (*coded, *worded)


def _area(record: ServiceRecord, code: str) -> ServiceAreaRecord:
    names = {province.istat: province.name for province in provinces()}
    town = municipality(code)
    return ServiceAreaRecord(
        id=derived_id(record.id, "area", code),
        name=names.get(code) or (town.name if town else code),
        extent=code,
        extent_type=ISTAT,
    )
