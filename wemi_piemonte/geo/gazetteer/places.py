"""Answers questions about municipalities, provinces and districts from the derived tables."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

from wemi_piemonte.geo.gazetteer.names import folded, shortened, starts_words, unabbreviated
from wemi_piemonte.geo.rules import Point, haversine_km

TABLES = Path(__file__).parent

# Beyond this distance from every town centre a point is taken to lie outside Piedmont.
NEAREST_KM = 15.0

ISTAT_CODE = re.compile(r"\d{6}")
POSTCODE = re.compile(r"\d{5}")
# "Cuneo (CN)", "Cuneo CN", "Cuneo, cn": the town, then two letters.
TOWN_AND_PROVINCE = re.compile(r"(?P<town>.*\w)[\s,(/-]+(?P<province>[A-Za-z]{2})\)?\s*")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality under one ISTAT code; both dates are days of validity."""

    istat: str
    name: str
    province: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float
    population: int
    population_year: int
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        """Return the name with the province, as people tell towns apart: "Biella (BI)"."""
        return f"{self.name} ({self.province})"


@dataclass(frozen=True, slots=True)
class Province:
    """A province, or Torino's metropolitan city; both dates are days of validity."""

    istat: str
    code: str
    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class District:
    """A social district whose territory is known; both dates are days of validity."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Membership:
    """The time for which a municipality belongs to a district; both dates are days of validity."""

    district: str
    istat: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: folded, with its saints shortened, and without spaces."""

    name: str
    short_name: str
    compact: str

    @classmethod
    def of(cls, text: str) -> Self:
        name = folded(text)
        return cls(name, shortened(name), name.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Entry:
    """A municipality with the names under which it is found."""

    municipality: Municipality
    own: Spelling
    exonyms: frozenset[str]


def rows(table: str) -> Iterator[dict[str, str]]:
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("# "))


def span(row: dict[str, str]) -> tuple[date | None, date | None]:
    first, last = row["valid_from"], row["valid_to"]
    return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None


def is_valid(first: date | None, last: date | None, on: date | None) -> bool:
    """Tell whether a span holds a day; without a day, whether it is still open."""
    if on is None:
        return last is None
    return (first is None or first <= on) and (last is None or on <= last)


@cache
def all_municipalities() -> dict[str, Municipality]:
    found = {}
    for row in rows("municipalities.csv"):
        found[row["istat"]] = Municipality(
            row["istat"],
            row["name"],
            row["province"],
            tuple(row["postcodes"].split()),
            float(row["lat"]),
            float(row["lon"]),
            int(row["population"]),
            int(row["population_year"]),
            *span(row),
        )
    return found


# Bounded, since the days may come from the public.
@lru_cache(maxsize=64)
def municipalities(on: date | None = None) -> tuple[Municipality, ...]:
    """Return the municipalities valid on a day, by ISTAT code; without a day those still valid.

    The table knows nothing before its first reference day (see its header): such a day has none.
    """
    return tuple(m for m in all_municipalities().values() if is_valid(m.valid_from, m.valid_to, on))


@cache
def provinces() -> tuple[Province, ...]:
    return tuple(
        Province(row["istat"], row["code"], row["name"], *span(row))
        for row in rows("provinces.csv")
    )


@cache
def districts() -> tuple[District, ...]:
    return tuple(
        District(row["code"], row["name"], *span(row), row["source"])
        for row in rows("districts.csv")
    )


@cache
def memberships() -> tuple[Membership, ...]:
    return tuple(
        Membership(row["district"], row["istat"], *span(row))
        for row in rows("district_municipalities.csv")
    )


def municipality(istat: str) -> Municipality | None:
    """Return the municipality of an ISTAT code, be it still valid or closed."""
    return all_municipalities().get(istat)


def province_of(istat: str) -> Province | None:
    place = municipality(istat)
    return next((p for p in provinces() if place and p.code == place.province), None)


def district_of(istat: str, on: date) -> District | None:
    """Return the district of a municipality on a day; None where its territory is not known."""
    codes = {
        m.district
        for m in memberships()
        if m.istat == istat and is_valid(m.valid_from, m.valid_to, on)
    }
    return next(
        (d for d in districts() if d.code in codes and is_valid(d.valid_from, d.valid_to, on)), None
    )


def municipality_at(lat: float, lon: float) -> Municipality | None:
    """Return the municipality of the nearest centre within 15 km.

    Its border need not hold the point: centres, not borders, are compared, which needs no map.
    """
    here = Point(lat, lon)
    distance, nearest = min(
        ((haversine_km(here, Point(m.lat, m.lon)), m) for m in municipalities()),
        key=lambda found: (found[0], found[1].istat),
    )
    return nearest if distance <= NEAREST_KM else None


def find_places(text: str, province: str | None = None, limit: int = 10) -> list[Municipality]:
    """Find the municipalities still valid that a text may mean, the likeliest first.

    The text is an ISTAT code, a postcode or a name, also with its province or postcode beside it.
    The exact name comes before its beginning, and that before the beginnings of its words; among
    equals the larger one is first.
    """
    town, named_province = apart(text)
    wanted = {code.upper() for code in (province, named_province) if code}
    ranked = [
        (rank, -place.population, place.istat, place)
        for rank, place in matches(town)
        if all(place.province == code for code in wanted)
    ]
    return [place for *_, place in sorted(ranked, key=lambda found: found[:3])][: max(limit, 0)]


def place_meant(text: str) -> Municipality | None:
    """Return the one municipality that a text means; None when it means none, or several."""
    found = find_places(text, limit=2)
    is_whole = any(rank <= 1 for rank, _place in matches(apart(text)[0])) and not text.isdigit()
    return found[0] if found and (len(found) == 1 or is_whole) else None


def apart(text: str) -> tuple[str, str | None]:
    """Part a province's code from the town it follows, if it is one of Piedmont's."""
    found = TOWN_AND_PROVINCE.fullmatch(text.strip())
    if found and found["province"].upper() in {province.code for province in provinces()}:
        return found["town"], found["province"]
    return text.strip(), None


def matches(town: str) -> Iterator[tuple[int, Municipality]]:
    """Yield what a name, ISTAT code or postcode may mean, each with a rank, 0 the best."""
    if ISTAT_CODE.fullmatch(town):
        yield from ((0, m) for m in municipalities() if m.istat == town)
        return
    if POSTCODE.fullmatch(town):
        yield from with_postcode(town)
        return
    # A postcode beside a name adds nothing but the risk of a slip.
    query = Spelling.of(unabbreviated(folded(POSTCODE.sub(" ", town))))
    if not query.name:
        return
    for entry in entries():
        rank = rank_of(query, entry)
        if rank is not None:
            yield rank, entry.municipality


def with_postcode(postcode: str) -> Iterator[tuple[int, Municipality]]:
    """Yield the municipalities of a postcode; "10100" still stands for the quarters of Torino."""
    for place in municipalities():
        quarters = len(place.postcodes) > 1 and postcode.endswith("00")
        if postcode in place.postcodes or (
            quarters and place.postcodes[0].startswith(postcode[:3])
        ):
            yield 0, place


@cache
def entries() -> tuple[Entry, ...]:
    abroad: dict[str, set[str]] = {}
    for row in rows("exonyms.csv"):
        abroad.setdefault(row["istat"], set()).add(folded(row["name"]))
    return tuple(
        Entry(m, Spelling.of(m.name), frozenset(abroad.get(m.istat, ()))) for m in municipalities()
    )


def rank_of(query: Spelling, entry: Entry) -> int | None:
    """Rank a fit: 0 the name, 1 an exonym, 2 and 3 their beginnings, 4 words' beginnings."""
    own = entry.own
    if query.name == own.name or query.short_name == own.short_name or query.compact == own.compact:
        return 0
    if query.name in entry.exonyms:
        return 1
    if own.name.startswith(query.name) or own.short_name.startswith(query.short_name):
        return 2
    if any(exonym.startswith(query.name) for exonym in entry.exonyms):
        return 3
    if starts_words(query.name, own.name) or starts_words(query.short_name, own.short_name):
        return 4
    return None
