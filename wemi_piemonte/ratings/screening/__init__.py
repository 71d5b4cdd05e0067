"""Words of a comment that may not be shown as they are: data about persons, and abuse.

Pure, and in time that grows with the length of the text alone. What it goes by are readable lists
beside it, in `ratings/people` and `ratings/abuse`.
"""

from collections.abc import Collection, Iterator

from wemi_piemonte.ratings.rules import Found
from wemi_piemonte.ratings.screening.abuse import abuse
from wemi_piemonte.ratings.screening.allowed import allowed_in
from wemi_piemonte.ratings.screening.flat import Flat
from wemi_piemonte.ratings.screening.han import han_names
from wemi_piemonte.ratings.screening.numbers import numbers
from wemi_piemonte.ratings.screening.online import online
from wemi_piemonte.ratings.screening.phones import phones
from wemi_piemonte.ratings.screening.signals import Signals
from wemi_piemonte.ratings.screening.spans import Span, merged
from wemi_piemonte.ratings.screening.staff import staff
from wemi_piemonte.ratings.screening.streets import streets
from wemi_piemonte.ratings.screening.titles import persons

__all__ = ["findings"]


def findings(
    text: str, locale: str, names: Collection[str] = (), *, allowed: Collection[str] = ()
) -> tuple[Found, ...]:
    """Return the words of a comment that hold it back, in their order, each once.

    `names` are of people who work for the body; `allowed` is what everybody reads on the sheet:
    the names of the service, its body and places, their phones and addresses.
    """
    signals = Signals(Flat(text))
    flat = signals.flat
    public = allowed_in(signals, allowed)
    held = (each for each in _all(signals, locale, names) if not public.covers(flat, each))
    once: dict[str, Found] = {}
    for each in merged(held):
        start, end = flat.words(each.start, each.end)
        words = text[start:end].strip()
        once.setdefault(words, Found(words, each.kind))
    return tuple(once.values())


def _all(signals: Signals, locale: str, names: Collection[str]) -> Iterator[Span]:
    yield from numbers(signals)
    yield from phones(signals)
    yield from online(signals)
    yield from streets(signals)
    yield from persons(signals, locale)
    yield from han_names(signals.flat)
    yield from staff(signals, locale, names)
    yield from abuse(signals.flat, locale)
