"""Words that tell what stands beside them: a phone, an amount, a law, a street."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, cached_property

from wemi_piemonte.ratings.screening.flat import Flat, Token
from wemi_piemonte.ratings.screening.lists import everywhere, people
from wemi_piemonte.ratings.screening.phrases import Hit, Phrases, phrases_of

_SHORTEST_ROOT = 2
_LONGEST_ABBREVIATION = 4


def arabic_forms(word: str) -> tuple[str, ...]:
    """Return a word with and without what Arabic writes in front of it."""
    found = [word]
    if not "\u0600" <= word[:1] <= "\u06ff":
        return (word,)
    rest = word
    if rest[0] in "وف" and len(rest) > _SHORTEST_ROOT + 1:
        rest = rest[1:]
        found.append(rest)
    for beginning in ("بال", "كال", "لل", "ال", "ب", "ل", "ك"):
        if rest.startswith(beginning) and len(rest) - len(beginning) >= _SHORTEST_ROOT:
            found.append(rest[len(beginning) :])
            if beginning in {"بال", "كال", "لل"}:
                found.append("ال" + rest[len(beginning) :])
    return tuple(dict.fromkeys(found))


_SECTIONS = (
    *("digits", "phone", "numbers of other things", "documents", "money", "units", "streets"),
    *("streets after", "streets before", "living", "titles", "roles", "named", "thanks", "joins"),
    *("kin", "places", "institutions", "networks"),
)


@cache
def _phrases() -> Phrases[str]:
    return Phrases(
        (phrase, section)
        for section in _SECTIONS
        for entry in everywhere(section)
        for phrase in phrases_of(entry)
    )


class Signals:
    """The words of a text, and which of them stand in a section of the lists of people."""

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.tokens: list[Token] = flat.tokens
        self._marked: dict[str, frozenset[int]] = {}

    @cached_property
    def forms(self) -> list[tuple[str, ...]]:
        return [arabic_forms(token.low) for token in self.tokens]

    @cached_property
    def _row(self) -> list[tuple[tuple[str, ...], bool]]:
        # Abbreviations hold stops inside: only what ends a line or a question parts them.
        return [
            (forms, token.parted and self._is_far(at))
            for at, (token, forms) in enumerate(zip(self.tokens, self.forms, strict=True))
        ]

    def _is_far(self, at: int) -> bool:
        if not at:
            return True
        gap = self.flat.between(self.tokens[at - 1], self.tokens[at])
        return gap.strip(" ") != "."

    @cached_property
    def is_arabic(self) -> bool:
        """Say whether any word is in Arabic letters."""
        return any("\u0600" <= token.low[0] <= "\u06ff" for token in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def hits(self, section: str) -> list[Hit[str]]:
        """Return where entries of a section stand, the longest at each place alone."""
        return self._hits.get(section, [])

    @cached_property
    def _hits(self) -> dict[str, list[Hit[str]]]:
        longest: dict[tuple[str, int], Hit[str]] = {}
        for hit in _phrases().find(self._row):
            key = (hit.what, hit.first)
            if key not in longest or hit.after > longest[key].after:
                longest[key] = hit
        found: dict[str, list[Hit[str]]] = {}
        for hit in longest.values():
            found.setdefault(hit.what, []).append(hit)
        return found

    def marked(self, section: str) -> frozenset[int]:
        """Return the places of the words that belong to an entry of a section."""
        if section not in self._marked:
            self._marked[section] = frozenset(
                place for hit in self.hits(section) for place in range(hit.first, hit.after)
            )
        return self._marked[section]

    def at(self, position: int) -> int:
        """Return the place of the first word that begins at a position or after it."""
        return bisect_left(self._starts, position)

    def before(self, place: int, most: int) -> range:
        """Return the places before one, no more than so many, of its own sentence."""
        first = place
        while first > max(0, place - most) and not self._is_parted(first):
            first -= 1
        return range(first, place)

    def _is_parted(self, place: int) -> bool:
        """Say whether a sentence ends before a word, and not an abbreviation alone."""
        if place >= len(self.tokens):
            return False
        is_short = place > 0 and len(self.tokens[place - 1].low) <= _LONGEST_ABBREVIATION
        return self.tokens[place].parted and (not is_short or self._is_far(place))

    def behind(self, position: int) -> int:
        """Return the place of the word right behind a position, -1 where none is."""
        place = self.at(position)
        if place >= len(self.tokens):
            return -1
        gap = self.flat.plain[position : self.tokens[place].start]
        return -1 if gap.strip(" ") else place

    def is_near(self, section: str, places: Iterable[int]) -> bool:
        """Say whether one of these places is marked."""
        marked = self.marked(section)
        return any(place in marked for place in places)


@cache
def han(section: str) -> tuple[str, ...]:
    """Return the Chinese entries of a section, the longest first."""
    found = (each for each in people("zh")[section] if not each.isascii())
    return tuple(sorted(found, key=lambda each: (-len(each), each)))
