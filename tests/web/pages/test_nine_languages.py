"""Every public page in every language: nothing on it is left in another language unmarked."""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browser import Page
from tests.catalogues import catalogue, sources, texts
from tests.web.crawl import Said, Walk
from wemi_piemonte.directory.hsds import parse
from wemi_piemonte.directory.translating import texts_of
from wemi_piemonte.exchange.hsds.commands import DEMO
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.taxonomy.glossary import words

# Italian and Arabic are walked whole here; of the others one sheet in four, all else too.
WHOLE = ("it", "ar")
OTHER_SCRIPTS = ("ar", "uk", "zh")
HOLE = re.compile(r"%\(\w+\)[sd]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
# What everybody writes in Latin letters: the name of the site, standards, owners of data.
KNOWN = {
    *("WeMi", "Piemonte", "WeCaRe", "PDF", "PIN", "EUR", "QR", "AA", "WCAG", "EN", "HSDS"),
    *("Human", "Services", "Data", "Specification", "JavaScript", "cookie", "lang", "session"),
    *("ISTAT", "Openpolis", "GeoNames", "Garda", "Informatica", "CC", "BY", "SMS", "CAP"),
    *("wemi", "piemonte", "Shift", "European", "Union", "Public", "Licence", "EUPL", "CSV", "LGBT"),
    *("Agenzia", "delle", "Entrate", "axe"),
}


def plain(text: str) -> str:
    return " ".join(text.split())


@cache
def messages(locale: str) -> dict[str, tuple[str, ...]]:
    """What each message says in a language, in all its forms."""
    return {
        sources(message)[0]: tuple(map(plain, texts(message)))
        for message in catalogue(locale)
        if message.id
    }


@cache
def content() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """The Italian texts of the demonstration, and what they are in each language."""
    as_written: set[str] = set()
    told: dict[str, set[str]] = {locale: set() for locale in LOCALES}
    for line in DEMO.read_text(encoding="utf-8").splitlines():
        record, _ = parse(json.loads(line))
        places = (link.location for link in record.locations)
        owners: list[Any] = [record, record.organization, *places]
        for owner in owners:
            as_written |= {plain(text) for text in texts_of(owner).values()}
            for row in owner.translations:
                if row.locale in told:
                    told[row.locale].add(plain(row.text))
    return frozenset(as_written), {locale: frozenset(texts) for locale, texts in told.items()}


def unmarked(found: Iterable[Said], locale: str) -> list[Said]:
    """The texts that are said to be in the language of the page, and are no names."""
    lang = LOCALES[locale].html_lang
    return [said for said in found if said.lang == lang and not said.is_name]


def left_over(found: list[Said], locale: str, other: str) -> list[str]:
    """The texts that are messages of another language, and none of this one."""
    own = {text for forms in messages(locale).values() for text in forms}
    whole: set[str] = set()
    holed: list[re.Pattern[str]] = []
    for forms in messages(other).values():
        for text in {*forms} - own:
            if HOLE.search(text):
                pieces = [re.escape(piece) for piece in HOLE.split(text)]
                # With few words of its own a message could be anything.
                if len(" ".join(HOLE.split(text)).split()) >= 3:
                    holed.append(re.compile("(.+)".join(pieces)))
            else:
                whole.add(text)
    # A text that content has too, or that is the same word in both languages, says nothing.
    whole -= content()[1][locale]
    return sorted(
        {
            f"{said.where}: {said.text}"
            for said in found
            if said.text in whole or any(each.fullmatch(said.text) for each in holed)
        }
    )


def in_latin(found: list[Said], locale: str) -> list[str]:
    """The texts that hold Latin words which nobody has marked: not names, not content."""
    told = sorted(content()[1][locale], key=len, reverse=True)
    faults = set()
    for said in found:
        text = ADDRESS.sub("", said.text)
        if not LATIN.search(text):
            continue
        for known in told:
            if known in text:
                text = text.replace(known, "")
        # Beside its own word a language may give the Italian one, in brackets or set apart.
        text = re.sub(r"\([^)]*\)|（[^）]*）|\u2068[^\u2069]*\u2069", "", text)
        if {*LATIN.findall(text)} - KNOWN - _office_words():
            faults.add(f"{said.where}: {said.text}")
    return sorted(faults)


@cache
def _office_words() -> frozenset[str]:
    return frozenset(part for word in words("it") for part in re.split(r"[^\wÀ-ÿ]+", word.name))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_is_left_in_another_language(client: FlaskClient, locale: str) -> None:
    walk = Walk(Page(client), locale, one_in=1 if locale in WHOLE else 4)
    walk.everything()
    assert len(walk.paths) > 120
    found = unmarked(walk.found, locale)
    assert len(found) > 400
    others = [each for each in ("en", "it") if each != locale]
    assert {other: left_over(found, locale, other) for other in others} == {
        other: [] for other in others
    }
    source_texts, told = content()
    if locale != "it":
        as_written = source_texts - told[locale] - _office_words()
        assert sorted({said.text for said in found if said.text in as_written}) == []
    if locale in OTHER_SCRIPTS:
        assert in_latin(found, locale) == []


def test_what_is_left_over_is_found() -> None:
    def said(text: str, lang: str = "fr", *, is_name: bool = False) -> Said:
        return Said(text, lang, is_name, "p")

    english = next(key for key in messages("en") if key == "Skip to the content")
    assert left_over([said(english)], "fr", "en") == [f"p: {english}"]
    assert left_over([said(messages("fr")[english][0])], "fr", "en") == []
    assert left_over([said("Call 011 now")], "fr", "en") == []
    assert unmarked([said("Cuneo", is_name=True), said("Ciao", "it")], "fr") == []
    assert in_latin([said("تعالوا إلى Cuneo", "ar")], "ar") != []
    assert in_latin([said("تعالوا مع ISEE (badante)", "ar")], "ar") == []
