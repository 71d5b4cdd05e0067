"""From what a person writes to the needs it holds, each with the words it rests on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from wemi_piemonte.intake.belief import belief
from wemi_piemonte.intake.clauses import LONGEST_TEXT, language_of
from wemi_piemonte.intake.hearing import Hearing, Listening, glimpse, likeness
from wemi_piemonte.intake.lexicon import lexicon, locales
from wemi_piemonte.intake.words import clean, fold, is_silent, tokens
from wemi_piemonte.taxonomy import tree

MOST_NEEDS = 8
FEWEST_SHOWN = 3
# How much counts what would be believed if a thought stood alone, where it stands beside others.
ALONE = 0.5
# A candidate with such a score is worth asking about, whichever word it rests on.
LIKELY = 0.003
# Among so many needs, the likeliest first, candidates are looked for.
FARTHEST_ASKED = 12
# How much of a score is belief.
BELIEF_SHARE = 0.2
# A score of the lexicon that few words about other things reach.
GLANCE = 0.2
# How many of the needs that a text is near at a first glimpse are looked at again.
GLIMPSED = 3
# Where silence would be the greater harm, less is enough.
NEVER_SILENCED = frozenset({"protection.violence", "protection.trafficking"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How a text is listened to, and from where on a need in it is believed in (0 to 1)."""

    listening: Listening = field(default_factory=Listening)
    # In a short text, which is heard whole, and in a longer one ...
    short_floor: float = 0.26
    long_floor: float = 0.37
    # ... and where nothing is, something is offered from here on.
    possible: float = 0.02


SETTINGS = Settings()
QUICK = Settings(Listening(meant=0.0))
"""By the lexicon alone, for pages that need an answer in a millisecond."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A need seen in a text: its score from 0 to 1, the words it rests on, and where it is told.

    `clause` is the number, among `clauses` of the text, of the one that speaks of it most.
    """

    code: str
    score: float
    evidence: tuple[str, ...]
    clause: int = 0


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for: needs believed in, and candidates worth asking about."""

    language: str
    needs: tuple[Recognised, ...] = ()
    candidates: tuple[Recognised, ...] = ()


def recognise(text: str, locale: str, settings: Settings = SETTINGS) -> Understood:
    """Return the needs that a text holds, best first; nothing when it asks for nothing.

    Needs that are denied, already met, somebody else's or only mentioned are left out.
    """
    heard = heard_in(text, locale, settings)
    floor = settings.short_floor if heard.is_short else settings.long_floor
    beliefs = _beliefs(heard, floor)
    believed = [n for n, degree in beliefs.items() if degree >= _floor(n, floor)]
    if not believed and max(beliefs.values(), default=0.0) < settings.possible:
        return Understood(heard.language)
    scores = [
        BELIEF_SHARE * beliefs.get(n, 0.0) + (1 - BELIEF_SHARE) * float(share)
        for n, share in enumerate(heard.shares())
    ]
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
    chosen = [n for n in order if n in believed][:MOST_NEEDS]
    needs = tuple(_recognised(heard, n, scores[n], least=True) for n in chosen)
    others = [n for n in order if n not in chosen]
    return Understood(heard.language, needs, _candidates(heard, others, scores, len(chosen)))


def _beliefs(heard: Hearing, floor: float) -> dict[int, float]:
    """Return how far each need is believed in, from 0 to 1.

    Where one is, another told as clearly beside it is not drowned by it: it also counts what would
    be believed if it stood alone. Where none is, nothing is raised: silence stays silence.
    """
    seen = heard.seen()
    asked = heard.with_meaning
    found = {each.number: belief(each.sight, with_meaning=asked) for each in seen}
    if any(degree >= _floor(number, floor) for number, degree in found.items()):
        for each in seen:
            if each.alone is not None:
                alone = ALONE * belief(each.alone, with_meaning=asked)
                found[each.number] = max(found[each.number], alone)
    return found


def _candidates(
    heard: Hearing, order: Sequence[int], scores: Sequence[float], believed: int
) -> tuple[Recognised, ...]:
    """Return the needs that are worth asking about, best first, at most three.

    Those come in for which some word speaks, and what the whole is like also without one; others
    only where fewer than three needs would be shown in all, and then with no word.
    """
    found: list[Recognised] = []
    unspoken: list[Recognised] = []
    for number in order[:FARTHEST_ASKED]:
        likely = scores[number] >= LIKELY
        each = _recognised(heard, number, scores[number], least=likely)
        (found if likely or each.evidence else unspoken).append(each)
        if len(found) == FEWEST_SHOWN:
            break
    missing = max(0, FEWEST_SHOWN - believed - len(found))
    return (*found, *unspoken[:missing])


def heard_in(text: str, locale: str, settings: Settings = SETTINGS) -> Hearing:
    """Return what is heard in a text, asked for or not: what belief is learnt from."""
    language = language_of(clean(text[:LONGEST_TEXT]), locale)
    return Hearing(text, language, settings.listening)


def is_about(text: str, locale: str, codes: Collection[str]) -> bool:
    """Tell whether a few words are most like one of some needs.

    For pages that have no time: nothing is cut apart, denied or weighed. A text without any word
    that is said of these needs is left at that, and only one that at a first glimpse is near one of
    them is looked at as a whole.
    """
    cleaned = clean(text[:LONGEST_TEXT])
    hints = _hints(frozenset(codes))
    if not any(fold(surface) in hints for surface, _, _ in tokens(cleaned)):
        return False
    language = language_of(cleaned, locale)
    wanted = [number for number, code in enumerate(tree.need_codes()) if code in codes]
    near = np.argsort(-glimpse(cleaned, language))[:GLIMPSED]
    if not set(wanted).intersection(near.tolist()):
        return False
    scores = likeness(language).of(cleaned, language)
    number = int(np.argmax(scores))
    return number in wanted and bool(scores[number] > GLANCE)


@cache
def _hints(codes: frozenset[str]) -> frozenset[str]:
    """Return the words, in all languages, in which people ask for some needs or tell of them."""
    return frozenset(
        folded
        for locale in locales()
        for entry in lexicon(locale).entries
        if entry.code in codes
        for surface, _, _ in tokens(entry.text)
        if not is_silent(folded := fold(surface), locale)
    )


def _floor(number: int, floor: float) -> float:
    return floor / 2 if tree.need_codes()[number] in NEVER_SILENCED else floor


def _recognised(heard: Hearing, number: int, score: float, *, least: bool) -> Recognised:
    return Recognised(
        tree.need_codes()[number],
        round(min(1.0, max(score, 0.0)), 3),
        heard.evidence(number, least=least),
        heard.clause_of(number),
    )
