"""Making a pass, opening it, and letting it end."""

from datetime import datetime
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts import rules
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.foundation.errors import DomainError, NotFound

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when there is no such code, so that both cases take the same time.
_NOBODY = _hasher.hash("no pass has this PIN")


class Locked(DomainError):
    """Five wrong tries: the pass opens again in an hour."""

    code = "locked"


class WrongPin(DomainError):
    """No pass has this code and this PIN."""

    code = "wrong_pin"


def make_pass(session: Session, *, now: datetime, secret: str = "") -> tuple[UUID, str, str]:
    """Make a pass, and return its id, code and PIN; the two are never to be had again.

    With the secret of a form both follow from it: the form sent again finds the pass it made.
    """
    code, pin = rules.pass_from(secret) if secret else (rules.new_code(), rules.new_pin())
    there = pass_of_form(session, secret=secret, now=now) if secret else None
    if there is not None:
        return there, code, pin
    made = Pass(
        code_hash=rules.hash_of(code),
        pin_hash=_hasher.hash(pin),
        wrong_tries=0,
        locked_until=None,
        created_at=now,
        expires_at=rules.expiry_after(now),
    )
    session.add(made)
    session.flush()
    return made.id, code, pin


def pass_of_form(session: Session, *, secret: str, now: datetime) -> UUID | None:
    """Return the pass that a form has made already, None while it was not sent."""
    code, _pin = rules.pass_from(secret)
    query = select(Pass.id).where(Pass.code_hash == rules.hash_of(code), Pass.expires_at > now)
    return session.scalar(query)


def try_pass(session: Session, *, code: str, pin: str, now: datetime) -> UUID | DomainError:
    """Return the id of the pass that code and PIN open, or why not.

    The refusal is returned and not raised, because the wrong try must be counted: an error
    would undo it.
    """
    found = session.scalar(
        select(Pass).where(Pass.code_hash == rules.hash_of(code), Pass.expires_at > now)
    )
    if found is not None and rules.is_locked(found.locked_until, now):
        return Locked()
    try:
        _hasher.verify(found.pin_hash if found else _NOBODY, pin)
    except VerifyMismatchError:
        if found is not None:
            _count_wrong_try(found, now)
        return WrongPin()
    if found is None:
        return WrongPin()
    found.wrong_tries = 0
    found.locked_until = None
    found.expires_at = rules.expiry_after(now)
    return found.id


def _count_wrong_try(found: Pass, now: datetime) -> None:
    found.wrong_tries += 1
    if found.wrong_tries >= rules.MOST_TRIES:
        found.wrong_tries = 0
        found.locked_until = now + rules.LOCKED_FOR


def touch_pass(session: Session, *, pass_id: UUID, now: datetime) -> None:
    """Note that a pass was used: it is kept ninety days more."""
    found = session.get(Pass, pass_id)
    if found is None or found.expires_at <= now:
        raise NotFound
    found.expires_at = rules.expiry_after(now)


def forget_ended_passes(session: Session, now: datetime) -> None:
    """Delete the passes that have ended, with all that hangs on them; a due job."""
    session.execute(delete(Pass).where(Pass.expires_at <= now))
