"""Which needs a word points to, because it stands in their label in some language."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

from wemi_piemonte.intake import words as w
from wemi_piemonte.taxonomy import tree

_SCRIPTS = {"ar": ("\u0600", "\u06ff"), "uk": ("\u0400", "\u052f"), "zh": ("\u3400", "\u9fff")}


@lru_cache(maxsize=8192)
def needs_of(word: str, locale: str) -> tuple[str, ...]:
    """Return the needs whose label, or whose area's, has this word in any language.

    In the reader's language and in Italian words are the same down to their lemma, in the
    others by their stem: so no process reads dictionaries that its readers do not need.
    """
    found: set[str] = set()
    for each in _languages_of(word):
        deep = each in {locale, "it"}
        table = _table(each, deep)
        for term in w.terms(word, each, deep=deep):
            found |= table.get(term, frozenset())
    return tuple(code for code in tree.need_codes() if code in found)


def _languages_of(word: str) -> tuple[str, ...]:
    for locale, (first, last) in _SCRIPTS.items():
        if any(first <= sign <= last for sign in word):
            return (locale,)
    return tuple(locale for locale in w.LOCALES if locale not in _SCRIPTS)


@lru_cache(maxsize=2 * len(w.LOCALES))
def _table(locale: str, deep: bool) -> dict[str, frozenset[str]]:
    """Return, for each term of the labels in a language, the needs it points to."""
    found: dict[str, set[str]] = defaultdict(set)
    if locale in tree.locales():
        for area in tree.areas():
            for code in (area.code, *area.needs):
                meant = area.needs if code == area.code else (code,)
                for surface in w.surfaces(w.clean(tree.label(code, locale))):
                    if not w.is_silent(w.fold(surface), locale):
                        for term in w.terms(surface, locale, deep=deep):
                            found[term].update(meant)
    return {term: frozenset(codes) for term, codes in found.items()}


def named_in(folded: Sequence[str], locale: str) -> tuple[str, ...]:
    """Return the needs whose whole label stands in these words, one word after the other.

    Articles and the like count here: "dopo di noi" is a need, though each word says little.
    """
    found = {
        code
        for each in dict.fromkeys((locale, "it"))
        for at, word in enumerate(folded)
        for label, code in _whole_labels(each).get(word, ())
        if tuple(folded[at : at + len(label)]) == label
    }
    return tuple(code for code in tree.need_codes() if code in found)


@cache
def _whole_labels(locale: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the labels of needs in a language as folded words, by their first one."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for code in tree.need_codes() if locale in tree.locales() else ():
        label = tuple(w.fold(surface) for surface in w.surfaces(w.clean(tree.label(code, locale))))
        found[label[0]].append((label, code))
    return found


def needs_beginning(folded: str, locale: str) -> tuple[str, ...]:
    """Return the needs in whose label, in this language or in Italian, a word begins so."""
    return tuple(
        code
        for code in tree.need_codes()
        if any(word.startswith(folded) for word in _folded_words(code, locale))
    )


@lru_cache(maxsize=2048)
def _folded_words(code: str, locale: str) -> tuple[str, ...]:
    labels = dict.fromkeys((tree.label(code, locale), tree.label(code, tree.SOURCE)))
    return tuple(w.fold(surface) for label in labels for surface in w.surfaces(w.clean(label)))


@cache
def label_words(locale: str) -> frozenset[str]:
    """Return the words of all labels in a language, as written."""
    if locale not in tree.locales():
        return frozenset()
    return frozenset(
        surface.casefold()
        for code in tree.all_codes()
        for surface in w.surfaces(w.clean(tree.label(code, locale)))
    )
