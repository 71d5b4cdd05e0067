"""The first page: one question, subjects to choose from, true numbers."""

import pytest
from sqlalchemy import func, select

from tests.browser import Page
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.taxonomy.tree import areas


def test_it_asks_in_words_and_its_main_field_leads_to_the_plan(page: Page) -> None:
    page.open("/it/")
    form = page.all("//main//form")[0]
    assert form.get("action") == "/it/plan"
    assert form.get("method") == "post"
    assert form.xpath(".//h1/label[@for='text']")
    assert form.xpath(".//textarea[@id='text' and @name='text']")


def test_each_subject_has_a_sign_a_word_and_a_page(page: Page) -> None:
    page.open("/it/")
    tiles = page.all("//a[contains(@class, 'area-tile')]")
    assert len(tiles) == len(areas())
    for tile in tiles:
        assert tile.xpath(".//*[local-name()='use']")
        assert "".join(tile.itertext()).strip()
    for href in [tile.get("href") for tile in tiles]:
        page.open(href)


def test_its_numbers_are_those_of_the_database(page: Page) -> None:
    page.open("/it/")
    with reading() as session:
        services = session.scalar(select(func.count()).select_from(Service))
    shown = page.all("//*[contains(@class, 'counts')]//dd/bdi/text()")
    assert shown[0] == str(services)
    assert len(shown) == 4


def test_the_subjects_speak_the_language_of_the_page(page: Page) -> None:
    assert "Older people" in page.open("/en/").text
    assert "Anziani" in page.open("/it/").text


@pytest.mark.parametrize("path", ["/it/", "/it/needs", "/it/accessibility", "/en/privacy"])
def test_every_page_says_that_this_is_a_demonstration_and_names_its_languages(
    page: Page, path: str
) -> None:
    page.open(path)
    assert page.all("//*[@class='demo-band']")
    names = page.all("//header//nav[@class='languages']//a/text()")
    assert names == [each.name for each in LOCALES.values()]
    found = page.all("//link[@rel='alternate']/@hreflang")
    assert found == [*(each.html_lang for each in LOCALES.values()), "x-default"]


def test_a_page_that_has_its_own_large_field_has_no_second_one(page: Page) -> None:
    assert not page.open("/it/").all("//*[@id='site-q']")
    assert not page.open("/it/search").all("//*[@id='site-q']")
    assert page.open("/it/needs").all("//*[@id='site-q']")


@pytest.mark.parametrize("path", ["/it/accessibility", "/it/privacy", "/it/sources", "/en/sources"])
def test_what_is_said_about_the_site_is_one_click_away(page: Page, path: str) -> None:
    page.open(path.replace(path.split("/", 2)[2], ""))
    assert path in page.links()
    page.open(path)


def test_an_address_that_leads_nowhere_says_so_in_the_language_of_its_path(page: Page) -> None:
    assert "This page is not here" in page.open("/en/nothing-of-the-kind", 404).text
    page.open("/it/nothing-of-the-kind", 404)
    assert page.all("//html/@lang") == ["it"]
