"""Every need and area has a name and one plain sentence in each of the nine languages."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from wemi_piemonte.taxonomy import tree

LOCALES = ("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh")
SOURCES = ("it", "en")
TRANSLATIONS = tuple(locale for locale in LOCALES if locale not in SOURCES)
SCRIPTS = {"ar": "ARABIC", "uk": "CYRILLIC", "zh": "CJK"}
LONGEST_LABEL = 45
SHORTEST, LONGEST = 60, 140
DENSE_SHORTEST, DENSE_LONGEST = 20, 70  # a Chinese character says what two or three letters do

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def needs() -> list[Row]:
    return read(tree.FOLDER / "needs.csv")


@cache
def rows(locale: str) -> list[Row]:
    return read(tree.FOLDER / "labels" / f"{locale}.csv")


def texts(locale: str) -> list[str]:
    return [row[column] for row in rows(locale) for column in ("label", "explanation")]


def script(letter: str) -> str:
    """Return the script of a letter, which is the first word of its Unicode name."""
    return unicodedata.name(letter).split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]


def share(text: str, wanted: str) -> float:
    """Return which part of the letters of a text is of a script."""
    letters = [character for character in text if character.isalpha()]
    return sum(script(letter) == wanted for letter in letters) / len(letters) if letters else 0.0


def outside_brackets(text: str) -> str:
    """Return a text without its Italian names, which stand in brackets."""
    return re.sub(r"[(（][^)）]*[)）]", "", text)


def test_there_are_labels_in_exactly_the_nine_languages() -> None:
    assert tree.locales() == tuple(sorted(LOCALES))


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_has_exactly_the_codes_of_the_needs_in_their_order(locale: str) -> None:
    assert [row["code"] for row in rows(locale)] == [row["code"] for row in needs()]
    assert len(rows(locale)) == 80


@pytest.mark.parametrize("locale", LOCALES)
def test_each_row_has_a_code_a_label_and_an_explanation_and_nothing_else(locale: str) -> None:
    for row in rows(locale):
        assert list(row) == ["code", "label", "explanation"]
        assert all(isinstance(text, str) for text in row.values()), row


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_empty_or_padded_or_broken_over_lines(locale: str) -> None:
    for text in texts(locale):
        assert text
        assert text == " ".join(text.split())
        assert text == unicodedata.normalize("NFC", text)
        assert text.isprintable()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_labels_of_a_language_are_the_same(locale: str) -> None:
    shared: set[frozenset[str]] = set()
    if locale in SOURCES:  # an area may be called like one of its own needs there
        named = {row["code"]: row[f"label_{locale}"] for row in needs()}
        shared = {
            frozenset((row["code"], row["area"]))
            for row in needs()
            if row["area"] and named[row["code"]] == named[row["area"]]
        }
    seen: dict[str, str] = {}
    for row in rows(locale):
        label = row["label"].casefold()
        other = seen.setdefault(label, row["code"])
        assert other == row["code"] or frozenset((other, row["code"])) in shared, row["label"]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_explanations_of_a_language_are_the_same(locale: str) -> None:
    assert len({row["explanation"].casefold() for row in rows(locale)}) == len(rows(locale))


@pytest.mark.parametrize("locale", SOURCES)
def test_italian_and_english_labels_are_those_of_the_needs(locale: str) -> None:
    found = [row["label"] for row in rows(locale)]
    assert found == [row[f"label_{locale}"] for row in needs()]


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_a_translated_label_is_short(locale: str) -> None:
    too_long = [row["label"] for row in rows(locale) if len(row["label"]) > LONGEST_LABEL]
    assert not too_long


@pytest.mark.parametrize("locale", LOCALES)
def test_an_explanation_is_one_sentence_of_readable_length(locale: str) -> None:
    stop = "。" if locale == "zh" else "."
    shortest = DENSE_SHORTEST if locale == "zh" else SHORTEST
    longest = DENSE_LONGEST if locale == "zh" else LONGEST
    for row in rows(locale):
        explanation = row["explanation"]
        assert shortest <= len(explanation) <= longest, (row["code"], len(explanation))
        assert explanation.endswith(stop), row["code"]
        assert not re.search(r"[.!?。！？؟]", explanation[:-1]), row["code"]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_speaks_of_codes(locale: str) -> None:
    codes = [row["code"] for row in needs() if row["area"]]
    for text in texts(locale):
        assert not [code for code in codes if code in text], text


@pytest.mark.parametrize("locale", sorted(SCRIPTS))
def test_each_language_is_written_in_its_own_script(locale: str) -> None:
    for row in rows(locale):
        assert share(outside_brackets(row["explanation"]), SCRIPTS[locale]) >= 0.8, row["code"]
        assert share(outside_brackets(row["label"]), SCRIPTS[locale]) >= 0.5, row["code"]


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale not in SCRIPTS])
def test_the_other_languages_are_written_in_latin_letters_only(locale: str) -> None:
    for text in texts(locale):
        assert share(text, "LATIN") == 1, text


@pytest.mark.parametrize("locale", TRANSLATIONS)
def test_no_english_is_left_in_the_other_languages(locale: str) -> None:
    english = {row["code"]: row for row in rows("en")}
    for row in rows(locale):
        assert row["explanation"] != english[row["code"]]["explanation"]
        words = set(re.findall(r"[a-z]+", row["explanation"].lower()))
        assert not words & {"the", "and", "with", "your", "who", "help", "someone"}, row["code"]


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "it"])
def test_no_italian_explanation_is_left_in_another_language(locale: str) -> None:
    italian = {row["explanation"] for row in rows("it")}
    assert not italian & {row["explanation"] for row in rows(locale)}


@pytest.mark.parametrize("locale", LOCALES)
def test_apostrophes_are_the_curved_ones(locale: str) -> None:
    assert not [text for text in (row["explanation"] for row in rows(locale)) if "'" in text]


@pytest.mark.parametrize(
    ("locale", "foreign"),
    [
        ("ro", "şţŞŢ"),  # the cedilla is Turkish, the comma below is Romanian
        ("uk", "ыэёъЫЭЁЪ"),  # letters of Russian alone
        ("ar", "یکگپچژ"),  # letters of Persian alone
        ("sq", "êèéàìòù"),  # Albanian has ë and ç, and no other mark
    ],
)
def test_no_letter_of_a_neighbouring_language_slips_in(locale: str, foreign: str) -> None:
    for text in texts(locale):
        assert not set(foreign) & set(text), text


def test_chinese_is_simplified() -> None:
    for text in texts("zh"):
        assert text.encode("gb2312").decode("gb2312") == text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ageing.residential", "RSA"),
        ("ageing.family-assistant", "badante"),
        ("income.benefits", "ISEE"),
        ("health.family-planning", "consultorio"),
        ("disability.after-us", "Dopo di noi"),
        ("migration.documents", "permesso di soggiorno"),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_names_people_meet_at_the_counter_stay_italian(locale: str, code: str, name: str) -> None:
    (row,) = [row for row in rows(locale) if row["code"] == code]
    said = f"{row['label']} {row['explanation']}".casefold()
    inflected = (locale, code) == ("ro", "ageing.family-assistant")  # Romanians say badantă
    assert ("badant" if inflected else name.casefold()) in said


@pytest.mark.parametrize("locale", LOCALES)
def test_the_tree_speaks_each_language_itself(locale: str) -> None:
    for row in rows(locale):
        assert tree.label(row["code"], locale) == row["label"]
        assert tree.scope(row["code"], locale) == row["explanation"]
