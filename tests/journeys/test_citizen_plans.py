"""A citizen tells a story, gets a plan, keeps it, opens it again elsewhere, and deletes it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Visit, press, windows
from tests.journeys.test_every_page import violations

pytestmark = pytest.mark.browser

STORY = (
    "Mia madre ha 82 anni e non riesce più a lavarsi da sola. "
    "Siamo indietro con l'affitto e mio figlio ha bisogno di un doposcuola."
)
NEEDS = ["Assistenza domiciliare", "Sfratto e affitto arretrato", "Aiuto compiti e doposcuola"]


def look(visit: Visit) -> None:
    """The page fits its window, and axe finds nothing serious where scripts are on."""
    assert not visit.overflows()
    if visit.javascript:
        assert violations(visit.page) == []


def plan_of(visit: Visit, story: str = STORY, place: str = "Torino") -> Page:
    """Go from the home page to a plan, as people do."""
    page = visit.open("/it/")
    page.get_by_label("Che cosa ti serve?").fill(story)
    press(page, "Cerca")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ecco che cosa abbiamo capito")
    page.get_by_label("Dove? Comune o CAP").fill(place)
    press(page, "Mostra il piano")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bisogni")
    return page


@windows
def test_a_story_becomes_a_plan_that_is_kept_and_opened_elsewhere(
    visit: Visit, chromium: Browser, site: str
) -> None:
    page = visit.open("/it/")
    page.get_by_label("Che cosa ti serve?").fill(STORY)
    press(page, "Cerca")
    for name in NEEDS:
        expect(page.get_by_role("checkbox", name=re.compile(name))).to_be_checked()
    look(visit)
    page.get_by_label("Dove? Comune o CAP").fill("Torino")
    press(page, "Mostra il piano")
    expect(page.get_by_role("heading", name="Chi chiamare")).to_be_visible()
    assert page.locator("article a[href^='tel:'], article a[href^='mailto:']").count() > 0
    look(visit)
    shown = page.locator("article h3").all_inner_texts()
    press(page, "Salva con un codice")
    code, pin = (each.strip() for each in page.locator(".pass dd").all_inner_texts())
    page.get_by_role("link", name="Li ho annotati: apri il piano").click()
    page.wait_for_load_state("load")
    assert page.locator("article h3").all_inner_texts() == shown
    look(visit)

    elsewhere = chromium.new_context(viewport={"width": 768, "height": 900}, locale="it-IT")
    other = elsewhere.new_page()
    other.goto(f"{site}/it/plans")
    other.get_by_label("Codice").fill(code)
    other.get_by_label("PIN").fill("000000" if pin != "000000" else "111111")
    other.locator(".open-form button").click()
    expect(other.get_by_role("alert")).to_be_visible()
    assert other.get_by_label("Codice").input_value().replace(" ", "") == code.replace(" ", "")
    other.get_by_label("PIN").fill(pin)
    other.locator(".open-form button").click()
    expect(other.locator("article h3").first).to_be_visible()
    assert other.locator("article h3").all_inner_texts() == shown
    other.get_by_text("Cancella questo piano").click()
    press(other, "Sì, cancellalo")
    expect(other.get_by_role("heading", level=1)).to_have_text("Il piano è cancellato")
    elsewhere.close()
    page.reload()
    assert page.locator("article").count() == 0


@windows
def test_a_need_is_taken_off_another_added_and_the_change_is_kept(visit: Visit) -> None:
    page = plan_of(visit)
    press(page, "Salva con un codice")
    page.get_by_role("link", name="Li ho annotati: apri il piano").click()
    page.wait_for_load_state("load")
    press(page, "Modifica")
    page.get_by_role("checkbox", name=re.compile(NEEDS[2])).uncheck()
    page.get_by_label("Aggiungi un bisogno").select_option("income.food")
    press(page, "Aggiungi")
    expect(page.get_by_role("checkbox", name=re.compile("Aiuto alimentare"))).to_be_checked()
    assert page.get_by_label("Dove? Comune o CAP").input_value()
    press(page, "Mostra il piano")
    press(page, "Salva la modifica")
    changed = page.locator("section", has=page.get_by_role("heading", name="Che cosa è cambiato"))
    expect(changed).to_contain_text("Aiuto alimentare")
    expect(changed).to_contain_text(NEEDS[2])
    assert not visit.overflows()


@windows
def test_a_link_shows_the_plan_to_somebody_who_can_not_change_it(
    visit: Visit, chromium: Browser
) -> None:
    page = plan_of(visit)
    press(page, "Salva con un codice")
    page.get_by_role("link", name="Li ho annotati: apri il piano").click()
    page.wait_for_load_state("load")
    press(page, "Manda come link")
    look(visit)
    address = page.locator("#link").input_value()
    shown = page.locator("article h3").all_inner_texts()
    elsewhere = chromium.new_context(locale="it-IT")
    other = elsewhere.new_page()
    other.goto(address)
    assert other.locator("article h3").all_inner_texts() == shown
    assert other.get_by_role("main").get_by_role("button", name="Modifica").count() == 0
    press(page, "Annulla tutti i link")
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
    elsewhere.close()


@windows
def test_a_place_that_nobody_knows_is_said_so_and_nothing_is_lost(visit: Visit) -> None:
    page = visit.open("/it/plan")
    page.locator("#text").fill(STORY)
    press(page, "Trova i miei bisogni")
    page.get_by_label("Dove? Comune o CAP").fill("Atlantide")
    press(page, "Mostra il piano")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.get_by_label("Dove? Comune o CAP").input_value() == "Atlantide"
    assert page.locator("#text").input_value() == STORY
    for name in NEEDS:
        expect(page.get_by_role("checkbox", name=re.compile(name))).to_be_checked()


def test_the_map_of_a_plan_shows_its_numbers(visit: Visit) -> None:
    page = plan_of(visit)
    button = page.locator("#map-toggle")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator("#map .leaflet-marker-icon").first).to_be_visible()
    assert violations(page) == []


def test_a_plan_is_printed_whole(visit: Visit) -> None:
    page = plan_of(visit)
    page.emulate_media(media="print")
    assert page.locator("article").count() > 0
    expect(page.locator("header nav").first).to_be_hidden()
    expect(page.locator(".plan-actions").first).to_be_hidden()
    assert not visit.overflows()
