"""Finding a help desk: near, open now, on a day, in a language; never a dead end."""

from datetime import date, time
from typing import Any

import pytest

from tests import desk_work
from tests.browser import Page
from tests.web.desks.conftest import it_is
from tests.web.desks.looking import (
    PAESANA,
    TORINO,
    VENASCA,
    by_phone,
    names,
    times,
    tour,
    without_hours,
)
from wemi_piemonte.desks.operations import set_day
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation.db import transaction


def test_all_desks_are_listed_those_by_phone_last(page: Page) -> None:
    desk_work.desk("Sportello di Cuneo")
    by_phone()
    tour()
    page.open("/it/desks")
    assert names(page) == ["Sportello delle valli", "Sportello di Cuneo", "Sportello a distanza"]
    page.open(page.all("//main//article//h3/a/@href")[1])


def test_a_desk_that_is_not_public_is_not_listed(page: Page) -> None:
    desk_work.desk("Sportello in preparazione", is_public=False)
    assert names(page.open("/it/desks")) == []


@pytest.mark.parametrize("place", ["Cuneo", "004078", "12100", "Cuneo (CN)"])
def test_the_nearest_comes_first_and_what_is_too_far_is_left_out(page: Page, place: str) -> None:
    desk_work.desk("Sportello di Boves", municipality="004028")
    desk_work.desk("Sportello di Cuneo")
    desk_work.desk("Sportello di Torino", municipality=TORINO)
    page.open("/it/desks", place=place)
    assert names(page) == ["Sportello di Cuneo", "Sportello di Boves"]
    assert page.all("//input[@id='place']/@value") == ["Cuneo (CN)"]
    page.open("/it/desks", place=place, radius_km="100")
    assert len(names(page)) == 3


def test_a_position_serves_as_well_as_a_name(page: Page) -> None:
    desk_work.desk("Sportello di Cuneo")
    desk_work.desk("Sportello di Torino", municipality=TORINO)
    page.open("/it/desks", lat="45.07", lon="7.68")
    assert names(page) == ["Sportello di Torino"]
    assert page.all("//form[@id='desk-form']//input[@name='lat']/@value") == ["45.07"]


def test_a_desk_says_whether_it_is_open_and_until_when_or_from_when(page: Page) -> None:
    desk_work.desk("Sportello di Cuneo")
    assert "Aperto ora" in page.open("/it/desks").text
    assert "12:00" in page.text
    it_is("2026-11-25T08:00")
    assert "Apre oggi alle 09:00" in page.open("/it/desks").text
    it_is("2026-11-28T08:00")
    assert "Apre lunedì 30 novembre alle 09:00" in page.open("/it/desks").text


def test_only_those_that_are_open_now(page: Page) -> None:
    desk_work.desk("Sportello di Cuneo")
    afternoon = without_hours("Sportello del pomeriggio")
    desk_work.hours(afternoon, opens_at=time(14), closes_at=time(17))
    assert names(page.open("/it/desks", open="now")) == ["Sportello di Cuneo"]
    it_is("2026-11-25T15:00")
    assert names(page.open("/it/desks", open="now")) == ["Sportello del pomeriggio"]


def test_nobody_is_there_on_a_holiday(page: Page) -> None:
    desk_work.desk("Sportello di Cuneo")
    it_is("2026-12-08T10:00")
    page.open("/it/desks", open="now")
    assert "Aperto ora" not in [
        " ".join(each.itertext()) for each in page.all("//span[contains(@class, 'badge')]")
    ]
    assert "Apre mercoledì 9 dicembre alle 09:00" in page.text


def test_the_next_stop_near_with_somebody_who_speaks_arabic(page: Page) -> None:
    tour()
    desk_work.desk("Sportello di Saluzzo", municipality="004203")
    page.open("/it/desks", place=VENASCA, radius_km="15", spoken="ar", view="times")
    found = times(page)
    assert len(found) == 2
    assert all("Venasca (CN)" in each and "arabo" in each for each in found)
    days = ["".join(each.itertext()) for each in page.all("//main//h3")]
    assert "giovedì 26 novembre" in days[0]
    assert names(page.open("/it/desks", place=VENASCA, spoken="ar")) == ["Sportello delle valli"]


def test_times_come_soonest_first_and_none_that_is_called_off(page: Page) -> None:
    valleys = tour()
    page.open("/it/desks", view="times")
    assert ["Venasca" in each for each in times(page)] == [True, False, True, False]
    with transaction() as session:
        set_day(
            session,
            desk_id=valleys,
            hours_id=None,
            on=date(2026, 11, 26),
            opens_at=None,
            closes_at=None,
            note="",
            by=None,
            now=desk_work.NOW,
        )
    page.open("/it/desks", view="times")
    assert ["Venasca" in each for each in times(page)] == [False, True, False]


def test_a_desk_by_phone_does_not_hide_the_stops_among_its_times(page: Page) -> None:
    tour()
    by_phone()
    page.open("/it/desks", view="times")
    assert len(times(page)) == 4
    assert names(page) == ["Sportello a distanza"]
    page.open("/it/desks", view="times", kind="digital")
    assert len(times(page)) == 10, "the weekdays of two weeks, without the holiday"
    assert names(page) == []


def test_a_distance_is_that_of_the_nearest_stop_and_not_of_the_next(page: Page) -> None:
    tour()
    page.open("/it/desks", place=PAESANA, radius_km="60")
    card = page.all("//main//article")[0]
    said = " ".join("".join(card.itertext()).split())
    assert "Venasca (CN)" in said, "the next"
    assert "Paesana (CN)" in said, "the nearest"
    assert "km" not in said, "it halts in the very town"


def test_only_one_kind(page: Page) -> None:
    tour()
    desk_work.desk("Sportello di Cuneo")
    desk_work.desk("Biblioteca di Candelo", kind=DeskKind.POINT)
    assert names(page.open("/it/desks", kind="point")) == ["Biblioteca di Candelo"]
    assert names(page.open("/it/desks", kind="itinerant")) == ["Sportello delle valli"]


def test_only_those_that_are_there_on_a_day(page: Page) -> None:
    tour()
    desk_work.desk("Sportello di Cuneo")
    assert names(page.open("/it/desks", day="2026-11-30")) == [
        "Sportello delle valli",
        "Sportello di Cuneo",
    ]
    assert names(page.open("/it/desks", day="2026-11-27")) == ["Sportello di Cuneo"]
    assert page.all("//input[@id='day']/@value") == ["2026-11-27"]
    page.open("/it/desks", day="2026-11-30", view="times")
    assert len(times(page)) == 2


def test_a_language_of_its_people_counts_and_is_told(page: Page) -> None:
    desk_id = desk_work.desk("Sportello di Cuneo")
    desk_work.worker(desk_id)
    page.open("/it/desks", spoken="uk")
    assert names(page) == ["Sportello di Cuneo"]
    assert "italiano, ucraino" in page.text
    assert [each.get("value") for each in page.all("//input[@name='spoken'][@checked]")] == ["uk"]


def test_none_in_reach_is_no_dead_end(page: Page) -> None:
    tour()
    by_phone(spoken="it ar")
    desk_work.desk("Sportello di Torino", municipality=TORINO, spoken="it ar")
    # From Verbania, all of it is far.
    page.open("/it/desks", place="Verbania", spoken="ar")
    stops = times(page)
    assert stops
    assert all("Venasca" in each for each in stops)
    assert names(page)[-1] == "Sportello a distanza"
    assert "Sportello di Torino" in names(page)
    (wider,) = [each for each in page.links() if "radius_km=30" in each]
    page.open(wider)
    assert page.all("//select[@id='radius_km']/option[@selected]/@value") == ["30"]


def test_where_nobody_speaks_a_language_the_others_are_offered(page: Page) -> None:
    tour()
    by_phone(can_do="listen interpreter")
    page.open("/en/desks", place=VENASCA, spoken="zh")
    assert names(page)[-1] == "Sportello a distanza"
    assert times(page)
    assert "they can find an interpreter" in page.text
    page.open("/en/desks", place=VENASCA, spoken="it")
    assert "they can find an interpreter" not in page.text


def test_a_site_without_desks_has_a_page_all_the_same(page: Page) -> None:
    page.open("/it/desks")
    assert names(page) == []
    page.open("/it/desks", place="Cuneo", view="times", spoken="uk", day="2026-12-01")


def test_a_desk_without_times_is_found_where_it_is(page: Page) -> None:
    without_hours("Sportello su appuntamento")
    without_hours("Sportello che parte presto", kind=DeskKind.ITINERANT)
    assert names(page.open("/it/desks", place="Cuneo")) == ["Sportello su appuntamento"]
    assert "Su appuntamento" in page.text
    cuneo: dict[str, Any] = {"place": "Cuneo"}
    for query in ({"place": "Torino"}, {**cuneo, "open": "now"}, {**cuneo, "spoken": "zh"}):
        page.open("/en/desks", **query)
        assert "No help desk" in page.text
        assert names(page) == ["Sportello su appuntamento"], "among the others"
