"""A whole way in Arabic and one in Chinese: from words to the plan to the sheet of a service."""

import re

import pytest
from playwright.sync_api import expect

from tests.catalogues import catalogue, sources, texts
from tests.journeys.conftest import Visit, press, windows
from tests.journeys.test_every_page import violations
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.taxonomy import tree

pytestmark = pytest.mark.browser
STORIES = {
    "ar": "أمي لا تستطيع الاستحمام وحدها، وأنا أبحث عن عمل",
    "zh": "我妈妈八十岁了，自己洗不了澡，要人上门照顾。我想找工作。",
}
NEEDS = ("ageing.home-care", "work.job-search")
languages = pytest.mark.parametrize("locale", ["ar", "zh"])


def words_of(locale: str) -> dict[str, str]:
    """What the interface says in a language, by its English."""
    return {sources(each)[0]: texts(each)[0] for each in catalogue(locale) if each.id}


def look(visit: Visit, locale: str) -> None:
    """The page is in its language, runs its way, fits its window, and axe finds nothing serious."""
    html = visit.page.locator("html")
    assert html.get_attribute("lang") == LOCALES[locale].html_lang
    assert html.get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    assert not visit.overflows()
    if visit.javascript:
        assert violations(visit.page) == []


@windows
@languages
def test_from_words_to_the_plan_to_the_sheet(visit: Visit, locale: str) -> None:
    said = words_of(locale)
    page = visit.open(f"/{locale}/")
    look(visit, locale)
    page.get_by_label(said["What do you need?"]).fill(STORIES[locale])
    press(page, said["Search"])
    expect(page.get_by_role("heading", level=1)).to_have_text(said["Here is what we understood"])
    for need in NEEDS:
        name = re.compile(re.escape(tree.label(need, locale)))
        expect(page.get_by_role("checkbox", name=name).first).to_be_checked()
    look(visit, locale)

    page.get_by_label(said["Where? Town or postcode"]).fill("Torino")
    press(page, said["Show the plan"])
    expect(page.get_by_role("heading", name=said["Whom to call"])).to_be_visible()
    look(visit, locale)

    sheet = page.locator("article h3 a:not([lang])").first
    title = sheet.inner_text()
    sheet.click()
    page.wait_for_load_state("load")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title)
    assert heading.get_attribute("lang") is None
    expect(page.get_by_role("heading", name=said["What you need"], exact=True)).to_be_visible()
    assert page.locator("a[href^='tel:']").count() > 0
    look(visit, locale)


@languages
def test_the_same_sheet_in_another_language_and_back(visit: Visit, locale: str) -> None:
    page = visit.open(f"/{locale}/search?spoken={locale}&per_page=5")
    page.locator("article h3 a").first.click()
    page.wait_for_load_state("load")
    here = page.url
    menu = page.locator("header .languages")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Italiano", exact=True).click()
    page.wait_for_load_state("load")
    assert page.url == here.replace(f"/{locale}/", "/it/")
    page.locator("footer").get_by_role("link", name=LOCALES[locale].name, exact=True).click()
    page.wait_for_load_state("load")
    assert page.url == here


def test_numbers_and_names_keep_their_way_in_arabic(visit: Visit) -> None:
    page = visit.open("/ar/search?place=Torino")
    for mark in page.locator("article bdi[translate='no']").all()[:10]:
        assert mark.evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"
    page.locator("article h3 a").first.click()
    page.wait_for_load_state("load")
    phone = page.locator(".contact-list a[href^='tel:'] bdi").first
    assert phone.get_attribute("dir") == "ltr"


@pytest.mark.parametrize("letters", [("س", "ط"), ("语", "言"), ("ї", "щ"), ("ë", "ș")])
def test_the_letters_of_every_language_are_drawn(visit: Visit, letters: tuple[str, str]) -> None:
    """A letter that no font has leaves nothing, or a box like any other."""
    page = visit.open("/it/")
    draw = """([one, other]) => {
      const drawn = letter => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 64;
        const pen = canvas.getContext("2d");
        pen.font = "40px 'Titillium Web', sans-serif";
        pen.fillText(letter, 10, 45);
        return canvas.toDataURL();
      };
      return [drawn(one), drawn(other), drawn(" ")];
    }"""
    one, other, nothing = page.evaluate(draw, list(letters))
    assert len({one, other, nothing}) == 3
