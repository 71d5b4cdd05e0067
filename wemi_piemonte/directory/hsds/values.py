"""Single values of HSDS: how each kind is read out of JSON, and how it is written."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from wemi_piemonte.directory.hsds.refusal import Wrong

LINE = 300
PROSE = 20_000
ADDRESS_OF_THE_WEB = 2_000
MOST_EUROS = 10_000_000

# Line breaks and tabs are the only control characters that a text may hold; half of a pair of
# surrogates is no character at all, and no database takes it.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = re.compile(r"[ \t\r\n]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]\\]{1,64}@[\w-]+(?:\.[\w-]+)+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_PHONE = re.compile(r"[0-9+ ()./-]{3,60}")
_NO_URL = re.compile(r"[\s<>\"\\^`{|}]")


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """How a value is read (raising Wrong) and written, and what stands for "not said"."""

    read: Callable[[object], Any]
    write: Callable[[Any], Any] = _as_it_is
    empty: Any = None


def text_of(value: object, limit: int) -> str:
    """Return a sound text, without the white space around it."""
    if not isinstance(value, str):
        raise Wrong("must be a text")
    if _UNWANTED.search(value):
        raise Wrong("holds a control character or half a character")
    text = value.strip()
    if len(text) > limit:
        raise Wrong(f"is longer than {limit} characters")
    return text


def line(limit: int = LINE) -> Kind:
    """A text on one line."""
    return Kind(lambda value: _GAP.sub(" ", text_of(value, limit)), empty="")


def _prose(value: object) -> str:
    return text_of(value, PROSE).replace("\r\n", "\n").replace("\r", "\n")


def uuid_of(value: object) -> UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Wrong("must be a UUID")
    return UUID(value)


def _email(value: object) -> str:
    text = text_of(value, 254)
    if text and not _EMAIL.fullmatch(text):
        raise Wrong("must be an e-mail address")
    return text


def _address_with(*schemes: str) -> Kind:
    def read(value: object) -> str:
        text = text_of(value, ADDRESS_OF_THE_WEB)
        if not text:
            return text
        wanted = " or ".join(f"{scheme}:" for scheme in schemes)
        wrong = Wrong(f"must be an address that begins with {wanted}")
        if _NO_URL.search(text):
            raise wrong
        try:
            parts = urlsplit(text)
            host = parts.hostname
        except ValueError:
            raise wrong from None
        if parts.scheme not in schemes or not (host or parts.scheme == "urn"):
            raise wrong
        return text

    return Kind(read, empty="")


def _phone(value: object) -> str:
    text = _GAP.sub(" ", text_of(value, 60))
    digits = sum(sign.isdigit() for sign in text)
    if text and (digits < 3 or not _PHONE.fullmatch(text)):
        raise Wrong("must be a telephone number: digits, +, spaces, ( ) - . and /")
    return text


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Wrong("is a day that the calendar does not have") from None
        if 1900 <= day.year < 2200:
            return day
    raise Wrong("must be a day from 1900 to 2199, written YYYY-MM-DD")


def _clock(value: object) -> time:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise Wrong("must be a time, written HH:MM or HH:MM:SS")
    hour, minute, second = (int(part or 0) for part in found.groups())
    if (hour, minute, second) == (24, 0, 0):
        return time(23, 59)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Wrong("is a time that the clock does not have") from None


def _clock_text(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _plain_number(value: object) -> int | float:
    # A bool is an int in Python, and not a number in JSON.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("must be a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise Wrong("must be a finite number")
    return value


def whole(least: int, most: int) -> Kind:
    """A whole number within bounds; 3.0 is one."""

    def read(value: object) -> int:
        found = _plain_number(value)
        if found != int(found) or not least <= found <= most:
            raise Wrong(f"must be a whole number from {least} to {most}")
        return int(found)

    return Kind(read)


def number(least: float, most: float) -> Kind:
    """A number within bounds."""

    def read(value: object) -> float:
        found = _plain_number(value)
        if not least <= found <= most:
            raise Wrong(f"must be from {least:g} to {most:g}")
        # Adding zero takes the sign from minus zero.
        return float(found) + 0.0

    return Kind(read, lambda value: int(value) if value == int(value) else value)


def _cents(value: object) -> int:
    found = _plain_number(value)
    if not 0 <= found <= MOST_EUROS:
        raise Wrong(f"must be an amount from 0 to {MOST_EUROS} euros")
    cents = Decimal(repr(found)) * 100
    if cents != cents.to_integral_value():
        raise Wrong("must be an amount with at most two decimals")
    return int(cents)


def _euros(cents: int) -> int | float:
    return cents // 100 if cents % 100 == 0 else cents / 100


def choice(codes: type[StrEnum]) -> Kind:
    """One of a closed list."""
    members = {code.value: code for code in codes}

    def read(value: object) -> StrEnum:
        member = members.get(text_of(value, LINE))
        if member is None:
            raise Wrong(f"must be one of: {', '.join(members)}")
        return member

    return Kind(read, lambda code: code.value)


def word(*allowed: str, fold: Callable[[str], str] = str.casefold) -> Kind:
    """One of a few words, written in whichever case."""
    listed = ", ".join(allowed)

    def read(value: object) -> str:
        text = fold(text_of(value, LINE))
        if text and text not in allowed:
            raise Wrong(f"must be one of: {listed}")
        return text

    return Kind(read, empty="")


def pattern(expression: str, reason: str, fold: Callable[[str], str] = _as_it_is) -> Kind:
    """A text of a certain form."""
    compiled = re.compile(expression, re.ASCII)

    def read(value: object) -> str:
        text = fold(text_of(value, LINE))
        if text and not compiled.fullmatch(text):
            raise Wrong(reason)
        return text

    return Kind(read, empty="")


prose = Kind(_prose, empty="")
email = Kind(_email, empty="")
web = _address_with("http", "https")
# Identifiers that need not be pages; every other scheme, javascript above all, is refused.
uri = _address_with("http", "https", "urn")
phone = Kind(_phone, empty="")
day = Kind(_day, date.isoformat)
clock = Kind(_clock, _clock_text)
cents = Kind(_cents, _euros)
language = pattern(
    "[a-z]{2,3}", "must be a language code of ISO 639: two or three letters", str.casefold
)
