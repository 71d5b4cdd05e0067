"""What every marshmallow schema of the house shares: messages in the catalogues, strictness."""

import re
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, RAISE, Schema, fields

MESSAGES: dict[str, list[Any]] = {
    # Lists, because marshmallow does not wrap a lazy string in one.
    "required": [_l("This is needed.")],
    "null": [_l("This is needed.")],
    "validator_failed": [_l("This value is not possible.")],
}


class Strict(Schema):
    """Refuses what it does not know: bodies and parameters of the API."""

    error_messages: dict[str, Any] = {  # noqa: RUF012 - marshmallow declares it so
        "unknown": [_l("This is not a known field.")],
        "type": [_l("This is not in the expected form.")],
    }

    class Meta:
        unknown = RAISE


class Lenient(Schema):
    """Ignores what it does not know: forms and the parameters of pages."""

    class Meta:
        unknown = EXCLUDE


def id_in(text: str) -> UUID | None:
    """Return the id that a field of a form names, None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def speak() -> None:
    """Let marshmallow's own messages come from the catalogues."""
    fields.Field.default_error_messages.update(MESSAGES)
    invalid = [_l("This value is not possible.")]
    number = [_l("Write a number.")]
    for field in (fields.Integer, fields.Float, fields.Number):
        field.default_error_messages.update(
            {"invalid": number, "too_large": number, "special": number}
        )
    fields.String.default_error_messages.update(
        {"invalid": invalid, "invalid_utf8": [_l("Some characters can not be read.")]}
    )
    fields.List.default_error_messages.update({"invalid": invalid})
    fields.UUID.default_error_messages.update({"invalid_uuid": invalid})
    fields.Boolean.default_error_messages.update({"invalid": invalid})


# Fields copy these messages when they are declared: it has to be before any other schema.
speak()


# Signs that no reader sees and that a database may refuse.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Words(fields.String):
    """What somebody wrote: trimmed, with line breaks of one kind, without unseen signs."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
