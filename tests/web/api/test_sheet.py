"""The whole sheet of a service."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.web.api.conftest import Program
from tests.web.api.listing import RECORD, TUESDAY_TEN, number
from wemi_piemonte.directory import record as r
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import visible_record
from wemi_piemonte.directory.rules import Status
from wemi_piemonte.exchange.api.sheet import sheet_of
from wemi_piemonte.foundation.db import reading, transaction


@pytest.fixture
def sheet() -> dict[str, Any]:
    """The sheet for an English reader, as it travels."""
    found: dict[str, Any] = json.loads(json.dumps(sheet_of(RECORD, "en", now=TUESDAY_TEN)))
    return found


def test_texts_are_in_the_language_asked_for_where_there_are(sheet: dict[str, Any]) -> None:
    assert sheet["lang"] == "en"
    assert sheet["name"] == "Meals at home"
    assert sheet["summary"] == "A hot meal every day."
    assert sheet["description"] == "We bring dinner."
    assert sheet["alert"] == "Chiuso a Natale."
    assert sheet["wait_time"] == ""
    assert sheet["organization"]["description"] == "Social services."
    assert sheet["locations"][0]["name"] == "Biella office"
    assert [each["document"] for each in sheet["documents"]] == [
        "Carta d'identità",
        "ISEE (family income)",
    ]


def test_each_text_says_what_it_is_worth(sheet: dict[str, Any]) -> None:
    worth = sheet["translation"]
    assert worth["name"] == "reviewed"
    assert worth["summary"] == "machine"
    assert worth["description"] == "outdated"
    assert worth["alert"] == "source"
    assert worth["documents.1.document"] == "reviewed"
    assert worth["organization.description"] == "reviewed"
    assert worth["locations.0.accessibility.0.description"] == "source"
    assert "wait_time" not in worth


def test_a_text_in_another_language_says_in_which(sheet: dict[str, Any]) -> None:
    assert "name" not in sheet["languages_of_texts"]
    assert sheet["languages_of_texts"]["alert"] == "it"
    assert sheet["languages_of_texts"]["documents.0.document"] == "it"
    assert sheet_of(RECORD, "it", now=TUESDAY_TEN)["languages_of_texts"] == {}


def test_the_paths_of_the_texts_lead_to_them(sheet: dict[str, Any]) -> None:
    assert len(sheet["translation"]) > 12
    for path in (*sheet["translation"], *sheet["languages_of_texts"]):
        found: Any = sheet
        for step in path.split("."):
            found = found[int(step) if step.isdigit() else step]
        assert isinstance(found, str)
        assert found


def test_prices_are_in_euro_and_people_are_counted(sheet: dict[str, Any]) -> None:
    (price,) = sheet["costs"]
    assert (price["option"], price["amount"], price["currency"]) == ("Ogni ora", 12.5, "EUR")
    assert price["bands"] == [
        {"kind": "isee", "lower": 0.0, "upper": 8000.0, "amount": 3.5},
        {"kind": "people", "lower": 2, "upper": 4, "amount": 9.0},
    ]


def test_hours_closures_and_stops_are_there(sheet: dict[str, Any]) -> None:
    assert sheet["open_now"] is True
    assert sheet["next_opening"]["starts"] == "2026-11-19T09:00:00+01:00"
    (hours,) = sheet["schedules"]
    assert (hours["byday"], hours["opens_at"], hours["closes_at"]) == ("TU,TH", "09:00", "12:30")
    assert sheet["exceptions"][0]["on"] == "2026-12-24"
    assert sheet["exceptions"][0]["opens_at"] is None
    assert sheet["closures"][0]["ends_on"] == "2026-08-15"
    (stop,) = sheet["stops"]
    assert stop["municipality"]["istat"] == "096016"
    assert (stop["byday"], stop["opens_at"]) == ("1MO", "14:00")
    assert sheet["locations"][0]["schedules"][0]["byday"] == "MO"


def test_a_service_closed_for_now_is_not_said_to_be_open() -> None:
    closed = replace(RECORD, status=Status.TEMPORARILY_CLOSED)
    sheet = sheet_of(closed, "it", now=TUESDAY_TEN)
    assert sheet["open_now"] is None
    assert sheet["next_opening"] is None
    assert sheet["status"] == "temporarily closed"


def test_a_service_without_hours_does_not_guess() -> None:
    silent = replace(RECORD, schedules=(), stops=(), exceptions=(), locations=())
    sheet = sheet_of(silent, "it", now=TUESDAY_TEN)
    assert (sheet["open_now"], sheet["next_opening"]) == (None, None)


def test_the_area_served_is_told_by_name(sheet: dict[str, Any]) -> None:
    area = sheet["service_area"]
    assert [province["name"] for province in area["provinces"]] == ["Biella"]
    assert [town["name"] for town in area["municipalities"]] == ["Torino"]
    assert area["words"] == ["Le valli"]


def test_places_have_address_accessibility_and_phones(sheet: dict[str, Any]) -> None:
    (place,) = sheet["locations"]
    assert (place["lat"], place["lon"]) == (45.5664, 8.0543)
    assert place["municipality"] == {"istat": "096004", "name": "Biella", "province": "BI"}
    assert place["addresses"][0]["address_1"] == "via dell'Esempio 1"
    assert place["accessibility"][0]["description"] == "Ingresso senza gradini"
    assert place["phones"][0]["number"] == "+39 015 000 1001"


def test_only_addresses_of_the_web_are_given_as_such(sheet: dict[str, Any]) -> None:
    assert sheet["url"] == ""
    assert sheet["locations"][0]["url"] == ""
    assert sheet["organization"]["website"] == "https://consorzio.example"


def test_what_is_not_for_the_public_is_not_there(sheet: dict[str, Any]) -> None:
    text = json.dumps(sheet)
    assert RECORD.assurer_email not in text
    assert RECORD.organization.tax_code not in text
    assert "publication" not in sheet


def test_the_rest_of_the_facts(sheet: dict[str, Any]) -> None:
    assert sheet["eligibility"] == {"not_resident": "no"}
    assert (sheet["minimum_age"], sheet["maximum_age"]) == (65, None)
    assert sheet["verified_on"] == "2026-10-01"
    assert sheet["spoken"] == ["ar"]
    assert sheet["contacts"][0]["phones"][0]["number"] == "+39 015 000 1003"
    assert sheet["phones"][0]["extension"] == 7
    assert sheet["organization"]["kind"] == "public_body"


def test_the_sheet_is_the_same_after_a_stay_in_the_database(database: Engine) -> None:
    with transaction() as session:
        put_services(session, [(RECORD, "")], publish=True, now=TUESDAY_TEN)
    with reading() as session:
        stored = visible_record(session, RECORD.id)
    assert stored is not None
    for locale in ("it", "en", "ar"):
        before = sheet_of(RECORD, locale, now=TUESDAY_TEN)
        after = sheet_of(stored, locale, now=TUESDAY_TEN)
        assert after == before


def test_every_published_service_has_a_sheet(
    api: Program, listings: Sequence[r.ServiceRecord]
) -> None:
    for at, record in enumerate(listings):
        locale = ("it", "en")[at % 2]
        sheet = api.get(f"/services/{record.id}", lang=locale)
        assert (sheet["id"], sheet["lang"]) == (str(record.id), locale)
        assert sheet["name"]
        assert sheet["organization"]["name"]


def test_card_and_sheet_agree(api: Program) -> None:
    shared = ("id", "name", "summary", "needs", "cost", "spoken", "modes", "availability")
    for card in api.get("/services", per_page=25, lang="en")["items"]:
        sheet = api.get(f"/services/{card['id']}", lang="en")
        assert [sheet[name] for name in shared] == [card[name] for name in shared]
        assert sheet["organization"]["name"] == card["organization"]["name"]
        assert sheet["verified_on"] == card["verified_on"]


def test_a_sheet_takes_a_language_and_nothing_else(
    api: Program, listings: Sequence[r.ServiceRecord]
) -> None:
    path = f"/services/{listings[0].id}"
    assert api.get(path) == api.get(path, lang="it")
    assert set(api.fields(path, q="x", page=1)) == {"q", "page"}
    assert set(api.fields(path, lang="xx")) == {"lang"}


def test_a_service_that_is_not_there_is_not_found(api: Program) -> None:
    error = api.get(f"/services/{number(404)}", 404, lang="en")["error"]
    assert error == {"code": "not_found", "message": "No published service has this id."}
