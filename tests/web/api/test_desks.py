"""Help desks for programs: near, in a language, with their next openings; described as they are."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.web.api.conftest import Program
from wemi_piemonte.desks.demonstration import id_of
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation import clock

VENASCA = "004237"
TOUR = str(id_of("Valle Po e Valle Varaita"))
AFAR = str(id_of("a distanza"))


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """It is Wednesday 18 November 2026, half past nine in Piedmont."""
    clock.start_at(datetime(2026, 11, 18, 9, 30, tzinfo=clock.ROME))
    yield
    clock.start_at(None)


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer["items"]]


def test_all_public_desks_are_given_with_their_next_opening(api: Program) -> None:
    answer = api.get("/desks")
    assert answer["total"] == len(answer["items"]) >= 12
    assert {item["kind"] for item in answer["items"]} == {kind.value for kind in DeskKind}
    assert all(item["next_opening"] for item in answer["items"])
    assert answer["beyond"] == []
    assert answer["by_phone_fits"] is True


def test_the_answer_is_as_it_is_described(api: Program) -> None:
    described = api.get("/openapi.json")
    schema = {
        "$ref": "#/components/schemas/Desks",
        "components": described["components"],
    }
    assert "/desks" in described["paths"]
    for query in (
        {},
        {"place": VENASCA, "spoken": "ar"},
        {"place": "Bardonecchia", "spoken": "zh"},
    ):
        answer = json.loads(json.dumps(api.get("/desks", **query)))
        Draft202012Validator(schema).validate(answer)
        assert set(answer) == set(described["components"]["schemas"]["Desks"]["properties"])


def test_the_next_stop_within_fifteen_kilometres_in_two_weeks_with_arabic(api: Program) -> None:
    answer = api.get("/desks", place=VENASCA, radius_km=15, days=14, spoken="ar")
    assert ids(answer) == [TOUR, AFAR]
    tour = answer["items"][0]
    opening = tour["next_opening"]
    assert opening["municipality"] == {"istat": VENASCA, "name": "Venasca", "province": "CN"}
    assert opening["starts"] == "2026-11-19T14:00:00+01:00"
    assert "ar" in opening["spoken"]
    assert opening["distance_km"] == 0.0
    assert tour["distance_km"] == 0.0
    assert all(each["municipality"]["istat"] == VENASCA for each in tour["openings"])
    assert len(tour["openings"]) == 2


def test_how_far_ahead_is_looked_can_be_chosen(api: Program) -> None:
    assert len(api.get("/desks", place=VENASCA, spoken="ar", days=1)["items"][0]["openings"]) == 1
    long = api.get("/desks", place=VENASCA, spoken="ar", days=60)["items"][0]["openings"]
    assert 7 <= len(long) <= 10
    assert [each["starts"] for each in long] == sorted(each["starts"] for each in long)


def test_an_opening_that_is_on_is_among_them_and_the_next_comes_after_it(api: Program) -> None:
    items = {item["id"]: item for item in api.get("/desks")["items"]}
    cuneo = items[str(id_of("Cuneo"))]
    assert cuneo["open_now"] is True
    now = clock.now()
    assert datetime.fromisoformat(cuneo["openings"][0]["starts"]) < now
    assert datetime.fromisoformat(cuneo["next_opening"]["starts"]) > now
    assert cuneo["next_opening"]["starts"] == "2026-11-18T14:00:00+01:00"
    assert cuneo["openings"][0]["place"] == ""


def test_only_what_is_open_now(api: Program) -> None:
    found = api.get("/desks", open="now")
    assert found["items"]
    assert all(item["open_now"] for item in found["items"])
    clock.start_at(datetime(2026, 12, 8, 10, 0, tzinfo=clock.ROME))
    shut = api.get("/desks", open="now")
    assert not any(item["open_now"] for item in shut["items"])


def test_by_kind_the_nearest_first(api: Program) -> None:
    found = api.get("/desks", kind="point", place="Biella", radius_km=30)["items"]
    assert {item["kind"] for item in found} >= {"point"}
    far = [item["distance_km"] for item in found if item["kind"] == "point"]
    assert far == sorted(far)
    assert len(far) == 3


def test_none_in_reach_is_no_dead_end(api: Program) -> None:
    found = api.get("/desks", place="Bardonecchia", radius_km=5, spoken="wo")
    assert ids(found) == [AFAR]
    assert found["by_phone_fits"] is False
    assert found["beyond"]
    far = [item["distance_km"] for item in found["beyond"]]
    assert far == sorted(far)
    assert min(far) > 5


def test_a_point_serves_as_well_as_a_place(api: Program) -> None:
    by_name = api.get("/desks", place="Cuneo")
    by_point = api.get("/desks", lat=44.39071, lon=7.54828)
    assert ids(by_name) == ids(by_point)


def test_a_desk_by_phone_has_no_place(api: Program) -> None:
    (item,) = api.get("/desks", kind="digital")["items"]
    assert (item["lat"], item["lon"], item["municipality"], item["distance_km"]) == (None,) * 4
    assert item["next_opening"]["lat"] is None
    assert item["video_url"].startswith("https://")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "kiosk"},
        {"open": "later"},
        {"days": "0"},
        {"days": "93"},
        {"days": "many"},
        {"radius_km": "0"},
        {"place": "Atlantide"},
        {"place": "San"},
        {"spoken": "Arabic"},
        {"lat": "44"},
        {"lang": "de"},
        {"day": "2026-11-20"},
        {"view": "times"},
        {"q": "casa"},
        {"kind": ["fixed", "point"]},
    ],
)
def test_what_can_not_be_asked_is_refused_by_name(api: Program, wrong: dict[str, Any]) -> None:
    assert list(api.fields("/desks", **wrong)) == list(wrong)


def test_an_unknown_parameter_is_refused_also_when_it_is_empty(api: Program) -> None:
    assert list(api.fields("/desks", colour="")) == ["colour"]


def test_an_empty_parameter_is_as_good_as_none(api: Program) -> None:
    assert ids(api.get("/desks", kind="", place="", days="", open="")) == ids(api.get("/desks"))


def test_messages_are_in_the_language_asked_for(api: Program) -> None:
    assert api.fields("/desks", lang="en", place="Atlantide")["place"][0].startswith("We know no")


def test_two_weeks_are_looked_at_when_nothing_is_said(api: Program) -> None:
    last = max(
        datetime.fromisoformat(each["starts"])
        for item in api.get("/desks", kind="itinerant")["items"]
        for each in item["openings"]
    )
    assert last.date() <= clock.today() + timedelta(days=14)
