"""Looking around by need."""

import pytest

from tests import make
from tests.browser import Page
from tests.web.pages.conftest import Visit
from wemi_piemonte.taxonomy.tree import all_codes, need_codes


def test_every_need_is_there_with_its_sentence_and_its_number(page: Page) -> None:
    page.open("/it/needs")
    for code in need_codes():
        assert f"/it/needs/{code}" in page.links()
    assert len(page.all("//ul[@class='need-list']/li")) == len(need_codes()) == 69


def test_every_need_and_every_subject_has_a_page_with_services(page: Page) -> None:
    for code in all_codes():
        html = page.client.get(f"/it/needs/{code}")
        assert html.status_code == 200
        assert "<article" in html.get_data(as_text=True), code


def test_a_subject_in_english_is_a_sound_page(page: Page) -> None:
    assert "Older people" in page.open("/en/needs/ageing").text


def test_a_need_says_how_many_services_and_leads_to_its_neighbours(visit: Visit) -> None:
    page = visit(make.service())
    page.open("/it/needs/ageing.home-care")
    assert "1 servizio" in page.text
    assert "/it/needs/ageing.meals" in page.links()
    assert "/it/search?need=ageing.home-care" in page.links()


def test_a_need_without_services_says_so(visit: Visit) -> None:
    page = visit(make.service())
    page.open("/it/needs/income.food")
    assert page.all("//main//article") == []
    assert "/it/needs/income.bills" in page.links()


@pytest.mark.parametrize(
    "code", ["nothing", "ageing.nothing", "ageing.", ".", "ageing.home-care.x"]
)
def test_a_need_that_does_not_exist_is_not_found(page: Page, code: str) -> None:
    page.open(f"/it/needs/{code}", 404)


@pytest.mark.parametrize("number", ["0", "-1", "2.5", "two", "99", "9" * 40, "²"])
def test_there_is_no_page_beyond_the_list(page: Page, number: str) -> None:
    page.open("/it/needs/ageing", 404, page=number)


def test_a_long_list_is_turned(page: Page) -> None:
    page.open("/it/needs/ageing")
    following = page.all("//a[@rel='next']/@href")
    assert following
    page.open(following[0])
    assert page.all("//main//article")
