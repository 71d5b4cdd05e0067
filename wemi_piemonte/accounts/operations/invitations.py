"""Invitations that were sent and not yet accepted: seen, sent once, taken back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Token
from wemi_piemonte.accounts.rules import Purpose, email_key


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that can still be accepted."""

    id: UUID
    email: str
    details: dict[str, Any]
    created_at: datetime
    expires_at: datetime


def waiting_invitations(session: Session, *, now: datetime, **details: Any) -> list[Waiting]:
    """Return the invitations with these details that still can be accepted, the newest first."""
    query = (
        select(Token)
        .where(Token.purpose == Purpose.INVITATION, Token.used_at.is_(None), Token.expires_at > now)
        .order_by(Token.created_at.desc(), Token.id)
    )
    wanted = {name: str(value) for name, value in details.items()}
    return [
        Waiting(token.id, token.email, told, token.created_at, token.expires_at)
        for token in session.scalars(query)
        for told in [json.loads(token.details)]
        if wanted.items() <= told.items()
    ]


def end_invitations(session: Session, *, now: datetime, email: str, **details: Any) -> None:
    """Let no invitation of an address with these details be accepted any more."""
    for each in waiting_invitations(session, now=now, **details):
        if each.email == email_key(email):
            session.execute(delete(Token).where(Token.id == each.id))
