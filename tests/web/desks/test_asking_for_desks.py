"""What can be asked of the list of desks, what is refused, and what the page makes of it."""

import pytest

from tests import desk_work
from tests.browser import Page
from tests.web.desks.looking import VENASCA, by_phone, names, times, tour
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.foundation.db import reading


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "Atlantide"}, "place"),
        ({"place": "San"}, "place"),
        ({"radius_km": "-3"}, "radius_km"),
        ({"radius_km": "tanto"}, "radius_km"),
        ({"kind": "chiosco"}, "kind"),
        ({"day": "domani"}, "day"),
        ({"day": "2026-11-24"}, "day"),
        ({"day": "2027-06-01"}, "day"),
        ({"open": "later"}, "open"),
        ({"spoken": "<b>"}, "desk-languages"),
        ({"lat": "45"}, "place"),
        ({"lat": "x", "lon": "7"}, "place"),
    ],
)
def test_what_can_not_be_asked_is_refused_and_stays_in_the_form(
    page: Page, wrong: dict[str, str], field: str
) -> None:
    desk_work.desk("Sportello di Cuneo")
    page.open("/it/desks", 400, **{"place": "Cuneo", **wrong})
    (link,) = page.all("//*[@role='alert']//a/@href")
    assert link == f"#{field}"
    assert page.all(f"//*[@id='{field}']")
    assert page.all("//input[@id='place']/@value") == [wrong.get("place", "Cuneo")]
    assert names(page) == []


def test_a_view_that_there_is_not_is_refused(page: Page) -> None:
    page.open("/it/desks", 400, view="map")


def test_what_the_page_does_not_know_is_ignored(page: Page) -> None:
    page.open("/it/desks", utm_source="mail", page="7")


def test_of_several_places_one_can_be_chosen_and_the_rest_stays(page: Page) -> None:
    page.open("/it/desks", 400, place="San", spoken="ar", kind="fixed")
    choice = page.all("//ul[@class='choices']//a/@href")[0]
    assert "spoken=ar" in choice
    assert "kind=fixed" in choice
    page.open(choice)


def test_the_views_keep_the_question(page: Page) -> None:
    tour()
    page.open("/it/desks", place=VENASCA, spoken="ar")
    (by_time,) = [each for each in page.links() if "view=times" in each]
    page.open(by_time)
    assert times(page)
    assert page.all("//form[@id='desk-form']//input[@name='view']/@value") == ["times"]
    (back,) = page.all("//nav[contains(@class, 'desk-views')]//a[not(@aria-current)]/@href")
    page.open(back)
    assert names(page) == ["Sportello delle valli"]


def test_the_map_has_the_places_of_the_list_under_the_same_numbers(page: Page) -> None:
    tour()
    desk_work.desk("Sportello di Cuneo")
    by_phone()
    page.open("/it/desks")
    pins = [
        (each.get("data-letter"), each.get("data-area"))
        for each in page.all("//ul[@id='map-places']/li")
    ]
    assert sorted(pins) == [("1", "desk-itinerant"), ("1", "desk-itinerant"), ("2", "desk-fixed")]
    keys = set(page.all("//ul[@class='map-key']/li/@data-area"))
    assert {area for _letter, area in pins} <= keys


def test_names_are_text_and_nothing_else(page: Page) -> None:
    desk_work.desk("<img src=x onerror=alert(1)> Sportello & Co")
    page.open("/it/desks")
    assert page.all("//main//img") == []
    assert names(page) == ["<img src=x onerror=alert(1)> Sportello & Co"]


def test_the_list_is_told_in_arabic_from_right_to_left(page: Page) -> None:
    tour()
    by_phone()
    page.open("/ar/desks", place=VENASCA, spoken="ar")
    (name,) = page.all("//main//article//h3/a[contains(., 'valli')]")
    assert (name.get("lang"), name.get("dir")) == ("it", "ltr")
    page.open("/ar/desks", view="times")


def test_asking_writes_nothing(page: Page) -> None:
    desk_id = desk_work.desk("Sportello di Cuneo")
    page.open("/it/desks", place="Cuneo")
    with reading() as session:
        assert session.get_one(Desk, desk_id).revision == 1
