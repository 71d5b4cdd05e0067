"""Where the words of a question are found, and how well."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wemi_piemonte.search.index.columns import Flags
from wemi_piemonte.search.index.question import Group, Question, Term, term_of
from wemi_piemonte.search.index.snapshot import Impacts, Snapshot
from wemi_piemonte.search.rules import Weights

Scores = npt.NDArray[np.float32]

MOST_GUESSED = 3


@dataclass(slots=True)
class Matched:
    """The rows that have the words, with their scores; no flags where nothing was asked.

    `relaxed` says that no row has them all; `did_you_mean` is the text with the words that
    nobody uses put right.
    """

    flags: Flags | None = None
    scores: Scores | None = None
    relaxed: bool = False
    did_you_mean: str | None = None
    by_text: list[tuple[str, Impacts]] = field(default_factory=list)
    by_label: list[tuple[str, Impacts]] = field(default_factory=list)

    def in_text(self, row: int) -> tuple[str, ...]:
        """Return the words that a row has in its text, as they were looked up."""
        return tuple(word for word, impacts in self.by_text if impacts[row])

    def in_label(self, row: int) -> tuple[str, ...]:
        """Return the words that stand in the label of a row's needs, in some language."""
        return tuple(word for word, impacts in self.by_label if impacts[row])


def _both(by_text: Impacts, by_label: Impacts) -> Impacts:
    """Return the worth of what is in the text, in the label, or in both, which is worth more."""
    left = np.uint16(255) - by_text
    found: Impacts = (255 - left * (np.uint16(255) - by_label) // 255).astype(np.uint8)
    return found


def matched_by(snapshot: Snapshot, question: Question, locale: str, weights: Weights) -> Matched:
    """Return where the words are; a text without any word is found nowhere."""
    if question.empty:
        return Matched()
    return _Matching(snapshot, question, locale, weights).matched()


class _Matching:
    def __init__(
        self, snapshot: Snapshot, question: Question, locale: str, weights: Weights
    ) -> None:
        self._snapshot = snapshot
        self._question = question
        self._locale = locale
        self._weights = weights
        self._corrected: dict[str, str] = {}
        self._found = Matched(flags=np.zeros(snapshot.columns.count, dtype=bool))

    def matched(self) -> Matched:
        worths = [self._worth(group) for group in self._question.groups]
        if worths:
            self._combine(worths)
        if self._question.phrases:
            self._keep_phrases()
        if self._corrected:
            self._found.did_you_mean = self._put_right()
        return self._found

    def _worth(self, group: Group) -> Impacts:
        """Return what a group of words is worth in each row; zero where it is not found."""
        parts = [self._worth_of(term) for term in group.terms]
        if len(parts) == 1:
            return parts[0]
        there = np.sum([part > 0 for part in parts], axis=0) >= group.least
        mean = np.maximum(np.mean(parts, axis=0), 1).astype(np.uint8)
        found: Impacts = mean * there
        return found

    def _worth_of(self, term: Term) -> Impacts:
        by_text, by_label = self._snapshot.impacts(term)
        worth = _both(by_text, by_label) if term.needs else by_text
        word = term.surface
        if not worth.any():
            worth = by_text = self._guessed(term)
            word = self._corrected.get(word, word)
        self._found.by_text.append((word, by_text))
        if term.needs:
            self._found.by_label.append((word, by_label))
        return worth

    def _guessed(self, term: Term) -> Impacts:
        """Return what words one slip away are worth, in the place of one that nobody uses."""
        found: Impacts = np.zeros(self._snapshot.columns.count, dtype=np.uint8)
        most = 0
        fields = dict.fromkeys((self._locale, "it", "names"))
        for word in self._snapshot.spelling.guesses(term.folded, fields)[:MOST_GUESSED]:
            by_text, by_label = self._snapshot.impacts(term_of(word, self._locale))
            worth = _both(by_text, by_label)
            often = int(np.count_nonzero(worth))
            if often > most:
                most, self._corrected[term.surface] = often, word
            np.maximum(found, (worth * self._weights.guessed).astype(np.uint8), out=found)
        return found

    def _put_right(self) -> str:
        text = self._question.text
        for typed, meant in self._corrected.items():
            text = text.replace(typed, meant)
        return " ".join(text.split())

    def _combine(self, worths: list[Impacts]) -> None:
        """Keep the rows that have all words, or else most of them, and score them."""
        shares = self._shares(worths)
        flags = np.minimum.reduce(worths) > 0
        if len(worths) > 1 and not flags.any():
            mass = np.sum(
                [share * (worth > 0) for share, worth in zip(shares, worths, strict=True)], axis=0
            )
            flags = mass >= max(self._weights.relaxed_share * float(mass.max()), 1e-6)
            self._found.relaxed = bool(flags.any())
        rows = np.flatnonzero(flags)
        scores = np.zeros(len(flags), dtype=np.float32)
        for share, worth in zip(shares, worths, strict=True):
            scores[rows] += (share / 255) * worth[rows]
        self._found.flags, self._found.scores = flags, scores

    def _shares(self, worths: list[Impacts]) -> Scores:
        """Return how much each word counts: the rarer, the more; together one."""
        alive = max(1, int(np.count_nonzero(self._snapshot.columns.alive)))
        often = np.array([max(1, int(np.count_nonzero(worth))) for worth in worths])
        rarity = np.log1p(alive / often).astype(np.float32)
        found: Scores = rarity / rarity.sum()
        return found

    def _keep_phrases(self) -> None:
        """Leave only the rows in whose stream of words each phrase stands as quoted."""
        assert self._found.flags is not None
        rows = np.flatnonzero(self._found.flags)
        for phrase in self._question.phrases:
            rows = self._snapshot.rows_with(phrase, rows)
        flags = np.zeros(len(self._found.flags), dtype=bool)
        flags[rows] = True
        self._found.flags = flags
