"""The derived tables agree with the official figures, with each other and with their sources."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.gazetteer.places import (
    district_of,
    districts,
    find_places,
    municipalities,
    municipality,
    municipality_at,
    province_of,
    provinces,
)
from wemi_piemonte.geo.rules import Point, haversine_km, in_piedmont_box

TABLES = Path(places.__file__).parent
MAP = TABLES.parents[2] / "static" / "geo" / "piedmont.topojson"

# ISTAT, municipalities by province since 1 January 2023.
OFFICIAL = {"TO": 312, "VC": 82, "NO": 87, "CN": 247, "AT": 117, "AL": 187, "BI": 74, "VB": 74}
KNOWN = {
    "Biella": (45.5664, 8.0533),
    "Cuneo": (44.3893, 7.5479),
    "Verbania": (45.9236, 8.5519),
    "Susa": (45.1364, 7.0486),
    "Bra": (44.6978, 7.8517),
    "Borgomanero": (45.6987, 8.4623),
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    drawn: dict[str, Any] = json.loads(MAP.read_text(encoding="utf-8"))
    return drawn


def vertices(drawn: dict[str, Any], geometry: dict[str, Any]) -> Iterator[tuple[float, float]]:
    """Yield latitude and longitude of each vertex of a geometry's rings."""
    (scale_x, scale_y), (x, y) = drawn["transform"]["scale"], drawn["transform"]["translate"]
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for ref in (ref for polygon in polygons for ring in polygon for ref in ring):
        steps = drawn["arcs"][ref if ref >= 0 else ~ref]
        for column, row in accumulate(steps, lambda a, b: [a[0] + b[0], a[1] + b[1]]):
            yield row * scale_y + y, column * scale_x + x


def test_piedmont_has_1180_municipalities() -> None:
    assert len(municipalities()) == 1180
    assert len({m.istat for m in municipalities()}) == 1180


def test_every_municipality_belongs_to_one_of_eight_provinces() -> None:
    codes = {province.code: province.istat for province in provinces()}
    assert len(codes) == 8
    assert all(m.istat[:3] == codes[m.province] for m in municipalities())


def test_the_provinces_count_as_many_municipalities_as_istat_says() -> None:
    assert Counter(m.province for m in municipalities()) == OFFICIAL


def test_the_residents_add_up_to_those_of_the_region() -> None:
    assert 4_200_000 < sum(m.population for m in municipalities()) < 4_300_000
    assert all(m.population > 0 and m.population_year == 2023 for m in municipalities())


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_town_lies_where_it_is(name: str) -> None:
    town = find_places(name)[0]
    assert town.name == name
    assert haversine_km(Point(town.lat, town.lon), Point(*KNOWN[name])) < 2


def test_every_municipality_has_postcodes_of_five_digits_and_lies_in_the_region() -> None:
    for place in municipalities():
        assert place.postcodes, place
        assert all(len(code) == 5 and code.isdigit() for code in place.postcodes), place
        assert in_piedmont_box(Point(place.lat, place.lon)), place


def test_moransengo_tonengo_took_the_place_of_its_parts() -> None:
    merged = municipality("005122")
    assert merged is not None
    assert (merged.name, merged.valid_from) == ("Moransengo-Tonengo", date(2023, 1, 1))
    for istat in ("005079", "005110"):
        part = municipality(istat)
        assert part is not None
        assert part.valid_to == date(2022, 12, 31)
        assert part not in municipalities()
        assert part in municipalities(date(2022, 12, 31))
        assert part not in municipalities(date(2023, 1, 1))
    assert merged not in municipalities(date(2022, 12, 31))
    assert len(municipalities(date(2022, 12, 31))) == 1181
    assert len(municipalities(date(2023, 1, 1))) == 1180


def test_only_districts_that_the_report_spells_out_are_known() -> None:
    assert {district.name for district in districts()} == {
        "Rivoli, Rosta, Villarbasse",
        "Moncalieri, Trofarello, La Loggia",
    }
    for district in districts():
        members = [m.istat for m in places.memberships() if m.district == district.code]
        found = [place.name for istat in members if (place := municipality(istat))]
        assert sorted(found) == sorted(district.name.split(", "))


def test_a_district_is_known_from_its_first_day_and_nowhere_else() -> None:
    on = date(2024, 5, 1)
    rosta = district_of("001228", on)
    assert rosta is not None
    assert rosta.code == "rivoli_rosta_villarbasse"
    assert district_of("001228", date(2020, 12, 31)) is None
    # Pinerolo is the seat of a lead body whose territory the report does not state.
    assert district_of("001191", on) is None
    assert district_of("999999", on) is None


def test_a_province_is_found_by_its_municipality() -> None:
    torino = province_of("001272")
    assert torino is not None
    assert (torino.code, torino.istat) == ("TO", "001")
    assert province_of("999999") is None


@pytest.mark.parametrize("table", sorted(TABLES.glob("*.csv")), ids=lambda path: path.name)
def test_every_table_states_its_source_and_licence(table: Path) -> None:
    notes = [line for line in table.read_text(encoding="utf-8").splitlines() if line[:2] == "# "]
    assert any("Source: " in note for note in notes)
    assert any("Licence" in note for note in notes)


def test_the_map_holds_every_municipality_and_province(drawn: dict[str, Any]) -> None:
    areas, groups = (
        drawn["objects"][kind]["geometries"] for kind in ("municipalities", "provinces")
    )
    assert [area["properties"] for area in areas] == [
        {"istat": m.istat, "name": m.name} for m in municipalities()
    ]
    assert {group["properties"]["code"]: group["properties"]["name"] for group in groups} == {
        province.code: province.name for province in provinces()
    }
    assert "ISTAT" in drawn["attribution"]
    assert drawn["licence"] == "CC BY 4.0"


def test_the_map_is_light_enough_for_a_page() -> None:
    assert len(gzip.compress(MAP.read_bytes(), mtime=0)) < 90_000


def test_the_map_s_rings_are_closed(drawn: dict[str, Any]) -> None:
    kinds = ("municipalities", "provinces")
    ends = []
    for steps in drawn["arcs"]:
        path = list(accumulate(steps, lambda a, b: [a[0] + b[0], a[1] + b[1]]))
        ends.append((tuple(path[0]), tuple(path[-1])))
    for geometry in (g for kind in kinds for g in drawn["objects"][kind]["geometries"]):
        many = geometry["type"] == "MultiPolygon"
        for ring in (r for p in (geometry["arcs"] if many else [geometry["arcs"]]) for r in p):
            walked = [ends[ref] if ref >= 0 else ends[~ref][::-1] for ref in ring]
            assert all(a[1] == b[0] for a, b in zip(walked, walked[1:] + walked[:1], strict=True))


def test_every_centre_lies_within_the_box_of_its_border(drawn: dict[str, Any]) -> None:
    slack = 0.002  # what straightening a border may shave off
    for geometry in drawn["objects"]["municipalities"]["geometries"]:
        place = municipality(geometry["properties"]["istat"])
        assert place is not None
        lats, lons = zip(*vertices(drawn, geometry), strict=True)
        assert min(lats) - slack <= place.lat <= max(lats) + slack, place
        assert min(lons) - slack <= place.lon <= max(lons) + slack, place


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Torino", "Torino"),
        ("  TORINO ", "Torino"),
        ("Borgo S. Dalmazzo", "Borgo San Dalmazzo"),
        ("borgo s.dalmazzo", "Borgo San Dalmazzo"),
        ("Sant Antonino di Susa", "Sant'Antonino di Susa"),
        ("S. Antonino di Susa", "Sant'Antonino di Susa"),
        ("Sant’Ambrogio", "Sant'Ambrogio di Torino"),
        ("S. Mauro T.se", "San Mauro Torinese"),
        ("Casale M.to", "Casale Monferrato"),
        ("Cirie'", "Ciriè"),
        ("cirie", "Ciriè"),
        ("Pont-Canavese", "Pont Canavese"),
        ("Laloggia", "La Loggia"),
        ("loggia", "La Loggia"),
        ("Cuneo (CN)", "Cuneo"),
        ("Cuneo CN", "Cuneo"),
        ("cuneo, cn", "Cuneo"),
        ("12042 Bra", "Bra"),
        ("10100 Torino (TO)", "Torino"),
        ("Chiusa San Michele", "Chiusa di San Michele"),
        ("Tonengo", "Moransengo-Tonengo"),
        ("Turin", "Torino"),
        ("Turín", "Torino"),
        ("Турин", "Torino"),
        ("تورينو", "Torino"),
        ("都灵", "Torino"),
        ("Turini", "Torino"),
        ("Coni", "Cuneo"),
        ("Alexandrie", "Alessandria"),
        ("Б'єлла", "Biella"),
        ("001272", "Torino"),
        ("12042", "Bra"),
        ("10100", "Torino"),
        ("10121", "Torino"),
    ],
)
def test_a_place_is_found_as_people_write_it(text: str, first: str) -> None:
    assert find_places(text)[0].name == first


@pytest.mark.parametrize(
    "text", ["", "  ", "(", "Milano", "Novara (TO)", "999999", "00000", "005079"]
)
def test_what_is_no_place_of_piedmont_finds_nothing(text: str) -> None:
    assert find_places(text) == []


def test_every_municipality_is_found_first_by_its_own_name_and_province() -> None:
    for place in municipalities():
        assert find_places(f"{place.name} ({place.province})", limit=1) == [place]


def test_the_exact_name_comes_first_and_then_the_larger_place() -> None:
    assert [m.name for m in find_places("Alba", limit=2)] == ["Alba", "Albano Vercellese"]
    found = find_places("Villar", province="TO", limit=20)
    assert {m.province for m in found} == {"TO"}
    begins = [m.population for m in found if m.name.startswith("Villar")]
    assert begins == sorted(begins, reverse=True)
    assert found == find_places("villar", province="to", limit=20)


def test_a_postcode_finds_all_its_municipalities_the_largest_first() -> None:
    found = find_places("10040", limit=50)
    assert len(found) > 5
    assert all("10040" in m.postcodes for m in found)
    assert [m.population for m in found] == sorted((m.population for m in found), reverse=True)
    assert find_places("10040", limit=3) == found[:3]


def test_every_exonym_leads_to_its_town() -> None:
    for row in places.rows("exonyms.csv"):
        assert find_places(row["name"])[0].istat == row["istat"], row


def test_the_nearest_centre_names_a_point_but_not_one_far_from_all() -> None:
    near = municipality_at(45.0710, 7.6850)
    assert near is not None
    assert near.name == "Torino"
    assert municipality_at(41.9, 12.5) is None


def test_rebuilt_tables_equal_the_committed_ones() -> None:
    for name in ("pyarrow", "shapely"):
        pytest.importorskip(name, reason=f"{name} is in the optional group gazetteer")
    from wemi_piemonte.geo.gazetteer import build, sources

    unmet = sources.unmet_packages()
    if unmet:
        pytest.skip(f"needs the optional group gazetteer: {', '.join(unmet)}")
    for name, text in build.derived().items():
        assert build.place(name).read_text(encoding="utf-8") == text, name
