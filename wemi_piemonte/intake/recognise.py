"""From what a person writes to the needs it holds, each with the words it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from wemi_piemonte.intake import grams, likeness
from wemi_piemonte.intake.clauses import Clause, clauses, language_of
from wemi_piemonte.intake.likeness import Likeness, Scores
from wemi_piemonte.intake.words import clean, fold, is_han, is_silent, tokens
from wemi_piemonte.taxonomy import tree

MOST_NEEDS = 8
FEWEST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a need is believed in, and where it is only a candidate."""

    # A clause speaks of a need when its best score reaches this...
    believed: float = 0.30
    # ...and of another one too, when that reaches this share of the best.
    share: float = 0.80
    # Below this a clause says nothing at all.
    silent: float = 0.17
    # A word tells when it points to at most this many needs.
    telling_spread: int = 10
    # The words of a clause must tell at least this much before it is listened to.
    telling_words: float = 2.2


SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A need seen in a text: its score from 0 to 1, and the words of the text it rests on."""

    code: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for: needs believed in, and candidates worth asking about."""

    language: str
    needs: tuple[Recognised, ...] = ()
    candidates: tuple[Recognised, ...] = ()


@cache
def engine() -> Likeness:
    """Return the compiled lexicon; read once a process."""
    codes = tree.need_codes()
    return Likeness(codes, likeness.read(codes))


def recognise(text: str, locale: str, settings: Settings = SETTINGS) -> Understood:
    """Return the needs that a text holds, best first; nothing when it asks for nothing.

    Needs that are denied, already met, somebody else's or only mentioned are left out.
    """
    language = language_of(clean(text[:4000]), locale)
    found = clauses(text, language)
    asking = [clause for clause in found if not clause.turn]
    heard = [h for clause in _with_context(asking) if (h := _heard(clause, language, settings))]
    if not heard:
        return Understood(language)
    best = np.max([scores for _, scores in heard], axis=0)
    believed: dict[int, float] = {}
    for _, scores in heard:
        top = float(scores.max())
        if top < settings.believed:
            continue
        for number in np.nonzero(scores >= max(settings.believed, top * settings.share))[0]:
            believed[int(number)] = max(believed.get(int(number), 0.0), float(scores[number]))
    order = [int(number) for number in np.argsort(-best, kind="stable")]
    chosen = [n for n in order if n in believed][:MOST_NEEDS]
    others = [n for n in order if n not in chosen][: max(FEWEST_SHOWN, FEWEST_SHOWN - len(chosen))]
    return Understood(
        language,
        tuple(_recognised(n, best, asking, language) for n in chosen),
        tuple(_recognised(n, best, asking, language) for n in others),
    )


def _with_context(asking: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, and each pair of neighbours of one sentence as one more."""
    return list(asking)


def _heard(clause: Clause, language: str, settings: Settings) -> tuple[Clause, Scores] | None:
    if _telling(clause.text, language, settings) < settings.telling_words:
        return None
    scores = engine().of(clause.text, language)
    return (clause, scores) if scores.max() >= settings.silent else None


def _telling(text: str, language: str, settings: Settings) -> float:
    """Return how much the words of a text tell: the rarer among needs, the more."""
    tables = engine().tables
    total = 0.0
    for surface, _, _ in tokens(text):
        known = engine().known(np.array(sorted(grams.stems(surface, language)), dtype=np.uint64))
        if len(known) and tables["spread"][known].min() <= settings.telling_spread:
            total += float(tables["telling"][known].max())
    return total


def _recognised(
    number: int, best: Scores, asking: Sequence[Clause], language: str
) -> Recognised:
    words: dict[str, float] = {}
    tables = engine().tables
    for clause in asking:
        for surface, _, _ in tokens(clause.text):
            folded = fold(surface)
            if is_silent(folded, language) and not is_han(folded):
                continue
            known = engine().known(
                np.array(sorted(grams.stems(surface, language)), dtype=np.uint64)
            )
            for feature in known:
                first, last = tables["odds_starts"][feature], tables["odds_starts"][feature + 1]
                if number in tables["odds_need"][first:last]:
                    weight = float(tables["telling"][feature])
                    words[surface] = max(words.get(surface, 0.0), weight)
    strongest = sorted(words, key=lambda word: (-words[word], word))[:5]
    score = min(1.0, float(best[number]))
    return Recognised(tree.need_codes()[number], round(max(score, 0.0), 3), tuple(strongest))
