"""Easy Italian: offered where it is given, kept on the way, honest where it is missing."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests import make
from tests.browser import Page
from tests.web.pages.conftest import Visit
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.foundation.locales import EASY

PLAIN = "Aiuto nelle attività della vita quotidiana al domicilio."
EASILY = "Veniamo a casa tua. Ti aiutiamo a lavarti."


def told(source: str = PLAIN, state: TranslationState = TranslationState.REVIEWED) -> ServiceRecord:
    """A service whose description is told in easy Italian."""
    record = make.service(description=PLAIN)
    row = make.translation(record.id, "description", source, EASILY, locale=EASY, state=state)
    return replace(record, translations=(row,))


def text_of(page: Page) -> str:
    return " ".join(" ".join(page.all("//main")[0].itertext()).split())


def switches(page: Page) -> list[str]:
    """Where the switch between easy and complete Italian leads."""
    return [str(each) for each in page.all("//*[contains(@class, 'reading-tools')]//a/@href")]


def test_a_sheet_is_told_easily_and_completely(visit: Visit) -> None:
    record = told()
    page = visit(record).open(f"/it/services/{record.id}")
    assert PLAIN in text_of(page)
    (easy,) = switches(page)
    page.open(easy)
    assert EASILY in text_of(page)
    assert PLAIN not in text_of(page)
    assert page.all("//main//*[@lang]") == []
    assert switches(page) == [f"/it/services/{record.id}"]


@pytest.mark.parametrize(
    "record",
    [told("Un altro testo."), told(state=TranslationState.DRAFT), make.service(description=PLAIN)],
    ids=["older", "draft", "none"],
)
def test_an_easy_text_that_nobody_answers_for_today_is_not_offered(
    visit: Visit, record: ServiceRecord
) -> None:
    page = visit(record).open(f"/it/services/{record.id}")
    assert switches(page) == []
    page.open(f"/it/services/{record.id}", easy="1")
    assert PLAIN in text_of(page)
    assert "non ha ancora un testo in italiano facile" in text_of(page)
    assert len(switches(page)) == 1


def test_other_languages_have_no_easy_variant(visit: Visit) -> None:
    record = told()
    page = visit(record).open(f"/en/services/{record.id}", easy="1")
    assert switches(page) == []
    assert EASILY not in text_of(page)
    page.open("/en/", easy="1")
    assert switches(page) == []


def test_whoever_chose_it_keeps_it_from_home_to_plan_to_sheet(client: FlaskClient) -> None:
    page = Page(client).open("/it/", easy="1")
    assert "Usa le tue parole." in text_of(page)
    page.press("Cerca", text="mia madre non si lava più da sola")
    assert page.response.request.args["easy"] == "1"
    assert "Abbiamo capito questo" in text_of(page)
    page.press("show")
    assert page.response.request.args["easy"] == "1"
    sheets = page.all("//article//h3/a/@href")
    assert sheets
    assert all("easy=1" in each for each in sheets)


def test_cards_lead_to_the_sheets_in_easy_italian(client: FlaskClient) -> None:
    page = Page(client).open("/it/search", easy="1", q="anziani")
    (sheet, *_) = page.all("//article//h3/a/@href")
    assert sheet.endswith("?easy=1")
    assert page.open("/it/search", q="anziani").all("//article//h3/a/@href")[0] + "?easy=1" == sheet
    assert client.get(sheet).status_code == 200


def test_forms_that_are_sent_by_their_address_carry_it_on(client: FlaskClient) -> None:
    page = Page(client).open("/it/search", easy="1")
    forms = page.all("//form[@method='get']")
    assert forms
    for form in forms:
        assert form.xpath(".//input[@name='easy' and @value='1']")
    page.open("/it/search")
    assert page.all("//input[@name='easy']") == []


def test_easy_links_and_complete_links_are_not_mixed_up(client: FlaskClient) -> None:
    page = Page(client)
    for _ in range(2):
        page.open("/it/needs", easy="1")
        links = [each for each in page.all("//main//a/@href") if each.startswith("/")]
        assert links
        assert all("easy=1" in each for each in links)
        page.open("/it/needs")
        assert not [each for each in page.all("//a/@href") if "easy" in each]


def test_other_sites_know_one_address_of_a_sheet(visit: Visit) -> None:
    record = told()
    page = visit(record).open(f"/it/services/{record.id}", easy="1")
    (data,) = page.all("//script[@type='application/ld+json']/text()")
    assert f"/it/services/{record.id}" in data
    assert "easy=1" not in data
