"""Clauses put together to thoughts: the likeliest run of what each clause is about (Viterbi)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Logs = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Switching:
    """What it costs to go from one thing to another, in logarithms of shares.

    Inside a sentence people seldom change the subject; when a part of it asks for nothing, the rest
    mostly does not either.
    """

    inside: float = 2.0
    between: float = 0.5
    from_nothing: float = 2.0


def thoughts(
    heard: Sequence[Logs], sentences: Sequence[int], cost: Switching
) -> list[tuple[int, int]]:
    """Return the thoughts of a text as stretches of its clauses, [first, last).

    `heard` has for each clause the logarithm of each need's share and last that of asking nothing;
    `sentences` the number of its sentence. A thought about a need may span sentences; one that
    asks for nothing ends with its sentence.
    """
    labels = _labels(heard, sentences, cost)
    found = []
    first = 0
    for at in range(1, len(labels) + 1):
        ends = at == len(labels) or labels[at] != labels[first]
        nothing = labels[first] == len(heard[0]) - 1
        if ends or (nothing and sentences[at] != sentences[at - 1]):
            found.append((first, at))
            first = at
    return found


def _labels(heard: Sequence[Logs], sentences: Sequence[int], cost: Switching) -> list[int]:
    total = np.array(heard[0], dtype=np.float64)
    ways: list[tuple[NDArray[np.bool_], int]] = []
    for at in range(1, len(heard)):
        same = sentences[at] == sentences[at - 1]
        switched = total - (cost.inside if same else cost.between)
        if same:
            switched[-1] = total[-1] - cost.from_nothing
        source = int(switched.argmax())
        stays = total >= switched[source]
        ways.append((stays, source))
        total = np.where(stays, total, switched[source]) + heard[at]
    labels = [int(total.argmax())]
    for stays, source in reversed(ways):
        labels.append(labels[-1] if stays[labels[-1]] else source)
    return labels[::-1]
