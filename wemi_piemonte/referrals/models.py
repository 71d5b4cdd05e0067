"""Requests for services, what happened to each, what was written in it, the links to answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type
from wemi_piemonte.referrals.rules import (
    Actor,
    ContactKind,
    EventKind,
    LinkFor,
    NotHelped,
    ReferralState,
)


class Referral(Base):
    """One person's request to one service, from sent to helped or not.

    It is of an account or of a pass; of neither once it was erased or its pass has ended. Its
    personal parts are `name`, `contact`, `words` and the messages.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("account_id IS NULL OR pass_id IS NULL", name="one_requester"),
    )

    id: Mapped[UUIDKey]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    pass_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("visitor_pass.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    contact_kind: Mapped[ContactKind] = mapped_column(code_type(ContactKind))
    contact: Mapped[str]
    words: Mapped[str]
    # Codes of needs, parted by spaces: what of the person's plan this request is for.
    needs: Mapped[str]
    # The language of the person; `words_locale` that of the words, where an operator wrote them.
    locale: Mapped[Code]
    words_locale: Mapped[Code | None]
    state: Mapped[ReferralState] = mapped_column(code_type(ReferralState), index=True)
    reason: Mapped[NotHelped | None] = mapped_column(code_type(NotHelped))
    # Counts every move: an act is about the state that was seen.
    revision: Mapped[int]
    consent_version: Mapped[int]
    consent_withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    reminders: Mapped[int]
    # When the worker next has something to do with it; see rules.reminds_at and closes_at.
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    close_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]


class ReferralEvent(Base):
    """One line of the timeline of a request; never changed.

    `who` is the name of who acted for the body as it was then, empty where it is not known.
    `account_id` has no foreign key: the timeline outlives the accounts of the staff.
    """

    __tablename__ = "referral_event"

    # In the order in which things happened, also within one instant.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[EventKind] = mapped_column(code_type(EventKind))
    actor: Mapped[Actor] = mapped_column(code_type(Actor))
    state: Mapped[ReferralState | None] = mapped_column(code_type(ReferralState))
    reason: Mapped[NotHelped | None] = mapped_column(code_type(NotHelped))
    who: Mapped[str]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class ReferralMessage(Base):
    """What one side wrote to the other inside a request."""

    __tablename__ = "referral_message"

    id: Mapped[UUIDKey]
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    actor: Mapped[Actor] = mapped_column(code_type(Actor))
    who: Mapped[str]
    text: Mapped[str]
    locale: Mapped[Code]
    at: Mapped[datetime]


class ReferralLink(Base):
    """A link of a mail that acts once in one request, for one address; only its hash is kept."""

    __tablename__ = "referral_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    link_for: Mapped[LinkFor] = mapped_column(code_type(LinkFor))
    recipient: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
