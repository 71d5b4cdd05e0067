"""How the pages put days, ages, prices and lists into the reader's language."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names
from babel.numbers import format_currency

from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.foundation.i18n import current_language, ngettext
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES, tag_of
from wemi_piemonte.foundation.names import Name, joined, listed
from wemi_piemonte.pages.price import INCOME, Price
from wemi_piemonte.pages.sheet import dialled


def weekday(code: str) -> str:
    """Return the name of a day; the codes are those of RFC 5545."""
    return _weekday(code, current_language().babel)


@lru_cache(maxsize=256)
def _weekday(code: str, language: str) -> str:
    names = get_day_names("wide", context="stand-alone", locale=language)
    return str(names[DAYS.index(code)])


def recurring_day(day: tuple[int, str]) -> str:
    """Return a day that may be the nth of its month."""
    nth, name = day[0], weekday(day[1])
    if not nth:
        return name
    words: dict[int, str] = {
        1: _("first %(day)s", day=name),
        2: _("second %(day)s", day=name),
        3: _("third %(day)s", day=name),
        4: _("fourth %(day)s", day=name),
        -1: _("last %(day)s", day=name),
    }
    return words.get(nth, name)


def day_and_date(day: date) -> str:
    """Return a day with its weekday, without the year: it is near."""
    return _day_and_date(day, current_language().babel)


@lru_cache(maxsize=4096)
def _day_and_date(day: date, language: str) -> str:
    # Some languages write the whole name of a month with other words around it than the short one.
    skeletons = Locale.parse(language).datetime_skeletons
    short = (skeletons.get("MMMMEd") or skeletons["MMMEd"]).pattern
    long = re.sub("M{3,}", "MMMM", re.sub("E+", "EEEE", short))
    return format_date(day, format=long, locale=language)


def age_range(ages: tuple[int | None, int | None]) -> str:
    """Return the ages that a service is for."""
    lowest, highest = ages
    if lowest and highest is not None:
        return str(_("from %(lowest)s to %(highest)s years old", lowest=lowest, highest=highest))
    if highest is not None:
        return str(_("up to %(highest)s years old", highest=highest))
    return str(_("from %(lowest)s years old", lowest=lowest) if lowest else _("any age"))


def _euros(cents: int) -> str:
    """Return an amount, whole euros without their noughts: bounds of income are whole."""
    return _amount(cents, current_language().babel)


@lru_cache(maxsize=4096)
def _amount(cents: int, language: str) -> str:
    if cents % 100:
        return format_currency(cents / 100, "EUR", locale=language)
    pattern = Locale.parse(language).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(
        cents // 100, "EUR", format=pattern, locale=language, currency_digits=False
    )


def price_band(price: Price) -> str:
    """Return whom a price is for: an income, or a number of people who share it."""
    if price.kind == INCOME:
        return _income_band(price)
    people = price.upper or price.lower or 1
    return str(ngettext("For %(num)s person", "For %(num)s people together", people))


def _income_band(price: Price) -> str:
    lower, upper = _euros(price.lower or 0), _euros(price.upper or 0)
    if price.upper is None:
        return str(_("ISEE from %(lower)s", lower=lower))
    if not price.lower:
        return str(_("ISEE up to %(upper)s", upper=upper))
    return str(_("ISEE from %(lower)s to %(upper)s", lower=lower, upper=upper))


@lru_cache(maxsize=1024)
def direction(code: str) -> str:
    """Return in which direction a language is written."""
    try:
        return str(Locale.parse(LOCALES[code].babel if code in LOCALES else code).text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


FILTERS: dict[str, Callable[..., str]] = {
    "weekday": weekday,
    "recurring_day": recurring_day,
    "joined": joined,
    "name": Name,
    "listed": listed,
    "day_and_date": day_and_date,
    "age_range": age_range,
    "price_band": price_band,
    "html_lang": tag_of,
    "direction": direction,
    "dialled": dialled,
}
