"""Keeping an account out, and deleting it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations.tokens import end_tokens
from wemi_piemonte.accounts.rules import new_stamp
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.session_table import end_sessions


def suspend_account(session: Session, *, account_id: UUID, by: UUID, now: datetime) -> None:
    """Keep an account out from the next request on."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    account.suspended_at = now
    account.stamp = new_stamp()
    end_sessions(session, account_id)
    end_tokens(session, account_id)
    record_act(
        session,
        "suspend_account",
        account_id=by,
        subject="account",
        subject_id=account_id,
        now=now,
    )


def delete_account(session: Session, *, account: Account, now: datetime) -> None:
    """Delete an account with all that is only its own; the trail keeps its id."""
    record_act(
        session,
        "delete_account",
        account_id=account.id,
        subject="account",
        subject_id=account.id,
        now=now,
    )
    end_sessions(session, account.id)
    session.execute(delete(Account).where(Account.id == account.id))
