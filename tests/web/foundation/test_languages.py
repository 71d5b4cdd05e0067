"""Which language a visitor gets: by path, then by choice, then by browser, then Italian."""

import pytest
from flask import Flask, render_template_string

from tests.web.foundation.conftest import MakeSite
from wemi_piemonte.foundation.i18n import FILTERS, ngettext
from wemi_piemonte.foundation.locales import LOCALES

ALL = tuple(LOCALES)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", "it"),
        ("en", "en"),
        ("en-US,en;q=0.5", "en"),
        ("de,en;q=0.8,it;q=0.9", "it"),
        ("de", "it"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-TW;q=0.9,en;q=0.1", "zh"),
        ("AR-eg", "ar"),
        ("uk-UA,ru;q=0.9", "uk"),
        ("sq-AL", "sq"),
        ("*", "it"),
        ("it;q=0,en;q=0.5", "en"),
        (";;;q=x,,", "it"),
        ("x" * 5000, "it"),
    ],
)
def test_the_browser_is_asked(make_site: MakeSite, wanted: str, found: str) -> None:
    client = make_site(locales=ALL).test_client()
    headers = {"Accept-Language": wanted} if wanted else {}
    response = client.get("/", headers=headers)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/{found}/"


def test_a_choice_made_before_comes_first(site: Flask) -> None:
    client = site.test_client()
    client.get("/en/probe/plain")
    assert client.get("/", headers={"Accept-Language": "it"}).headers["Location"] == "/en/"
    client.get("/it/probe/plain")
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/it/"


@pytest.mark.parametrize("cookie", ["fr", "xx", "", "../en", "EN"])
def test_a_choice_that_is_not_offered_is_ignored(make_site: MakeSite, cookie: str) -> None:
    client = make_site(locales=("it", "en")).test_client()
    client.set_cookie("lang", cookie)
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/en/"


def test_a_language_that_is_not_switched_on_is_not_chosen(make_site: MakeSite) -> None:
    client = make_site(locales=("it", "en")).test_client()
    response = client.get("/", headers={"Accept-Language": "fr,en;q=0.5"})
    assert response.headers["Location"] == "/en/"


def test_caches_are_told_what_the_answer_depends_on(site: Flask) -> None:
    vary = site.test_client().get("/").headers["Vary"]
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in vary.split(",")}


def test_the_choice_is_remembered_only_when_it_changes(site: Flask) -> None:
    client = site.test_client()
    first = client.get("/en/probe/plain").headers["Set-Cookie"]
    assert first.startswith("lang=en")
    assert "HttpOnly" in first
    assert "SameSite=Lax" in first
    assert "Set-Cookie" not in client.get("/en/probe/plain").headers
    assert "Set-Cookie" not in client.get("/it/nowhere").headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/it", 303), ("/en", 303), ("/fr/", 404), ("/IT/", 404), ("/xx/", 404), ("/itx/", 404)],
)
def test_only_languages_that_are_switched_on_have_pages(
    make_site: MakeSite, path: str, status: int
) -> None:
    assert make_site(locales=("it", "en")).test_client().get(path).status_code == status


def test_a_path_without_its_slash_leads_to_the_same_language(site: Flask) -> None:
    response = site.test_client().get("/en", headers={"Accept-Language": "it"})
    assert response.headers["Location"].removeprefix("http://localhost") == "/en/"


@pytest.mark.parametrize(
    ("locale", "lang", "direction"),
    [("ar", "ar", "rtl"), ("zh", "zh-Hans", "ltr"), ("en", "en", "ltr")],
)
def test_a_page_says_its_language_and_direction(
    make_site: MakeSite, locale: str, lang: str, direction: str
) -> None:
    response = make_site(locales=ALL).test_client().get(f"/{locale}/nowhere")
    assert f'<html lang="{lang}" dir="{direction}"' in response.get_data(as_text=True)


def test_the_site_does_not_start_with_a_language_it_does_not_have(make_site: MakeSite) -> None:
    with pytest.raises(ValueError, match="xx"):
        make_site(locales=("it", "xx"))


def test_values_read_as_each_language_writes_them(make_site: MakeSite) -> None:
    app = make_site(locales=ALL)
    with app.test_request_context("/it/"):
        app.preprocess_request()
        filters = FILTERS
        assert filters["number"](12345.5) == "12.345,5"
        assert filters["km"](3.14) == "3,1 km"
        assert filters["km"](12.6) == "13 km"
        assert filters["euro"](1250).replace("\xa0", " ") == "12,50 €"
        words = (
            "{{ 'ro'|label('spoken') }} {{ 'xyz'|label('spoken') }} {{ 'at_home'|label('mode') }}"
        )
        assert render_template_string(words) == "rumeno xyz A casa tua"


FORMS = {
    "ar": {
        0: "لم نجد أي خدمة",
        1: "وجدنا خدمة واحدة",
        2: "وجدنا خدمتين",
        3: "وجدنا 3 خدمات",
        10: "وجدنا 10 خدمات",
        11: "وجدنا 11 خدمة",
        99: "وجدنا 99 خدمة",
        100: "وجدنا 100 خدمة",
        103: "وجدنا 103 خدمات",
    },
    "uk": {
        1: "Знайдено 1 послугу",
        3: "Знайдено 3 послуги",
        5: "Знайдено 5 послуг",
        11: "Знайдено 11 послуг",
        21: "Знайдено 21 послугу",
        112: "Знайдено 112 послуг",
    },
    "ro": {
        0: "0 servicii găsite",
        1: "1 serviciu găsit",
        19: "19 servicii găsite",
        20: "20 de servicii găsite",
        101: "101 servicii găsite",
    },
    "fr": {0: "0 service trouvé", 1: "1 service trouvé", 2: "2 services trouvés"},
    "zh": {1: "找到1项服务", 7: "找到7项服务"},
}


@pytest.mark.parametrize("locale", FORMS)
def test_a_number_takes_the_form_that_its_language_gives_it(
    make_site: MakeSite, locale: str
) -> None:
    app = make_site(locales=ALL)
    with app.test_request_context(f"/{locale}/"):
        app.preprocess_request()
        for number, text in FORMS[locale].items():
            assert ngettext("%(num)s service found", "%(num)s services found", number) == text


def test_what_stands_written_in_a_template_is_told_in_each_language(make_site: MakeSite) -> None:
    app = make_site(locales=ALL)
    template = app.jinja_env.from_string("{{ 'at_home' | label('mode') }} {{ 1.5 | number }}")
    told = []
    for locale in ("it", "en", "fr"):
        with app.test_request_context(f"/{locale}/"):
            app.preprocess_request()
            told.append(template.render())
    assert told == ["A casa tua 1,5", "At your home 1.5", "Chez vous 1,5"]
