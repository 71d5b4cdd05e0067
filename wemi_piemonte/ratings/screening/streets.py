"""Street addresses: a street and a number, in the order of each language."""

import re
from collections.abc import Iterator
from functools import cache

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import HAN, folded
from wemi_piemonte.ratings.screening.lists import everywhere, shared
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.spans import Span

_LONGEST = 70
_MOST_WORDS = 5
_LIVING = 6
_NAME = r"(?:[^\W\d_]['’\w.]{0,30}|\d{1,2}(?=\s{1,2}[^\W\d_]))"
_HAN_STREET = re.compile(
    rf"(?:[{HAN}]{{1,8}}?|[A-Za-z' ]{{2,30}})(?:大街|大道|胡同|[路街道巷弄])"
    r"\s?(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,5})\s?[号號]"
)


@cache
def _behind() -> re.Pattern[str]:
    """Return the pattern of a street's name and number behind the word for a street."""
    marks = sorted(
        {folded(each) for each in everywhere("house numbers")}, key=lambda w: (-len(w), w)
    )
    mark = "|".join(re.escape(each) for each in marks)
    return re.compile(
        rf"[.\s]{{0,3}}(?P<name>[\"«]?{_NAME}(?:[\s\-']{{1,2}}{_NAME}){{0,{_MOST_WORDS}}}?[\"»]?)\s?,?\s?"
        rf"(?:(?:{mark})\s?[.°:]?\s?)?(?P<number>\d{{1,4}})(?:\s?/\s?[a-zA-Z]|[a-zA-Z]|\s(?:bis|ter))?(?![0-9A-Za-z:]|[.,]\d|\s?[/%€])",
        re.IGNORECASE,
    )


_PLACED = re.compile(r"(?P<number>\d{1,4})(?:\s?(?:bis|ter|[a-c]))?,?\s{0,2}$", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:\s(?:de|du|des|la|le|les)|\s[dl](?='))*[\s'][A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,3}"
)
_AFTER = re.compile(r"(?<!\w)\d{1,4}[a-zA-Z]?,?\s(?:[A-Z][\w'-]{1,20}\s){1,3}$")


def streets(signals: Signals) -> Iterator[Span]:
    """Yield street addresses with a number."""
    for hit in (*signals.hits("streets"), *signals.hits("streets before")):
        yield from _with_number_behind(signals, hit.first, hit.after)
    plain = signals.flat.plain
    for hit in signals.hits("streets before"):
        start, end = signals.tokens[hit.first].start, signals.tokens[hit.after - 1].end
        number = _PLACED.search(plain, max(0, start - 12), start)
        name = _NAMED.match(plain, end, end + _LONGEST)
        if number and name:
            yield Span(number.start(), name.end(), Finding.ADDRESS)
    for hit in signals.hits("streets after"):
        start, end = signals.tokens[hit.first].start, signals.tokens[hit.after - 1].end
        ahead = _AFTER.search(plain, max(0, start - _LONGEST), start)
        if ahead and plain[start].isupper():
            yield Span(ahead.start(), end, Finding.ADDRESS)
    for found in _HAN_STREET.finditer(plain):
        yield Span(found.start(), found.end(), Finding.ADDRESS)


def _with_number_behind(signals: Signals, first: int, after: int) -> Iterator[Span]:
    end = signals.tokens[after - 1].end
    found = _behind().match(signals.flat.plain, end, end + _LONGEST)
    if found is None or not _is_street(signals, first, found):
        return
    behind = signals.behind(found.end())
    if behind in signals.marked("units") or behind in signals.marked("money"):
        return
    yield Span(signals.tokens[first].start, found.end(), Finding.ADDRESS)


def _is_street(signals: Signals, first: int, found: re.Match[str]) -> bool:
    """Say whether words are a street's name: by a capital, or since somebody lives there."""
    name = found.group("name")
    words = [each for each in re.split(r"[\s'\-\".«»]+", name) if each]
    is_named = (
        any(each[0].isupper() for each in words)
        and not signals.flat.is_shouted
        and all(
            each[0].isupper() or each[0].isdigit() or folded(each) in shared("joins in streets")
            for each in words
        )
    )
    if is_named:
        return folded(words[0]) not in shared("no streets") - shared("joins in streets")
    living = signals.is_near("living", signals.before(first, _LIVING))
    if "\u0600" <= name[:1] <= "\u06ff":
        return living or re.search(r"رقم\s?\d", found.group()) is not None
    return living and folded(words[0]) not in shared("no streets") and len(words) < _MOST_WORDS
