"""Small indexes for tests, made of records without a database."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.search.index import text, writing
from wemi_piemonte.search.index.engine import Found, search
from wemi_piemonte.search.index.snapshot import TEXT, Snapshot
from wemi_piemonte.search.rules import Query

TODAY = date(2026, 11, 16)


def folder_of(folder: Path, records: Iterable[ServiceRecord], last_change: int = 0) -> Path:
    """A new generation with these listings."""
    folder.mkdir(parents=True, exist_ok=True)
    making = writing.Making(folder, last_change, TODAY)
    for record in records:
        making.add(record)
    making.finish()
    return folder


def snapshot_of(folder: Path, records: Iterable[ServiceRecord]) -> Snapshot:
    """A snapshot of a new generation with these listings."""
    return Snapshot(folder_of(folder, records))


def changed(
    folder: Path,
    records: Iterable[ServiceRecord] = (),
    gone: Iterable[UUID] = (),
    before: Snapshot | None = None,
) -> Snapshot:
    """The snapshot after one more commit."""
    committed = text.committed(folder / TEXT)
    last = committed.meta["last_change"] + 1
    wanted = writing.Changes([(record, None) for record in records], list(gone), last)
    writing.update(folder, committed, wanted, TODAY)
    return Snapshot(folder, before)


def found_in(snapshot: Snapshot, **asked: Any) -> Found:
    """What a query finds today."""
    return search(snapshot, Query(**asked), TODAY)


def ids_in(snapshot: Snapshot, **asked: Any) -> list[UUID]:
    """The ids that a query finds, in order, as many as a page takes."""
    asked.setdefault("per_page", 100)
    return [snapshot.rows.id(row) for row in found_in(snapshot, **asked).rows]
