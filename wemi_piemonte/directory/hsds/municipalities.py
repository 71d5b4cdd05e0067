"""In which municipality of Piedmont a place lies, from what a feed says of it."""

from functools import lru_cache

from wemi_piemonte.directory.record import AddressRecord
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.geo.gazetteer.places import Municipality
from wemi_piemonte.geo.rules import Point, haversine_km

# The first two figures of Piedmont's postcodes.
POSTCODES = ("10", "12", "13", "14", "15", "28")
_BEFORE_A_PROVINCE = ("provincia di ", "provincia del ", "prov ", "citta metropolitana di ")


def municipality_of(
    address: AddressRecord | None, latitude: float | None, longitude: float | None
) -> str:
    """Return the ISTAT code by town and province, else by the point; empty outside Piedmont."""
    where: str | None = None
    if address is not None:
        where = _province(address)
        postcode = address.postal_code
        outside = postcode and not postcode.startswith(POSTCODES)
        if address.country != "IT" or where == "" or outside:
            return ""
    named = _by_name(address.city, where, address.postal_code) if address else ()
    if len(named) == 1:
        return named[0].istat
    if latitude is None or longitude is None:
        return ""
    here = Point(latitude, longitude)
    if named:
        nearest = min(named, key=lambda m: (haversine_km(here, Point(m.lat, m.lon)), m.istat))
        return nearest.istat
    return _by_point(latitude, longitude)


def province_of(text: str) -> str | None:
    """Return the code of a province of Piedmont; "" for another one, None when none is named."""
    name = folded(text)
    for start in _BEFORE_A_PROVINCE:
        name = name.removeprefix(start)
    for province in places.provinces():
        if name in {province.code.casefold(), folded(province.name)}:
            return province.code
    if name == "vco":
        return "VB"
    # Two letters are the code of a province that is not ours; more may be a region or a country.
    return "" if len(name) == 2 and name.isalpha() and name != "it" else None


def _province(address: AddressRecord) -> str | None:
    by_province = province_of(address.state_province)
    return province_of(address.region) if by_province is None else by_province


@lru_cache(maxsize=4096)
def _by_name(city: str, province: str | None, postcode: str) -> tuple[Municipality, ...]:
    town, named_province = places.apart(city)
    wanted = province or (named_province.upper() if named_province else None)
    ranked = [
        (rank, place)
        for rank, place in places.matches(town)
        if rank <= 1 and wanted in {None, place.province}
    ]
    best = [place for rank, place in ranked if rank == min(ranked, key=lambda r: r[0])[0]]
    with_postcode = [place for place in best if postcode in place.postcodes]
    return tuple(with_postcode if len(with_postcode) == 1 else best)


@lru_cache(maxsize=4096)
def _by_point(latitude: float, longitude: float) -> str:
    found = places.municipality_at(latitude, longitude)
    return found.istat if found else ""
