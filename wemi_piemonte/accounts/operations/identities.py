"""People who come through an outside provider of identities (OpenID Connect)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account, ExternalIdentity
from wemi_piemonte.accounts.operations.people import create_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import DomainError, NotFound


class IdentityTaken(DomainError):
    """An outside identity that opens another account already."""

    code = "identity_taken"


def account_id_of(session: Session, *, issuer: str, subject: str) -> UUID | None:
    """Return which account an outside identity opens."""
    query = select(ExternalIdentity.account_id).where(
        ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject
    )
    return session.scalar(query)


def is_linked(session: Session, account_id: UUID) -> bool:
    """Say whether an outside identity opens an account."""
    query = select(ExternalIdentity.id).where(ExternalIdentity.account_id == account_id)
    return session.scalar(query.limit(1)) is not None


def enter_by_identity(
    session: Session,
    *,
    issuer: str,
    subject: str,
    email: str,
    name: str,
    locale: str,
    now: datetime,
) -> Account:
    """Return the account of an outside identity, made when it comes for the first time.

    An address that an account has already is not enough to be let into it: raises EmailTaken,
    and the owner links the two after signing in.
    """
    known = account_id_of(session, issuer=issuer, subject=subject)
    if known is not None:
        account = session.get(Account, known)
        if account is None or account.suspended_at is not None:
            raise NotFound
        return account
    account = create_account(
        session,
        email=email,
        name=name,
        role=Role.CITIZEN,
        locale=locale,
        password="",
        confirmed=True,
        now=now,
    )
    link_identity(session, account_id=account.id, issuer=issuer, subject=subject, now=now)
    return account


def link_identity(
    session: Session, *, account_id: UUID, issuer: str, subject: str, now: datetime
) -> None:
    """Let an outside identity open an account; raises IdentityTaken where it opens another."""
    opens = account_id_of(session, issuer=issuer, subject=subject)
    if opens == account_id:
        return
    if opens is not None:
        raise IdentityTaken
    session.add(
        ExternalIdentity(account_id=account_id, issuer=issuer, subject=subject, created_at=now)
    )
    record_act(
        session,
        "link_identity",
        account_id=account_id,
        subject="account",
        subject_id=account_id,
        now=now,
    )


def unlink_identities(session: Session, *, account_id: UUID, now: datetime) -> None:
    """Let outside identities no longer open an account."""
    session.execute(delete(ExternalIdentity).where(ExternalIdentity.account_id == account_id))
    record_act(
        session,
        "unlink_identities",
        account_id=account_id,
        subject="account",
        subject_id=account_id,
        now=now,
    )
