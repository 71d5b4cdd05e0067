"""Plans of people without an account: a story for an hour, a saved plan for its pass's time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, UUIDKey


class Draft(Base):
    """What a person is writing, for one hour; the session alone holds its id."""

    __tablename__ = "plan_draft"

    id: Mapped[UUIDKey]
    content: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SavedPlan(Base):
    """A plan kept under a pass."""

    __tablename__ = "plan"

    id: Mapped[UUIDKey]
    pass_id: Mapped[UUID] = mapped_column(
        ForeignKey("visitor_pass.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]


class PlanVersion(Base):
    """What a plan asked for and what it found, each time it was saved; never changed."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[UUIDKey]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    wishes: Mapped[str]
    outcome: Mapped[str]
    created_at: Mapped[datetime]


class PlanLink(Base):
    """A read-only address of a plan, which its owner can take back; only its hash is kept."""

    __tablename__ = "plan_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class PlanReferral(Base):
    """That a request was sent from a saved plan."""

    __tablename__ = "plan_referral"

    plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True
    )
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True, index=True
    )
