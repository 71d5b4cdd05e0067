"""The table of sessions: what is kept of each, whose it is, and how it ends."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation.db import Base

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)


class WebSession(Base):
    """One browser's session; it ends two idle hours, or twelve hours, after it began."""

    __tablename__ = "web_session"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[str]
    # Whose session it is, once somebody has signed in; accounts stand above, so no foreign key.
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    # The browser as it names itself, so that a person knows their own devices.
    agent: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


def forget_ended_sessions(session: Session, now: datetime) -> int:
    """Delete the sessions that have ended, and return how many; a due job of the worker."""
    ended = (WebSession.seen_at < now - IDLE) | (WebSession.created_at < now - ABSOLUTE)
    keys = list(session.scalars(select(WebSession.key_hash).where(ended)))
    if keys:
        session.execute(delete(WebSession).where(WebSession.key_hash.in_(keys)))
    return len(keys)


def sessions_of(session: Session, account_id: UUID) -> list[WebSession]:
    """Return the sessions of an account that still live, the last used first."""
    query = select(WebSession).where(WebSession.account_id == account_id)
    return list(session.scalars(query.order_by(WebSession.seen_at.desc())))


def end_sessions(session: Session, account_id: UUID, *, but: str = "", only: str = "") -> None:
    """End the sessions of an account: all, all but the one of a key's hash, or only that one."""
    ending = WebSession.account_id == account_id
    if only:
        ending &= WebSession.key_hash == only
    session.execute(delete(WebSession).where(ending, WebSession.key_hash != but))


def hash_of_key(key: str | None) -> str:
    """Return under which name the session of a cookie is kept, empty for none."""
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


def delete_session(session: Session, key: str) -> None:
    """End the session of a cookie."""
    session.execute(delete(WebSession).where(WebSession.key_hash == hash_of_key(key)))
