"""The kinds of values in the form of a listing: read as HSDS reads them, refused in our words."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields

from wemi_piemonte.directory.hsds import values as hsds
from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import joined
from wemi_piemonte.geo.gazetteer.places import Municipality, apart, find_places, matches

MOST_CHOICES = 8
# Below this rank a text is the whole name of a place, and not only its beginning.
WHOLE_NAME = 1
_AMOUNT = re.compile(r"(?P<euros>\d{1,7})(?:[.,](?P<cents>\d{1,2}))?", re.ASCII)

LONG = _l("Write less, or without odd characters.")
PHONE = _l("Write a telephone number: digits, spaces, + and -.")
EMAIL = _l("Write an e-mail address, such as name@example.org.")
WEB = _l("Write an address that begins with https://.")
DAY = _l("Write a day of the calendar.")
TIME = _l("Write a time, such as 09:30.")
AMOUNT = _l("Write an amount in euros, such as 12,50.")
NUMBER = _l("Write a number.")

Read = Callable[[str], Any]


class Said(fields.Field[Any]):
    """A value written by hand; nothing written is no value."""

    def __init__(self, read: Read, message: Any, empty: Any = None, **more: Any) -> None:
        super().__init__(load_default=empty, allow_none=False, **more)
        self._read, self._message, self._empty = read, message, empty

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        del attr, data, kwargs
        text = str(value).strip()
        if not text:
            return self._empty
        try:
            return self._read(text)
        except Wrong:
            raise ValidationError([self._message]) from None


def line(limit: int = hsds.LINE, **more: Any) -> Said:
    """A text on one line."""
    return Said(hsds.line(limit).read, LONG, "", **more)


def prose(**more: Any) -> Said:
    """A text of several lines."""
    return Said(hsds.prose.read, LONG, "", **more)


def phone() -> Said:
    return Said(hsds.phone.read, PHONE, "")


def email() -> Said:
    return Said(hsds.email.read, EMAIL, "")


def web() -> Said:
    return Said(hsds.web.read, WEB, "")


def day() -> Said:
    return Said(hsds.day.read, DAY)


def clock() -> Said:
    return Said(hsds.clock.read, TIME)


def whole(least: int, most: int) -> Said:
    """A whole number within bounds."""
    kind = hsds.whole(least, most)
    message = _l("Write a number from %(least)s to %(most)s.", least=least, most=most)

    def read(text: str) -> Any:
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise Wrong("is no number")
        return kind.read(int(text))

    return Said(read, message)


def degrees(most: int) -> Said:
    """A latitude or longitude."""
    kind = hsds.number(-most, most)

    def read(text: str) -> Any:
        try:
            return kind.read(float(text.replace(",", ".")))
        except ValueError:
            raise Wrong("is no number") from None

    return Said(read, NUMBER)


def _cents(text: str) -> int:
    found = _AMOUNT.fullmatch(text.removeprefix("€").removesuffix("€").strip())
    if found is None:
        raise Wrong("is no amount")
    return int(found["euros"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))


def amount() -> Said:
    """An amount of euros, kept in cents."""
    return Said(_cents, AMOUNT)


def town_of(text: str) -> Municipality:
    """Return the municipality that is meant; raises ValidationError when none or several are."""
    found = find_places(text, limit=MOST_CHOICES)
    if not found:
        raise ValidationError(
            [_("We know no municipality of Piedmont with this name. Check how it is written.")]
        )
    if len(found) > 1 and not _is_whole_name(text):
        names = joined(place.label for place in found)
        raise ValidationError([_("Several places match: %(places)s. Name one.", places=names)])
    return found[0]


def _is_whole_name(text: str) -> bool:
    ranks = [rank for rank, _place in matches(apart(text)[0])]
    return not text.strip().isdigit() and min(ranks, default=9) <= WHOLE_NAME


def town() -> Said:
    """A municipality, kept as its ISTAT code."""
    return Said(lambda text: town_of(text[:100]).istat, LONG, "")


def towns() -> Said:
    """Municipalities, one a line, kept as their ISTAT codes."""

    def read(text: str) -> tuple[str, ...]:
        codes: dict[str, None] = {}
        for each in re.split(r"[\n;]+", text[:50_000]):
            if name := each.strip()[:100]:
                try:
                    codes[town_of(name).istat] = None
                except ValidationError as error:
                    raise ValidationError([f"{name}: {error.messages[0]}"]) from None
        return tuple(codes)

    return Said(read, LONG, ())
