"""The Region's decisions: one row an act, never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, UUIDKey, code_type
from wemi_piemonte.moderation.rules import Act, Reason, Subject


class Decision(Base):
    """An act of the Region on one thing, with its reason; append-only.

    `subject_id` has no foreign key on purpose: the log outlives what it speaks of.
    """

    __tablename__ = "decision"

    id: Mapped[UUIDKey]
    subject: Mapped[Subject] = mapped_column(code_type(Subject))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    act: Mapped[Act] = mapped_column(code_type(Act))
    reason: Mapped[Reason] = mapped_column(code_type(Reason))
    note: Mapped[str] = mapped_column(default="")
    # The account that decided; None when a command of the operator of the site did.
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Claim(Base):
    """The word "I am on it": one moderator's, on one item of the queue, until it runs out."""

    __tablename__ = "claim"

    subject: Mapped[Subject] = mapped_column(code_type(Subject), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(index=True)
    until: Mapped[datetime]
