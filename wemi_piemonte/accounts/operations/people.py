"""Accounts: registered, confirmed, invited, signed in, given a new password, deleted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account, Token
from wemi_piemonte.accounts.operations.passwords import hash_password, is_password
from wemi_piemonte.accounts.operations.tokens import (
    end_tokens,
    living_token,
    make_token,
    use_token,
)
from wemi_piemonte.accounts.rules import Purpose, Role, email_key, new_stamp
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import DeadLink, DomainError
from wemi_piemonte.foundation.mail import queue_mail
from wemi_piemonte.foundation.session_table import end_sessions


class EmailTaken(DomainError):
    """An account with this address is there already."""

    code = "email_taken"


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation gives to whom: `details` are those it was made with."""

    email: str
    details: dict[str, Any]


def account_of_email(session: Session, email: str) -> Account | None:
    """Return the account of an address."""
    return session.scalar(select(Account).where(Account.email == email_key(email)))


def create_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    locale: str,
    password: str,
    confirmed: bool,
    now: datetime,
) -> Account:
    """Create an account; raises EmailTaken."""
    if account_of_email(session, email) is not None:
        raise EmailTaken
    account = Account(
        email=email_key(email),
        name=name.strip(),
        role=role,
        locale=locale,
        password_hash=hash_password(password) if password else "",
        stamp=new_stamp(),
        confirmed_at=now if confirmed else None,
        created_at=now,
    )
    session.add(account)
    session.flush()
    record_act(
        session,
        "create_account",
        account_id=account.id,
        subject="account",
        subject_id=account.id,
        now=now,
        role=role.value,
    )
    return account


def register(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    locale: str,
    password: str,
    now: datetime,
) -> None:
    """Register somebody, who confirms by mail.

    Whoever has an account already is told so by mail: the page says the same in both cases, and
    takes as long (security.md, 3).
    """
    there = account_of_email(session, email)
    if there is not None and there.confirmed_at is not None:
        hash_password(password)
        queue_mail(session, to=there.email, locale=there.locale, kind="already-registered", now=now)
        return
    if there is None:
        there = create_account(
            session,
            email=email,
            name=name,
            role=role,
            locale=locale,
            password=password,
            confirmed=False,
            now=now,
        )
    else:
        # Nobody has shown that the address is theirs: the last to register may.
        there.name, there.role, there.locale = name.strip(), role, locale
        there.password_hash, there.stamp = hash_password(password), new_stamp()
        end_tokens(session, there.id, Purpose.CONFIRM_EMAIL)
    _send(session, there, Purpose.CONFIRM_EMAIL, "confirm-email", now)


def _send(session: Session, account: Account, purpose: Purpose, kind: str, now: datetime) -> None:
    """Send an account a link, in its language."""
    secret = make_token(session, purpose, email=account.email, account_id=account.id, now=now)
    queue_mail(session, to=account.email, locale=account.locale, kind=kind, now=now, token=secret)


def confirm_email(session: Session, *, secret: str, now: datetime) -> Account:
    """Confirm an address by the link that was sent to it; raises DeadLink."""
    token = _used(session, secret, Purpose.CONFIRM_EMAIL, now)
    account = session.get(Account, token.account_id) if token.account_id else None
    if account is None:
        raise DeadLink
    account.confirmed_at = account.confirmed_at or now
    return account


def _used(session: Session, secret: str, purpose: Purpose, now: datetime) -> Token:
    token = living_token(session, secret, purpose, now)
    if token is None or not use_token(session, token, now):
        raise DeadLink
    return token


def checked(session: Session, *, email: str, password: str) -> Account | None:
    """Return the account of address and password, None when they do not fit.

    Takes the same time for addresses that nobody has.
    """
    account = account_of_email(session, email)
    fits = is_password(account.password_hash if account else "", password)
    if account is None or not fits or account.suspended_at or not account.confirmed_at:
        return None
    return account


def ask_for_reset(session: Session, *, email: str, now: datetime) -> None:
    """Send a link for a new password, where there is an account; the page tells nobody."""
    account = account_of_email(session, email)
    if account is None or account.suspended_at is not None:
        return
    end_tokens(session, account.id, Purpose.RESET_PASSWORD)
    _send(session, account, Purpose.RESET_PASSWORD, "reset-password", now)


def reset_password(session: Session, *, secret: str, password: str, now: datetime) -> None:
    """Give a new password by a link: all sessions end, and so do all links; raises DeadLink."""
    token = _used(session, secret, Purpose.RESET_PASSWORD, now)
    account = session.get(Account, token.account_id) if token.account_id else None
    if account is None:
        raise DeadLink
    account.confirmed_at = account.confirmed_at or now
    set_password(session, account=account, password=password, now=now)


def set_password(session: Session, *, account: Account, password: str, now: datetime) -> None:
    """Give an account a new password; every session of it ends, and every link sent to it."""
    account.password_hash = hash_password(password)
    account.stamp = new_stamp()
    end_sessions(session, account.id)
    end_tokens(session, account.id)
    queue_mail(session, to=account.email, locale=account.locale, kind="password-changed", now=now)
    record_act(
        session,
        "set_password",
        account_id=account.id,
        subject="account",
        subject_id=account.id,
        now=now,
    )


def invite(
    session: Session,
    *,
    email: str,
    role: Role,
    locale: str,
    invited_by: UUID,
    now: datetime,
    kind: str = "invitation",
    told: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Invite somebody by mail to an account of a role; `told` is said in the mail.

    `details` come back from `accept_invitation`: what else the invitation gives.
    """
    secret = make_token(
        session,
        Purpose.INVITATION,
        email=email_key(email),
        account_id=None,
        now=now,
        role=role.value,
        invited_by=invited_by,
        **details,
    )
    values = told or {}
    queue_mail(
        session, to=email_key(email), locale=locale, kind=kind, now=now, token=secret, **values
    )
    record_act(
        session,
        "invite",
        account_id=invited_by,
        subject="account",
        subject_id=None,
        now=now,
        role=role.value,
    )


def invitation_of(session: Session, secret: str, now: datetime) -> Invited | None:
    """Return what an invitation gives, None when it is no longer good."""
    token = living_token(session, secret, Purpose.INVITATION, now)
    return Invited(token.email, json.loads(token.details)) if token else None


def accept_invitation(
    session: Session, *, secret: str, name: str, password: str, locale: str, now: datetime
) -> tuple[Account, dict[str, Any]]:
    """Accept an invitation; an account that is there gains what it gives, and loses no right.

    Without a password the account must be there: its owner has signed in. Raises DeadLink.
    """
    token = _used(session, secret, Purpose.INVITATION, now)
    details: dict[str, Any] = json.loads(token.details)
    role = Role(details["role"])
    account = account_of_email(session, token.email)
    if account is None:
        if not password:
            raise DeadLink
        account = create_account(
            session,
            email=token.email,
            name=name,
            role=role,
            locale=locale,
            password=password,
            confirmed=True,
            now=now,
        )
    elif account.role is Role.CITIZEN and role is not Role.CITIZEN:
        account.role = role
        account.stamp = new_stamp()
    return account, details
