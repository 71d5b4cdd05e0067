"""What a text is made of, as numbers: runs of three to five letters, and stems of its words."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake.words import fold, is_han, is_silent, terms, tokens

Hashes = NDArray[np.uint64]

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
    """Return the distinct runs of letters of a flat text, as hashes."""
    signs = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = HAN_LENGTHS if any(is_han(sign) for sign in letters) else LENGTHS
    found = [_runs(signs, length) for length in lengths if len(signs) >= length]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)


def _runs(signs: Hashes, length: int) -> Hashes:
    with np.errstate(over="ignore"):
        total = np.full(len(signs) - length + 1, np.uint64(length), dtype=np.uint64)
        for shift in range(length):
            total = (total ^ signs[shift : len(signs) - length + 1 + shift]) * _MIX
            total ^= total >> _SHIFT
    return total


@lru_cache(maxsize=65536)
def term_hash(term: str) -> int:
    """Return the hash of one stem, of another kind than those of runs of letters."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


def stems(surface: str, locale: str) -> tuple[int, ...]:
    """Return the hashes of the stems of a word; none for a silent one."""
    if is_silent(fold(surface), locale):
        return ()
    return tuple(term_hash(f"[{locale}] {term}") for term in terms(surface, locale, deep=False))


def features(text: str, locale: str) -> Hashes:
    """Return the distinct features of a text; those of each language are apart from all others."""
    words = {each for surface, _, _ in tokens(text) for each in stems(surface, locale)}
    runs = grams(flat(text)) ^ np.uint64(term_hash(f"[{locale}]"))
    return np.union1d(runs, np.fromiter(words, dtype=np.uint64, count=len(words)))


def gathered(
    starts: NDArray[np.int64], at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of all that is kept for the features `at`, and whose each is."""
    counts = starts[at + 1] - starts[at]
    first = np.repeat(starts[at] - np.append(0, np.cumsum(counts)[:-1]), counts)
    return np.arange(int(counts.sum())) + first, np.repeat(np.arange(len(at)), counts)


def joined(rows: Sequence[Hashes]) -> tuple[Hashes, NDArray[np.int32]]:
    """Return the features of many texts in one array, and beside each the number of its text."""
    lengths = [len(row) for row in rows]
    return np.concatenate(rows), np.repeat(np.arange(len(rows), dtype=np.int32), lengths)


def fingerprint(parts: Iterable[bytes]) -> str:
    """Return one name for several contents."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(hashlib.blake2b(part).digest())
    return digest.hexdigest()
