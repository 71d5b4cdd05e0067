"""A citizen finds a service: by words, by need, by place; on every width, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

WINDOWS = [(w, js) for w in (360, 768, 1280) for js in (True, False)]
windows = pytest.mark.parametrize(
    "visit", WINDOWS, indirect=True, ids=[f"{w}-{'js' if js else 'plain'}" for w, js in WINDOWS]
)
pytestmark = pytest.mark.browser


@windows
def test_a_daughter_looks_for_a_carer_in_her_own_words(visit: Visit) -> None:
    page = visit.open("/it/needs")
    page.get_by_role("banner").get_by_role("searchbox").fill("cerco una badante per mamma")
    page.get_by_role("banner").get_by_role("button", name="Cerca").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    card = page.locator("article").first
    expect(card).to_contain_text(re.compile("badant|assistent", re.IGNORECASE))
    assert not visit.overflows()
    card.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/it/services/[0-9a-f-]{36}"))
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    wanted = ["Che cos'è", "Per chi", "Come si chiede", "Dove", "Quanto costa", "Contatti"]
    found = [w for w in wanted if any(w.lower() in h.lower() for h in headings)]
    assert len(found) >= 4, headings
    assert page.locator("a[href^='tel:'], a[href^='mailto:']").count() > 0
    assert not visit.overflows()


@windows
def test_a_person_who_does_not_know_the_word_goes_by_need(visit: Visit) -> None:
    page = visit.open("/it/needs")
    page.get_by_role("main").get_by_role("link", name=re.compile("Aiuto alimentare")).first.click()
    expect(page).to_have_url(re.compile(r"/it/needs/income\.food"))
    assert page.locator("article").count() > 0
    assert not visit.overflows()


@windows
def test_someone_from_the_mountains_looks_near_home(visit: Visit) -> None:
    page = visit.open("/it/search")
    page.locator("#q").fill("anziani")
    page.locator("#place").fill("Susa")
    page.locator("#search-form button[type=submit]").first.click()
    first = page.locator("article").first
    expect(first).to_be_visible()
    assert re.search(r"\d+(,\d)? km|zona", page.locator("main").inner_text())
    assert not visit.overflows()


@windows
def test_a_place_that_does_not_exist_is_said_so_and_nothing_typed_is_lost(visit: Visit) -> None:
    page = visit.open("/it/search?q=asilo&place=Atlantide")
    assert page.locator("#q").input_value() == "asilo"
    assert page.locator("#place").input_value() == "Atlantide"
    expect(page.get_by_role("alert")).to_be_visible()


@windows
def test_the_language_changes_and_the_search_stays(visit: Visit) -> None:
    page = visit.open("/it/search?q=scuola&mode=on_site")
    page.locator("header .languages summary").click()
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(re.compile(r"/en/search\?q=scuola&mode=on_site"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("#q").input_value() == "scuola"


@windows
def test_nothing_found_is_never_the_end_of_the_road(visit: Visit) -> None:
    page = visit.open("/it/search?q=zzxxqqyy")
    assert page.locator("main a").count() > 5
    assert not visit.overflows()


def test_the_map_shows_the_same_services_and_works_by_keyboard(visit: Visit) -> None:
    page = visit.open("/it/search?need=income.food")
    button = page.locator("#map-toggle")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    pins = page.locator("#map .leaflet-marker-icon")
    expect(pins.first).to_be_visible()
    assert page.locator("#map path").count() > 8
    assert "ISTAT" in page.locator("#map").inner_text()
    while page.locator("#map .marker-cluster, #map [class*=cluster]").count():
        before = pins.count()
        cluster = page.locator("#map .marker-cluster, #map [class*=cluster]").first
        cluster.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(600)
        if pins.count() == before:
            break
    pin = page.locator("#map .leaflet-marker-icon:not([class*=cluster])").first
    if pin.count():
        pin.focus()
        page.keyboard.press("Enter")
        link = page.locator("#map .leaflet-popup a[href*='/services/']")
        expect(link.first).to_be_visible()


def test_without_scripts_there_is_no_map_button_and_no_dead_control(
    chromium: object, site: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{site}/it/search")
    expect(page.locator("#map-toggle")).to_be_hidden()
    expect(page.locator("#position")).to_be_hidden()
    context.close()
