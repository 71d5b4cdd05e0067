"""What a person typed, as words to look up: nothing of it is ever a query language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wemi_piemonte.intake import words as w
from wemi_piemonte.search.index.analysis import NAMES, token_of
from wemi_piemonte.search.index.labels import named_in, needs_of
from wemi_piemonte.search.index.postings import Keys, key_of
from wemi_piemonte.search.rules import LONGEST_QUERY, MOST_PHRASES, MOST_WORDS

QUOTED = re.compile(r'"([^"]*)"|«([^«»]*)»|“([^“”]*)”|„([^„“”]*)[“”]')

# How much of a run of Chinese must be found: its pairs overlap, and not each is a word.
HAN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look up; the first `own` keys are of the reader's language or of names."""

    surface: str
    folded: str
    keys: tuple[int, ...]
    own: int
    needs: tuple[str, ...]

    def key_array(self) -> Keys:
        return np.array(self.keys, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Group:
    """Words that are found when `least` of them are: one word, or a run of Chinese."""

    terms: tuple[Term, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Question:
    """A text taken apart; `empty` where there was none, `named` the needs called by their name."""

    text: str = ""
    groups: tuple[Group, ...] = ()
    phrases: tuple[tuple[int, ...], ...] = ()
    words: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    empty: bool = True


@lru_cache(maxsize=16384)
def term_of(surface: str, locale: str) -> Term:
    """Return where a word is looked up: reader's language, Italian, names, labels of needs."""
    folded = w.fold(surface)
    own = [key_of(locale, term) for term in w.terms(surface, locale)]
    own.append(key_of(NAMES, folded))
    italian = [key_of("it", term) for term in w.terms(surface, "it")] if locale != "it" else []
    keys = tuple(dict.fromkeys([*own, *italian]))
    return Term(surface, folded, keys, len(dict.fromkeys(own)), needs_of(surface, locale))


def question_of(text: str, locale: str) -> Question:
    """Take a text apart; what is too long is cut, words said twice count once."""
    cleaned = w.clean(text[:LONGEST_QUERY])
    if not cleaned.strip():
        return Question()
    words = w.words(cleaned, locale)
    found: dict[str, Group] = {}
    for group in _groups(words, locale):
        found.setdefault("".join(term.folded for term in group.terms), group)
        if len(found) == MOST_WORDS:
            break
    groups = tuple(found.values())
    shown = dict.fromkeys(term.surface for group in groups for term in group.terms)
    return Question(
        text=cleaned,
        groups=groups,
        phrases=tuple(_phrases(cleaned)),
        words=tuple(shown),
        named=named_in([word.folded for word in words], locale),
        empty=False,
    )


def _groups(words: Sequence[w.Word], locale: str) -> Iterator[Group]:
    """Yield the words that say something; when none does, those that stand in a label."""
    telling = [word for word in words if not word.silent] or [
        word for word in words if needs_of(word.surface, locale)
    ]
    run: list[w.Word] = []
    for word in telling:
        if run and not (w.is_han(word.folded) and word.start < run[-1].end):
            yield _group(run, locale)
            run = []
        run.append(word)
    if run:
        yield _group(run, locale)


def _group(run: list[w.Word], locale: str) -> Group:
    terms = tuple(term_of(word.surface, locale) for word in run[:MOST_WORDS])
    least = len(terms) if len(terms) <= 2 else int(np.ceil(HAN_SHARE * len(terms)))
    return Group(terms, least)


def _phrases(cleaned: str) -> Iterator[tuple[int, ...]]:
    """Yield the quoted runs of two words and more, as they stand in the stream of words."""
    for number, found in enumerate(QUOTED.finditer(cleaned)):
        if number == MOST_PHRASES:
            return
        inside = next(part for part in found.groups() if part is not None)
        tokens = tuple(token_of(w.fold(surface)) for surface in w.surfaces(inside))
        if len(tokens) > 1:
            yield tokens
