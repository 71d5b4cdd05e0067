"""Insults, slurs, obscenities, threats; not harsh words about a service, nor what was suffered."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from wemi_piemonte.intake.words import silent_words
from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.disguises import Guises, Word, words_as_written
from wemi_piemonte.ratings.screening.flat import Flat, folded
from wemi_piemonte.ratings.screening.lists import LOCALES, shared
from wemi_piemonte.ratings.screening.lists import abuse as list_of
from wemi_piemonte.ratings.screening.phrases import Hit, Phrase, Phrases, phrases_of, words_of
from wemi_piemonte.ratings.screening.spans import Span

_LONG = 3
_BEFORE, _TOLD_BEFORE, _NOT_BEFORE = 3, 6, 2
_SCRIPTS = {"uk": ("\u0400", "\u052f"), "ar": ("\u0600", "\u06ff")}
_FEWEST_WORDS = 4
# A word of which but the first letter is left; with a capital it may be a name.
_BLOTTED = re.compile(r"(?<![\w*])[^\W\dA-Z_]\*{3,}+(?!\w)")
# Signs for being called something, right before it.
_SUFFERED = frozenset("骂罵喊")
# Nothing that passes is longer, in words or in Chinese signs.
_LONGEST_PASS = 12
_HELD = ("always", "here", "unless", "threats")


@cache
def _phrases(locale: str) -> Phrases[str]:
    """Return what is looked for in a comment in one language: long turns of the others too."""
    return Phrases(
        (phrase, section)
        for each in LOCALES
        if each != "zh"
        for section in (*_HELD, "passes")
        for entry in list_of(each)[section]
        for phrase in phrases_of(entry)
        if each == locale or section == "always" or _is_long(phrase, section)
    )


def _is_long(phrase: Phrase, section: str) -> bool:
    told = [place for place in phrase if not place.is_any and not place.is_gap]
    return section in {"here", "threats"} and len(told) >= _LONG


@cache
def _context(locale: str, section: str) -> frozenset[str]:
    return frozenset(word for entry in list_of(locale)[section] for word in words_of(entry))


@cache
def _guises(locale: str) -> Guises:
    """Return the words that hold a comment, to be known in their disguises."""
    return Guises(
        phrase
        for each in LOCALES
        if each != "zh"
        for section in (_HELD if each == locale else ("always",))
        for entry in list_of(each)[section]
        for phrase in phrases_of(entry)
    )


def abuse(flat: Flat, locale: str) -> Iterator[Span]:
    """Yield words that insult, threaten or are obscene."""
    if flat.has_han or locale == "zh":
        yield from _in_chinese(flat)
    for found in _BLOTTED.finditer(flat.plain):
        yield Span(found.start(), found.end(), Finding.ABUSE)
    plain = words_as_written(flat)
    for each in _languages(flat, locale):
        yield from _found(plain, each)
        disguised = _guises(each).words(flat)
        if disguised is not None:
            yield from _found(disguised, each)


def _languages(flat: Flat, locale: str) -> list[str]:
    """Return the language that a comment says it is in, and those that it seems to be in."""
    found = [locale] if locale in LOCALES and locale != "zh" else []
    lows = [token.low for token in flat.tokens]
    for each, (first, last) in _SCRIPTS.items():
        if any(first <= low[0] <= last for low in lows):
            found.append(each)
    shares = {
        each: sum(low in silent_words(each) for low in lows)
        for each in ("it", "en", "fr", "es", "ro", "sq")
    }
    best = max(shares, key=lambda each: (shares[each], each == locale))
    if len(lows) >= _FEWEST_WORDS and shares[best] > shares.get(locale, 0) + 1:
        found.append(best)
    return list(dict.fromkeys(found or ["it"]))


def _found(row: Sequence[Word], locale: str) -> Iterator[Span]:
    hits = list(_phrases(locale).find([(word.forms, word.parted) for word in row]))
    passed = _farthest((hit.first, hit.after) for hit in hits if hit.what == "passes")
    for hit in hits:
        is_passed = hit.what == "passes" or _is_inside(hit.first, hit.after, passed)
        if is_passed or _is_spared(hit, row, locale):
            continue
        yield Span(row[hit.first].start, row[hit.after - 1].end, Finding.ABUSE)


def _farthest(pieces: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return pieces of a row, or of a text, by where they begin; the longest of each place."""
    found: dict[int, int] = {}
    for first, after in pieces:
        found[first] = max(after, found.get(first, 0))
    return found


def _is_inside(first: int, after: int, pieces: dict[int, int]) -> bool:
    return any(pieces.get(at, 0) >= after for at in range(first - _LONGEST_PASS, first + 1))


def _is_spared(hit: Hit[str], row: Sequence[Word], locale: str) -> bool:
    if hit.what == "threats":
        return _stands_before(
            hit.first, row, _context(locale, "told"), _TOLD_BEFORE, over_commas=True
        )
    if hit.what != "unless":
        return False
    things = _context(locale, "things")
    beside = [at for at in (hit.first - 1, hit.after) if 0 <= at < len(row)]
    if any(
        not set(row[at].forms).isdisjoint(things) and not row[max(at, hit.first)].is_off
        for at in beside
    ):
        return True
    spared = _context(locale, "spared")
    return _stands_before(hit.first, row, spared - shared("no"), _BEFORE) or _stands_before(
        hit.first, row, spared & shared("no"), _NOT_BEFORE
    )


def _stands_before(
    first: int, row: Sequence[Word], words: frozenset[str], most: int, *, over_commas: bool = False
) -> bool:
    for at in range(first - 1, max(-1, first - 1 - most), -1):
        behind = row[at + 1]
        if behind.parted or (behind.is_off and not over_commas):
            return False
        if not words.isdisjoint(row[at].forms):
            return True
    return False


def _in_chinese(flat: Flat) -> Iterator[Span]:
    squeezed, places = _squeezed(flat)
    passed = _farthest(
        (at, at + len(entry))
        for entry in _chinese("passes")
        for at in _places_of(entry, squeezed)
        # What is innocent stands together as it is written.
        if places[at + len(entry) - 1] - places[at] == len(entry) - 1
    )
    for section in ("always", "here", "threats"):
        for entry in _chinese(section):
            for at in _places_of(entry, squeezed):
                end = at + len(entry)
                if _is_inside(at, end, passed):
                    continue
                if entry.isascii() and _is_in_word(squeezed, at, end):
                    continue
                if _SUFFERED.isdisjoint(squeezed[max(0, at - _BEFORE) : at]):
                    yield Span(places[at], places[end - 1] + 1, Finding.ABUSE)


@cache
def _chinese(section: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(each) for each in list_of("zh")[section]))


def _squeezed(flat: Flat) -> tuple[str, list[int]]:
    """Return a text without what is put between Chinese signs, and where its signs stand."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(flat.low):
        is_filling = sign in " *.-_~" and signs and not signs[-1].isascii()
        if not is_filling:
            signs.append(sign)
            places.append(at)
    return "".join(signs), places


def _places_of(entry: str, text: str) -> Iterator[int]:
    at = text.find(entry)
    while at >= 0:
        yield at
        at = text.find(entry, at + 1)


def _is_in_word(text: str, start: int, end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (behind.isascii() and behind.isalnum())
