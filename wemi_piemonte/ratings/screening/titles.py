"""Names behind titles, jobs and thanks, and first name and surname together."""

from collections.abc import Iterable, Iterator

from wemi_piemonte.ratings.screening.known import is_surname
from wemi_piemonte.ratings.screening.lists import shared
from wemi_piemonte.ratings.screening.persons import Persons
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.sounds import is_cyrillic
from wemi_piemonte.ratings.screening.spans import Span

_MOST_TITLES, _MOST_JOINS = 3, 4
_LONGEST_ABBREVIATION = 4
_AROUND = 3
_PATRONYMIC_CASES = ("", "а", "у", "ем", "ові", "еві", "и", "і", "ою", "ы", "е", "ой")


def persons(signals: Signals, locale: str) -> Iterator[Span]:
    """Yield names of persons."""
    found = Persons(signals, locale)
    for section in ("titles", "roles"):
        for hit in signals.hits(section):
            yield from _behind_title(found, hit.first, hit.after, is_job=section == "roles")
    for hit in signals.hits("named"):
        yield from _named(found, hit.after)
    for hit in signals.hits("networks"):
        yield from _on_network(found, hit.after)
    for hit in signals.hits("thanks"):
        yield from _thanked(found, hit.after)
    for at in range(len(signals.tokens) - 1):
        yield from _full(found, at)
        yield from _patronymic(found, at)


def _behind_title(found: Persons, first: int, after: int, *, is_job: bool) -> Iterator[Span]:
    if first and first - 1 in found.signals.marked("places") and found.follows(first):
        return
    at = after
    for _more in range(_MOST_TITLES):
        if at in found.titles and _is_bound(found, at):
            is_job, at = is_job and at in found.signals.marked("roles"), found.titles[at]
    if at >= len(found.tokens) or not _is_bound(found, at):
        return
    title = found.tokens[at - 1]
    sign = found.signals.flat.plain[title.start]
    if title.low in shared("titles with a capital") and not sign.isupper():
        return
    if title.low in shared("titles with a stop") and not found.gap(at).startswith(". "):
        return
    last = found.name_at(at, after_job=is_job)
    if last > at and not found.is_institution(first, last) and not found.is_institution(at, last):
        yield found.span(at, last)


def _is_bound(found: Persons, at: int) -> bool:
    """Say whether a word stands right behind a title, whose stop does not end a sentence."""
    gap = found.gap(at).strip(" ")
    if gap in {"", "-", '"', "«"}:
        return True
    title = found.tokens[at - 1].low
    is_short = len(title) <= _LONGEST_ABBREVIATION and title not in shared("whole titles")
    return gap == "." and is_short


def _named(found: Persons, at: int) -> Iterator[Span]:
    """Yield first name and surname behind "my name is" or at the end of a letter."""
    if at >= len(found.tokens) or found.gap(at).strip(' ,:.\n"«'):
        return
    last = found.name_at(at)
    if last - at > 1 and (found.is_known(at) or found.is_capital(at + 1)):
        yield found.span(at, last)


def _on_network(found: Persons, after: int) -> Iterator[Span]:
    for at in range(after, min(after + _AROUND + 1, len(found.tokens) - 1)):
        if found.tokens[at].parted and at > after:
            return
        if found.is_capital(at) and found.is_capital(at + 1) and found.follows(at + 1):
            last = found.name_at(at)
            if last - at > 1:
                yield found.span(at, last)
            return


def _thanked(found: Persons, at: int) -> Iterator[Span]:
    """Yield the first names behind thanks: those of who helped."""
    joins = found.signals.marked("joins")
    for _more in range(_MOST_JOINS):
        if at < len(found.tokens) and at in joins and not found.is_capital(at):
            at += 1
    while at < len(found.tokens) and not found.gap(at).strip(" ,'"):
        is_sure = found.is_capital(at) or not found.is_ordinary(at)
        if not found.is_first(at) or not is_sure or not found.is_word_of_names(at):
            return
        last = found.end_of_name(at + 1)
        if not found.is_of_kin(at, last) and not found.is_institution(at, last):
            yield found.span(at, last)
        at = last
        if at < len(found.tokens) and found.tokens[at].low in shared("and"):
            at += 1


def _full(found: Persons, at: int) -> Iterator[Span]:
    """Yield first name and surname together, in either order."""
    is_likely = found.is_capital(at) or found.is_known(at)
    if not is_likely or not found.follows(at + 1) or not found.is_word_of_names(at):
        return
    if found.tokens[at + 1].low in shared("particles") and found.is_first(at):
        yield from _with_particle(found, at)
    if not found.is_word_of_names(at + 1):
        return
    both = found.is_capital(at) and found.is_capital(at + 1)
    one, other = found.is_first(at), found.is_first(at + 1)
    if both:
        is_sure = one or (other and is_surname(found.tokens[at].low))
        opens = found.tokens[at].parted and found.is_ordinary(at) and not found.is_known(at + 1)
        cries = found.is_shouted_alone(at + 1) and not found.is_known(at + 1)
        is_sure = is_sure and not opens and not cries
    else:
        surname = [any(is_surname(form) for form in found.forms(each)) for each in (at, at + 1)]
        is_sure = (one and surname[1]) or (other and surname[0])
        is_sure = is_sure and not found.is_ordinary(at) and not found.is_ordinary(at + 1)
    if not is_sure:
        return
    last = found.end_of_name(at + 1)
    if found.is_of_place(at) or found.is_institution(at, at + 2) or last == at + 1:
        return
    is_all_first = all(found.is_first(each) for each in range(at, last))
    if not (is_all_first and found.is_of_kin(at, last)):
        yield found.span(at, last)


def _with_particle(found: Persons, at: int) -> Iterator[Span]:
    """Yield a first name with a surname of two words: Maria De Luca, Fatima El Amrani."""
    last = found.end_of_name(at + 1)
    is_capital = found.is_capital(at) and found.is_capital(at + 1)
    if last > at + 2 and is_capital and not found.is_of_place(at):
        yield found.span(at, last)


def _patronymic(found: Persons, at: int) -> Iterator[Span]:
    """Yield a first name with the father's name behind it."""
    low = found.tokens[at + 1].low
    if not is_cyrillic(low) or not found.follows(at + 1):
        return
    if not (found.is_capital(at) and found.is_capital(at + 1)):
        return
    if _ends_so(low, ((end + case) for end in shared("patronymics") for case in _PATRONYMIC_CASES)):
        yield found.span(at, at + 2)
        if at + 2 < len(found.tokens) and found.follows(at + 2) and found.is_capital(at + 2):
            yield found.span(at, at + 3)


def _ends_so(low: str, endings: Iterable[str]) -> bool:
    return low.endswith(tuple(endings))
