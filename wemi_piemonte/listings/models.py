"""What is kept of a listing beside itself: its history, its confirmations, why it is suspended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, UUIDKey, code_type
from wemi_piemonte.listings.rules import SuspensionCause, VersionKind


class ListingVersion(Base):
    """A listing as it stood once, as HSDS JSON; never changed."""

    __tablename__ = "listing_version"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[UUIDKey]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(code_type(VersionKind))
    hsds: Mapped[str]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Suspension(Base):
    """Why a listing that was published is not shown now; one a listing, gone when it is back."""

    __tablename__ = "suspension"

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    cause: Mapped[SuspensionCause] = mapped_column(code_type(SuspensionCause))
    reason: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


class ListingCare(Base):
    """How often a body confirms its listings, and where the mails about them go."""

    __tablename__ = "listing_care"
    __table_args__ = (CheckConstraint("every_months BETWEEN 1 AND 12", name="every_months_range"),)

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True
    )
    every_months: Mapped[int]
    # Empty: to the body's owners and editors.
    email: Mapped[str]
    modified_at: Mapped[datetime]


class Confirmation(Base):
    """A mail that asked one address whether a listing is still true, by a link that works once.

    Only the hash of the link's secret is kept.
    """

    __tablename__ = "confirmation"

    id: Mapped[UUIDKey]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    # The address it went to: the link is dead when the body is no longer reached there.
    recipient: Mapped[str]
    # Which mail it was: 1 is the first, later ones remind.
    number: Mapped[int]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Submission(Base):
    """A listing of which the Region has to look at: since when, and who sent it.

    A new listing and a proposed version both stand here while they wait; `escalated` marks one
    that nobody confirmed.
    """

    __tablename__ = "submission"

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    escalated: Mapped[bool]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(index=True)
