"""Passwords: hashed with Argon2id, and checked in the same time whether there is one or not.

Source: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane).
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(password)


def is_password(kept: str, password: str) -> bool:
    """Say whether a password is the one that is kept; empty stands for no account."""
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(kept)
