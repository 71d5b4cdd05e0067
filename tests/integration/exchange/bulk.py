"""What tests of imports share: two bodies, an editor of ours, files brought and taken."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from tests import make
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import organization_record, records
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.exchange.bulk import working
from wemi_piemonte.exchange.bulk.cells import written_table
from wemi_piemonte.exchange.bulk.operations import (
    begin_taking,
    start_import,
)
from wemi_piemonte.exchange.bulk.queries import counts_of, refused_of
from wemi_piemonte.exchange.bulk.rows import file_of
from wemi_piemonte.exchange.bulk.rules import BulkState
from wemi_piemonte.exchange.models import BulkImport
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
OURS = make.organization()
OTHERS = make.organization("Associazione del Pero")


def publish(*found: ServiceRecord) -> None:
    with transaction() as session:
        put_services(session, [(each, "") for each in found], publish=True, now=NOW)


def table(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return written_table([names, *([row.get(name, "") for name in names] for row in rows)])


def brought(account_id: UUID, content: bytes, import_id: UUID | None = None) -> UUID:
    """The id of an import whose dry run has ended."""
    import_id = import_id or uuid4()
    with transaction() as session:
        start_import(
            session,
            import_id=import_id,
            organization_id=OURS.id,
            account_id=account_id,
            file=file_of("servizi.csv", content),
            now=NOW,
        )
    drained()
    return import_id


def drained() -> int:
    turns = 0
    while working.drain_imports(NOW):
        turns += 1
    return turns


def taken(account_id: UUID, content: bytes) -> UUID:
    import_id = brought(account_id, content)
    confirm(account_id, import_id)
    drained()
    return import_id


def confirm(account_id: UUID, import_id: UUID) -> None:
    with transaction() as session:
        begin_taking(session, import_id=import_id, account_id=account_id, now=NOW)


def counts(import_id: UUID) -> dict[str, int]:
    with reading() as session:
        return {str(k): v for k, v in counts_of(session, import_id).items() if v}


def faults(import_id: UUID) -> list[tuple[int, str, str]]:
    with reading() as session:
        return [
            (row.number, fault.column, fault.code)
            for row, found in refused_of(session, import_id)
            for fault in found
        ]


def state(import_id: UUID) -> BulkState:
    with reading() as session:
        found = session.get(BulkImport, import_id)
        assert found is not None
        return found.state


def listing(service_id: UUID) -> ServiceRecord:
    with reading() as session:
        return records(session, [service_id])[0]


def number_of_services() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Service)) or 0


def body() -> OrganizationRecord:
    with reading() as session:
        found = organization_record(session, OURS.id)
        assert found is not None
        return found
