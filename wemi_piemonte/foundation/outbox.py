"""What has changed, in order: rows written in the same transaction as the change itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation.asked import first_value
from wemi_piemonte.foundation.db import Base, Code

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7236401)")


class Change(Base):
    """One change of one thing; append-only, read by every index from where it stopped."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "topic", "id"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    topic: Mapped[Code]
    entity_id: Mapped[UUID]
    at: Mapped[datetime]


def record_change(session: Session, topic: str, entity_id: UUID, now: datetime) -> None:
    """Note that the thing changed; it is told once the transaction commits."""
    record_changes(session, topic, [entity_id], now)


def record_changes(session: Session, topic: str, ids: Iterable[UUID], now: datetime) -> None:
    """Note several changes at once."""
    rows = [{"topic": topic, "entity_id": entity_id, "at": now} for entity_id in ids]
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        # Ids are given before commit: without the lock, which ends with the transaction, a later
        # one could be read before an earlier one is there, and that one be passed over for good.
        session.execute(_ONE_AT_A_TIME)
    session.execute(insert(Change), rows)


def changes_after(session: Session, last_id: int, limit: int = 500) -> Sequence[Change]:
    """Return the changes after `last_id`, oldest first: ids come in the order of commits."""
    query = select(Change).where(Change.id > last_id).order_by(Change.id).limit(limit)
    return session.scalars(query).all()


def bounds(session: Session) -> tuple[int, int]:
    """Return the first and the last id still kept; (0, 0) when there is none."""
    first, last = session.execute(select(func.min(Change.id), func.max(Change.id))).one()
    return first or 0, last or 0


_NEWEST = "SELECT MAX(id) FROM change"


def newest(session: Session) -> int:
    """Return the id of the newest change, 0 when there is none: the same as long as nothing is."""
    # Every list of results asks it.
    found: int | None = first_value(session, _NEWEST)
    return found or 0
