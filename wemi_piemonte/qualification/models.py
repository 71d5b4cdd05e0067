"""Notices, applications with their documents, qualifications, and the copy of the register."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type
from wemi_piemonte.qualification.rules import (
    ApplicationState,
    LegalForm,
    QualificationState,
    Verdict,
)


class Notice(Base):
    """A call of the Region (avviso) to which bodies apply; without `opens_on` it is being written.

    `valid_months` is how long a qualification given under it lasts.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="day_order"),
        CheckConstraint("valid_months BETWEEN 1 AND 120", name="valid_months_range"),
    )

    id: Mapped[UUIDKey]
    title: Mapped[str]
    text: Mapped[str]
    source_lang: Mapped[Code]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    valid_months: Mapped[int]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - as SQLAlchemy has it


class NoticeSection(Base):
    """A part of a notice that a body may apply for: the needs that it would be qualified for.

    `needs` holds codes of needs or areas, separated by one space.
    """

    __tablename__ = "notice_section"

    id: Mapped[UUIDKey]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    needs: Mapped[str]


class Criterion(Base):
    """What a body must meet; `section_id` None is asked of all sections."""

    __tablename__ = "criterion"

    id: Mapped[UUIDKey]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("notice_section.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    needs_document: Mapped[bool]


class Application(Base):
    """What a body asks under a notice, and tells of itself.

    `needs`, `territory` and `sections` hold codes and ids separated by one space; what a territory
    says that is no place of Piedmont stays in it as it was written, see rules.
    """

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("notice_id", "organization_id", "round"),)

    id: Mapped[UUIDKey]
    notice_id: Mapped[UUID] = mapped_column(
        ForeignKey("notice.id", ondelete="RESTRICT"), index=True
    )
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT"), index=True
    )
    # A body that was refused may apply again: its next round.
    round: Mapped[int]
    # Whoever applies is no member of a body that has none yet: they become its owner with the yes.
    is_claim: Mapped[bool]
    state: Mapped[ApplicationState] = mapped_column(code_type(ApplicationState), index=True)
    legal_name: Mapped[str]
    tax_code: Mapped[str]
    legal_form: Mapped[LegalForm | None] = mapped_column(code_type(LegalForm))
    runts_section: Mapped[str]
    runts_number: Mapped[str]
    municipality: Mapped[Code]
    email: Mapped[str]
    phone: Mapped[str]
    website: Mapped[str]
    statement: Mapped[str]
    sections: Mapped[str]
    needs: Mapped[str]
    territory: Mapped[str]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - as SQLAlchemy has it


class ApplicationDocument(Base):
    """A file that a body sends with its application; who may see it is judged at each request."""

    __tablename__ = "application_document"

    id: Mapped[UUIDKey]
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    criterion_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("criterion.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]


class Judgement(Base):
    """What a moderator finds of one criterion of an application."""

    __tablename__ = "judgement"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True
    )
    criterion_id: Mapped[UUID] = mapped_column(
        ForeignKey("criterion.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    verdict: Mapped[Verdict] = mapped_column(code_type(Verdict))
    note: Mapped[str]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class ApplicationMessage(Base):
    """What the Region asks of a body, and what the body answers, beside the form."""

    __tablename__ = "application_message"

    id: Mapped[UUIDKey]
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    from_region: Mapped[bool]
    text: Mapped[str]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Qualification(Base):
    """The Region's yes to a body: for which needs, where, from when and until when.

    `needs` and `territory` hold codes separated by one space; an empty territory is the region.
    """

    __tablename__ = "qualification"
    __table_args__ = (CheckConstraint("valid_from <= valid_until", name="day_order"),)

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT"), index=True
    )
    application_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("application.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[QualificationState] = mapped_column(code_type(QualificationState), index=True)
    needs: Mapped[str]
    territory: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date] = mapped_column(index=True)
    # Why it was suspended or revoked, as the Region told the body.
    reason: Mapped[Code]
    reason_text: Mapped[str]
    # Since when the body's listings have been taken down because it ran out.
    lapsed_at: Mapped[datetime | None]
    # How many days before its end the body was last reminded.
    reminded_days: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - as SQLAlchemy has it


class RegisterEntry(Base):
    """A body in the national register of the Third Sector (RUNTS), as last imported."""

    __tablename__ = "register_entry"

    number: Mapped[Code] = mapped_column(primary_key=True)
    tax_code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[str]
    section: Mapped[str]
    municipality: Mapped[str]
    province: Mapped[str]
    registered_on: Mapped[date | None]
    imported_at: Mapped[datetime]
