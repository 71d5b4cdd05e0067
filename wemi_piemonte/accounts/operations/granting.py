"""What an administrator gives and takes: languages of translators, the way back after a stop."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account, TranslatorGrant
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import DomainError, NotFound


class Lost(DomainError):
    """The right to do this was taken away a moment ago."""

    code = "lost"
    status = HTTPStatus.FORBIDDEN


def taken_by_admin(session: Session, account_id: UUID, *, by: UUID) -> Account:
    """Return an account for an administrator to act on; both are kept from others until the end.

    Taken in the order of their ids, so that two administrators who act on each other do not wait
    for ever: the second finds out that the right is gone (Lost). Raises NotFound for no account.
    """
    query = select(Account).where(Account.id.in_({account_id, by})).order_by(Account.id)
    rows = session.scalars(query.with_for_update().execution_options(populate_existing=True))
    found = {each.id: each for each in rows}
    actor = found.get(by)
    if actor is None or actor.role is not Role.ADMIN or actor.suspended_at is not None:
        raise Lost
    if account_id not in found:
        raise NotFound
    return found[account_id]


def let_back(session: Session, *, account_id: UUID, by: UUID, now: datetime) -> None:
    """Let a suspended account in again."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    if account.suspended_at is not None:
        account.suspended_at = None
        _record(session, "let_account_back", account_id, by, now)


def grant_language(
    session: Session, *, account_id: UUID, locale: str, by: UUID, now: datetime
) -> None:
    """Let an account translate listings into a language; granting twice is granting once."""
    if session.get(Account, account_id) is None:
        raise NotFound
    if session.get(TranslatorGrant, (account_id, locale)) is None:
        session.add(TranslatorGrant(account_id=account_id, locale=locale, created_at=now))
        _record(session, "grant_language", account_id, by, now, locale=locale)


def withdraw_language(
    session: Session, *, account_id: UUID, locale: str, by: UUID, now: datetime
) -> None:
    """Take the right to translate into a language back."""
    grant = session.get(TranslatorGrant, (account_id, locale))
    if grant is not None:
        session.delete(grant)
        _record(session, "withdraw_language", account_id, by, now, locale=locale)


def _record(
    session: Session, act: str, account_id: UUID, by: UUID, now: datetime, **details: Any
) -> None:
    record_act(
        session, act, account_id=by, subject="account", subject_id=account_id, now=now, **details
    )
