"""Who is spoken of in a text, how old they are, and which languages are named in it."""

import re
from dataclasses import dataclass
from functools import cache

from wemi_piemonte.intake.clauses import language_of
from wemi_piemonte.intake.lexicon import lexicon, locales
from wemi_piemonte.intake.words import clean, fold, is_han

SELF = "self"
OLDEST = 120
# An age belongs to somebody named at most so many words before or after it.
REACH = 6
MOST_PEOPLE = 8
LONGEST_TEXT = 4000

_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody of the household: `kind` as in the lexicon's people, `age` in whole years."""

    kind: str
    age: int | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    """Somebody named, from one word to another."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Age:
    """A number of years, standing at a word; `told` when the words say that it is an age."""

    years: int
    at: int
    told: bool


def people_in(text: str, locale: str) -> tuple[Heard, ...]:
    """Return who is spoken of, in the order of the text, each once; at most eight."""
    language = _language(text, locale)
    if language not in locales():
        return ()
    found = _words(text)
    mentions = _mentions(found, language)
    ages_of: dict[int, list[int]] = {}
    own: list[int] = []
    for age in _ages(found, language, {mention.last for mention in mentions}):
        nearest = _nearest(age, mentions)
        if nearest is not None:
            ages_of.setdefault(nearest, []).append(age.years)
        elif age.told:
            own.append(age.years)
    heard = [Heard(SELF, own[0])] if own else []
    for number, mention in enumerate(mentions):
        heard += [Heard(mention.kind, each) for each in ages_of.get(number, [])] or [
            Heard(mention.kind)
        ]
    return _each_once(heard)[:MOST_PEOPLE]


def speaks_of_self(text: str, locale: str) -> bool:
    """Tell if the one who writes is named: "I", "myself"; a bare verb does not count."""
    language = _language(text, locale)
    if language not in locales():
        return False
    return any(kind == SELF for kind, _, _ in _matches(_words(text), _forms(language, "people")))


def languages_in(text: str, locale: str) -> tuple[str, ...]:
    """Return the codes of the languages that a text names."""
    language = _language(text, locale)
    if language not in locales():
        return ()
    found = _words(text)
    return tuple(
        dict.fromkeys(name for name, _, _ in _matches(found, _forms(language, "languages")))
    )


def _language(text: str, locale: str) -> str:
    return language_of(clean(text[:LONGEST_TEXT]), locale)


def _words(text: str) -> list[str]:
    """Return folded words; a number written against its word stands apart, Chinese sign by sign."""
    found: list[str] = []
    for run in re.findall(r"[^\W_]+", clean(text[:LONGEST_TEXT])):
        for part in re.findall(r"\d+|[^\d]+", run):
            found += list(part) if is_han(part[0]) else [fold(part)]
    return [word for word in found if word]


@cache
def _forms(locale: str, table: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the ways of naming each thing, by their first word, the longest first."""
    known = lexicon(locale)
    pairs = (
        [(form, name) for name, forms in known.tables[table].items() for form in forms]
        if table in known.tables
        else [(form, table) for form in known.lists[table]]
    )
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for form, name in pairs:
        words = tuple(_words(form))
        if words:
            found.setdefault(words[0], []).append((words, name))
    for each in found.values():
        each.sort(key=lambda pair: (-len(pair[0]), pair))
    return found


def _matches(
    words: list[str], forms: dict[str, list[tuple[tuple[str, ...], str]]]
) -> list[tuple[str, int, int]]:
    """Return what is named, with its first and last word; a longer name hides those inside it."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(words):
        for form, name in forms.get(words[at], ()):
            if tuple(words[at : at + len(form)]) == form:
                found.append((name, at, at + len(form) - 1))
                at += len(form) - 1
                break
        at += 1
    return found


def _mentions(words: list[str], locale: str) -> list[_Mention]:
    found = _matches(words, _forms(locale, "people"))
    return [_Mention(*each) for each in found if each[0] != SELF]


def _ages(words: list[str], locale: str, named: set[int]) -> list[_Age]:
    """Return the numbers that are ages: those before "years", and those joined to them by "and".

    `named` are the words at which somebody's name ends: "my son of 9 years" tells an age, whatever
    comes after it.
    """
    years = _ends(words, locale, "years")
    months = _ends(words, locale, "months")
    after = {first for _, first, _ in _matches(words, _forms(locale, "ago"))}
    before = {last for _, _, last in _matches(words, _forms(locale, "since"))}
    told = {last for _, _, last in _matches(words, _forms(locale, "aged"))}
    found: list[_Age] = []
    for at, word in enumerate(words):
        if not _NUMBER.fullmatch(word) or int(word) > OLDEST:
            continue
        end = years.get(at + 1, months.get(at + 1))
        is_told = at - 1 in named or (at - 1 in told and at - 2 in named)
        is_age = end is not None and (is_told or (end + 1 not in after and at - 1 not in before))
        if not is_age and end is None and at - 1 not in before:
            # "three and eight years": the first number is an age because the second is.
            later = next((n for n in (at + 2, at + 1) if _is_age_at(words, n, years)), None)
            is_age = later is not None
            if not is_age and at - 1 in told:
                found.append(_Age(int(word), at, told=True))
                continue
        if is_age:
            count = 0 if at + 1 in months and at + 1 not in years else int(word)
            found.append(_Age(count, at, told=at - 1 in told))
    return found


def _is_age_at(words: list[str], at: int, years: dict[int, int]) -> bool:
    return at < len(words) and bool(_NUMBER.fullmatch(words[at])) and at + 1 in years


def _ends(words: list[str], locale: str, name: str) -> dict[int, int]:
    """Return where each word for years (or months) begins, and ends."""
    return {first: last for _, first, last in _matches(words, _forms(locale, name))}


def _nearest(age: _Age, mentions: list[_Mention]) -> int | None:
    """Return who is named nearest to an age: rather before it than after."""
    distances = [
        (age.at - mention.last if mention.last < age.at else mention.first - age.at + 2, number)
        for number, mention in enumerate(mentions)
    ]
    near = [each for each in distances if each[0] <= REACH]
    return min(near)[1] if near else None


def _each_once(heard: list[Heard]) -> tuple[Heard, ...]:
    """Leave out those named again; one whose age is told once is the same everywhere."""
    aged = {each.kind for each in heard if each.age is not None}
    kept = [each for each in heard if each.age is not None or each.kind not in aged]
    return tuple(dict.fromkeys(kept))
