"""What to try when nothing was found: other words, fewer filters, needs that sound alike."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from wemi_piemonte.search.rules import Query, Results
from wemi_piemonte.search.views.address import Arguments, Chip, search_url, without
from wemi_piemonte.taxonomy import tree

_MOST_WAYS = 3
_MOST_NEEDS = 6
_SHORTEST_WORD = 4
_SAME_BEGINNING = 5

# What a question is without each of its filters.
_DROPPED: dict[str, dict[str, Any]] = {
    "place": {"point": None, "radius_km": None, "place": ""},
    "need": {"needs": ()},
    "spoken": {"spoken": ()},
    "mode": {"modes": ()},
    "cost": {"costs": ()},
    "target": {"targets": ()},
    "age": {"age": None},
    "open": {"open_at": None},
    "available": {"available": False},
}


@dataclass(frozen=True, slots=True)
class Way:
    """A search that finds something, and what it gives up."""

    label: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """What the page offers when nothing was found."""

    did_you_mean: Way | None
    without: tuple[Way, ...]
    needs: tuple[str, ...]


def help_for(
    query: Query,
    results: Results,
    arguments: Arguments,
    chips: list[Chip],
    ask: Callable[[Query], Results],
) -> Help:
    """Return what to try; `ask` answers a query."""
    meant = results.did_you_mean
    return Help(
        did_you_mean=Way(meant, search_url({**without(arguments, "q"), "q": [meant]}))
        if meant
        else None,
        without=tuple(sorted(_ways(query, arguments, chips, ask), key=lambda way: -way.count))[
            :_MOST_WAYS
        ],
        needs=needs_named(query.text, query.locale),
    )


def _ways(
    query: Query, arguments: Arguments, chips: list[Chip], ask: Callable[[Query], Results]
) -> Iterator[Way]:
    for name, dropped in _DROPPED.items():
        own = [chip for chip in chips if name in chip.names]
        if own:
            found = ask(replace(query, **dropped, page=1, per_page=1))
            if found.total:
                label = ", ".join(chip.label for chip in own)
                yield Way(label, search_url(without(arguments, *own[0].names)), found.total)


def needs_named(text: str, locale: str) -> tuple[str, ...]:
    """Return the needs whose name holds a word of the text, or one that begins like it."""
    words = [word for word in _folded(text).split() if len(word) >= _SHORTEST_WORD]
    found = [
        code
        for code in tree.need_codes()
        if any(_alike(word, name) for word in words for name in _names(code, locale))
    ]
    return tuple(found[:_MOST_NEEDS])


def _names(code: str, locale: str) -> list[str]:
    labels = {tree.label(code, locale), tree.label(code, tree.SOURCE)}
    return [word for label in labels for word in _folded(label).split()]


def _alike(word: str, name: str) -> bool:
    if len(name) < _SHORTEST_WORD:
        return False
    return word[:_SAME_BEGINNING] == name[:_SAME_BEGINNING]


def _folded(text: str) -> str:
    """Return the words of a text in small letters, without marks and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalnum() else " " for char in parts if not unicodedata.combining(char))
    return "".join(kept)
