"""Which services a search must find, worked out one record at a time and without an index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from wemi_piemonte.directory.hours import is_open
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Availability, Mode
from wemi_piemonte.geo.gazetteer.places import Municipality, find_places, municipality
from wemi_piemonte.geo.rules import Point, haversine_km
from wemi_piemonte.taxonomy import tree

FACETS = ("need", "mode", "cost", "spoken", "target")

Asked = Mapping[str, Any]


@cache
def town(name: str) -> Municipality:
    """The municipality that a name means, looked up once."""
    return find_places(name)[0]


def codes_of(record: ServiceRecord, kind: str) -> set[str]:
    """The codes of a service that a facet counts."""
    found: dict[str, Iterable[str]] = {
        "need": record.needs,
        "mode": record.modes,
        "cost": [record.cost],
        "spoken": [language.code for language in record.languages],
        "target": record.targets,
    }
    return {str(code) for code in found[kind]}


def _has_code(record: ServiceRecord, kind: str, wanted: Sequence[str]) -> bool:
    codes = codes_of(record, kind)
    if kind == "need":
        codes |= {tree.area_of(code) for code in codes}
    return bool(codes & set(wanted))


def points_of(record: ServiceRecord) -> list[Point]:
    """Where a service is; a place without a point stands at the centre of its municipality."""
    found = []
    spots: list[Any] = [*(link.location for link in record.locations), *record.stops]
    for spot in spots:
        town = municipality(spot.municipality)
        if spot.latitude is not None and spot.longitude is not None:
            found.append(Point(spot.latitude, spot.longitude))
        elif town is not None:
            found.append(Point(town.lat, town.lon))
    return found


def served_codes(record: ServiceRecord) -> set[str]:
    areas = (area for area in record.service_areas if area.extent_type == "istat")
    return {code for area in areas for code in area.extent.split()}


def distance_km(record: ServiceRecord, here: Point) -> float | None:
    """The way to the nearest place, None for a service without one."""
    return min((haversine_km(here, point) for point in points_of(record)), default=None)


def _is_reached(record: ServiceRecord, place: Municipality, radius_km: float) -> bool:
    distance = distance_km(record, Point(place.lat, place.lon))
    near = distance is not None and distance <= radius_km
    served = served_codes(record)
    comes = bool(served & {place.istat, place.istat[:3]})
    return near or comes or (Mode.REMOTE in record.modes and not served)


def _fits_age(record: ServiceRecord, age: int) -> bool:
    least = -1.0 if record.minimum_age is None else record.minimum_age
    most = 999.0 if record.maximum_age is None else record.maximum_age
    return least <= age <= most


def matches(record: ServiceRecord, asked: Asked, *, without: str = "") -> bool:
    """Say whether a search for `asked` must find a service, one filter left out."""
    checks: dict[str, Callable[[Any], bool]] = {
        **{
            kind: lambda wanted, kind=kind: _has_code(record, kind, wanted)  # type: ignore[misc]
            for kind in FACETS
        },
        "age": lambda age: _fits_age(record, age),
        "available": lambda _: record.availability is Availability.ACCEPTS,
        "open": lambda at: is_open(record, at) is True,
        "place": lambda name: _is_reached(record, town(name), asked.get("radius_km", 30.0)),
    }
    return all(
        checks[name](value) for name, value in asked.items() if name in checks and name != without
    )


def expected_ids(listings: Sequence[ServiceRecord], asked: Asked) -> set[str]:
    return {str(record.id) for record in listings if matches(record, asked)}


def expected_facets(listings: Sequence[ServiceRecord], asked: Asked) -> dict[str, dict[str, int]]:
    """Counts of each facet with its own filter left out; what would give nothing is not there."""
    found: dict[str, dict[str, int]] = {}
    for kind in FACETS:
        counts = found.setdefault(kind, {})
        for record in listings:
            if matches(record, asked, without=kind):
                for code in codes_of(record, kind):
                    counts[code] = counts.get(code, 0) + 1
    return found
