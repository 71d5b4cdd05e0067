"""One committed state of the index, never changed: what all threads of a process search in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wemi_piemonte.intake import words
from wemi_piemonte.search.index import text
from wemi_piemonte.search.index.columns import Columns
from wemi_piemonte.search.index.postings import Docs, Postings, merged
from wemi_piemonte.search.index.question import Term, question_of, term_of
from wemi_piemonte.search.index.rows import ROW, Rows
from wemi_piemonte.search.index.spelling import Spelling
from wemi_piemonte.search.index.text import NO_ROW, RowNumbers
from wemi_piemonte.search.rules import WEIGHTS, Query
from wemi_piemonte.taxonomy import tree

# To be counted up when what is stored changes its meaning.
FORMAT = 2

TEXT, ROWS, GUESSES = "text", "rows", "guesses"

# Segments from this size on are read where they lie; the smaller ones are merged in memory,
# and those that commits merge no more only once.
LEFT_ON_DISK = 2000
# The words of which the impacts on all rows are kept, so that they are gathered once.
MOST_KEPT_WORDS = 256
KEPT_FROM_SHARE = 1 / 64

Impacts = npt.NDArray[np.uint8]
RowList = npt.NDArray[np.int64]

# So many rows at a time are looked through for a phrase, to keep memory small.
PHRASE_ROWS = 4096


@cache
def rules_in_force() -> str:
    """Return the fingerprint of all that an index depends on beside the listings."""
    parts: tuple[Any, ...] = (FORMAT, ROW.descr, sorted(WEIGHTS.parts.items()), WEIGHTS.saturation)
    parts += (WEIGHTS.usual_length, WEIGHTS.length_share, tree.need_codes(), words.fingerprint())
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


class BrokenIndexError(Exception):
    """The index can not be read, or was made by other rules: it has to be made anew."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Posting lists, and where the rows of their documents are.

    Documents are the rows from `first` on, or `rows` says which row each of them is.
    """

    postings: Postings
    first: int = 0
    rows: RowNumbers | None = None

    @classmethod
    def of(cls, postings: Postings, rows: RowNumbers) -> "_Part":
        # The last document of a commit carries what is said with it, and stands in no row.
        listings = rows[:-1] if rows[-1] == NO_ROW else rows
        first = int(listings[0]) if len(listings) else 0
        if (listings == np.arange(first, first + len(listings), dtype="<u4")).all():
            return cls(postings, first=first)
        return cls(postings, rows=rows)

    def gather(self, impacts: Impacts, documents: Docs, worth: Impacts) -> None:
        """Bring a list into the impacts of all rows, where the greater one holds."""
        if self.rows is None:
            impacts = impacts[self.first :]
            places: Docs = documents
        else:
            places = self.rows[documents]
        impacts[places] = np.maximum(impacts[places], worth)


class Snapshot:
    """Text, rows and columns of one commit."""

    def __init__(self, folder: Path, before: "Snapshot | None" = None) -> None:
        self.folder = folder
        committed = text.committed(folder / TEXT)
        self.generation = committed.generation
        self.meta = committed.meta
        if self.meta.get("rules") != rules_in_force():
            raise BrokenIndexError("the index was made by other rules than those in force")
        self._known: dict[str, tuple[Postings, RowNumbers]] = {}
        self.rows = Rows(folder / ROWS, self.meta["extents"])
        alive = self._load(committed.segments, before)
        self.columns = Columns(self.rows, alive)
        self._alive = alive.view(np.uint8)
        self._kept: dict[tuple[int, ...], tuple[Impacts, Impacts]] = {}
        # What was found beside listings: the rows with their distance in km, by question and day.
        self.beside: dict[tuple[Query, date], dict[int, float | None]] = {}
        self.spelling: Spelling = Spelling(
            self.rows.spelt, folder / GUESSES, before.spelling if before else None
        )

    def _load(
        self, segments: Iterable[text.Segment], before: "Snapshot | None"
    ) -> npt.NDArray[np.bool_]:
        """Map the segments, and return which rows are alive."""
        alive = np.zeros(len(self.rows), dtype=bool)
        self._parts: list[_Part] = []
        middle: dict[str, tuple[Postings, RowNumbers]] = {}
        small: dict[str, tuple[Postings, RowNumbers]] = {}
        for segment in segments:
            postings, rows = self._segment(segment, before)
            kept = np.ones(segment.documents, dtype=bool)
            kept[list(segment.deleted)] = False
            numbers = rows[kept]
            numbers = numbers[numbers != NO_ROW]
            if len(numbers) and int(numbers.max()) >= len(self.rows):
                raise BrokenIndexError("a document stands in a row that is not there")
            alive[numbers] = True
            if segment.documents >= LEFT_ON_DISK:
                self._parts.append(_Part.of(postings, rows))
            else:
                group = middle if segment.documents > text.MOST_MERGED else small
                group[segment.path.name] = (postings, rows)
        self._middle = self._merged_middle(middle, before)
        self._parts += [_Part(self._middle[1]), _Part(merged(small.values()))]
        return alive

    def _merged_middle(
        self, parts: dict[str, tuple[Postings, RowNumbers]], before: "Snapshot | None"
    ) -> tuple[frozenset[str], Postings]:
        names = frozenset(parts)
        if before is not None and before.middle()[0] == names:
            return before.middle()
        return names, merged(parts.values())

    def middle(self) -> tuple[frozenset[str], Postings]:
        """Return the segments of middle size, merged, for the next snapshot to take over."""
        return self._middle

    def _segment(
        self, segment: text.Segment, before: "Snapshot | None"
    ) -> tuple[Postings, RowNumbers]:
        name = segment.path.name
        found = before.known(name) if before and before.folder == self.folder else None
        if found is None:
            found = text.postings_of(segment), text.row_numbers(segment)
        self._known[name] = found
        return found

    def known(self, name: str) -> tuple[Postings, RowNumbers] | None:
        """Return a segment that this snapshot has read, for the next one to take over."""
        return self._known.get(name)

    def impacts(self, term: Term) -> tuple[Impacts, Impacts]:
        """Return what a word is worth in each row: by its text, and by its labels."""
        found = self._kept.get(term.keys)
        if found is None:
            found = self._by_text(term), self._by_label(term.needs)
            often = np.count_nonzero(found[0]) >= KEPT_FROM_SHARE * len(self.rows)
            if often or term.needs:
                if len(self._kept) >= MOST_KEPT_WORDS:
                    self._kept = {}
                self._kept[term.keys] = found
        return found

    def _by_text(self, term: Term) -> Impacts:
        impacts = np.zeros(len(self.rows), dtype=np.uint8)
        keys = term.key_array()
        for part in self._parts:
            for number, documents, worth in part.postings.find(keys):
                own = worth if number < term.own else _FOREIGN[worth]
                part.gather(impacts, documents, own)
        impacts *= self._alive
        return impacts

    def _by_label(self, needs: tuple[str, ...]) -> Impacts:
        if not needs:
            return np.zeros(len(self.rows), dtype=np.uint8)
        columns = self.columns
        bits = columns.any_of("need", needs) & columns.alive_bits
        flags = np.unpackbits(bits.view(np.uint8), count=columns.count, bitorder="little")
        worth = WEIGHTS.label * min(1.0, (2 / len(needs)) ** 0.5)
        return flags * np.uint8(round(255 * worth))

    def often(self, word: str, locale: str) -> int:
        """Return in how many listings a word stands."""
        return int(np.count_nonzero(self.impacts(term_of(word, locale))[0]))

    def rows_with(self, phrase: tuple[int, ...], rows: RowList) -> RowList:
        """Return those of `rows` in which these words stand side by side."""
        found = [
            self._with_phrase(phrase, rows[at : at + PHRASE_ROWS])
            for at in range(0, len(rows), PHRASE_ROWS)
        ]
        return np.concatenate(found) if found else rows

    def _with_phrase(self, phrase: tuple[int, ...], rows: RowList) -> RowList:
        table = self.rows.rows
        starts = table["tokens"][rows].astype(np.int64)
        lengths = table["token_count"][rows].astype(np.int64)
        firsts = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(starts - firsts, lengths)
        stream = self.rows.tokens[places]
        hits = np.flatnonzero(stream == np.uint32(phrase[0]))
        for ahead, token in enumerate(phrase[1:], start=1):
            # Each text ends with a gap, so that a phrase never runs on into the next one.
            hits = hits[hits + ahead < len(stream)]
            hits = hits[stream[hits + ahead] == np.uint32(token)]
        return rows[np.unique(np.searchsorted(firsts, hits, side="right") - 1)]

    def warm(self, count: int = 256) -> None:
        """Touch the longest lists and the Italian dictionary, so that no request waits for them."""
        question_of("casa", "it")
        for part in self._parts:
            postings = part.postings
            for at in postings.commonest(count):
                start, end = int(postings.starts[at]), int(postings.ends[at])
                postings.docs[start:end:1024].sum()
                postings.impacts[start:end:4096].sum()


def open_snapshot(folder: Path, before: Snapshot | None = None) -> Snapshot:
    """Return the newest state of a generation; raises BrokenIndexError when it can not be read."""
    try:
        return Snapshot(folder, before)
    except BrokenIndexError:
        raise
    except Exception as error:
        # Files that break off or hold anything at all fail in every way one can think of.
        raise BrokenIndexError(f"{type(error).__name__}: {error}") from error


_FOREIGN = np.round(np.arange(256) * WEIGHTS.foreign).astype(np.uint8)
