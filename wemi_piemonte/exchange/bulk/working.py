"""The worker's part of an import: a batch of rows at a time, each with how far it has come.

Killed in the middle, the next start goes on where the last commit was.
"""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, undefer

from wemi_piemonte.exchange.bulk.operations import advance, refuse_next
from wemi_piemonte.exchange.bulk.queries import next_running
from wemi_piemonte.exchange.bulk.rows import Row, rows_of
from wemi_piemonte.exchange.bulk.rules import BATCH, RUNNING
from wemi_piemonte.exchange.models import BulkImport
from wemi_piemonte.foundation.db import reading, transaction

log = logging.getLogger(__name__)

# The rows of the file that is being worked on, so that it is not read again for each batch.
_held: dict[UUID, list[Row]] = {}


def drain_imports(now: datetime) -> int:
    """Do the next batch of the oldest import that waits, and return how many rows it was."""
    with reading() as session:
        import_id = next_running(session)
        if import_id is None:
            _held.clear()
            return 0
        rows = _rows(session, import_id)
    try:
        return _advance(import_id, rows, BATCH, now)
    except (IntegrityError, DataError, ValueError, LookupError, TypeError):
        # One of them is at fault: each is tried alone, and the others get in.
        log.exception("a batch of the import %s failed", import_id)
        return sum(_alone(import_id, rows, now) for _ in range(BATCH))


def _rows(session: Session, import_id: UUID) -> list[Row]:
    if import_id not in _held:
        _held.clear()
        query = select(BulkImport).where(BulkImport.id == import_id)
        found = session.scalars(query.options(undefer(BulkImport.content))).one()
        _held[import_id] = rows_of(found.kind, found.content)
    return _held[import_id]


def _locked(session: Session, import_id: UUID) -> BulkImport | None:
    return session.get(BulkImport, import_id, with_for_update=True)


def _advance(import_id: UUID, rows: list[Row], size: int, now: datetime) -> int:
    with transaction() as session:
        found = _locked(session, import_id)
        return advance(session, found, rows, size=size, now=now) if found else 0


def _alone(import_id: UUID, rows: list[Row], now: datetime) -> int:
    try:
        return _advance(import_id, rows, 1, now)
    except OperationalError:
        # Busy: the worker comes back to it.
        raise
    except Exception:
        log.exception("a row of the import %s failed", import_id)
        with transaction() as session:
            found = _locked(session, import_id)
            if found is not None and found.state in RUNNING:
                refuse_next(session, found, rows, code="unexpected")
        return 1
