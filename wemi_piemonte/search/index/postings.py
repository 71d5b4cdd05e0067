"""Posting lists as flat arrays in a mapped file: looked up by hash, read without decoding."""

import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

MAGIC = b"WEMIPST1"
HEADER = np.dtype([("magic", "S8"), ("terms", "<u8"), ("postings", "<u8")])

Keys = npt.NDArray[np.uint64]
Docs = npt.NDArray[np.uint32]
Impacts = npt.NDArray[np.uint8]


@lru_cache(maxsize=65536)
def key_of(field: str, term: str) -> int:
    """Return the number under which a field's term is found.

    Among a million terms two share a number once in forty million indexes.
    """
    digest = hashlib.blake2b(f"{field}\0{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class PostingsWriter:
    """Gathers the lists of a segment, and writes them in the order of their keys."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._starts = array("Q", [0])
        self._docs = array("I")
        self._impacts = bytearray()

    def add(self, field: str, term: str, docs: "array[int]", impacts: Iterable[int]) -> None:
        self._keys.append(key_of(field, term))
        self._docs.extend(docs)
        self._impacts.extend(impacts)
        self._starts.append(len(self._docs))

    def write(self, file: BinaryIO) -> None:
        keys = np.array(self._keys, dtype="<u8")
        order = np.argsort(keys)
        starts = np.frombuffer(self._starts, dtype="<u8") if self._keys else np.zeros(1, "<u8")
        parts = [
            keys[order].tobytes(),
            starts[:-1][order].tobytes(),
            starts[1:][order].tobytes(),
            np.array(self._docs, dtype="<u4").tobytes(),
            bytes(self._impacts),
        ]
        header = np.array((MAGIC, len(keys), len(self._docs)), dtype=HEADER)
        file.write(b"".join([header.tobytes(), *parts]))


@dataclass(frozen=True, slots=True)
class Postings:
    """The lists of a segment: those of `keys[n]` lie from `starts[n]` to `ends[n]`."""

    keys: Keys
    starts: Keys
    ends: Keys
    docs: Docs
    impacts: Impacts

    @classmethod
    def map(cls, path: Path) -> "Postings":
        """Map a file; raises OSError when it is cut short or not one of ours."""
        size = path.stat().st_size
        if size < HEADER.itemsize:
            raise OSError(f"{path.name} is too short")
        whole = np.asarray(np.memmap(path, dtype="u1", mode="r"))
        header = whole[: HEADER.itemsize].view(HEADER)[0]
        terms, postings = int(header["terms"]), int(header["postings"])
        if header["magic"] != MAGIC or size != HEADER.itemsize + 24 * terms + 5 * postings:
            raise OSError(f"{path.name} is not whole")
        at = HEADER.itemsize
        numbers = whole[at : at + 24 * terms].view("<u8").reshape(3, terms)
        at += 24 * terms
        docs = whole[at : at + 4 * postings].view("<u4")
        return cls(numbers[0], numbers[1], numbers[2], docs, whole[at + 4 * postings :])

    def find(self, keys: Keys) -> list[tuple[int, Docs, Impacts]]:
        """Return (position in `keys`, documents, impacts) for each key that has a list."""
        if not len(self.keys):
            return []
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        found = []
        for number in np.flatnonzero(self.keys[at] == keys).tolist():
            place = at[number]
            start, end = int(self.starts[place]), int(self.ends[place])
            found.append((number, self.docs[start:end], self.impacts[start:end]))
        return found

    def commonest(self, count: int) -> list[int]:
        """Return the positions of the longest lists."""
        lengths = self.ends - self.starts
        if len(lengths) <= count:
            return list(range(len(lengths)))
        found: list[int] = np.argpartition(lengths, -count)[-count:].tolist()
        return found


def merged(parts: Iterable[tuple[Postings, npt.NDArray[np.uint32]]]) -> Postings:
    """Return several small segments as one, its documents numbered by rows."""
    keys, docs, impacts = [], [], []
    for part, rows in parts:
        if not len(part.docs):
            continue
        lengths = (part.ends - part.starts).astype(np.int64)
        picked = _spread(part.starts.astype(np.int64), lengths)
        keys.append(np.repeat(part.keys, lengths))
        docs.append(rows[part.docs[picked]])
        impacts.append(part.impacts[picked])
    if not keys:
        none = np.zeros(0, dtype="<u8")
        return Postings(none, none, none, np.zeros(0, dtype="<u4"), np.zeros(0, dtype="u1"))
    every = np.concatenate(keys)
    order = np.argsort(every, kind="stable")
    every = every[order]
    firsts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1])))
    ends = np.append(firsts[1:], len(every))
    return Postings(
        every[firsts],
        firsts.astype("<u8"),
        ends.astype("<u8"),
        np.concatenate(docs)[order],
        np.concatenate(impacts)[order],
    )


def _spread(starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the positions that the lists take, one list after the other."""
    total = int(lengths.sum())
    firsts = np.cumsum(lengths) - lengths
    return np.arange(total) - np.repeat(firsts, lengths) + np.repeat(starts, lengths)
