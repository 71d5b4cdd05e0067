"""A card says in each language what there is, and in which language it really is."""

from dataclasses import replace
from datetime import date

import pytest

from tests.make import full_service, key, location, service, translation
from wemi_piemonte.directory.record import ServiceAreaRecord, ServiceAtLocationRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.search.index.cards import cards_of, id_of, packed, unpacked
from wemi_piemonte.search.rules import Rating, Weights, freshness_of, public

PLAIN = service()


def test_a_listing_in_one_language_has_one_card() -> None:
    assert set(cards_of(PLAIN)) == {"it"}
    card = cards_of(PLAIN)["it"]
    assert (card["lang"], card["translated"], card["_state"]) == ("it", False, "source")


def test_what_is_translated_is_said_field_by_field() -> None:
    record = replace(PLAIN, translations=(translation(PLAIN.id, "name", PLAIN.name, "A hand"),))
    card = cards_of(record)["en"]
    assert (card["name"], card["lang"], card["translated"]) == ("A hand", "en", True)
    assert (card["_name_lang"], card["_summary_lang"]) == ("en", "it")


def test_a_draft_translation_makes_no_card() -> None:
    draft = translation(PLAIN.id, "name", PLAIN.name, "x", state=TranslationState.DRAFT)
    assert set(cards_of(replace(PLAIN, translations=(draft,)))) == {"it"}


def test_places_and_stops_are_locations() -> None:
    card = cards_of(full_service())["it"]
    assert card["locations"] == [
        {"lat": 44.39, "lon": 7.55, "municipality": "Cuneo"},
        {"lat": None, "lon": None, "municipality": "Cuneo"},
    ]
    assert card["_place"] == {"name": "Cuneo", "province": "CN", "count": 1}
    assert card["_served"] == ["Cuneo", "Torino"]


def test_a_place_outside_piedmont_is_called_by_its_address() -> None:
    place = replace(location(), municipality="")
    link = ServiceAtLocationRecord(id=key("x"), location=place)
    card = cards_of(replace(PLAIN, locations=(link,)))["it"]
    assert card["_place"] == {"name": "Cuneo", "province": "", "count": 1}


def test_only_the_first_names_of_a_large_area_are_said() -> None:
    codes = "001 002 003 004 005"
    area = ServiceAreaRecord(id=key("area"), extent=codes, extent_type="istat")
    card = cards_of(replace(PLAIN, service_areas=(area,)))["it"]
    assert (len(card["_served"]), card["_served_count"]) == (3, 5)


def test_a_rating_is_shown_with_its_count() -> None:
    card = cards_of(PLAIN, Rating(4.5, 12))["it"]
    assert card["rating"] == {"average": 4.5, "count": 12}


def test_cards_are_stored_and_read() -> None:
    card = cards_of(replace(PLAIN, name="Perché “sì” 照顾"))["it"]
    assert unpacked(packed(card)) == card
    assert id_of(card) == PLAIN.id


def test_our_own_keys_are_not_public() -> None:
    card = cards_of(PLAIN)["it"]
    assert not any(name.startswith("_") for name in public(card))
    assert set(card) - set(public(card)) == {name for name in card if name.startswith("_")}


@pytest.mark.parametrize(
    ("verified_on", "factor"),
    [
        (None, 0.8),
        (date(2026, 11, 20), 1.0),
        (date(2026, 11, 16), 1.0),
        (date(2026, 8, 18), 1.0),
        (date(2026, 8, 17), 0.97),
        (date(2026, 1, 1), 0.92),
        (date(2025, 1, 1), 0.85),
        (date(2020, 1, 1), 0.8),
    ],
)
def test_freshness_fades(verified_on: date | None, factor: float) -> None:
    assert freshness_of(verified_on, date(2026, 11, 16)) == factor
    assert Weights().least_freshness <= factor
