"""Writes every published service as HSDS JSON lines, by id: the same bytes for the same rows."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading

BATCH = 200


def line_of(record: ServiceRecord) -> str:
    """Return the one line of JSON that stands for a service."""
    return json.dumps(render(record), ensure_ascii=False, separators=(",", ":")) + "\n"


def export_file(path: str | Path) -> int:
    """Write the published services to `path`, in whole or not at all; return how many."""
    target = Path(path)
    # Written beside and renamed: whoever reads the file meanwhile has the old one.
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file, reading() as session:
            count = 0
            for record in _published(session):
                file.write(line_of(record))
                count += 1
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return count


def _published(session: Session) -> Iterator[ServiceRecord]:
    """Yield every published service, also those that the world has closed, in batches by id."""
    if session.get_bind().dialect.name == "postgresql":
        # One view of the database for the whole export, as SQLite gives it anyway.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    query = select(Service.id).where(Service.publication == Publication.PUBLISHED)
    query = query.order_by(Service.id).limit(BATCH)
    last: UUID | None = None
    while True:
        after = query if last is None else query.where(Service.id > last)
        ids = list(session.scalars(after))
        if not ids:
            return
        yield from records(session, ids)
        last = ids[-1]
