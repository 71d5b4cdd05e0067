"""The words in use: those one slip away from a word that nobody uses, those that begin like it."""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wemi_piemonte.intake import words as w

SHORTEST, LONGEST = 4, 24
MOST_GUESSES = 8
MOST_LOOKED_AT = 64

MAGIC = b"WEMISPL2"
HEADER = np.dtype([("magic", "S8"), ("lines", "<u8"), ("remains", "<u8"), ("checksum", "<u8")])

Numbers = npt.NDArray[np.uint32]


class Spelling:
    """The words in use, found also by what is left of them when one letter is taken out.

    Most stand in a mapped file made with the index; those of later listings are few.
    """

    def __init__(self, words: npt.NDArray[np.uint8], path: Path, before: "Spelling | None") -> None:
        self._words = words
        self._path = path
        self._starts, self._hashes, self._owners, self._order = _mapped(path)
        self._later: dict[int, tuple[str, ...]] = {}
        self._read = int(self._starts[-1])
        if before is not None and before.follows(path, len(words)):
            self._later, self._read = dict(before.later()), before.read()
        for line in words[self._read :].tobytes().decode().split("\n")[:-1]:
            for number in _hashes_of(line):
                self._later[number] = (*self._later.get(number, ()), line)
        self._read = len(words)

    def follows(self, path: Path, size: int) -> bool:
        """Say whether what was read here is the beginning of a list of this size."""
        return self._path == path and self._read <= size

    def later(self) -> dict[int, tuple[str, ...]]:
        return self._later

    def read(self) -> int:
        return self._read

    def guesses(self, folded: str, fields: Iterable[str]) -> list[str]:
        """Return words in use that are one slip away, nearest first."""
        if not SHORTEST <= len(folded) <= LONGEST or folded.isdecimal():
            return []
        found: dict[str, None] = {}
        for field in fields:
            for left in _remains(folded):
                for line in self._lines_of(_hash(field, left)):
                    word = line.partition("\t")[2]
                    if one_slip(folded, w.fold(word)):
                        found[word] = None
        ranked = sorted(found, key=lambda word: (abs(len(word) - len(folded)), word))
        return ranked[:MOST_GUESSES]

    def beginnings(self, folded: str, fields: Iterable[str]) -> list[str]:
        """Return words in use that begin with these folded letters, at most sixty-four."""
        found: dict[str, None] = {}
        for field in fields:
            start = f"{field}\t{folded}"
            at = bisect_left(self._order, start, key=self._folded_line)
            for number in self._order[at : at + MOST_LOOKED_AT].tolist():
                line = self._line(number)
                if not _folded(line).startswith(start):
                    break
                found[line.partition("\t")[2]] = None
            later = {line for lines in self._later.values() for line in lines}
            found |= dict.fromkeys(
                line.partition("\t")[2] for line in sorted(later) if _folded(line).startswith(start)
            )
        return list(found)[:MOST_LOOKED_AT]

    def _line(self, number: int) -> str:
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        return self._words[start : end - 1].tobytes().decode()

    def _folded_line(self, number: int) -> str:
        return _folded(self._line(number))

    def _lines_of(self, wanted: int) -> Iterator[str]:
        first = int(np.searchsorted(self._hashes, np.uint32(wanted), side="left"))
        last = int(np.searchsorted(self._hashes, np.uint32(wanted), side="right"))
        for owner in self._owners[first : min(last, first + MOST_LOOKED_AT)].tolist():
            yield self._line(owner)
        yield from self._later.get(wanted, ())[:MOST_LOOKED_AT]


def write(path: Path, lines: Sequence[str]) -> None:
    """Write the table for a word list, whose lines are a field, a tab and a word."""
    hashes: list[int] = []
    owners: list[int] = []
    starts = [0]
    for number, line in enumerate(lines):
        starts.append(starts[-1] + len(line.encode()) + 1)
        for each in _hashes_of(line):
            hashes.append(each)
            owners.append(number)
    every = np.array(hashes, dtype="<u4")
    order = np.argsort(every, kind="stable")
    spelt = sorted(range(len(lines)), key=lambda number: _folded(lines[number]))
    parts = [
        np.array(starts, dtype="<u4").tobytes(),
        every[order].tobytes(),
        np.array(owners, dtype="<u4")[order].tobytes(),
        np.array(spelt, dtype="<u4").tobytes(),
    ]
    checksum = zlib.crc32(b"".join(parts))
    header = np.array((MAGIC, len(lines), len(hashes), checksum), dtype=HEADER)
    path.write_bytes(b"".join([header.tobytes(), *parts]))


def is_intact(path: Path) -> bool:
    """Say whether the file still holds what was written; reads all of it."""
    content = path.read_bytes()
    header = np.frombuffer(content[: HEADER.itemsize], dtype=HEADER)[0]
    return zlib.crc32(content[HEADER.itemsize :]) == int(header["checksum"])


def _folded(line: str) -> str:
    field, _, word = line.partition("\t")
    return f"{field}\t{w.fold(word)}"


def _mapped(path: Path) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    whole = np.asarray(np.memmap(path, dtype="u1", mode="r"))
    header = whole[: HEADER.itemsize].view(HEADER)[0]
    lines, remains = int(header["lines"]), int(header["remains"])
    if header["magic"] != MAGIC or len(whole) != HEADER.itemsize + 4 * (
        2 * lines + 1 + 2 * remains
    ):
        raise OSError(f"{path.name} is not whole")
    numbers = whole[HEADER.itemsize :].view("<u4")
    first, second, third = np.cumsum((lines + 1, remains, remains)).tolist()
    return numbers[:first], numbers[first:second], numbers[second:third], numbers[third:]


def _hashes_of(line: str) -> Iterator[int]:
    field, _, word = line.partition("\t")
    beginning = _beginning(field)
    for left in _remains(w.fold(word)):
        yield zlib.crc32(left.encode(), beginning)


def _remains(folded: str) -> Iterator[str]:
    if SHORTEST <= len(folded) <= LONGEST:
        yield folded
        yield from {folded[:at] + folded[at + 1 :] for at in range(len(folded))}


def _hash(field: str, left: str) -> int:
    return zlib.crc32(left.encode(), _beginning(field))


@cache
def _beginning(field: str) -> int:
    return zlib.crc32(field.encode())


def one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter too many, too few, wrong or swapped makes one word the other."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    pairs = enumerate(zip(typed, meant, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(typed), len(meant)))
    rest, other = typed[first:], meant[first:]
    if len(typed) != len(meant):
        longer, shorter = (rest, other) if len(rest) > len(other) else (other, rest)
        return longer[1:] == shorter
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
