"""The page of results: words, filters with numbers, ways out, and bad input."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import make
from tests.browser import Page
from tests.web.pages.conftest import Visit
from wemi_piemonte.directory.rules import Cost, Mode


def cards(page: Page) -> int:
    return len(page.all("//main//article"))


def test_words_and_a_place_find_cards_that_lead_to_the_sheets(page: Page) -> None:
    page.search("badante", near="Cuneo", radius_km="60")
    assert cards(page)
    sheets = page.all("//main//article//h3/a/@href")
    assert len(sheets) == cards(page)
    page.open(sheets[0])


def test_a_choice_says_how_many_services_it_would_leave(page: Page) -> None:
    page.search()
    box = page.all("//input[@name='cost' and @value='free']/ancestor::label")[0]
    count = box.xpath(".//bdi/text()")[0]
    page.search(cost="free")
    assert f"{count} servizi trovati" in page.text


def test_a_filter_in_use_can_be_taken_off_and_the_rest_stays(page: Page) -> None:
    page.search("casa", cost="free", need="housing")
    chips = page.all("//ul[@class='chips']//a/@href")
    without_cost = parse_qs(urlsplit(chips[1]).query)
    assert without_cost == {"q": ["casa"], "cost": ["free"]} or without_cost["need"] == ["housing"]
    assert all(parse_qs(urlsplit(chip).query).get("q") == ["casa"] for chip in chips)
    page.open(chips[0])


def test_what_was_chosen_is_still_chosen(page: Page) -> None:
    page.search("casa", need="housing.search", spoken="it", age="40", open="now", available="1")
    checked = {(each.get("name"), each.get("value")) for each in page.all("//input[@checked]")}
    assert checked == {
        ("need", "housing.search"),
        ("spoken", "it"),
        ("open", "now"),
        ("available", "1"),
    }
    assert page.all("//input[@id='age']/@value") == ["40"]
    assert page.all("//input[@id='q']/@value") == ["casa"]


def test_the_list_is_turned_page_by_page_with_real_links(page: Page) -> None:
    page.search(per_page="20")
    first = page.all("//main//article/@id")
    following = page.all("//a[@rel='next']/@href")[0]
    page.open(following)
    assert not set(first) & set(page.all("//main//article/@id"))
    assert page.all("//a[@rel='prev']")
    assert page.all("//*[@aria-current='page' and contains(@class, 'page-link')]")


@pytest.mark.parametrize("number", ["0", "-1", "999", "99999999999999999999"])
def test_there_is_nothing_before_the_first_page_and_after_the_last(page: Page, number: str) -> None:
    page.open("/it/search", 404, page=number)


def test_a_place_with_several_meanings_is_asked_about(page: Page) -> None:
    page.open("/it/search", 400, place="San", q="casa")
    assert page.all("//input[@id='q']/@value") == ["casa"]
    assert page.all("//input[@id='place']/@aria-invalid") == ["true"]
    choices = page.all("//ul[@class='choices']//a/@href")
    assert len(choices) > 1
    page.open(choices[0])
    assert "place=" in choices[0]
    assert "q=casa" in choices[0]


def test_a_chosen_place_is_shown_by_name_and_found_again_by_it(page: Page) -> None:
    page.search(near="004003")
    shown = page.all("//input[@id='place']/@value")[0]
    assert shown == "Alba (CN)"
    page.search(near=shown)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"place": "Atlantide"}, "place"),
        ({"age": "molti"}, "age"),
        ({"age": "999"}, "age"),
        ({"radius_km": "-3"}, "radius_km"),
        ({"q": "x" * 201}, "q"),
        ({"lat": "45"}, "place"),
        ({"lat": "nan", "lon": "7"}, "place"),
    ],
)
def test_a_wrong_value_is_named_at_its_field_and_nothing_typed_is_lost(
    page: Page, query: dict[str, str], field: str
) -> None:
    page.open("/it/search", 400, **{"q": "asilo nido", "need": "family", **query})
    assert page.all("//*[@role='alert']//a/@href") == [f"#{field}"]
    assert page.all(f"//*[@id='{field}']")
    assert page.all("//input[@id='q']/@value")[0] == query.get("q", "asilo nido")
    assert page.all("//input[@name='need' and @checked]/@value") == ["family"]
    assert page.all("//title/text()")[0].startswith("Errore")


@pytest.mark.parametrize("name", ["need", "mode", "cost", "target", "sort", "open", "available"])
def test_a_code_that_does_not_exist_is_refused(page: Page, name: str) -> None:
    page.open("/it/search", 400, **{name: "no_such_thing"})
    assert "Questa non è una delle scelte" in page.text or page.all("//*[@role='alert']")


def test_a_filter_that_is_wrong_is_not_folded_away(page: Page) -> None:
    page.open("/it/search", 400, age="molti")
    assert page.all("//details[@id='filters']/@open")


@pytest.mark.parametrize(
    "words",
    [
        "*a*",
        "[a TO z]",
        "((((((",
        '"',
        "NOT",
        "\x00\x01",
        "'; DROP TABLE service",
        "%",
        "🙂",
        "x" * 200,
    ],
)
def test_strange_words_never_break_the_page(page: Page, words: str) -> None:
    page.open("/it/search", q=words)


def test_a_parameter_that_nobody_knows_is_ignored(page: Page) -> None:
    page.search("casa", utm_source="elsewhere", fbclid="1")
    assert not any("utm_source" in link for link in page.all("//main//a/@href"))


def test_nothing_found_offers_other_ways(page: Page) -> None:
    page.search("zzxxqqyy")
    assert not cards(page)
    assert len(page.all("//a[contains(@class, 'area-tile')]")) == 11


def test_nothing_found_says_which_filter_to_give_up(visit: Visit) -> None:
    page = visit(make.service())
    page.search("mano", cost="paid")
    ways = page.all("//ul[@class='choices']//a")
    assert "1 servizio" in " ".join(ways[0].itertext())
    page.open(ways[0].get("href"))
    assert cards(page) == 1


def test_nothing_found_names_the_needs_that_sound_alike(visit: Visit) -> None:
    page = visit(make.service())
    page.search("bollette della luce")
    assert "/it/needs/income.bills" in page.links()


def test_a_card_says_what_where_how_much_and_whether_it_is_open(visit: Visit) -> None:
    page = visit(make.full_service())
    page.search("melo", near="Cuneo")
    text = " ".join("".join(page.all("//article")[0].itertext()).split())
    for words in ("Il melo che cammina", "Cuneo (CN)", "Consorzio del Melo", "14 ottobre 2026"):
        assert words in text
    assert page.all("//article//h3/a/@lang") == []


def test_a_card_in_another_language_than_the_page_says_so(visit: Visit) -> None:
    page = visit(make.service())
    page.search("mano", locale="en")
    link = page.all("//article//h3/a")[0]
    assert link.get("lang") == "it"
    assert link.get("dir") == "ltr"
    assert page.all("//article//*[@class='language-note']")


def test_distance_is_an_order_only_where_there_is_a_place(page: Page) -> None:
    assert page.search("casa").all("//option[@value='distance']") == []
    assert page.search("casa", near="Biella", radius_km="60").all("//option[@value='distance']")
    page.search("casa", near="Biella", radius_km="60", sort="distance")
    assert page.all("//option[@value='distance' and @selected]")


def test_the_map_asks_for_the_same_services(visit: Visit) -> None:
    page = visit(make.full_service())
    page.search("melo", near="Cuneo", spoken="ro", page="1", utm="x")
    points = parse_qs(urlsplit(page.all("//*[@id='map']/@data-points")[0]).query)
    assert points == {"q": ["melo"], "place": ["Cuneo"], "spoken": ["ro"], "lang": ["it"]}
    assert page.all("//button[@id='map-toggle']/@hidden")


def test_a_service_that_is_not_published_is_not_found(visit: Visit) -> None:
    page = visit(make.service(), publish=False)
    page.open(f"/it/services/{make.service().id}", 404)
    page.search("mano")
    assert not cards(page)


def test_filters_of_one_kind_are_alternatives(visit: Visit) -> None:
    page = visit(
        make.service("Pranzo in compagnia", cost=Cost.FREE, modes=(Mode.ON_SITE,)),
        make.service("Pranzo a casa", cost=Cost.PAID),
        make.service("Pranzo da asporto", cost=Cost.MEANS_TESTED),
    )
    page.open("/it/search?q=pranzo&cost=free&cost=paid")
    assert cards(page) == 2


def test_what_was_searched_for_is_marked_in_any_of_its_forms(visit: Visit) -> None:
    page = visit(make.full_service())
    page.search("meli")
    assert page.all("//article//h3//mark/text()") == ["melo"]
    assert "«meli»" in " ".join(page.all("//p[@class='why']/text()"))
    page.search("")
    assert not page.all("//mark")


def test_marks_and_reasons_are_never_taken_for_html(visit: Visit) -> None:
    name = 'Sportello <b>melo</b> & "amici"'
    page = visit(replace(make.service(), name=name))
    page.search("melo amici")
    assert "".join(page.all("//article//h3/a")[0].itertext()) == name
    assert len(page.all("//article//h3//mark")) == 2
    page.search('<script>alert(1)</script> "melo')
    assert not page.all("//article//script")


def test_a_word_begun_is_completed_when_nothing_is_found(page: Page) -> None:
    page.search("assiste", near="", age="3", need="work.enterprise", spoken="am")
    ways = [a for a in page.all("//main//a") if "q=assistenza" in (a.get("href") or "")]
    assert ways
    assert "spoken=am" in ways[0].get("href")


def test_a_story_that_finds_nothing_is_understood_all_the_same(page: Page) -> None:
    page.search("mamma non riesce piu a lavarsi da sola xyzzyx")
    needs = [a.get("href") for a in page.all("//main//a") if "/needs/" in (a.get("href") or "")]
    if not page.all("//article"):
        assert any("ageing.home-care" in href for href in needs)


@pytest.mark.parametrize("words", ["mi picchia", "centro antiviolenza", "violenza del marito"])
def test_words_that_tell_of_violence_bring_the_quick_exit(page: Page, words: str) -> None:
    assert page.search(words).all("//a[@id='quick-exit']")


def test_who_is_in_danger_reads_whom_to_call(page: Page) -> None:
    page.search("mi picchia")
    numbers = [link.get("href") for link in page.all("//aside[@aria-labelledby='call-now']//a")]
    assert numbers == ["tel:112", "tel:1522", "tel:800290290", "tel:800901010"]
    # Above the results, so that nobody has to look for them.
    assert page.all("//aside[@aria-labelledby='call-now']/following::main")


def test_other_words_bring_neither_quick_exit_nor_numbers(page: Page) -> None:
    page.search("doposcuola")
    assert not page.all("//a[@id='quick-exit']")
    assert not page.all("//aside[@aria-labelledby='call-now']")
