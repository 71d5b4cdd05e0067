"""What is known of names: first names and surnames, and words that are none."""

from collections.abc import Iterable
from functools import cache

from wemi_piemonte.ratings.screening.lists import LOCALES, everywhere, people, shared
from wemi_piemonte.ratings.screening.phrases import words_of

_SHORTEST = 2
_ENDINGS = 3
_SHORTEST_STEM = 3


def _single(section: str) -> frozenset[str]:
    return _words(everywhere(section))


def _words(entries: Iterable[str]) -> frozenset[str]:
    words = map(words_of, entries)
    left_out = shared("particles") | shared("no surnames")
    return frozenset(
        word for each in words for word in each if len(word) >= _SHORTEST and word not in left_out
    )


@cache
def first_names() -> frozenset[str]:
    return _single("first names")


@cache
def surnames() -> frozenset[str]:
    return _single("surnames")


@cache
def ordinary(locale: str) -> frozenset[str]:
    """Return names that are ordinary words too, in a language."""
    return _words(people(locale if locale in LOCALES else "it")["ordinary"])


@cache
def ordinary_anywhere() -> frozenset[str]:
    """Return names that are ordinary words too, in any language."""
    return _single("ordinary")


@cache
def no_names() -> frozenset[str]:
    """Return words with a capital that are no names."""
    return _single("no names")


@cache
def _stems(kind: str) -> frozenset[str]:
    names = first_names() if kind == "first" else surnames()
    return frozenset(
        name[:-1] if name[-1] in "аяоьіиеєюй" else name
        for name in names
        if "\u0400" <= name[0] <= "\u052f" and len(name) > _SHORTEST_STEM
    )


def is_first_name(word: str) -> bool:
    return word in first_names() or _is_bent("first", word)


def is_surname(word: str) -> bool:
    return word in surnames() or _is_bent("last", word)


def _is_bent(kind: str, word: str) -> bool:
    """Say whether a Cyrillic word is a name in one of its cases."""
    if not "\u0400" <= word[:1] <= "\u052f":
        return False
    stems = _stems(kind)
    return any(
        word[: len(word) - cut] in stems
        for cut in range(_ENDINGS + 1)
        if len(word) - cut >= _SHORTEST_STEM
    )


def is_name(word: str) -> bool:
    return is_first_name(word) or is_surname(word)
