"""Secrets that are sent by mail: made, used once, forgotten."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Token
from wemi_piemonte.accounts.rules import TOKEN_LIVES, Purpose, hash_of, new_token


def make_token(
    session: Session,
    purpose: Purpose,
    *,
    email: str,
    account_id: UUID | None,
    now: datetime,
    **details: Any,
) -> str:
    """Make a token, and return its secret, which is never to be had again."""
    secret = new_token()
    session.add(
        Token(
            token_hash=hash_of(secret),
            purpose=purpose,
            account_id=account_id,
            email=email,
            details=json.dumps(details, default=str),
            created_at=now,
            expires_at=now + TOKEN_LIVES[purpose],
        )
    )
    return secret


def living_token(session: Session, secret: str, purpose: Purpose, now: datetime) -> Token | None:
    """Return the token of a secret, None when it was used, has ended or never was."""
    return session.scalar(
        select(Token).where(
            Token.token_hash == hash_of(secret[:100]),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > now,
        )
    )


def use_token(session: Session, token: Token, now: datetime) -> bool:
    """Use a token up, and say whether it was this call that did: of two at once one wins."""
    used = session.execute(
        update(Token)
        .where(Token.id == token.id, Token.used_at.is_(None))
        .values(used_at=now)
        .returning(Token.id)
    )
    return used.one_or_none() is not None


def end_tokens(session: Session, account_id: UUID, *purposes: Purpose) -> None:
    """Forget the tokens of an account that were sent and not used: links in old mails are dead."""
    query = delete(Token).where(Token.account_id == account_id)
    session.execute(query.where(Token.purpose.in_(purposes)) if purposes else query)


def forget_ended_tokens(session: Session, now: datetime) -> None:
    """Delete the tokens whose time has passed; a due job of the worker."""
    session.execute(delete(Token).where(Token.expires_at <= now))
