"""Who signs in and with what right; and the Pass of a person without an account."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an account may do on the site; what it may do in one place is a membership."""

    CITIZEN = "citizen"
    OPERATOR = "operator"
    PROVIDER = "provider"
    MODERATOR = "moderator"
    ADMIN = "admin"


STAFF = frozenset({Role.OPERATOR, Role.MODERATOR, Role.ADMIN})
"""Who must give a second factor (security.md, 2)."""


class Purpose(StrEnum):
    """What a token that is sent by mail is good for."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose
    INVITATION = "invitation"


TOKEN_LIVES: dict[Purpose, timedelta] = {
    Purpose.CONFIRM_EMAIL: timedelta(hours=1),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=2),
}
"""At most one hour, invitations two days (security.md, 3)."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
LONGEST_EMAIL = 254


def email_key(text: str) -> str:
    """Return the form under which an address is kept: trimmed, composed, in small letters."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def new_token() -> str:
    """Return a fresh secret for a link: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_stamp() -> str:
    """Return what binds sessions to a state of the account; a new one ends them all."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Requester:
    """Whose a request or a booking is: an account's, or that of a pass of somebody without one."""

    account_id: UUID | None = None
    pass_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.account_id is None) == (self.pass_id is None):
            raise ValueError("it is of an account or of a pass")

    @property
    def id(self) -> UUID:
        """Return the id of the account or of the pass."""
        found = self.account_id or self.pass_id
        assert found is not None
        return found


LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 without vowels, so that no code is a word."""

CODE_LENGTH = 8
PIN_LENGTH = 6
MOST_TRIES = 5
LOCKED_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=90)

# What people write for a letter that they can not tell from a digit.
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """Return a fresh code of eight signs."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_pin() -> str:
    """Return a fresh PIN of six digits."""
    return f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"


def pass_from(secret: str) -> tuple[str, str]:
    """Return the code and the PIN that follow from the secret of a form.

    So the same form sent twice makes one pass, and both answers show how to open it.
    """
    number = int.from_bytes(hashlib.sha256(b"pass" + secret.encode(errors="replace")).digest())
    number, pin = divmod(number, 10**PIN_LENGTH)
    return code_from(number), f"{pin:0{PIN_LENGTH}d}"


def code_from(number: int) -> str:
    """Return the code that a large number stands for."""
    signs = []
    for _ in range(CODE_LENGTH):
        number, at = divmod(number, len(LETTERS))
        signs.append(LETTERS[at])
    return "".join(signs)


def id_of_form(secret: str, *said: str) -> UUID:
    """Return the id of what a form writes: it follows from the form's secret and what it says.

    So the same form sent twice writes one row.
    """
    told = "\x00".join((secret, *said)).encode(errors="replace")
    return UUID(bytes=hashlib.sha256(told).digest()[:16], version=4)


def code_meant(text: str) -> str:
    """Return the code that a person means: spaces, dashes, small letters and O for 0 are fine."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_MEANT)
    return signs if len(signs) == CODE_LENGTH and all(s in LETTERS for s in signs) else ""


def pin_meant(text: str) -> str:
    """Return the PIN that a person means, empty when it can be none."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    return digits if len(digits) == PIN_LENGTH and len(text) <= 20 else ""


def hash_of(secret: str) -> str:
    """Return the fingerprint under which a code or a token is kept; it is random enough for one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Say whether too many wrong tries keep a pass shut."""
    return locked_until is not None and now < locked_until


def expiry_after(now: datetime) -> datetime:
    """Return until when a pass used now is kept."""
    return now + KEPT_FOR
