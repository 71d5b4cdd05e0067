"""Searching: filters, facets, order, pages and languages, against the records themselves."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.api import oracle
from tests.web.api.conftest import Program
from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Cost, Mode, Target
from wemi_piemonte.foundation import clock
from wemi_piemonte.geo.gazetteer.places import find_places
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.taxonomy import tree

CARD = {
    *("id", "name", "summary", "lang", "translated", "organization", "needs", "locations"),
    *("distance_km", "rating", "cost", "spoken", "modes", "availability", "verified_on", "why"),
}
TOWNS = ["Torino", "Cuneo", "Novara", "Asti", "Verbania", "Biella", "Vercelli", "Alessandria"]


@pytest.fixture
def tuesday_morning() -> Iterator[datetime]:
    """Half a minute past ten in Rome, for as long as the test runs."""
    moment = datetime(2026, 11, 17, 9, 0, 30, tzinfo=UTC)
    clock.start_at(moment)
    yield moment
    clock.start_at(None)


def test_an_answer_holds_exactly_what_the_contract_says(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    answer = api.get("/services")
    assert set(answer) == {"items", "total", "page", "per_page", "facets"}
    assert (answer["page"], answer["per_page"], answer["total"]) == (1, 20, len(listings))
    assert len(answer["items"]) == min(20, len(listings))
    assert set(answer["facets"]) == set(oracle.FACETS)
    for item in answer["items"]:
        assert set(item) == CARD
        assert set(item["organization"]) == {"id", "name"}
        assert set(item["rating"]) == {"average", "count"}
        assert all(set(spot) == {"lat", "lon", "municipality"} for spot in item["locations"])


def test_a_card_says_what_the_record_says(api: Program, listings: Sequence[ServiceRecord]) -> None:
    records = {str(record.id): record for record in listings}
    for item in api.get("/services", per_page=100)["items"]:
        record = records[item["id"]]
        assert item["organization"]["id"] == str(record.organization.id)
        assert item["needs"] == list(record.needs)
        assert (item["cost"], item["availability"]) == (record.cost, record.availability)
        assert set(item["modes"]) == oracle.codes_of(record, "mode")
        assert set(item["spoken"]) == oracle.codes_of(record, "spoken")
        confirmed = record.verified_on.isoformat() if record.verified_on else None
        assert item["verified_on"] == confirmed


@pytest.mark.parametrize("locale", ["it", "en"])
def test_cards_are_in_the_best_language_there_is(
    api: Program, listings: Sequence[ServiceRecord], locale: str
) -> None:
    records = {str(record.id): record for record in listings}
    for item in api.get("/services", per_page=100, lang=locale)["items"]:
        record = records[item["id"]]
        words = Translations(record.source_lang, record.translations)
        name = words.text(record.id, "name", record.name, locale)
        summary = words.text(record.id, "summary", record.summary, locale)
        assert (item["name"], item["lang"]) == (name.text, name.locale)
        assert item["summary"] == summary.text
        assert item["translated"] is (name.state != "source")


CODES = {
    "need": tree.all_codes(),
    "mode": tuple(Mode),
    "cost": tuple(Cost),
    "target": tuple(Target),
    "spoken": ("it", "en", "fr", "ar", "zh", "uk", "ro", "sq", "es", "ru", "de", "swa"),
}


@pytest.mark.parametrize("kind", sorted(CODES))
def test_a_filter_finds_exactly_the_services_with_its_code(
    api: Program, listings: Sequence[ServiceRecord], kind: str
) -> None:
    for code in CODES[kind]:
        wanted = oracle.expected_ids(listings, {kind: [str(code)]})
        assert api.ids(**{kind: str(code)}) == wanted, code


@pytest.mark.parametrize("kind", sorted(CODES))
def test_values_of_one_filter_are_alternatives(
    api: Program, listings: Sequence[ServiceRecord], kind: str
) -> None:
    some = [str(code) for code in CODES[kind][:3]]
    assert api.ids(**{kind: some}) == oracle.expected_ids(listings, {kind: some})


@pytest.mark.parametrize("age", [0, 3, 14, 17, 18, 30, 64, 65, 80, 130])
def test_an_age_finds_services_for_it_and_those_that_state_none(
    api: Program, listings: Sequence[ServiceRecord], age: int
) -> None:
    assert api.ids(age=age) == oracle.expected_ids(listings, {"age": age})


def test_available_finds_the_services_that_take_new_people(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    assert api.ids(available="1") == oracle.expected_ids(listings, {"available": True})


def test_open_now_finds_the_services_that_are_surely_open(
    api: Program, listings: Sequence[ServiceRecord], tuesday_morning: datetime
) -> None:
    wanted = oracle.expected_ids(listings, {"open": tuesday_morning})
    assert api.ids(open="now") == wanted
    assert wanted


@pytest.mark.parametrize("radius_km", [None, 1, 5, 30, 60, 500])
@pytest.mark.parametrize("town", TOWNS)
def test_a_place_finds_what_is_near_serves_it_or_works_at_a_distance(
    api: Program, listings: Sequence[ServiceRecord], town: str, radius_km: float | None
) -> None:
    asked: dict[str, Any] = {"place": town}
    if radius_km:
        asked["radius_km"] = radius_km
    assert api.ids(**asked) == oracle.expected_ids(listings, asked)


def test_a_place_may_be_given_by_name_code_or_province_or_as_a_point(api: Program) -> None:
    town = find_places("Cuneo")[0]
    found = api.ids(place="Cuneo")
    assert api.ids(place=town.istat) == found
    assert api.ids(place="cuneo (CN)") == found
    assert api.ids(lat=town.lat, lon=town.lon) == found


@pytest.mark.parametrize("town", TOWNS)
def test_sorted_by_distance_the_nearest_comes_first(
    api: Program, listings: Sequence[ServiceRecord], town: str
) -> None:
    place = find_places(town)[0]
    records = {str(record.id): record for record in listings}
    items = api.get("/services", place=town, sort="distance", per_page=100)["items"]
    known = [item["distance_km"] for item in items if item["distance_km"] is not None]
    assert known == sorted(known)
    assert [item["distance_km"] for item in items][: len(known)] == known
    for item in items:
        distance = oracle.distance_km(records[item["id"]], Point(place.lat, place.lon))
        if distance is None:
            assert item["distance_km"] is None
        else:
            assert item["distance_km"] == pytest.approx(distance, abs=0.06)


def test_without_a_place_no_distance_is_given(api: Program) -> None:
    assert {item["distance_km"] for item in api.get("/services")["items"]} == {None}


def alternatives(kind: str) -> st.SearchStrategy[list[str]]:
    codes = [str(code) for code in CODES[kind]]
    return st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)


filters = st.fixed_dictionaries(
    {},
    optional={
        **{kind: alternatives(kind) for kind in CODES},
        "age": st.integers(0, 100),
        "available": st.just("1"),
        "place": st.sampled_from(TOWNS),
        "radius_km": st.sampled_from([2.0, 15.0, 45.0]),
    },
)


@given(asked=filters)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_filters_add_up_and_each_facet_leaves_its_own_out(
    api: Program, listings: Sequence[ServiceRecord], asked: dict[str, Any]
) -> None:
    answer = api.get("/services", per_page=100, **asked)
    wanted = oracle.expected_ids(listings, asked)
    assert answer["total"] == len(wanted)
    assert {item["id"] for item in answer["items"]} <= wanted
    assert answer["facets"] == oracle.expected_facets(listings, asked)


def test_a_facet_tells_how_many_its_filter_would_leave(api: Program) -> None:
    answer = api.get("/services", place="Torino", cost="free")
    for kind in ("mode", "spoken", "target"):
        for code, count in answer["facets"][kind].items():
            assert (
                api.get("/services", place="Torino", cost="free", **{kind: code})["total"] == count
            )
    for code, count in answer["facets"]["cost"].items():
        assert api.get("/services", place="Torino", cost=code)["total"] == count


def test_pages_together_are_all_services_once(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    assert api.ids() == {str(record.id) for record in listings}
    found: list[str] = []
    for page in range(1, -(-len(listings) // 7) + 1):
        answer = api.get("/services", per_page=7, page=page, q="")
        assert (answer["page"], answer["per_page"]) == (page, 7)
        found += [item["id"] for item in answer["items"]]
    assert len(found) == len(set(found)) == len(listings)


@pytest.mark.parametrize("page", [10_000, 2**31, 2**63, 10**18, 10**30])
def test_past_the_last_page_there_is_an_empty_page(
    api: Program, listings: Sequence[ServiceRecord], page: int
) -> None:
    answer = api.get("/services", page=page)
    assert (answer["items"], answer["total"], answer["page"]) == ([], len(listings), page)
    assert answer["facets"]["cost"]


@pytest.mark.parametrize("page", [0, -1, -(10**18)])
def test_before_the_first_page_there_is_nothing(api: Program, page: int) -> None:
    for path in ("/services", "/services.geojson"):
        assert api.get(path, 404, page=page)["error"]["code"] == "not_found"


def test_a_service_is_found_by_its_own_name(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    for record in listings[:: max(1, len(listings) // 25)]:
        items = api.get("/services", q=record.name, per_page=100)["items"]
        assert str(record.id) in {item["id"] for item in items}, record.name
        named = [item for item in items if item["id"] == str(record.id)]
        assert "text" in named[0]["why"] or "need" in named[0]["why"]


def test_words_and_filters_add_up(api: Program) -> None:
    found = api.ids(q="casa")
    assert found
    free = api.ids(q="casa", cost="free")
    assert free == found & api.ids(cost="free")


def test_a_slip_of_the_pen_is_put_right(api: Program) -> None:
    answer = api.get("/services", q="anziiani")
    assert answer["did_you_mean"] == "anziani"
    assert answer["total"] == len(answer["items"]) or answer["items"]
    assert "did_you_mean" not in api.get("/services", q="anziani")


def test_words_that_nobody_uses_find_nothing_and_say_so(api: Program) -> None:
    answer = api.get("/services", q="xqzwkj")
    assert (answer["items"], answer["total"]) == ([], 0)
    assert all(counts == {} for counts in answer["facets"].values())


def test_when_no_service_has_all_words_the_answer_says_that_it_is_wider(api: Program) -> None:
    answer = api.get("/services", q="anziani trattore vulcano sommergibile")
    assert answer.get("relaxed") is True or answer["total"] == 0
    assert "relaxed" not in api.get("/services", q="anziani")


def test_the_same_question_has_the_same_answer(api: Program) -> None:
    asked: dict[str, Any] = {"q": "casa", "place": "Asti", "per_page": 50}
    assert api.get("/services", **asked) == api.get("/services", **asked)


def test_empty_parameters_are_as_good_as_none(api: Program) -> None:
    empty = dict.fromkeys(("q", "need", "place", "lat", "age", "open", "page", "lang"), "")
    assert api.get("/services", **empty) == api.get("/services")
