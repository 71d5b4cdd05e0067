"""The parameters of the API: each is given once, readable, known and possible, or refused."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from flask_babel import lazy_gettext as _l
from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates,
)

from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import Strict
from wemi_piemonte.search.rules import Query, Sort
from wemi_piemonte.search.schemas import LONGEST_QUERY, REPEATED, ApiParameters, query_of

# Signs that no text holds, and the one that stands where some could not be read.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


class Arguments(Protocol):
    """A query string in parts, as werkzeug has it."""

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str) -> list[str]: ...


class LanguageParameters(Strict):
    """The language of the answer."""

    lang = ApiParameters._declared_fields["lang"]  # noqa: SLF001 - one field, one meaning

    @pre_load
    def gather(self, arguments: Arguments, **_kwargs: Any) -> dict[str, str]:
        """Read each parameter once; an empty language is none."""
        return {
            name: value
            for name in arguments
            if (value := arguments.getlist(name)[0].strip()) or name != "lang"
        }


class OwnParameters(LanguageParameters):
    """A page of a body's own listings."""

    page = ApiParameters._declared_fields["page"]  # noqa: SLF001 - one field, one meaning
    per_page = ApiParameters._declared_fields["per_page"]  # noqa: SLF001 - one field, one meaning


class RatingParameters(OwnParameters):
    """A page of the ratings of a service; nobody chooses them by their score."""

    sort = fields.String(
        load_default="date",
        validate=validate.OneOf(["date", "useful"], error=_l("This is not one of the choices.")),
        metadata={"meaning": "Order: the newest first, or those that most readers found useful."},
    )


class SuggestionParameters(LanguageParameters):
    """What has been typed so far, and the language of the answer."""

    q = ApiParameters._declared_fields["q"]  # noqa: SLF001 - one field, one meaning

    @validates("q")
    def check_length(self, value: str, **_kwargs: Any) -> None:
        if len(value) > LONGEST_QUERY:
            raise ValidationError(_("Write at most %(most)s characters.", most=LONGEST_QUERY))


class SearchParameters(ApiParameters):
    """A search from the API, with what can only be said of several parameters together."""

    @post_load
    def check_order(self, values: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Refuse an order by distance from nowhere."""
        if values["sort"] == Sort.DISTANCE and not values["place"] and values["lat"] is None:
            raise ValidationError(_("To sort by distance, give a place or a point."), "sort")
        return values


class NoParameters(Strict):
    """What is the same for everybody takes no parameters."""

    @pre_load
    def gather(self, arguments: Arguments, **_kwargs: Any) -> dict[str, str]:
        return dict.fromkeys(arguments, "")


# Made once: a schema copies its fields when it is made.
LANGUAGE = LanguageParameters()
SEARCH = SearchParameters()
OWN = OwnParameters()
RATINGS = RatingParameters()
SUGGESTION = SuggestionParameters()
NOTHING = NoParameters()


def refuse_unreadable(query_string: bytes) -> None:
    """Raise ValidationError for bytes that are no UTF-8, which werkzeug would let pass quoted."""
    for part in query_string.split(b"&"):
        try:
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            name = part.partition(b"=")[0].decode("ascii", "replace")
            raise ValidationError(_("Some characters can not be read."), name) from None


def checked(schema: Schema, arguments: Arguments, locales: tuple[str, ...]) -> dict[str, Any]:
    """Return the values of these parameters; raises ValidationError for what is wrong.

    `locales` are the languages switched on, the first of which is meant when none is asked for.
    """
    if faults := {name: fault for name in arguments if (fault := _fault(name, arguments))}:
        raise ValidationError(faults)
    values: dict[str, Any] = schema.load(arguments)  # type: ignore[arg-type]
    asked = values.get("lang") or locales[0]
    if asked not in locales:
        raise ValidationError(_("This is not one of the choices."), "lang")
    return {**values, "lang": asked}


def _fault(name: str, arguments: Arguments) -> list[str]:
    values = arguments.getlist(name)
    if any(_UNREADABLE.search(text) for text in (name, *values)):
        return [_("Some characters can not be read.")]
    if len(values) > 1 and name not in REPEATED:
        return [_("Give this only once.")]
    return []


def question(arguments: Arguments, locales: tuple[str, ...], now: datetime) -> Query:
    """Return the question that these parameters ask; raises ValidationError."""
    values = checked(SEARCH, arguments, locales)
    return query_of(values, locale=values["lang"], now=now)


def faults_of(error: ValidationError) -> dict[str, list[str]]:
    """Return the messages of each parameter, those of its single values among them."""
    messages: dict[Any, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    return {str(name): list(dict.fromkeys(_flat(found))) for name, found in messages.items()}


def _flat(messages: Any) -> Iterator[str]:
    if isinstance(messages, (dict, list)):
        for message in messages.values() if isinstance(messages, dict) else messages:
            yield from _flat(message)
    else:
        yield str(messages)
