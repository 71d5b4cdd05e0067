"""The Pass of a person without an account: a code to find it, a PIN to open it."""

import hashlib
import secrets
from datetime import datetime, timedelta

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
