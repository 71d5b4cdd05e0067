"""A text in pieces: nothing of it is lost, and what is not shown is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.ratings.marking import Piece, gaps, pieces
from wemi_piemonte.ratings.rules import MARK, Finding, Found, redacted, shows_all_of

TEXTS = st.text(alphabet="ab .\n", max_size=30)
WORDS = st.lists(st.text(alphabet="ab ", min_size=1, max_size=4), max_size=3)


def test_words_that_were_found_stand_alone_each_time_with_every_kind() -> None:
    found = [
        Found("Maria", Finding.PERSON_NAME),
        Found("Maria", Finding.STAFF_NAME),
        Found("0171", Finding.PHONE),
    ]
    assert pieces("Maria, 0171. Maria!", found) == [
        Piece("Maria", (Finding.PERSON_NAME, Finding.STAFF_NAME)),
        Piece(", "),
        Piece("0171", (Finding.PHONE,)),
        Piece(". "),
        Piece("Maria", (Finding.PERSON_NAME, Finding.STAFF_NAME)),
        Piece("!"),
    ]


def test_a_text_without_findings_is_one_piece_and_no_text_is_none() -> None:
    assert pieces("Bene", []) == [Piece("Bene")]
    assert pieces("", [Found("x", Finding.ABUSE)]) == []


@given(text=TEXTS, words=WORDS)
def test_pieces_together_are_the_text(text: str, words: list[str]) -> None:
    found = pieces(text, [Found(each, Finding.ABUSE) for each in words])
    assert "".join(each.text for each in found) == text


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("a a b", ["a", "a"]),
        ("a b b", ["a b"]),
        ("Maria e Anna", ["Maria", "Anna"]),
        ("via", ["via"]),
        ("niente", []),
        ("", []),
    ],
)
def test_what_is_not_shown_is_told_from_what_is(text: str, removed: list[str]) -> None:
    found = gaps(text, redacted(text, removed))
    assert [each.text for each in found if each.is_out] == removed


@given(text=TEXTS, words=WORDS)
def test_what_is_shown_and_what_is_not_are_the_text(text: str, words: list[str]) -> None:
    found = gaps(text, redacted(text, words))
    assert "".join(each.text for each in found) == text


@given(text=TEXTS, words=WORDS, more=WORDS)
def test_a_redaction_of_more_shows_nothing_that_one_of_less_hides(
    text: str, words: list[str], more: list[str]
) -> None:
    shown = redacted(text, words)
    assert shows_all_of(shown, text)
    assert shows_all_of(redacted(shown.replace(MARK, "|"), more).replace("|", MARK), shown)


def test_a_redaction_that_hides_what_another_shows_is_known() -> None:
    assert not shows_all_of(redacted("Maria e Anna", ["Maria"]), redacted("Maria e Anna", ["Anna"]))
    assert not shows_all_of("Maria", "")
    assert shows_all_of("", "Maria")
