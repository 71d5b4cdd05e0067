"""Keys of programs to the listings of one organization: made, shown once, used, taken back.

A key works as long as whoever made it is an owner of the organization: they know it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.directory.models import ApiToken, Membership
from wemi_piemonte.directory.rules import MemberRole, Scope
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import Conflict, Invalid, NotFound

LONGEST_LIFE = timedelta(days=365)
MOST_TOKENS = 50
PREFIX = "wemi_"
# How many signs are shown again, so that people know which key it is.
START = len(PREFIX) + 6
TOUCH = timedelta(minutes=5)
"""The last use is noted no more often."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key that works opens."""

    token_id: UUID
    organization_id: UUID
    scopes: frozenset[Scope]
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in the list of its organization."""

    id: UUID
    name: str
    start: str
    scopes: tuple[Scope, ...]
    maker: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    state: str


def make_api_token(
    session: Session,
    *,
    token_id: UUID,
    organization_id: UUID,
    account_id: UUID,
    name: str,
    scopes: Sequence[Scope],
    days: int,
    now: datetime,
) -> str:
    """Make a key, and return its secret, which is never to be had again.

    Raises Conflict where this very key was made already, by a form sent twice, or too many are.
    """
    if session.get(ApiToken, token_id) is not None or _has_enough(session, organization_id, now):
        raise Conflict
    if not scopes or not timedelta() < timedelta(days=days) <= LONGEST_LIFE:
        raise Invalid({"days": [], "scopes": []})
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            id=token_id,
            organization_id=organization_id,
            name=name.strip(),
            token_hash=hash_of(secret),
            start=secret[:START],
            scopes=" ".join(sorted(scopes)),
            created_by=account_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    _note(session, "make_api_token", token_id, account_id, organization_id, now=now)
    return secret


def _has_enough(session: Session, organization_id: UUID, now: datetime) -> bool:
    living = select(func.count()).where(
        ApiToken.organization_id == organization_id,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now,
    )
    return (session.scalar(living) or 0) >= MOST_TOKENS


def revoke_api_token(
    session: Session, *, token_id: UUID, organization_id: UUID, account_id: UUID, now: datetime
) -> None:
    """Take a key back, from the next request on; raises NotFound for one of another body."""
    token = session.get(ApiToken, token_id)
    if token is None or token.organization_id != organization_id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = now
        _note(session, "revoke_api_token", token_id, account_id, organization_id, now=now)


def _note(
    session: Session,
    act: str,
    token_id: UUID,
    account_id: UUID,
    organization_id: UUID,
    *,
    now: datetime,
) -> None:
    record_act(
        session,
        act,
        account_id=account_id,
        subject="api_token",
        subject_id=token_id,
        now=now,
        organization=organization_id,
    )


def key_of(session: Session, secret: str, now: datetime) -> Key | None:
    """Return what a secret opens now; None when it opens nothing, for whichever reason."""
    query = (
        select(ApiToken)
        .join(
            Membership,
            and_(
                Membership.account_id == ApiToken.created_by,
                Membership.organization_id == ApiToken.organization_id,
                Membership.role == MemberRole.OWNER,
            ),
        )
        .join(Account, Account.id == Membership.account_id)
        .where(
            ApiToken.token_hash == hash_of(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            Account.suspended_at.is_(None),
        )
    )
    token = session.scalar(query)
    if token is None:
        return None
    scopes = frozenset(Scope(code) for code in token.scopes.split())
    return Key(token.id, token.organization_id, scopes, token.used_at)


def is_use_to_note(key: Key, now: datetime) -> bool:
    """Say whether the last use that is known lies back far enough to be written anew."""
    return key.used_at is None or now - key.used_at >= TOUCH


def note_use(session: Session, key: Key, now: datetime) -> None:
    """Write down that a key was used."""
    session.execute(update(ApiToken).where(ApiToken.id == key.token_id).values(used_at=now))


def keys_of(session: Session, organization_id: UUID, now: datetime) -> list[KeyLine]:
    """Return the keys of an organization, the newest first, those that have ended too."""
    query = (
        select(ApiToken, Account.name, Account.suspended_at, Membership.role)
        .outerjoin(Account, Account.id == ApiToken.created_by)
        .outerjoin(
            Membership,
            and_(
                Membership.account_id == ApiToken.created_by,
                Membership.organization_id == ApiToken.organization_id,
            ),
        )
        .where(ApiToken.organization_id == organization_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    )
    return [
        KeyLine(
            id=token.id,
            name=token.name,
            start=token.start,
            scopes=tuple(Scope(code) for code in token.scopes.split()),
            maker=name or "",
            created_at=token.created_at,
            expires_at=token.expires_at,
            used_at=token.used_at,
            state=_state(token, is_owner=role is MemberRole.OWNER and suspended is None, now=now),
        )
        for token, name, suspended, role in session.execute(query)
    ]


def _state(token: ApiToken, *, is_owner: bool, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= now:
        return "ended"
    return "works" if is_owner else "maker_gone"
