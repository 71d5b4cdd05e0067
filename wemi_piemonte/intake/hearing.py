"""What is heard in a text: its thoughts, and how much each is like what people say of a need."""

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from wemi_piemonte.intake import learning
from wemi_piemonte.intake.belief import UNASKED, Sight, belief
from wemi_piemonte.intake.clauses import Clause, clauses
from wemi_piemonte.intake.evidence import evidence
from wemi_piemonte.intake.likeness import Likeness
from wemi_piemonte.intake.meaning import Meaning, log_shares, meaning
from wemi_piemonte.intake.thoughts import Switching, thoughts
from wemi_piemonte.intake.words import is_han, tokens
from wemi_piemonte.taxonomy import tree

# The model is given no more signs of one stretch: it grows slow, and the beginning tells enough.
LONGEST_MEANT = 100
# What each call of the model costs beside its text, and a Chinese sign, counted in letters.
CALL, HAN = 18, 3

Shares = NDArray[np.float32]
"""Logarithms of the shares of all needs, and last of asking nothing."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How the views are weighed, and what is looked at."""

    # Scores of the lexicon become shares: the sharper, the more the best one takes.
    sharpness: float = 16.0
    # How much the model's view counts beside the lexicon's; nought leaves it unasked.
    meant: float = 0.4
    # How much of a text the model reads, in letters; the first thought it always reads. It takes
    # some four milliseconds for ten of them.
    effort: int = 150
    # It is not asked where the lexicon alone is as good as sure, of a need or of none (0 to 1).
    least_doubt: float = 0.04
    # Of each stretch so many needs are looked at, if their share (a logarithm) is not less.
    most_alike: int = 2
    least_share: float = -4.0
    # Asking nothing is the likelier, before a word is read.
    reserve: float = 1.0
    switching: Switching = field(default_factory=Switching)
    # Up to so many words a text may be one thought, and is also heard whole.
    short_text: int = 26


@dataclass(frozen=True, slots=True)
class Seen:
    """A need seen in a text: its number in the tree, and what is seen of it.

    `alone` is what would be seen if the thought that is most like it were all that was written;
    None where it is, or where the text is long.
    """

    number: int
    sight: Sight
    alone: Sight | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some clauses heard as one: what they come to, and whether the model was asked."""

    text: str
    shares: Shares
    is_meant: bool


@cache
def likeness(language: str) -> Likeness:
    """Return the compiled lexicon of a language; read once a process."""
    return Likeness(learning.tables(language, tree.need_codes()))


@lru_cache(maxsize=16384)
def _part(language: str, word: str) -> tuple[NDArray[np.float32], float]:
    return likeness(language).part(word, language)


def glimpse(text: str, language: str) -> NDArray[np.float32]:
    """Return about how much a text is like each need: its words one by one, without their order.

    Most words have been heard before, and what they bring is remembered.
    """
    parts = [_part(language, surface) for surface, _, _ in tokens(text)]
    start: NDArray[np.float32] = np.asarray(likeness(language).tables["start"])[:-1]
    if not parts:
        return start
    length = np.float32(np.sqrt(sum(squares for _, squares in parts)))
    return np.asarray(start + np.sum([scores[:-1] for scores, _ in parts], axis=0) / length)


class Hearing:
    """One text in one language, cut into thoughts, each heard by the lexicon and the model."""

    def __init__(self, text: str, language: str, listening: Listening) -> None:
        self.language = language
        self._listening = listening
        self._nothing = len(tree.need_codes())
        self._clauses = clauses(text, language)
        self._asking = [each for each in self._clauses if not each.turn]
        self._likeness = likeness(language)
        self._model: Meaning | None = meaning(self._nothing) if listening.meant else None
        self._scores: dict[str, Shares] = {}
        self._meant: dict[str, Shares] = {}
        self._whole = " ".join(each.text for each in self._asking)
        self.is_short = _size(self._whole) <= listening.short_text
        self._thoughts = self._cut() if self._whole.strip() else []
        if self._thoughts:
            self._ask()
        self._stretches = self._all_stretches() if self._whole.strip() else []

    @property
    def with_meaning(self) -> bool:
        return self._model is not None

    def seen(self) -> list[Seen]:
        """Return each need that a thought, a clause, or a whole short text is most like."""
        found: dict[int, tuple[float, Stretch]] = {}
        for stretch in self._stretches:
            for number in self._best(stretch):
                share = float(stretch.shares[number])
                if share > max(self._listening.least_share, found.get(number, (-np.inf,))[0]):
                    found[number] = (share, stretch)
        return [
            Seen(n, self._sight(n, stretch), self._alone(n, stretch))
            for n, (_, stretch) in found.items()
        ]

    def shares(self) -> Shares:
        """Return the share of each need, not as logarithms, asking nothing left out.

        Of a short text the whole says best what comes first, of a longer one its clearest stretch.
        """
        if self.is_short:
            logs = self._of(self._whole)
        else:
            logs = np.max([each.shares for each in self._stretches], axis=0)
        return np.asarray(np.exp(logs)[:-1])

    def evidence(self, number: int, *, least: bool) -> tuple[str, ...]:
        """Return the words of the text that speak most for a need, as they were written."""

        def pull(word: str) -> tuple[float, float]:
            scores = _part(self.language, word)[0]
            return float(scores[number]), float(scores[:-1].max())

        return evidence([each.text for each in self._asking], self.language, pull, least=least)

    def clause_of(self, number: int) -> int:
        """Return which of the text's clauses speaks of a need most."""
        asking = [n for n, each in enumerate(self._clauses) if not each.turn]
        return max(asking, key=lambda n: float(self._score(self._clauses[n].text)[number]))

    def _cut(self) -> list[str]:
        """Cut what asks for something into thoughts."""
        heard = [self._clause(each) for each in self._clauses]
        sentences = [each.sentence for each in self._clauses]
        found = []
        for first, last in thoughts(heard, sentences, self._listening.switching):
            own = self._clauses[first:last]
            if not any(each.turn for each in own):
                found.append(" ".join(each.text for each in own))
        return found

    def _ask(self) -> None:
        """Ask the model about what the lexicon leaves in doubt, as far as its effort goes."""
        if self._model is None:
            return
        if self.is_short and len(set(self._thoughts)) < 2:
            doubts = {self._whole: 1.0}
        else:
            doubts = {text: self._doubt(text) for text in self._thoughts}
        left = self._listening.effort
        for text in sorted(doubts, key=lambda text: -doubts[text]):
            cut = text[:LONGEST_MEANT]
            left -= CALL + sum(HAN if is_han(sign) else 1 for sign in cut)
            if doubts[text] < self._listening.least_doubt or (left < 0 and self._meant):
                break
            self._meant[text] = self._model.of([cut])[0]
        if self.is_short and self._whole not in self._meant and self._meant:
            self._meant[self._whole] = _together(list(self._meant.values()))

    def _doubt(self, text: str) -> float:
        """Return from 0 to 1 how unsure the lexicon alone is whether a thought asks for a need."""
        stretch = Stretch(text, self._of(text), is_meant=False)
        sure = max(
            belief(self._sight(number, stretch), with_meaning=False)
            for number in self._best(stretch)
        )
        return 1 - abs(2 * sure - 1)

    def _best(self, stretch: Stretch) -> list[int]:
        """Return the needs that a stretch is most like, by their numbers in the tree."""
        found: list[int] = np.argsort(-stretch.shares[:-1])[: self._listening.most_alike].tolist()
        return found

    def _all_stretches(self) -> list[Stretch]:
        """Return the thoughts, the whole of a short text, and the clauses by themselves."""
        found = [
            Stretch(text, self._of(text), is_meant=text in self._meant) for text in self._thoughts
        ]
        if self.is_short:
            whole = self._whole
            found.append(Stretch(whole, self._of(whole), is_meant=whole in self._meant))
        known = {each.text for each in found}
        found += [
            Stretch(each.text, self._of(each.text, meant=False), is_meant=False)
            for each in self._asking
            if each.text not in known
        ]
        return found

    def _clause(self, clause: Clause) -> Shares:
        if clause.turn:
            # It denies, tells what is solved, or of others: it asks for nothing.
            silent = np.full(self._nothing + 1, -20.0, dtype=np.float32)
            silent[-1] = 0.0
            return silent
        return self._of(clause.text, meant=False, reserve=0.0)

    def _score(self, text: str) -> Shares:
        if text not in self._scores:
            self._scores[text] = self._likeness.of(text, self.language)
        return self._scores[text]

    def _of(self, text: str, *, meant: bool = True, reserve: float | None = None) -> Shares:
        logs = log_shares(self._score(text)[None] * self._listening.sharpness)[0]
        if meant and text in self._meant:
            logs = logs + self._listening.meant * self._meant[text]
        logs[-1] += self._listening.reserve if reserve is None else reserve
        found: Shares = log_shares(logs[None])[0]
        return found

    def _sight(self, number: int, stretch: Stretch) -> Sight:
        scores, whole = self._score(stretch.text), self._score(self._whole)
        meant = self._meant.get(stretch.text) if stretch.is_meant else None
        whole_meant = self._meant.get(self._whole) if self.is_short else None
        return Sight(
            score=float(scores[number]),
            nothing=float(scores[-1]),
            runner_up=float(np.delete(scores[:-1], number).max()),
            meant=UNASKED if meant is None else float(meant[number]) / 10,
            meant_nothing=_by_tens(meant),
            words=log(_size(stretch.text) + 1),
            whole_nothing=float(whole[-1]),
            whole_meant_nothing=_by_tens(whole_meant),
            whole_score=float(whole[number]),
            thoughts=min(len(self._thoughts), 8) / 8,
            share=max(float(stretch.shares[number]), -14.0),
            is_whole=float(stretch.text == self._whole),
            is_short=float(self.is_short),
            unasked=float(meant is None),
        )

    def _alone(self, number: int, stretch: Stretch) -> Sight | None:
        """Return what would be seen of a need in one of several thoughts if it stood alone."""
        if not self.is_short or len(self._thoughts) < 2 or stretch.text not in self._thoughts:
            return None
        sight = self._sight(number, stretch)
        return replace(
            sight,
            whole_nothing=sight.nothing,
            whole_meant_nothing=sight.meant_nothing,
            whole_score=sight.score,
            thoughts=1 / 8,
            is_whole=1.0,
        )


def _together(meant: list[Shares]) -> Shares:
    """Return what thoughts mean as one text: what any of them asks for, nothing if none does."""
    found = np.max(meant, axis=0)
    found[-1] = np.min([each[-1] for each in meant])
    whole: Shares = log_shares(found[None])[0]
    return whole


def _by_tens(meant: Shares | None) -> float:
    return UNASKED if meant is None else max(float(meant[-1]), -10.0) / 10


def _size(text: str) -> int:
    return sum(1 for _ in tokens(text))
