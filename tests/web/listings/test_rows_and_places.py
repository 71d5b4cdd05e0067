"""Rows that come and go, prices, places; a hidden address is kept nowhere."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from tests import make
from tests.web.listings.conftest import SignIn, put
from tests.web.listings.writing import draft, step, written
from wemi_piemonte.directory.models import Location, Service
from wemi_piemonte.directory.rules import Answer, Availability, Mode
from wemi_piemonte.foundation.db import reading, transaction


def test_rows_are_added_and_taken_off_without_saving(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "cost")).press("add:cost_options")
    page.press("add:cost_options-0-bands", **{"cost_options-0-option": "Un'ora"})
    assert page.all("//input[@name='cost_options-0-option']/@value") == ["Un'ora"]
    page.press("add:cost_options-0-bands")
    page.press("remove:cost_options-0-bands-0")
    assert page.all("//input[contains(@name, '-bands-') and contains(@name, 'lower')]/@name") == [
        "cost_options-0-bands-1-lower"
    ]
    assert written(record.id).cost_options == ()
    page.press(
        "save",
        cost="means_tested",
        **{
            "cost_options-0-bands-1-lower": "0",
            "cost_options-0-bands-1-upper": "9000",
            "cost_options-0-bands-1-amount": "2,50",
        },
    )
    option = written(record.id).cost_options[0]
    band = option.bands[0]
    assert (option.option, band.kind, band.upper, band.amount_cents) == (
        "Un'ora",
        "isee",
        900000,
        250,
    )


def test_a_price_by_size_of_the_group_counts_people(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "cost")).press("add:cost_options")
    page.press("add:cost_options-0-bands")
    page.press(
        "save",
        cost="paid",
        **{
            "cost_options-0-bands-0-kind": "people",
            "cost_options-0-bands-0-lower": "2",
            "cost_options-0-bands-0-upper": "3",
            "cost_options-0-bands-0-amount": "8",
        },
    )
    band = written(record.id).cost_options[0].bands[0]
    assert (band.lower, band.upper, band.amount_cents) == (2, 3, 800)
    page.open(step(record, "cost")).press("save")
    assert written(record.id).cost_options[0].bands[0] == band


def test_a_hidden_address_is_not_stored_anywhere(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "where"))
    assert not page.all("//form[@data-autosave]")
    page.press("add:places")
    page.press(
        "save",
        **{
            "places-0-hidden": "1",
            "places-0-town": "Alba",
            "places-0-address": "via Segreta 7",
            "places-0-name": "Casa rifugio",
        },
    )
    found = written(record.id)
    assert found.locations == ()
    assert [area.extent for area in found.service_areas] == ["004003"]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Location)) == 0


def test_a_place_that_becomes_hidden_is_forgotten(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "where")).press("add:places")
    page.press("save", **{"places-0-town": "Alba", "places-0-address": "via Nota 7"})
    assert written(record.id).locations[0].location.municipality == "004003"
    page.press("save", **{"places-0-hidden": "1"})
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Location)) == 0


def test_a_place_needs_a_town_that_is_known(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "where")).press("add:places")
    page.press("save", 422, **{"places-0-name": "Sede", "places-0-town": "Atlantide"})
    assert "We know no municipality" in page.text
    page.press("save", 422, **{"places-0-town": ""})
    assert "Say in which town" in page.text


def test_a_place_of_another_body_can_not_be_changed(sign_in: SignIn) -> None:
    other = make.organization("Altro ente")
    place = make.location(organization_id=other.id)
    put(replace(make.full_service("Altrui", place), organization=other))
    record = put(make.full_service("Nostro", replace(place, organization_id=None)))
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "where"))
    assert not page.all("//input[@name='places-0-name']")
    page.press("save", **{"places-0-name": "Preso", "places-0-town": "Alba"})
    assert written(record.id).locations[0].location.name == place.name


def test_questions_on_who_may_come_are_answered(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "for-whom"))
    name = page.all("//input[@value='no_isee']/@name")[0].replace("condition", "answer")
    page.press("save", **{name: "yes"})
    found = written(record.id).eligibility
    assert [(each.condition, each.answer) for each in found] == [("no_isee", Answer.YES)]


def test_an_itinerant_service_has_its_stops(sign_in: SignIn) -> None:
    record = draft()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "where")).press("add:stops")
    page.press(
        "save",
        modes=["itinerant"],
        stops__0__days=["TU"],
        **{
            "stops-0-name": "Piazza",
            "stops-0-town": "Cuneo",
            "stops-0-every": "2",
            "stops-0-opens_at": "09:00",
            "stops-0-closes_at": "12:00",
        },
    )
    stop = written(record.id).stops[0]
    assert (stop.name, stop.municipality, stop.byday, stop.interval) == (
        "Piazza",
        "004078",
        "TU",
        2,
    )
    assert written(record.id).modes == (Mode.ITINERANT,)


def test_word_of_free_places_that_has_lapsed_is_said_anew_as_of_today(sign_in: SignIn) -> None:
    record = draft()
    with transaction() as session:
        found = session.get_one(Service, record.id)
        found.availability, found.availability_on = Availability.UNKNOWN, date(2026, 5, 1)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(step(record, "availability")).press("save")
    assert written(record.id).availability_on == date(2026, 5, 1)
    page.press("save", availability="full")
    found_now = written(record.id)
    assert (found_now.availability, found_now.availability_on) == (
        Availability.FULL,
        date(2026, 11, 25),
    )
