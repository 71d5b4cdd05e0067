"""The page of a service: the order of the Italian sheet, honest about language, place and hours."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests import make
from tests.browser import Page
from tests.web.pages.conftest import Visit
from wemi_piemonte.directory.record import (
    AccessibilityRecord,
    CostBandRecord,
    CostOptionRecord,
    EligibilityRecord,
    ServiceAreaRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    OrganizationKind,
    Status,
    TranslationState,
)

NOWHERE = "00000000-0000-4000-8000-000000000000"


def sheet(page: Page, record: ServiceRecord, locale: str = "it") -> Page:
    return page.open(f"/{locale}/services/{record.id}")


def section(page: Page, name: str) -> str:
    found = page.all(f"//section[@aria-labelledby='{name}']")
    text = " ".join(" ".join(found[0].itertext()).split()) if found else ""
    # The parts of a stretch of time are elements of their own.
    return text.replace(" – ", "–").replace("\xa0", " ")


def test_its_sections_stand_in_the_order_of_the_public_sheet(visit: Visit) -> None:
    record = replace(make.full_service(), what_you_get="Due ore la settimana.")
    page = sheet(visit(record), record)
    order = page.all("//main//section/@aria-labelledby")
    assert order[:14] == [
        *("what", "who", "how", "bring", "get", "when"),
        *("where", "cost", "contacts", "body", "languages", "words", "ratings", "confirmed"),
    ]
    assert page.all("//aside//h2/text()") == ["Fa per me?"]


def test_one_action_comes_first_to_ask_for_it_then_the_telephone(visit: Visit) -> None:
    record = replace(make.full_service(), email="melo@example.org")
    page = sheet(visit(record), record)
    main = page.all("//aside//a[contains(@class, 'btn-primary')]")
    assert [each.get("href") for each in main] == [f"/it/services/{record.id}/request"]
    assert page.all("//aside//a[contains(@class, 'btn-outline-primary')]/@href") == [
        "tel:+390171" + "0001002",
        "mailto:melo@example.org",
    ]


def test_without_a_telephone_of_its_own_the_body_is_called(visit: Visit) -> None:
    record = make.service()
    page = sheet(visit(record), record)
    assert page.all("//aside//a[contains(@class, 'btn-primary')]/@href") == [
        "tel:+390171" + "0001001"
    ]


def test_its_hours_are_a_week_and_its_stops_are_listed(visit: Visit) -> None:
    record = make.full_service()
    page = sheet(visit(record), record)
    hours = section(page, "when")
    for words in ("09:00–12:00", "lunedì", "giovedì 14:00–18:00", "venerdì 09:00–12:00"):
        assert words in hours
    assert "Piazza del mercato" in section(page, "where")
    assert "Ogni settimana: martedì, 09:30–12:00" in section(page, "where")


def test_a_price_says_for_which_income_it_is(visit: Visit) -> None:
    record = make.full_service()
    page = sheet(visit(record), record)
    assert "ISEE fino a 8.000 €" in section(page, "cost")
    assert "3,00 €" in section(page, "cost")


def test_prices_with_several_bands_are_rows_of_a_table(visit: Visit) -> None:
    bands = (
        CostBandRecord(id=make.key("b1"), kind="isee", upper=1000000, amount_cents=0),
        CostBandRecord(
            id=make.key("b2"), kind="isee", lower=1000001, upper=2500050, amount_cents=950
        ),
        CostBandRecord(id=make.key("b3"), kind="isee", lower=2500051),
        CostBandRecord(id=make.key("b4"), kind="people", lower=3, amount_cents=200),
    )
    option = CostOptionRecord(id=make.key("o"), option="A pasto", bands=bands)
    old = CostOptionRecord(id=make.key("p"), option="Prima", valid_to=date(2020, 1, 1))
    record = make.service(cost_options=(option, old))
    text = section(sheet(visit(record), record), "cost")
    for words in (
        "ISEE fino a 10.000 € Gratis",
        "9,50 €",
        "Chiedi a loro",
        "Per 3 persone insieme",
    ):
        assert words in text
    assert "Prima" not in text


def test_a_protected_place_is_never_looked_for(visit: Visit) -> None:
    area = ServiceAreaRecord(id=make.key("a"), extent="004", extent_type="istat")
    record = make.service(needs=("protection.violence",), service_areas=(area,))
    page = sheet(visit(record), record)
    assert "l'indirizzo non si pubblica mai" in section(page, "where")
    assert "Tutta la provincia di Cuneo" in section(page, "who")
    assert not page.all("//*[@id='map']")


def test_a_service_that_comes_home_is_not_said_to_be_secret(visit: Visit) -> None:
    record = make.service()
    page = sheet(visit(record), record)
    assert "non si pubblica" not in page.text
    assert "A casa tua" in section(page, "where")


def test_a_place_has_its_address_and_a_map_that_waits_to_be_asked_for(visit: Visit) -> None:
    place = make.location(
        transportation="Cinque minuti dalla stazione",
        accessibility=(AccessibilityRecord(id=make.key("x"), description="Senza gradini"),),
    )
    record = make.full_service(place=place)
    page = sheet(visit(record), record)
    where = section(page, "where")
    for words in ("Casa del Melo", "via dell'Esempio 1", "Cinque minuti", "Senza gradini"):
        assert words in where
    assert page.all("//*[@id='map-frame']/@hidden")
    assert page.all("//*[@id='map-places']/li/@data-lat") == ["44.39"]


def test_the_copy_for_the_map_is_the_card_of_the_list(visit: Visit) -> None:
    record = make.full_service()
    page = sheet(visit(record), record)
    kept = page.all("//template[@id='card']//article/@id")
    assert kept == [f"card-{record.id}"]


def test_conditions_are_answered_and_what_nobody_knows_is_left_out(visit: Visit) -> None:
    record = make.service(
        eligibility=(
            EligibilityRecord(id=make.key("1"), condition="no_isee", answer=Answer.NO),
            EligibilityRecord(id=make.key("2"), condition="migrants", answer=Answer.YES),
            EligibilityRecord(id=make.key("3"), condition="no_referral", answer=Answer.UNKNOWN),
        )
    )
    page = sheet(visit(record), record)
    rows = page.all("//section[@aria-labelledby='who']//tr")
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("need", "offered"),
    [("protection.violence", True), ("protection.trafficking", True), ("ageing.meals", False)],
)
def test_who_may_be_watched_can_leave_at_once(visit: Visit, need: str, offered: bool) -> None:
    record = make.service(needs=(need,))
    page = visit(record)
    for path in (f"/it/services/{record.id}", f"/it/needs/{need}", f"/it/search?need={need}"):
        page.open(path)
        assert bool(page.all("//a[@id='quick-exit']")) == offered, path


@pytest.mark.parametrize(
    ("ages", "words"),
    [((65, None), "da 65 anni"), ((None, 18), "fino a 18 anni"), ((3, 6), "da 3 a 6 anni")],
)
def test_ages_are_said_in_words(
    visit: Visit, ages: tuple[float | None, float | None], words: str
) -> None:
    record = make.service(minimum_age=ages[0], maximum_age=ages[1])
    page = sheet(visit(record), record)
    assert words in section(page, "who")


def test_a_text_that_is_not_in_the_readers_language_is_marked_and_labelled(visit: Visit) -> None:
    record = make.full_service()
    page = sheet(visit(record), record, "en")
    assert page.all("//h1/text()") == ["The apple tree that walks"]
    assert page.all("//h1/@lang") == []
    shown = page.all("//section[@aria-labelledby='what']//p[@lang='it']")
    assert shown
    assert "Text in Italian" in section(page, "what")


@pytest.mark.parametrize(
    ("state", "source", "label"),
    [
        (TranslationState.MACHINE, None, "Machine translation, not yet checked"),
        (TranslationState.REVIEWED, "Un'altra frase.", "older than the original text"),
        (TranslationState.REVIEWED, None, ""),
    ],
)
def test_a_translation_says_what_it_is_worth(
    visit: Visit, state: TranslationState, source: str | None, label: str
) -> None:
    record = make.service()
    words = make.translation(
        record.id, "description", source or record.description, "Help with washing.", state=state
    )
    record = replace(record, translations=(words,))
    text = section(sheet(visit(record), record, "en"), "what")
    assert "Help with washing." in text
    assert label in text
    assert bool(label) == ("translation" in text.casefold())


def test_a_machine_is_told_the_same_and_can_not_be_fooled(visit: Visit) -> None:
    wicked = "Aiuto </script><script>alert(1)</script> & <b>casa</b>"
    record = replace(make.full_service(wicked), summary="Riga\u2028spezzata")
    page = sheet(visit(record), record)
    scripts = page.all("//script[@type='application/ld+json']/text()")
    found = json.loads(scripts[0])
    assert found["@type"] == "GovernmentService"
    assert found["name"] == wicked
    assert found["provider"]["name"] == "Consorzio del Melo"
    assert found["availableChannel"]["availableLanguage"] == ["it", "ro"]
    assert not page.all("//h1//script | //h1//b")


def test_a_third_sector_service_is_no_service_of_a_government(visit: Visit) -> None:
    body = make.organization(kind=OrganizationKind.THIRD_SECTOR)
    record = make.service(organization=body)
    page = sheet(visit(record), record)
    found = json.loads(page.all("//script[@type='application/ld+json']/text()")[0])
    assert found["@type"] == "Service"
    assert found["offers"]["price"] == 0
    assert "Ente del Terzo settore" in section(page, "body")


def test_one_closed_for_now_says_so_and_offers_others(visit: Visit) -> None:
    record = make.service(status=Status.TEMPORARILY_CLOSED)
    page = visit(record, make.service("Un'altra mano in casa"))
    sheet(page, record)
    assert page.all("//*[contains(@class, 'notice-mind')]")
    assert len(page.all("//section[@aria-labelledby='similar']//article")) == 1
    assert "Aperto ora" not in page.text


@pytest.mark.parametrize("availability", list(Availability))
def test_whether_there_are_places_is_always_said(visit: Visit, availability: Availability) -> None:
    record = make.service(availability=availability)
    page = sheet(visit(record), record)
    assert page.all("//aside//dl/dt")


def test_one_never_confirmed_says_so(visit: Visit) -> None:
    record = make.service(verified_on=None)
    assert "non le ha ancora confermate" in section(sheet(visit(record), record), "confirmed")


@pytest.mark.parametrize("path", [f"/it/services/{NOWHERE}", "/it/services/1", "/it/services/"])
def test_one_that_does_not_exist_is_not_found(page: Page, path: str) -> None:
    page.open(path, 404)


def test_one_that_is_not_published_is_not_found(visit: Visit) -> None:
    record = make.service()
    sheet_of_a_draft = visit(record, publish=False)
    sheet_of_a_draft.open(f"/it/services/{record.id}", 404)


@pytest.mark.parametrize("locale", ["it", "en"])
def test_sheets_of_the_demonstration_are_sound_pages(page: Page, locale: str) -> None:
    page.search(per_page="100", locale=locale)
    sheets = page.all("//article//h3/a/@href")
    assert len(sheets) == 100
    # Reading HTML strictly is slow: every eighth stands for all.
    for href in sheets[::8]:
        page.open(href)


def test_the_words_of_the_offices_are_explained_to_the_reader(visit: Visit) -> None:
    record = make.service(application_process="Porta l'ISEE; te lo fa un CAF.")
    page = sheet(visit(record), record, "en")
    assert page.all("//dl[@class='explained']/dt/bdi/text()") == ["ISEE", "CAF"]
    assert page.all("//dl[@class='explained']/dt/bdi/@lang") == ["it", "it"]
    assert "what a household earns" in section(page, "words")
    assert page.all("//nav//a[@href='#words']")


def test_without_such_words_nothing_is_explained(visit: Visit) -> None:
    record = make.service()
    page = sheet(visit(record), record)
    assert page.all("//dl[@class='explained']") == []
    assert page.all("//nav//a[@href='#words']") == []
