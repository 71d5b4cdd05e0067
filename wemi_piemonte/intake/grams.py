"""What a text is made of, as numbers: runs of letters, stems, and stems side by side."""

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake.words import fold, is_han, is_silent, terms, tokens

Hashes = NDArray[np.uint64]
Counts = NDArray[np.float32]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
LENGTHS = (3, 4, 5)
HAN_LENGTHS = (1, 2, 3)


def flat(text: str) -> str:
    """Return a text as folded words between single spaces; Chinese runs stay together."""
    found: list[str] = []
    last = -1
    for surface, start, end in tokens(text):
        folded = fold(surface)
        if not folded:
            continue
        if is_han(folded):
            # Chinese comes in overlapping pairs: only the sign that is new is added.
            found.append(folded[-1] if start < last else f" {folded}")
        else:
            found.append(f" {folded}")
        last = end
    return f"{''.join(found)} "


def grams(letters: str) -> Hashes:
    """Return the runs of letters of a flat text as hashes, each as often as it stands there."""
    signs = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = HAN_LENGTHS if any(is_han(sign) for sign in letters) else LENGTHS
    found = [_runs(signs, length) for length in lengths if len(signs) >= length]
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)


def _runs(signs: Hashes, length: int) -> Hashes:
    with np.errstate(over="ignore"):
        total = np.full(len(signs) - length + 1, np.uint64(length), dtype=np.uint64)
        for shift in range(length):
            total = (total ^ signs[shift : len(signs) - length + 1 + shift]) * _MIX
            total ^= total >> _SHIFT
    return total


@lru_cache(maxsize=131072)
def term_hash(term: str) -> int:
    """Return the hash of a stem, or of two side by side: of another kind than runs of letters."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=65536)
def stems(surface: str, locale: str) -> tuple[str, ...]:
    """Return the stems of a word in a language; its folded form where it has none."""
    return terms(surface, locale, deep=False) or (fold(surface),)


def features(text: str, locale: str) -> tuple[Hashes, Counts]:
    """Return the distinct features of a text, and how often each stands in it.

    Stems of words that say something, every stem with the one beside it (silent words too: how a
    thing is said tells whether it is asked for), and runs of letters inside and across words.
    """
    said: list[int] = []
    before = "^"
    for surface, _, _ in tokens(text):
        folded = fold(surface)
        if not folded:
            continue
        own = stems(surface, locale)
        if not is_silent(folded, locale):
            said += [term_hash(stem) for stem in own]
        said.append(term_hash(f"{before} {own[0]}"))
        before = own[0]
    if before != "^":
        said.append(term_hash(f"{before} $"))
    every = np.concatenate([grams(flat(text)), np.array(said, dtype=np.uint64)])
    hashes, counts = np.unique(every, return_counts=True)
    return hashes, counts.astype(np.float32)
