"""Questions about imports, and a body's own listings for it to take away."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Service
from wemi_piemonte.exchange.bulk.rules import RUNNING, BulkOutcome, Fault
from wemi_piemonte.exchange.bulk.taking import Standing, standings
from wemi_piemonte.exchange.models import BulkImport, BulkRow

EXPORT_BATCH = 200


def import_of(session: Session, import_id: UUID, organization_id: UUID) -> BulkImport | None:
    """Return an import of this body."""
    found = session.get(BulkImport, import_id)
    return found if found is not None and found.organization_id == organization_id else None


def imports_of(session: Session, organization_id: UUID) -> Sequence[BulkImport]:
    """Return the imports of a body, the newest first."""
    query = select(BulkImport).where(BulkImport.organization_id == organization_id)
    return session.scalars(query.order_by(BulkImport.created_at.desc()).limit(20)).all()


def counts_of(session: Session, import_id: UUID) -> dict[BulkOutcome, int]:
    """Return how many rows came to what."""
    query = (
        select(BulkRow.outcome, func.count().label("rows"))
        .where(BulkRow.import_id == import_id)
        .group_by(BulkRow.outcome)
    )
    counted = dict.fromkeys(BulkOutcome, 0)
    return counted | {row.outcome: row.rows for row in session.execute(query)}


def refused_of(
    session: Session, import_id: UUID, *, limit: int | None = None, offset: int = 0
) -> list[tuple[BulkRow, list[Fault]]]:
    """Return refused rows in order, each with its faults."""
    query = (
        select(BulkRow)
        .where(BulkRow.import_id == import_id, BulkRow.outcome == BulkOutcome.REFUSED)
        .order_by(BulkRow.number)
        .offset(offset)
        .limit(limit)
    )
    return [
        (row, [Fault(column, code, values) for column, code, values in json.loads(row.faults)])
        for row in session.scalars(query)
    ]


def next_running(session: Session) -> UUID | None:
    """Return the import that has waited longest for the worker."""
    query = select(BulkImport.id).where(BulkImport.state.in_(sorted(RUNNING)))
    return session.scalar(query.order_by(BulkImport.created_at, BulkImport.id).limit(1))


def own_count(session: Session, organization_id: UUID) -> int:
    """Return how many listings a body has, drafts too."""
    query = select(func.count()).select_from(Service)
    return session.scalar(query.where(Service.organization_id == organization_id)) or 0


def own_page(session: Session, organization_id: UUID, *, offset: int, limit: int) -> list[Standing]:
    """Return some of the listings of a body as it works on them, by id."""
    query = select(Service.id).where(Service.organization_id == organization_id)
    ids = list(session.scalars(query.order_by(Service.id).offset(offset).limit(limit)))
    found = standings(session, ids, organization_id)
    return [found[each] for each in ids]


def own_listings(session: Session, organization_id: UUID) -> Iterator[Standing]:
    """Yield every listing of a body as it works on it, drafts too, by id."""
    query = select(Service.id).where(Service.organization_id == organization_id)
    query = query.order_by(Service.id).limit(EXPORT_BATCH)
    last: UUID | None = None
    while True:
        after = query if last is None else query.where(Service.id > last)
        ids = list(session.scalars(after))
        if not ids:
            return
        found = standings(session, ids, organization_id)
        yield from (found[each] for each in ids)
        last = ids[-1]
