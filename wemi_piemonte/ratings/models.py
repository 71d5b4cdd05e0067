"""Ratings, the replies of bodies, appeals; the scores stand apart from what is decided about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type
from wemi_piemonte.ratings.rules import AppealState, Met, RatingState, ReplyState


class Rating(Base):
    """What one person wrote of one service received, without the score.

    The score is in `RatingScore`, which the code that decides never reads. `shown` is the comment
    as the Region published it; `findings` is JSON: the words that held it back, with their kind.
    """

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("referral_id"),)

    id: Mapped[UUIDKey]
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), index=True
    )
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    comment: Mapped[str]
    shown: Mapped[str]
    locale: Mapped[Code]
    state: Mapped[RatingState] = mapped_column(code_type(RatingState), index=True)
    findings: Mapped[str]
    # It came in a burst, which nobody has looked at as a whole yet.
    in_burst: Mapped[bool]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    # The account that decided; without a foreign key, as in the log.
    decided_by: Mapped[UUID | None]
    # The coded reason of the decision and its words, as the author was told.
    reason: Mapped[Code] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class RatingScore(Base):
    """The score of a rating: read to be shown and counted, never to decide (security.md)."""

    __tablename__ = "rating_score"
    __table_args__ = tuple(
        CheckConstraint(f"{name} BETWEEN 1 AND 5", name=f"{name}_range")
        for name in ("score", "access", "clarity", "kindness", "usefulness")
    )

    rating_id: Mapped[UUID] = mapped_column(
        ForeignKey("rating.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[int]
    met: Mapped[Met] = mapped_column(code_type(Met))
    access: Mapped[int | None]
    clarity: Mapped[int | None]
    kindness: Mapped[int | None]
    usefulness: Mapped[int | None]


class Reply(Base):
    """What a body answers to a published rating, once, after the Region's yes."""

    __tablename__ = "rating_reply"

    rating_id: Mapped[UUID] = mapped_column(
        ForeignKey("rating.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    shown: Mapped[str]
    locale: Mapped[Code]
    state: Mapped[ReplyState] = mapped_column(code_type(ReplyState), index=True)
    findings: Mapped[str]
    account_id: Mapped[UUID | None]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[Code] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class Appeal(Base):
    """The author's no to a decision, decided once more by somebody else."""

    __tablename__ = "rating_appeal"

    rating_id: Mapped[UUID] = mapped_column(
        ForeignKey("rating.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    state: Mapped[AppealState] = mapped_column(code_type(AppealState), index=True)
    # Whose decision it is against: somebody else decides.
    against: Mapped[UUID | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class RatingVote(Base):
    """That a reader found a comment useful; `voter_hash` leads back to nobody."""

    __tablename__ = "rating_vote"

    rating_id: Mapped[UUID] = mapped_column(
        ForeignKey("rating.id", ondelete="CASCADE"), primary_key=True
    )
    voter_hash: Mapped[Code] = mapped_column(primary_key=True)
