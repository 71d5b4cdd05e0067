"""Files of listings that a body brings: how far each is, and what its rows came to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from wemi_piemonte.exchange.bulk.rules import BulkKind, BulkOutcome, BulkState
from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type


class BulkImport(Base):
    """A file that an organization brings, kept for a week.

    `done` of `total` rows have been looked at, or taken, in the state that it is in.
    """

    __tablename__ = "bulk_import"

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[UUID]
    kind: Mapped[BulkKind] = mapped_column(code_type(BulkKind))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    state: Mapped[BulkState] = mapped_column(code_type(BulkState), index=True)
    # Why it failed, as a code; the headings that mean no column, as JSON.
    fault: Mapped[Code]
    ignored: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)


class BulkRow(Base):
    """What one row of a file came to, in the dry run or for good; `faults` is JSON."""

    __tablename__ = "bulk_row"
    __table_args__ = (Index(None, "import_id", "outcome"), Index(None, "import_id", "service_id"))

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("bulk_import.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    service_id: Mapped[UUID | None]
    outcome: Mapped[BulkOutcome] = mapped_column(code_type(BulkOutcome))
    faults: Mapped[str]
