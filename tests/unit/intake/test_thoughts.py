"""Clauses put together to thoughts: the cheapest run is found, whatever it is."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.intake.thoughts import Switching, thoughts

SURE, UNSURE = 0.9, 0.34


def logs(*shares: float) -> np.ndarray:
    return np.log(np.array(shares, dtype=np.float32))


def test_a_clause_that_says_little_goes_with_its_neighbour() -> None:
    heard = [logs(0.9, 0.05, 0.05), logs(0.34, 0.33, 0.33)]
    assert thoughts(heard, [0, 0], Switching()) == [(0, 2)]


def test_two_needs_said_clearly_are_two_thoughts() -> None:
    heard = [logs(0.98, 0.01, 0.01), logs(0.01, 0.98, 0.01)]
    assert thoughts(heard, [0, 0], Switching()) == [(0, 1), (1, 2)]


def test_what_asks_for_nothing_ends_with_its_sentence() -> None:
    heard = [logs(0.02, 0.02, 0.96)] * 3
    assert thoughts(heard, [0, 0, 1], Switching()) == [(0, 2), (2, 3)]


def cost(labels: tuple[int, ...], heard: list[np.ndarray], sentences: list[int]) -> float:
    """What a run of labels comes to; the greater, the likelier."""
    switching = Switching()
    total = float(heard[0][labels[0]])
    for at in range(1, len(labels)):
        if labels[at] != labels[at - 1]:
            same = sentences[at] == sentences[at - 1]
            from_nothing = same and labels[at - 1] == len(heard[0]) - 1
            step = switching.from_nothing if from_nothing else switching.inside
            total -= step if same else switching.between
        total += float(heard[at][labels[at]])
    return total


weights = st.lists(st.floats(0.05, 1.0), min_size=3, max_size=3)


@settings(max_examples=150)
@given(st.lists(weights, min_size=1, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
def test_no_other_run_of_labels_is_likelier(rows: list[list[float]], stops: list[bool]) -> None:
    heard = [logs(*(weight / sum(row) for weight in row)) for row in rows]
    sentences = np.cumsum([0, *stops[: len(rows) - 1]]).tolist()
    found = thoughts(heard, sentences, Switching())
    assert [first for first, _ in found] == [0, *(last for _, last in found[:-1])]
    assert found[-1][1] == len(rows)
    best = max(cost(labels, heard, sentences) for labels in product(range(3), repeat=len(heard)))
    mine = max(
        cost(labels, heard, sentences)
        for labels in product(range(3), repeat=len(heard))
        if all(len({labels[at] for at in range(first, last)}) == 1 for first, last in found)
    )
    assert mine >= best - 1e-4
