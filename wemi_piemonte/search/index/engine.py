"""Answers a query on a snapshot: words, filters, order and counts, in arrays all through."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from wemi_piemonte.search.index.columns import Bits, Numbers, packed, unpacked
from wemi_piemonte.search.index.filters import Filters
from wemi_piemonte.search.index.matching import Matched, matched_by
from wemi_piemonte.search.index.question import question_of
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.search.rules import FACETS, WEIGHTS, Query, Sort, Weights

RowList = npt.NDArray[np.int64]

# Scores that differ by less than one of these steps are equal, and the standing order decides.
SCORE_STEPS = 1 << 14
EARTH_RADIUS_M = 6_371_009
# The squared chord to the other side of the globe is 4; what has no place lies beyond.
NOWHERE = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one page in order, and what is said of all that was found."""

    total: int
    rows: list[int]
    facets: dict[str, dict[str, int]]
    words: tuple[str, ...]
    filters: Filters
    matched: Matched


def search(
    snapshot: Snapshot,
    query: Query,
    today: date,
    *,
    facets: bool = True,
    weights: Weights = WEIGHTS,
) -> Found:
    """Return what a query finds; `today` settles freshness and the lot among equals."""
    return _Search(snapshot, query, today, weights).found(facets=facets)


class _Search:
    """One query on one snapshot, on one day."""

    def __init__(self, snapshot: Snapshot, query: Query, today: date, weights: Weights) -> None:
        self._columns = snapshot.columns
        self._query = query
        self._today = today
        self._weights = weights
        self._question = question_of(query.text, query.locale)
        self._matched = matched_by(snapshot, self._question, query.locale, weights)
        self._filters = Filters(self._columns, query)
        flags = self._matched.flags
        self._text_bits = None if flags is None else packed(flags)

    def found(self, *, facets: bool) -> Found:
        bits = self._bits()
        total = int(np.bitwise_count(bits).sum())
        return Found(
            total=total,
            rows=self._page(bits, total),
            facets=self._facets(bits) if facets else {},
            words=self._question.words,
            filters=self._filters,
            matched=self._matched,
        )

    def _bits(self, without: str = "") -> Bits:
        """Return the rows that have the words and pass the filters, but for one of these."""
        bits = self._filters.all_bits(without=without)
        return bits if self._text_bits is None else bits & self._text_bits

    def _facets(self, bits: Bits) -> dict[str, dict[str, int]]:
        """Return the counts of each facet, its own filter left out."""
        shared = [kind for kind in FACETS if not self._filters.has(kind)]
        found = self._columns.counts(shared, bits) if shared else {}
        for kind in FACETS:
            if kind not in found:
                found |= self._columns.counts([kind], self._bits(without=kind))
        return {kind: found[kind] for kind in FACETS}

    def _page(self, bits: Bits, total: int) -> list[int]:
        query = self._query
        first = (query.page - 1) * query.per_page
        if query.page < 1 or query.per_page < 1 or first >= total:
            return []
        rows = np.flatnonzero(unpacked(bits, self._columns.count))
        merit, ranks = self._columns.standing(self._today)
        # One number to sort by: the worth first, then the standing order.
        keys = (self._worth(rows, merit) << 32) - ranks[rows]
        last = min(first + query.per_page, total)
        chosen = np.arange(total)
        if last < total:
            chosen = np.argpartition(-keys, last - 1)[:last]
        chosen = chosen[np.argsort(-keys[chosen])]
        found: list[int] = rows[chosen[first:last]].tolist()
        return found

    def _worth(self, rows: RowList, merit: Numbers) -> RowList:
        """Return the worth of rows in the order asked for, in whole steps."""
        chords = self._filters.chords
        if self._query.sort == Sort.DISTANCE and chords is not None:
            there = np.minimum(chords[rows], np.float32(NOWHERE)).astype(np.float64)
            metres = np.sqrt(there) * EARTH_RADIUS_M
            return -metres.astype(np.int64)
        if self._query.sort == Sort.RATING:
            # In hundredths of a star, rounded: what differs by less is as good as equal.
            ratings: RowList = np.rint(self._columns.rating[rows] * 100).astype(np.int64)
            return ratings
        return self._relevance(rows, merit)

    def _relevance(self, rows: RowList, merit: Numbers) -> RowList:
        """Return text x need x distance x freshness x availability."""
        scores = merit[rows]
        if self._matched.scores is not None:
            scores = scores * self._matched.scores[rows]
        wanted = (*self._query.needs, *self._question.named)
        if len(wanted) > 1 or self._question.named:
            scores = scores * self._filters.need_factor(wanted, rows, self._weights)
        if self._filters.chords is not None:
            scores = scores * self._filters.distance_factor(rows, self._weights)
        found: RowList = np.ceil(scores * SCORE_STEPS).astype(np.int64)
        return found
