"""Words of the offices: each explained in each language, found in texts, missed when lost."""

import csv

import pytest

from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.taxonomy import glossary

CODES = [word.code for word in glossary.words("it")]


def rows(locale: str) -> list[dict[str, str]]:
    with (glossary.FOLDER / f"{locale}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(text: str, locale: str = "it") -> list[str]:
    return [word.name for word in glossary.words_in(text, locale)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_is_explained_in_every_language(locale: str) -> None:
    found = rows(locale)
    assert [row["code"] for row in found] == CODES
    assert all(row["explanation"].strip() for row in found)


@pytest.mark.parametrize("locale", [each for each in LOCALES if each != "it"])
def test_no_explanation_is_left_in_italian(locale: str) -> None:
    italian = {row["explanation"] for row in rows("it")}
    assert not italian & {row["explanation"] for row in rows(locale)}


@pytest.mark.parametrize("locale", [each for each in LOCALES if each != "it"])
def test_what_may_be_translated_says_how(locale: str) -> None:
    kept = {word.code: word.is_kept for word in glossary.words("it")}
    silent = [row["code"] for row in rows(locale) if not kept[row["code"]] and not row["forms"]]
    assert silent == []


def test_words_come_in_the_order_of_the_text() -> None:
    text = "Con l'ISEE si va al CAF; il permesso di soggiorno lo dà la Questura."
    assert names(text) == ["ISEE", "CAF", "permesso di soggiorno", "questura"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("portate lo SPID", ["SPID"]),
        ("la carta d'identità elettronica", ["CIE"]),
        ("la carta d’identità elettronica", ["CIE"]),
        ("l'assegno di inclusione", ["assegno di inclusione"]),
        ("CONSULTORIO FAMILIARE", ["consultorio"]),
        ("lo sai anche tu", []),
        ("in ogni caso, cas", []),
        ("il numero 1522", ["1522"]),
        ("il numero 01522", []),
        ("alla RSAtta", []),
    ],
)
def test_acronyms_count_in_capitals_and_as_whole_words(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("bring your residence permit", "en", "permesso di soggiorno"),
        ("وISEE للعائلة", "ar", "ISEE"),
        ("需要ISEE证明", "zh", "ISEE"),
        ("потрібен ISEE родини", "uk", "ISEE"),
    ],
)
def test_words_are_found_in_other_languages(text: str, locale: str, found: str) -> None:
    assert found in names(text, locale)


def test_a_translation_that_loses_a_protected_word_is_noticed() -> None:
    source = "Serve l'ISEE; portate il permesso di soggiorno."
    assert glossary.lost(source, "it", "Bring the income paper.", "en") == ("ISEE",)
    assert glossary.lost(source, "it", "Bring the ISEE.", "en") == ()
