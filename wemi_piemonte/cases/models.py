"""Cases of visitors at help desks: the pass is the visitor's, the case is the desk's."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.cases.rules import CaseEventKind, CaseOutcome, CaseState
from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type


class Case(Base):
    """What a desk does for one visitor. It holds no name: the visitor is the holder of the pass.

    `holder_id` is the operator who has it in hand, None for the whole desk.
    """

    __tablename__ = "desk_case"

    id: Mapped[UUIDKey]
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    pass_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("visitor_pass.id", ondelete="SET NULL"), index=True
    )
    holder_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # A number of the day, to call the case by at the desk.
    number: Mapped[int]
    visitor_locale: Mapped[Code]
    operator_locale: Mapped[Code]
    state: Mapped[CaseState] = mapped_column(code_type(CaseState), index=True)
    outcome: Mapped[CaseOutcome | None] = mapped_column(code_type(CaseOutcome))
    follow_up_on: Mapped[date | None] = mapped_column(index=True)
    revision: Mapped[int]
    opened_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    fades_at: Mapped[datetime] = mapped_column(index=True)


class CaseEvent(Base):
    """One line of the history of a case, which the visitor reads too; never changed."""

    __tablename__ = "case_event"

    # In the order in which things happened, also within one instant.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk_case.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CaseEventKind] = mapped_column(code_type(CaseEventKind))
    # The desk of who acted, and of a hand-over where to.
    desk_id: Mapped[UUID]
    to_desk_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    who: Mapped[str]
    at: Mapped[datetime]


class CaseNote(Base):
    """What an operator notes, apart from what the visitor takes away; only under a mandate."""

    __tablename__ = "case_note"

    id: Mapped[UUIDKey]
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk_case.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[UUID | None]
    who: Mapped[str]
    text: Mapped[str]
    locale: Mapped[Code]
    at: Mapped[datetime]


class Mandate(Base):
    """What the visitor lets the desk do, until when; `scopes` are codes parted by spaces."""

    __tablename__ = "mandate"

    id: Mapped[UUIDKey]
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk_case.id", ondelete="CASCADE"), index=True
    )
    desk_id: Mapped[UUID] = mapped_column(ForeignKey("desk.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[str]
    version: Mapped[int]
    # The language in which the visitor was read the text.
    locale: Mapped[Code]
    recorded_by: Mapped[UUID]
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class CaseReferral(Base):
    """That a request was sent for the visitor of a case."""

    __tablename__ = "case_referral"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk_case.id", ondelete="CASCADE"), primary_key=True
    )
    referral_id: Mapped[UUID] = mapped_column(
        ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CaseMediation(Base):
    """That a mediator was asked for in a case."""

    __tablename__ = "case_mediation"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("desk_case.id", ondelete="CASCADE"), primary_key=True
    )
    mediation_id: Mapped[UUID] = mapped_column(
        ForeignKey("mediation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
