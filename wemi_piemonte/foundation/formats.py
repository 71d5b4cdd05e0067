"""Values as a language writes them; remembered, since pages say the same few again and again."""

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit


@lru_cache(maxsize=4096)
def day(value: date | datetime, locale: str) -> str:
    return format_date(value, format="long", locale=locale)


@lru_cache(maxsize=4096)
def clock_time(value: time, locale: str) -> str:
    return format_time(value, format="HH:mm", locale=locale)


@lru_cache(maxsize=4096)
def decimal(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def kilometres(value: float, locale: str) -> str:
    """Return a distance with one decimal below ten."""
    pattern = "#,##0.#" if value < 10 else "#,##0"
    return format_unit(value, "kilometer", "short", format=pattern, locale=locale)


@lru_cache(maxsize=4096)
def euros(cents: int, locale: str) -> str:
    return format_currency(cents / 100, "EUR", locale=locale)
