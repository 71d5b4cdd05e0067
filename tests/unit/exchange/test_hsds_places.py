"""Where a place lies is found out from what a feed says, and what lies nowhere is not kept."""

from uuid import UUID

import pytest

from tests.unit.exchange.readings import place, place_of, read
from tests.unit.exchange.samples import CUNEO, TORINO, Document, small, uid
from wemi_piemonte.directory.hsds import parse, render


@pytest.mark.parametrize(
    ("said", "istat"),
    [
        ({"city": "Torino", "state_province": "TO"}, TORINO),
        ({"city": "torino", "state_province": "Città metropolitana di Torino"}, TORINO),
        ({"city": "Turin", "state_province": "Piemonte"}, TORINO),
        ({"city": "Cuneo (CN)"}, CUNEO),
        ({"city": "Cuneo", "region": "CN"}, CUNEO),
        ({"city": "Verbania", "state_province": "VCO"}, "103072"),
        ({"city": "Torino", "state_province": "MI"}, ""),
        ({"city": "Milano", "state_province": "MI"}, ""),
        ({"city": "Vigevano", "postal_code": "27029"}, ""),
        ({"city": "Nizza", "country": "FR"}, ""),
        ({"city": "Frazione Perduta", "state_province": "CN"}, ""),
    ],
)
def test_a_municipality_is_found_by_town_and_province(said: Document, istat: str) -> None:
    found = place_of(addresses=[said])
    assert found.municipality == istat
    assert (found.latitude, found.longitude) == (None, None)


def test_a_municipality_is_found_by_the_point() -> None:
    found = place_of(latitude=44.389, longitude=7.548)
    assert found.municipality == CUNEO
    assert (found.external_identifier, found.external_identifier_type) == (CUNEO, "istat")


def test_a_place_outside_piedmont_is_taken_without_municipality() -> None:
    assert place_of(latitude=45.46, longitude=9.19).municipality == ""
    outside = place_of(
        external_identifier="015146",
        external_identifier_type="ISTAT",
        latitude=45.07,
        longitude=7.68,
    )
    assert outside.municipality == ""


def test_another_identifier_of_a_place_is_kept_beside_its_municipality() -> None:
    record = read(
        service_at_locations=[
            place(
                latitude=44.389,
                longitude=7.548,
                external_identifier="10092008082",
                external_identifier_type="uprn",
            )
        ]
    )
    again, _ = parse(render(record))
    assert again == record
    assert again.locations[0].location.municipality == CUNEO


@pytest.mark.parametrize("key", ["addresses", "addresss"])
def test_the_misspelt_key_of_addresses_is_understood(key: str) -> None:
    assert place_of(**{key: [{"city": "Cuneo"}]}).addresses[0].city == "Cuneo"


@pytest.mark.parametrize("key", ["accessibility", "accessibilities", "accessibilitys"])
def test_every_spelling_of_accessibility_is_understood(key: str) -> None:
    found = place_of(latitude=45.07, longitude=7.68, **{key: [{"description": "Ramp"}]})
    assert found.accessibility[0].description == "Ramp"


def test_a_place_without_point_and_address_leaves_the_service_an_area_only() -> None:
    nowhere = place(name="Somewhere") | {
        "phones": [{"number": "0171 000 1"}],
        "schedules": [{"byday": "MO", "opens_at": "09:00"}],
    }
    record, warnings = parse(small() | {"service_at_locations": [nowhere]})
    assert record.locations == ()
    assert record.modes == ()
    assert [phone.number for phone in record.phones] == ["0171 000 1"]
    assert [schedule.byday for schedule in record.schedules] == ["MO"]
    assert warnings == ["A physical location without point and address is not kept."]


def test_a_place_of_another_body_is_kept_without_its_owner() -> None:
    found = place_of(latitude=45.07, longitude=7.68, organization_id=uid(77))
    assert found.organization_id is None
    mine = place_of(latitude=45.07, longitude=7.68, organization_id=uid(1000))
    assert mine.organization_id == UUID(uid(1000))
