"""The places of a row: municipalities and addresses, one against the other, divided by |."""

from uuid import uuid5

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.hsds.values import LINE
from wemi_piemonte.directory.record import (
    AddressRecord,
    LocationRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.exchange.bulk.fields import BETWEEN, KEEP, MOST_ITEMS, Making, shown
from wemi_piemonte.exchange.bulk.towns import WrongTown, town_named, towns
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.geo.gazetteer.places import Municipality

PLACE_COLUMNS = ("municipality", "address")


def _parts(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(BETWEEN)] if cell.strip() else []


def key_of_places(cell: str) -> str:
    """Return what tells two services of one name apart: where they are."""
    found = [towns(each) for each in _parts(cell)]
    codes = [named[0].istat for named in found if len(named) == 1]
    return " ".join(sorted(codes)) if len(codes) == len(found) else folded(cell)


def _key(link: ServiceAtLocationRecord) -> tuple[str, str] | None:
    """Return how a place is told in a row; None when a row can not tell it."""
    place = link.location
    town = places.municipality(place.municipality)
    if town is None or len(place.addresses) > 1:
        return None
    address = next((each.address_1 for each in place.addresses), "")
    return None if BETWEEN in address else (town.label, address)


def written_places(record: ServiceRecord) -> tuple[str, str]:
    """Return the cells of municipality and address."""
    keys = [_key(link) for link in record.locations]
    told = [key for key in keys if key is not None]
    if len(told) != len(keys) or len(set(told)) != len(told):
        return KEEP, KEEP
    if not any(address for _, address in told):
        return BETWEEN.join(town for town, _ in told), ""
    return BETWEEN.join(town for town, _ in told), BETWEEN.join(address for _, address in told)


def read_places(making: Making, municipality: str, address: str) -> None:
    """Put the places of a row in; those that were there stay the very ones."""
    names, streets = _parts(municipality), _parts(address)
    if len(names) == 1 and len(streets) > 1:
        names *= len(streets)
    streets = streets or [""] * len(names)
    if len(names) != len(streets):
        counts = {"towns": str(len(names)), "addresses": str(len(streets))}
        making.fault("address", "places_differ", **counts)
    elif len(names) > MOST_ITEMS:
        making.fault("municipality", "too_many", most=str(MOST_ITEMS))
    else:
        found = [_place(making, *told) for told in zip(names, streets, strict=True)]
        by_id = {link.location.id: link for link in found if link is not None}
        making.values["locations"] = tuple(by_id.values())


def _place(making: Making, name: str, street: str) -> ServiceAtLocationRecord | None:
    if len(street) > LINE:
        making.fault("address", "too_long", most=str(LINE))
        return None
    try:
        town = town_named(name)
    except WrongTown as wrong:
        making.fault("municipality", wrong.code, shown=shown(name), **wrong.values)
        return None
    there = {key: link for link in making.base.locations if (key := _key(link)) is not None}
    return there.get((town.label, street)) or _link(making, town, street)


def _link(making: Making, town: Municipality, street: str) -> ServiceAtLocationRecord:
    body = making.body.id
    # The same address is the same place for every service of the body.
    place_id = uuid5(body, f"place\x1f{town.istat}\x1f{folded(street)}")
    address = AddressRecord(
        id=derived_id(place_id, "address", street),
        address_1=street,
        city=town.name,
        state_province=town.province,
        postal_code=town.postcodes[0] if len(town.postcodes) == 1 else "",
    )
    place = LocationRecord(
        id=place_id,
        organization_id=body,
        municipality=town.istat,
        external_identifier=town.istat,
        external_identifier_type="istat",
        addresses=(address,) if street else (),
    )
    link_id = derived_id(making.base.id, "service_at_location", str(place_id))
    return ServiceAtLocationRecord(id=link_id, location=place)
