"""Reports of readers: what is wrong on which sheet, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type
from wemi_piemonte.reports.rules import ReportField, ReportState


class Report(Base):
    """One report, followed by a code, of which only the hash is kept."""

    __tablename__ = "report"

    id: Mapped[UUIDKey]
    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[ReportField] = mapped_column(code_type(ReportField))
    text: Mapped[str]
    # Empty unless the reporter wants to hear.
    email: Mapped[str]
    locale: Mapped[Code]
    state: Mapped[ReportState] = mapped_column(code_type(ReportState), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    # When the body answered.
    answer_used_at: Mapped[datetime | None]
    answer: Mapped[str]
    # That the reporter said "it is wrong all the same", once.
    disputed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)


class ReportLink(Base):
    """A link by which one address of a body may answer a report; only its hash is kept."""

    __tablename__ = "report_link"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str]
