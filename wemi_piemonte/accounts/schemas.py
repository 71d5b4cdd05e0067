"""The forms of signing in, and what the closed lists of accounts are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from wemi_piemonte.accounts.rules import (
    LONGEST_EMAIL,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    Role,
)
from wemi_piemonte.foundation.schemas import Lenient

LABELS: dict[str, dict[str, Any]] = {
    "role": {
        Role.CITIZEN: _l("Citizen"),
        Role.OPERATOR: _l("Help desk operator"),
        Role.PROVIDER: _l("Provider of services"),
        Role.MODERATOR: _l("Moderator of the Region"),
        Role.ADMIN: _l("Administrator"),
    },
}

_PASSWORD_LENGTH = validate.Length(
    min=SHORTEST_PASSWORD,
    max=LONGEST_PASSWORD,
    error=_l("A password has from 12 to 128 characters. Four words in a row are easy to keep."),
)


def _email(value: str) -> None:
    text = value.strip()
    local, at, host = text.rpartition("@")
    if not at or not local or "." not in host or any(sign.isspace() for sign in text):
        raise ValidationError([_l("Write an e-mail address, such as name@example.org.")])
    validate.Length(max=LONGEST_EMAIL, error=_l("This address is too long."))(text)


class EmailForm(Lenient):
    """An address, to which a link is sent."""

    email = fields.String(required=True, validate=_email)


class SignInForm(Lenient):
    """Address and password; no rule here tells what passwords look like."""

    email = fields.String(required=True, validate=_email)
    password = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))


class RegisterForm(Lenient):
    """A new account."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100, error=_l("Write your name, at most 100 letters.")),
    )
    email = fields.String(required=True, validate=_email)
    password = fields.String(required=True, validate=_PASSWORD_LENGTH)
    # What the person comes for: to ask for services, or to offer them for a body.
    as_provider = fields.Boolean(load_default=False)


class PasswordForm(Lenient):
    """A new password, chosen through a link."""

    password = fields.String(required=True, validate=_PASSWORD_LENGTH)


class InvitationForm(PasswordForm):
    """What somebody invited still has to say."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100, error=_l("Write your name, at most 100 letters.")),
    )


class ChangeForm(PasswordForm):
    """A new password, chosen by who knows the old one."""

    old = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))


class CodeForm(Lenient):
    """Six digits of the second factor, or a recovery code."""

    code = fields.String(
        required=True, validate=validate.Length(min=6, max=20, error=_l("Write the six digits."))
    )
