"""Marks, in the texts of a card, the words that were searched for."""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from wemi_piemonte.intake import words as w

# Letters with a mark as the letter without, sign for sign: enough to see that a word is not there.
_PLAIN = str.maketrans(
    "àáâãäåçèéêëìíîïñòóôõöùúûüýăâîșşțţё",
    "aaaaaaceeeeiiiinooooouuuuyaaisstt\N{CYRILLIC SMALL LETTER IE}",
)


# Words of the same stem differ in so many letters at their end, and have so many in common.
ENDING, FEWEST_LETTERS = 2, 3
# Languages whose words are runs of letters.
_BY_LETTERS = frozenset({"it", "en", "fr", "es", "ro", "sq"})
_WORD = re.compile(r"[^\W_]+")


class Marker:
    """Knows the words of a question, and finds them in any language in any of their forms."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._terms: dict[str, frozenset[str]] = {}
        # How the terms begin, the shortest only: enough to see that none of them is there.
        self._least: dict[str, tuple[str, ...]] = {}

    def marked(self, text: str, locale: str) -> Markup | str:
        """Return a text with what was searched for in <mark>; as it is when nothing was."""
        if not self._words or locale not in w.LOCALES:
            return text
        wanted = self._wanted(locale)
        found: list[tuple[str, int, int]] | None = None
        if locale in _BY_LETTERS:
            plain, least = _plain(text), self._least[locale]
            if not any(map(plain.__contains__, least)):
                return text
            if len(plain) == len(text):
                found = _holding(text, plain, least)
        spans = [
            (start, end)
            for surface, start, end in (w.spans(text) if found is None else found)
            if not wanted.isdisjoint(_terms(surface, locale))
        ]
        if not spans:
            return text
        parts, last = [], 0
        for first, end in _joined(spans):
            parts += [escape(text[last:first]), "<mark>", escape(text[first:end]), "</mark>"]
            last = end
        parts.append(escape(text[last:]))
        return Markup("".join(parts))  # noqa: S704 - every part was escaped

    def _wanted(self, locale: str) -> frozenset[str]:
        if locale not in self._terms:
            found = frozenset(term for word in self._words for term in _terms(word, locale))
            self._terms[locale] = found
            starts = {term[: max(FEWEST_LETTERS, len(term) - ENDING)] for term in found}
            self._least[locale] = tuple(
                start for start in starts if not any(o in start for o in starts if o != start)
            )
        return self._terms[locale]


def _holding(text: str, plain: str, least: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the words of a text in which one of some terms stands; the others are not read."""
    found = set()
    for term in least:
        at = plain.find(term)
        while at >= 0:
            first = at
            # Letters and digits, as a word has them.
            while first and text[first - 1].isalnum():
                first -= 1
            word = _WORD.match(text, first)
            if word:
                found.add((word.group(), *word.span()))
            at = plain.find(term, max(at + 1, word.end() if word else 0))
    return sorted(found, key=lambda each: each[1])


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    return text.casefold().translate(_PLAIN)


@lru_cache(maxsize=65536)
def _terms(surface: str, locale: str) -> frozenset[str]:
    """Return what a word is looked up by: its terms, and its folded form."""
    folded = w.fold(surface)
    if w.is_silent(folded, locale):
        return frozenset()
    return frozenset((*w.terms(surface, locale), folded))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans without overlaps: pairs of Chinese signs run into each other."""
    found = [spans[0]]
    for first, end in spans[1:]:
        if first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return found
