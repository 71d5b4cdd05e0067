"""Names of people who work for a body, as somebody writes them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import Flat, folded
from wemi_piemonte.ratings.screening.known import (
    is_first_name,
    is_surname,
    no_names,
    ordinary_anywhere,
)
from wemi_piemonte.ratings.screening.lists import LOCALES, people, shared
from wemi_piemonte.ratings.screening.persons import Persons
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.sounds import (
    is_arabic,
    is_cyrillic,
    sound,
    sounds_like,
    sounds_like_in_arabic,
)
from wemi_piemonte.ratings.screening.spans import Span

_SHORTEST, _RARE = 2, 5
_APART = 2
# What Albanian and Romanian put behind a name.
_NO_ENDING = re.compile(r"(?!)")
_ENDINGS = {
    "sq": re.compile("[tnsiue]|i[tn]|u[tn]|se|es|en|ja|je|ve"),
    "ro": re.compile("ei|ii|ul|ului|lui|e|i"),
}
# An Italian plural with a verb in the singular is a surname.
_PLURAL = "i"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of somebody: what it is made of, titles and particles left out.

    `bound` are particles with the part that they stand before: De Luca.
    """

    parts: tuple[str, ...]
    bound: frozenset[tuple[str, str]] = frozenset()

    def part_of(self, forms: tuple[str, ...], *, locale: str) -> str | None:
        """Return which part a word of the text is, bent as `locale` does, if any."""
        for part in self.parts:
            for form in forms:
                if form == part or (locale and _is_bent(form, part, locale)):
                    return part
        return None

    def is_first(self, part: str) -> bool:
        """Say whether a part is a first name, which many others have."""
        is_ahead = len(self.parts) > 1 and part == self.parts[0]
        return is_first_name(part) or (is_ahead and not is_surname(part))


def _is_bent(word: str, part: str, locale: str) -> bool:
    """Say whether a word is a name with an ending of its language, or in another alphabet."""
    if is_cyrillic(word) != is_cyrillic(part) and not is_arabic(word) and not is_arabic(part):
        return sounds_like(word, part)
    if word.isascii() and part.isascii() and sound(word) == sound(part):
        return True
    if len(part) < _SHORTEST + 1 or word[:_SHORTEST] != part[:_SHORTEST]:
        return False
    stem = part[:-1] if part[-1] in "aeiouëаяоійьиеєю" else part
    if is_cyrillic(part):
        return word.startswith(stem) and len(word) - len(stem) <= 3
    endings = _ENDINGS.get(locale, _NO_ENDING)
    return any(
        word.startswith(each) and endings.fullmatch(word, len(each)) for each in (part, stem)
    )


def names_of(names: Collection[str]) -> list[Name]:
    """Return names as they are looked for; those of offices are none."""
    found = []
    for each in names:
        signals = Signals(Flat(each))
        left_out = signals.marked("titles") | signals.marked("roles")
        words = [token.low for at, token in enumerate(signals.tokens) if at not in left_out]
        parts = [
            word
            for word in words
            if len(word) >= _SHORTEST and word not in shared("particles") and word.isalpha()
        ]
        if parts and not shared("offices") & set(words):
            bound = {
                pair
                for pair in pairwise(words)
                if pair[0] in shared("particles") and pair[1] in parts
            }
            found.append(Name(tuple(dict.fromkeys(parts)), frozenset(bound)))
    return found


def staff(signals: Signals, locale: str, names: Collection[str]) -> Iterator[Span]:
    """Yield where people who work for the body are named."""
    persons = Persons(signals, locale)
    for name in names_of(names):
        matched = {
            at: part
            for at, forms in enumerate(signals.forms)
            if (part := name.part_of(forms, locale=_bending(persons, at, locale)))
        }
        whole = set(_whole(persons, matched))
        for first, after in whole:
            yield _span(signals, first, after)
        taken = {at for first, after in whole for at in range(first, after)}
        for at, part in matched.items():
            if at not in taken and _is_meant(persons, name, at, part):
                yield _span(signals, at, at + 1)
        yield from _in_arabic(persons, name)


def _bending(persons: Persons, at: int, locale: str) -> str:
    """Return in which language a word may be a name with an ending, "" for none."""
    if not persons.is_capital(at):
        return ""
    if is_cyrillic(persons.tokens[at].low):
        return "uk"
    return locale


def _span(signals: Signals, first: int, after: int) -> Span:
    return Span(signals.tokens[first].start, signals.tokens[after - 1].end, Finding.STAFF_NAME)


def _whole(persons: Persons, matched: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Yield where two parts of a name or more stand together, in any order."""
    for at in sorted(matched):
        last, parts = at, {matched[at]}
        while (after := _next(persons, matched, last)) is not None and matched[after] not in parts:
            parts.add(matched[after])
            last = after
        if len(parts) > 1 and _is_no_chance(persons, at, last):
            yield at, last + 1


def _next(persons: Persons, matched: dict[int, str], at: int) -> int | None:
    """Return the next part of a name behind a word, over an initial or a particle."""
    for after in range(at + 1, min(at + 1 + _APART, len(persons.tokens))):
        if persons.gap(after).strip(" ") not in {"", ".", "-", "'", ","}:
            return None
        if after in matched:
            return after
        if len(persons.tokens[after].low) > 1 and persons.tokens[after].low not in shared(
            "particles"
        ):
            return None
    return None


def _is_no_chance(persons: Persons, first: int, last: int) -> bool:
    """Say whether words together are a name, and not ordinary ones that happen to meet."""
    places = range(first, last + 1)
    if _does_something(persons, last):
        return True
    return any(persons.is_capital(at) for at in places) or not all(
        persons.is_ordinary(at)
        for at in places
        if persons.tokens[at].low not in shared("particles")
    )


def _is_meant(persons: Persons, name: Name, at: int, part: str) -> bool:
    """Say whether a part of a name, alone, is the person."""
    token = persons.tokens[at]
    is_low_word = not persons.is_capital(at) and persons.is_ordinary(at)
    if _is_behind_title(persons, at):
        return not is_low_word or token.low.endswith(_PLURAL)
    if at and (persons.tokens[at - 1].low, part) in name.bound and persons.follows(at):
        return True
    if len(part) <= _SHORTEST or token.low in no_names() or _is_other(persons, at):
        return False
    if not persons.is_capital(at):
        return _is_meant_low(persons, at, is_first=name.is_first(part))
    if persons.is_ordinary(at) and token.parted:
        return _has_initial(persons, name, at) or _does_something(persons, at)
    return not (persons.is_ordinary(at) and _is_of_something(persons, at))


def _is_other(persons: Persons, at: int) -> bool:
    """Say whether somebody or something else of the same name is meant."""
    is_thing = persons.is_of_place(at) or persons.is_institution(at, at + 1)
    return is_thing or persons.is_of_kin(at, at + 1)


def _is_meant_low(persons: Persons, at: int, *, is_first: bool) -> bool:
    """Say whether a part of a name without a capital is the person."""
    low = persons.tokens[at].low
    if at and persons.tokens[at - 1].low in shared("articles") and low.endswith(_PLURAL):
        return is_surname(low)
    if is_first:
        is_sure = not persons.is_ordinary(at) and len(low) > _SHORTEST + 1
        return is_sure and _does_something(persons, at)
    return len(low) >= _RARE and low not in ordinary_anywhere()


def _has_initial(persons: Persons, name: Name, at: int) -> bool:
    """Say whether the first letter of another part of a name stands beside one."""
    beside = [at + 1] if persons.follows(at + 1) else []
    if at and persons.gap(at).strip(" ") == ".":
        beside.append(at - 1)
    lows = [persons.tokens[each].low for each in beside]
    return any(len(low) == 1 and part[0] == low for low in lows for part in name.parts)


def _does_something(persons: Persons, at: int) -> bool:
    """Say whether one person does what is told behind a word: Rossi has, but not accounts are."""
    locale = persons.locale if persons.locale in LOCALES else "it"
    doing = frozenset(map(folded, people(locale)["doing"]))
    low = persons.tokens[at].low
    if locale == "it" and persons.is_ordinary(at) and not low.endswith(_PLURAL):
        return False
    behind = at + 1
    while behind <= at + _APART and behind < len(persons.tokens) and persons.follows(behind):
        if persons.tokens[behind].low in doing:
            return True
        if persons.tokens[behind].low not in shared("objects"):
            return False
        behind += 1
    return False


def _is_behind_title(persons: Persons, at: int) -> bool:
    return any(
        after == at and persons.gap(at).strip(" .") == "" for after in persons.titles.values()
    )


def _is_of_something(persons: Persons, at: int) -> bool:
    """Say whether an ordinary word is part of a title: the Rose of the Winds."""
    return at + 1 < len(persons.tokens) and persons.tokens[at + 1].low in shared("of")


def _in_arabic(persons: Persons, name: Name) -> Iterator[Span]:
    """Yield a name of two parts and more in the other of Latin and Arabic letters."""
    if len(name.parts) <= 1 or persons.signals.is_arabic == any(map(is_arabic, name.parts)):
        return
    heard = {
        at: found
        for at, forms in enumerate(persons.signals.forms)
        if (found := {p for p in name.parts if any(sounds_like_in_arabic(f, p) for f in forms)})
    }
    for at, parts in heard.items():
        behind = heard.get(at + 1, set())
        if len(parts | behind) > 1 and behind and persons.follows(at + 1):
            yield _span(persons.signals, at, at + 2)
        elif _is_behind_title(persons, at):
            yield _span(persons.signals, at, at + 1)
