"""Words in disguise: signs for letters, letters apart, letters again and again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wemi_piemonte.ratings.screening.flat import CYRILLIC, Flat
from wemi_piemonte.ratings.screening.phrases import Phrase
from wemi_piemonte.ratings.screening.signals import arabic_forms

_LEET = str.maketrans("013457@$€!|+", "oieastaseiit")
_OTHER_LEET = str.maketrans("1!|", "lll")
_HIDING = frozenset("*#%")
_MASKED = re.compile(
    r"(?<![@\w.])[^\W_]+(?:[@$€!|+*#%.]{1,4}+[^\W_]+)*+[*#%]*+(?![\w@])|(?<![@\w.])[$@€][^\W_]{2,30}+"
)
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .·\-_*,]{1,2}[^\W\d_](?![^\W_])){2,40}+")
_AGAIN = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"(.)\1+")
_ENDINGS = (
    "",
    "ers",
    "ini",
    "oni",
    "o",
    "a",
    "i",
    "e",
    "s",
    "es",
    "os",
    "as",
    "er",
    "ed",
    "ing",
    "ti",
    "te",
    "to",
    "ta",
)
_VOWELS = frozenset("aeiouаеиіо")
_LETTER = re.compile(r"[^\W\d_]")
_LOOKALIKES = dict(zip("аеорсухіјѕкмт", "aeopcyxijskmt", strict=True))
_TO_LATIN = str.maketrans(_LOOKALIKES)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _LOOKALIKES.items()})
_HAS_CYRILLIC = re.compile(f"[{CYRILLIC}]")
_HAS_LATIN = re.compile("[a-z]")
_SHORTEST, _SHORTEST_HIDDEN, _SHORTEST_INSIDE, _LONGEST = 3, 4, 4, 20
_MOST_HIDDEN = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with the forms under which it is looked for.

    `parted` says that a sentence ends before it, `is_off` that something parts it from the one
    before.
    """

    forms: tuple[str, ...]
    start: int
    end: int
    parted: bool
    is_off: bool


def words_as_written(flat: Flat) -> list[Word]:
    """Return the words of a text as they are, and without letters that are drawn out."""
    return [
        Word(_forms(token.low), token.start, token.end, token.parted, token.parted or token.comma)
        for token in flat.tokens
    ]


def _forms(low: str) -> tuple[str, ...]:
    found = list(arabic_forms(low))
    if "k" in low and len(low) > _SHORTEST_INSIDE:
        found += [low.replace("k", "c"), low.replace("k", "ch")]
    if _HAS_CYRILLIC.search(low) and _HAS_LATIN.search(low):
        found += [low.translate(_TO_LATIN), low.translate(_TO_CYRILLIC)]
    if _AGAIN.search(low):
        found += [_AGAIN.sub(r"\1", low), _AGAIN.sub(r"\1\1", low), _TWICE.sub(r"\1", low)]
    elif len(low) > _SHORTEST and low[-1] == low[-2] and low[-1] in _VOWELS:
        found.append(low[:-1])
    return tuple(dict.fromkeys(found))


class Guises:
    """The words that are looked for, to find which of them a disguise may stand for."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._whole: set[str] = set()
        self._begun: set[str] = set()
        # What hides behind stars, by its first and last letters: words that hold a comment alone,
        # and beginnings of such with the most usual endings.
        self._seen: dict[str, dict[str, str]] = {}
        for phrase in phrases:
            for place in phrase:
                self._whole |= place.words
                self._begun |= set(place.beginnings)
            if len(phrase) == 1:
                for word in sorted(phrase[0].words):
                    self._see(word, word)
                for beginning in phrase[0].beginnings:
                    for ending in _ENDINGS:
                        self._see(beginning + ending, beginning)

    def _see(self, seen: str, word: str) -> None:
        for key in (seen[0], seen[0] + seen[-1]):
            self._seen.setdefault(key, {}).setdefault(seen, word)

    def words(self, flat: Flat) -> list[Word] | None:
        """Return the words of a text with those in disguise uncovered; None where none is."""
        guises = sorted(
            {each.start: each for each in (*self._masked(flat), *self._apart(flat))}.values(),
            key=lambda each: each.start,
        )
        if not guises:
            return None
        found: list[Word] = []
        rest = iter(guises)
        guise = next(rest, None)
        end = 0
        for word in words_as_written(flat):
            while guise is not None and guise.start < word.end:
                if guise.start >= end:
                    found.append(replace(guise, parted=word.parted, is_off=word.is_off))
                    end = guise.end
                guise = next(rest, None)
            if word.start >= end:
                found.append(word)
        return [*found, *([guise] if guise is not None else []), *rest]

    def _masked(self, flat: Flat) -> Iterator[Word]:
        known: dict[str, tuple[str, ...]] = {}
        for match in _MASKED.finditer(flat.low):
            words = match.group().rstrip("!|+.")
            letters = len(_LETTER.findall(words))
            if words.isalpha() or letters < _SHORTEST - 1 or len(words) > _LONGEST:
                continue
            if words not in known:
                known[words] = self._uncovered(words)
            forms = known[words]
            if forms:
                end = match.start() + len(words)
                yield Word(forms, match.start(), end, parted=False, is_off=False)

    def _uncovered(self, words: str) -> tuple[str, ...]:
        """Return the words that are looked for and that others with signs in them stand for."""
        if _HIDING.isdisjoint(words):
            plain = words.replace(".", "")
            found = {plain.translate(_LEET), plain.translate(_OTHER_LEET).translate(_LEET)}
            found |= {_TWICE.sub(r"\1", each) for each in found if _AGAIN.search(each)}
            found |= {re.sub(r"[!|+@$€]", "", words)} if "." not in words else set()
            return tuple(each for each in found if each != words and self._is_one(each))
        if len(words) < _SHORTEST_HIDDEN and not words.isascii():
            return self._hidden(words)
        return self._hidden(words) if len(words) >= _SHORTEST_HIDDEN else ()

    def _is_one(self, word: str) -> bool:
        return word in self._whole or any(
            word[:length] in self._begun for length in range(_SHORTEST, len(word) + 1)
        )

    def _hidden(self, words: str) -> tuple[str, ...]:
        """Return the words that others with stars in them may be, the likeliest first."""
        known = words.translate(_LEET) if not words.isalpha() else words
        pattern = re.compile(
            "".join(
                rf"\w{{1,{len(each) + 3}}}" if each[0] in _HIDING else re.escape(each)
                for each in re.findall(r"[*#%]+|[^*#%]", known)
            )
        )
        last = "" if known[-1] in _HIDING else known[-1]
        fitting = [
            (abs(len(seen) - len(words)), word)
            for seen, word in self._seen.get(known[0] + last, {}).items()
            if pattern.fullmatch(seen)
        ]
        return tuple(word for _apart, word in sorted(fitting)[:_MOST_HIDDEN])

    def _apart(self, flat: Flat) -> Iterator[Word]:
        """Yield words whose letters stand apart, also behind a word of one letter."""
        for match in _APART.finditer(flat.low):
            places = [match.start() + found.start() for found in _LETTER.finditer(match.group())]
            letters = "".join(flat.low[at] for at in places)
            if letters in self._whole:
                yield Word((letters,), places[0], places[-1] + 1, parted=False, is_off=False)
                continue
            for first in range(len(letters) - _SHORTEST_INSIDE + 1):
                length = self._longest_at(letters[first : first + _LONGEST])
                if length:
                    word = letters[first : first + length]
                    end = places[first + length - 1] + 1
                    yield Word((word,), places[first], end, parted=False, is_off=False)
                    break

    def _longest_at(self, letters: str) -> int:
        for length in range(len(letters), _SHORTEST_INSIDE - 1, -1):
            if letters[:length] in self._whole or letters[:length] in self._begun:
                return len(letters) if letters[:length] in self._begun else length
        return 0
