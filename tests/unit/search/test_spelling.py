"""Guesses are one slip away, of the right language, and only from words in use."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.search.index import spelling
from wemi_piemonte.search.index.spelling import Spelling, one_slip

WORDS = ["en\tcarer", "it\tanziani", "it\tbadante", "it\tbadanti", "it\tcittà", "it\tsfratto"]


def table(folder: Path, lines: list[str], later: list[str] | None = None) -> Spelling:
    path = folder / "guesses"
    spelling.write(path, lines)
    return Spelling(stored([*lines, *(later or [])]), path, None)


def stored(lines: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    return np.frombuffer("".join(f"{line}\n" for line in lines).encode(), dtype=np.uint8)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("badnate", ["badante"]),
        ("badant", ["badante", "badanti"]),
        ("badantte", ["badante"]),
        ("badanta", ["badante", "badanti"]),
        ("cita", ["città"]),
        ("sfrato", ["sfratto"]),
        ("carer", []),
        ("badnaet", []),
        ("bad", []),
        ("1234", []),
        ("x" * 40, []),
    ],
)
def test_guesses(tmp_path: Path, typed: str, meant: list[str]) -> None:
    assert sorted(table(tmp_path, WORDS).guesses(typed, ["it"])) == meant


def test_later_words_are_guessed_too(tmp_path: Path) -> None:
    first = table(tmp_path, WORDS)
    grown = Spelling(stored([*WORDS, "it\tzafferano"]), tmp_path / "guesses", first)
    more = Spelling(stored([*WORDS, "it\tzafferano", "it\tmelograno"]), tmp_path / "guesses", grown)
    assert grown.guesses("zaferano", ["it"]) == ["zafferano"]
    assert more.guesses("zaferano", ["it"]) == ["zafferano"]
    assert more.guesses("melogrno", ["it"]) == ["melograno"]
    assert first.guesses("zaferano", ["it"]) == []


def test_a_table_cut_short_is_refused(tmp_path: Path) -> None:
    table(tmp_path, WORDS)
    path = tmp_path / "guesses"
    assert spelling.is_intact(path)
    path.write_bytes(path.read_bytes()[:-4])
    assert not spelling.is_intact(path)
    with pytest.raises(OSError, match="guesses"):
        Spelling(stored(WORDS), path, None)


words = st.text("abcd", min_size=1, max_size=7)


@given(word=words, data=st.data())
def test_each_single_slip_is_one(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdz"))
    slips = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }
    assert all(one_slip(slip, word) and one_slip(word, slip) for slip in slips - {word})
    assert not one_slip(word, word)


@given(one=words, other=words)
def test_two_slips_are_not_one(one: str, other: str) -> None:
    assert one_slip(one, other) == (distance(one, other) == 1)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, as the textbook has it."""
    table = [
        [i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]
