"""Turns of phrase in a row of words: found in one pass, whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from wemi_piemonte.ratings.screening.flat import WORD, folded

T = TypeVar("T")

SHORTEST_BEGINNING = 2
WIDEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand at one place of a phrase: whole words, beginnings of words, or any word."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    is_any: bool = False
    is_gap: bool = False

    def fits(self, forms: Iterable[str]) -> bool:
        return self.is_any or any(
            form in self.words or form.startswith(self.beginnings) for form in forms
        )


Phrase = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found: the places of its first word and after its last, and what it is."""

    first: int
    after: int
    what: T


def phrases_of(entry: str) -> list[Phrase]:
    """Return an entry of a list as phrases: `a|b`, `beginning*`, `_` any word, `…` a few."""
    return [
        tuple(place for part in parts for place in part)
        for parts in product(*(_variants(element) for element in entry.split()))
    ]


def words_of(entry: str) -> list[str]:
    """Return an entry as the words that a text would hold."""
    return [word.replace("'", "") for word in WORD.findall(folded(entry))]


def _variants(element: str) -> list[Phrase]:
    if element == "_":
        return [(Place(is_any=True),)]
    if element == "…":
        return [(Place(is_gap=True),)]
    words: set[str] = set()
    beginnings: list[str] = []
    long: list[Phrase] = []
    for choice in element.split("|"):
        parts = words_of(choice.removesuffix("*"))
        if choice.endswith("*") and len(parts) == 1:
            beginnings.append(parts[0])
        elif len(parts) == 1:
            words.add(parts[0])
        elif parts:
            long.append(tuple(Place(frozenset({part})) for part in parts))
    short = [(Place(frozenset(words), tuple(beginnings)),)] if words or beginnings else []
    return [*short, *long]


class Phrases(Generic[T]):
    """Phrases by what they begin with; each is something."""

    def __init__(self, entries: Iterable[tuple[Phrase, T]]) -> None:
        self._by_word: dict[str, list[tuple[Phrase, T]]] = {}
        self._by_beginning: dict[str, list[tuple[Phrase, T]]] = {}
        for phrase, what in entries:
            for word in phrase[0].words:
                self._by_word.setdefault(word, []).append((phrase, what))
            for beginning in phrase[0].beginnings:
                self._by_beginning.setdefault(beginning, []).append((phrase, what))
        self._longest = max(map(len, self._by_beginning), default=0)

    def find(self, row: Sequence[tuple[tuple[str, ...], bool]]) -> Iterator[Hit[T]]:
        """Yield what stands in a row of words, each with its forms and whether it is parted."""
        for at, (forms, _parted) in enumerate(row):
            for phrase, what in self._starting(forms):
                after = _after(phrase, row, at)
                if after is not None:
                    yield Hit(at, after, what)

    def _starting(self, forms: Iterable[str]) -> Iterator[tuple[Phrase, T]]:
        for form in forms:
            yield from self._by_word.get(form, ())
            for length in range(SHORTEST_BEGINNING, min(len(form), self._longest) + 1):
                yield from self._by_beginning.get(form[:length], ())


def _after(phrase: Phrase, row: Sequence[tuple[tuple[str, ...], bool]], first: int) -> int | None:
    """Return the place after a phrase whose first word is known to fit, None where it ends else."""
    at, gap = first + 1, 0
    for place in phrase[1:]:
        if place.is_gap:
            gap = WIDEST_GAP
            continue
        while True:
            if at >= len(row) or row[at][1]:
                return None
            if place.fits(row[at][0]):
                break
            if not gap:
                return None
            gap -= 1
            at += 1
        at, gap = at + 1, 0
    return at
