"""Whether a need that a text is like is really asked for: what is seen of it, weighed once.

Being like what people say of a need is not yet asking for it: "we have a carer already" is like it
too. The weights of what is seen, and of each two things seen together, stand in `belief.json`, once
for where the model of meaning can be had and once for the lexicon alone; they were fitted (logistic
regression) on texts of the second evaluation set, see `tests/bench/belief.py`.
"""

import json
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "belief.json"
UNASKED = -0.5
# What is seen counts no farther than so many times its usual spread from its middle.
FARTHEST = 4.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of one need in a stretch of a text, and of the text as a whole.

    Scores are those of the lexicon, about 0 to 1; what is meant are logarithms of shares by the
    model, by tens, and taken as -0.5 where it was not asked.
    """

    score: float
    nothing: float
    runner_up: float
    meant: float
    meant_nothing: float
    words: float
    whole_nothing: float
    whole_meant_nothing: float
    whole_score: float
    thoughts: float
    share: float
    is_whole: float
    is_short: float
    unasked: float


NAMES = tuple(each.name for each in fields(Sight))
PAIRS = np.triu_indices(len(NAMES))

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """The middle and spread of what is seen, and the weights of it and of its pairs."""

    middle: Numbers
    spread: Numbers
    start: float
    single: Numbers
    pairs: Numbers


def spread_out(seen: Numbers, middle: Numbers, spread: Numbers) -> Numbers:
    """Return what is seen in steps of its spread, row by row, and after it the pairs."""
    steps = np.clip((seen - middle) / spread, -FARTHEST, FARTHEST)
    pairs = steps[..., PAIRS[0]] * steps[..., PAIRS[1]]
    return np.concatenate([steps, pairs], axis=-1)


def belief(sight: Sight, *, with_meaning: bool) -> float:
    """Return how likely it is, from 0 to 1, that the need is asked for."""
    found = _weights("with_meaning" if with_meaning else "alone")
    steps = spread_out(np.array(astuple(sight)), found.middle, found.spread)
    total = found.start + float(steps @ np.concatenate([found.single, found.pairs]))
    return 1 / (1 + float(np.exp(-np.clip(total, -30, 30))))


@cache
def _weights(kind: str) -> Weights:
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))[kind]
    pairs = [f"{NAMES[a]} * {NAMES[b]}" for a, b in zip(*PAIRS, strict=True)]
    return Weights(
        np.array([found["middle"][name] for name in NAMES]),
        np.array([found["spread"][name] for name in NAMES]),
        found["start"],
        np.array([found["weights"][name] for name in NAMES]),
        np.array([found["weights"][pair] for pair in pairs]),
    )


def forget_weights() -> None:
    """Read the weights anew when they are wanted next: they have been fitted again."""
    _weights.cache_clear()
