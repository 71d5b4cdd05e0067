"""The Gulpease index, counted by hand beside what the code says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.directory.readability import EASY, FEWEST_WORDS, HARD, gulpease

PLAIN = "Andiamo a casa di chi è anziano. Lo aiutiamo a lavarsi. Prepariamo il pranzo."
OFFICIAL = (
    "L'erogazione delle prestazioni socioassistenziali domiciliari, subordinatamente alla "
    "presentazione dell'attestazione reddituale, presuppone l'espletamento della valutazione "
    "multidimensionale integrata"
)


def test_the_index_is_the_formula_of_its_authors() -> None:
    # Fourteen words, three sentences, 61 letters: 89 + (900 - 610) / 14 = 109.7, which is cut.
    assert gulpease(PLAIN) == 100
    # Two sentences of four words, 47 letters: 89 + (600 - 470) / 8 = 105.25; one sentence: 67.75.
    eight = "centro diurno accoglie persone anziane sabato mattina volentieri"
    letters = sum(map(str.isalpha, eight))
    assert gulpease(eight) == round(89 + (300 - 10 * letters) / 8)


def test_offices_write_harder_than_people_speak() -> None:
    hard, plain = gulpease(OFFICIAL), gulpease(PLAIN)
    assert hard is not None
    assert plain is not None
    assert hard < HARD < EASY < plain


def test_a_short_text_has_no_index() -> None:
    words = ["casa"] * FEWEST_WORDS
    assert gulpease(" ".join(words[1:])) is None
    assert gulpease(" ".join(words)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Siamo aperti dalle 8.30 alle 12.45 nella sede del n. 5 di via Roma",
        "Portate per es. la carta di identità e il codice fiscale di tutti",
    ],
)
def test_points_inside_a_sentence_do_not_end_it(text: str) -> None:
    assert gulpease(text) == gulpease(text.replace(".", ""))


def test_lines_are_sentences() -> None:
    lines = "vieni con la carta di identità\nporta anche il codice fiscale"
    assert gulpease(lines) == gulpease(lines.replace("\n", ". "))


@given(st.text(max_size=300))
def test_the_index_lies_between_nothing_and_a_hundred(text: str) -> None:
    index = gulpease(text)
    assert index is None or 0 <= index <= 100
