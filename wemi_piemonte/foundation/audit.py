"""The trail of privileged acts: one row an act, in the same transaction, never changed.

Source: OWASP ASVS 5.0, chapter 16 (security logging), and security.md, "Nothing lost", 8.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, Session, mapped_column

from wemi_piemonte.foundation.db import Base, Code


class AuditRow(Base):
    """Who did what to which thing; ids have no foreign keys, so that the trail outlives them."""

    __tablename__ = "audit_row"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    act: Mapped[Code]
    subject: Mapped[Code]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[str]


def record_act(
    session: Session,
    act: str,
    *,
    account_id: UUID | None,
    subject: str,
    subject_id: UUID | None,
    now: datetime,
    **details: Any,
) -> None:
    """Write an act into the trail; `details` are codes and ids, never what a person wrote."""
    session.add(
        AuditRow(
            at=now,
            account_id=account_id,
            act=act,
            subject=subject,
            subject_id=subject_id,
            details=json.dumps(details, sort_keys=True, default=str),
        )
    )
