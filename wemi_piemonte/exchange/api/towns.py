"""Municipalities and provinces as the API names them, and the area that a service serves."""

from collections.abc import Iterable
from functools import cache

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.record import ServiceAreaRecord
from wemi_piemonte.exchange.api.answers import sheet as shapes
from wemi_piemonte.exchange.api.reader import Reader
from wemi_piemonte.geo.gazetteer import places as gazetteer


def town_of(istat: str) -> shapes.Town | None:
    """Return the municipality of a code, None for a code that is not ours."""
    found = gazetteer.municipality(istat)
    if found is None:
        return None
    return {"istat": istat, "name": found.name, "province": found.province}


@cache
def _provinces() -> dict[str, shapes.Province]:
    return {
        each.istat: {"istat": each.istat, "name": each.name, "code": each.code}
        for each in gazetteer.provinces()
    }


def served_area(
    areas: Iterable[ServiceAreaRecord], reader: Reader, words: Translations
) -> shapes.ServedArea:
    """Return the area that a service serves: codes by name, else its own words."""
    provinces: dict[str, shapes.Province] = {}
    towns: dict[str, shapes.Town] = {}
    texts: list[str] = []
    for area in areas:
        codes = area.extent.split() if area.extent_type == "istat" else []
        known = False
        for code in codes:
            if province := _provinces().get(code):
                provinces[code] = province
            elif town := town_of(code):
                towns[code] = town
            known = known or code in provinces or code in towns
        field, source = ("name", area.name) if area.name else ("description", area.description)
        if not known and source:
            found = words.text(area.id, field, source, reader.locale)
            reader.note(f"service_area.words.{len(texts)}", found.state, found.locale)
            texts.append(found.text)
    return {
        "provinces": list(provinces.values()),
        "municipalities": sorted(towns.values(), key=lambda town: (town["name"], town["istat"])),
        "words": texts,
    }
