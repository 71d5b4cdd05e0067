"""Whether a stretch of text asks for something, by how it is said and not by what it names."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from wemi_piemonte.intake.lexicon import lexicon, locales
from wemi_piemonte.intake.words import fold, is_han, is_silent, tokens

SOFT = 0.5
# A turn of phrase is a good deal rarer in the lists than what people ask: it is heard louder.
NOT_ASKING = ("none", "solved", "others", "fine", "denied")
FEWEST_EXAMPLES = 60
# Words this frequent among entries are how people speak, and not what they speak of.
COMMON = 6


def _marks(words: Iterable[str], common: frozenset[str]) -> Iterator[str]:
    """Yield how a text is said: its common words one by one and in pairs, the others as a gap."""
    before = "^"
    for word in [*words, "$"]:
        mark = word if word in common or word == "$" else "*"
        if mark not in {"*", "$"}:
            yield mark
        yield f"{before} {mark}"
        before = mark


def _words(text: str) -> list[str]:
    return [fold(surface) for surface, _, _ in tokens(text)]


class Asking:
    """What tells asking from not asking in one language: log odds of marks."""

    def __init__(self, locale: str) -> None:
        known = lexicon(locale)
        asks = [_words(e.text) for e in known.entries if e.kind != "term"]
        not_asks = [_words(line) for name in NOT_ASKING for line in known.lists[name]]
        counts = Counter(word for words in (*asks, *not_asks) for word in set(words))
        self.is_taught = len(known.lists["none"]) >= FEWEST_EXAMPLES
        self._common = frozenset(
            word
            for word, times in counts.items()
            if word
            and (is_silent(word, locale) or times >= (COMMON if not is_han(word) else COMMON * 2))
        )
        yes = Counter(mark for words in asks for mark in set(_marks(words, self._common)))
        no = Counter(mark for words in not_asks for mark in set(_marks(words, self._common)))
        self._odds = {
            mark: math.log((yes[mark] + SOFT) / (len(asks) + 2 * SOFT))
            - math.log((no[mark] + SOFT) / (len(not_asks) + 2 * SOFT))
            for mark in {*yes, *no}
        }

    def odds(self, text: str) -> float:
        """Return how much a text sounds like asking: above nought it does, per mark."""
        if not self.is_taught:
            return 0.0
        marks = set(_marks(_words(text), self._common))
        known = [self._odds[mark] for mark in marks if mark in self._odds]
        return sum(known) / math.sqrt(len(known)) if known else 0.0


@cache
def asking(locale: str) -> Asking | None:
    """Return what tells asking from not asking in a language; None where it has no lexicon."""
    return Asking(locale) if locale in locales() else None
