"""The weights of a language: those of the closed formula, kept whole, learnt again when due."""

from pathlib import Path

import numpy as np
import pytest

from wemi_piemonte.intake import learning
from wemi_piemonte.intake.lexicon import lexicon
from wemi_piemonte.intake.likeness import Likeness
from wemi_piemonte.taxonomy import tree

CODES = tree.need_codes()


@pytest.fixture(scope="module")
def italian() -> Likeness:
    return Likeness(learning.tables("it", CODES))


def test_what_the_lexicon_says_is_most_like_its_own_need(italian: Likeness) -> None:
    entries = [each for each in lexicon("it").entries if each.kind != "mention"][::40]
    right = [CODES[int(italian.of(each.text, "it")[:-1].argmax())] == each.code for each in entries]
    assert sum(right) / len(right) > 0.97


def test_mentions_are_most_like_asking_nothing(italian: Likeness) -> None:
    entries = [each for each in lexicon("it").entries if each.kind == "mention"][::8]
    nothing = [int(italian.of(each.text, "it").argmax()) == len(CODES) for each in entries]
    assert sum(nothing) / len(nothing) > 0.9


def test_a_text_without_a_known_letter_scores_as_an_empty_one(italian: Likeness) -> None:
    assert np.array_equal(italian.of("", "it"), italian.of("ღღღ", "it"))
    assert not italian.pulls("ღღღ", "it").any()


def test_a_word_pulls_towards_its_need(italian: Likeness) -> None:
    pulls = italian.pulls("badante", "it")[:-1]
    assert CODES[int(pulls.argmax())] == "ageing.family-assistant"


def test_it_is_the_solution_of_the_ridge(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [("pane e latte", 0), ("latte fresco", 0), ("casa nuova", 1), ("cerco casa", 1)]
    said += [("ciao a tutti", 2), ("una casa bella", 1)]
    monkeypatch.setattr(learning, "examples", lambda _locale, _codes: said)
    codes = ("food", "home")
    tables = learning.compiled("it", codes)
    found = np.stack([Likeness(tables).of(text, "it") for text, _ in said])
    # The same by the book: one row a text, features in columns.
    from wemi_piemonte.intake.grams import features

    taken = [features(text, "it") for text, _ in said]
    every = np.unique(np.concatenate([hashes for hashes, _ in taken]))
    often = np.array([sum(each in hashes for hashes, _ in taken) for each in every])
    telling = np.log((1 + len(said)) / (1 + often)) + 1
    table = np.zeros((len(said), len(every)))
    for row, (hashes, counts) in enumerate(taken):
        at = np.searchsorted(every, hashes)
        table[row, at] = (1 + np.log(counts)) * telling[at]
        table[row] /= np.linalg.norm(table[row])
    wanted = np.zeros((len(said), 3))
    wanted[np.arange(len(said)), [number for _, number in said]] = 1
    start = wanted.mean(axis=0)
    inner = table.T @ table + learning.RIDGE * np.eye(len(every))
    weights = np.linalg.solve(inner, table.T @ (wanted - start))
    assert np.allclose(found, start + table @ weights, atol=0.01)


def test_tables_are_kept_whole_and_learnt_anew_for_another_lexicon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        learning, "examples", lambda _locale, _codes: [("pane", 0), ("pane", 0), ("casa", 1)]
    )
    learning.tables("it", ("a",), tmp_path)
    first = [path.name for path in tmp_path.iterdir()]
    assert len(first) == 1
    learning.tables("it", ("a", "b"), tmp_path)
    second = [path.name for path in tmp_path.iterdir()]
    assert len(second) == 1
    assert first != second


def test_where_nothing_can_be_kept_they_live_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "examples", lambda _locale, _codes: [("pane", 0), ("casa", 1)])
    found = learning.tables("it", ("a",), Path("/proc/nowhere"))
    assert set(found) == set(learning.NAMES)
