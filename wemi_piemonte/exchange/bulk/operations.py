"""What changes imports: a file brought, looked at row by row, taken in, forgotten."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.queries import membership_of, organization_record
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.exchange.bulk.rows import File, Row
from wemi_piemonte.exchange.bulk.rules import (
    KEPT_FOR,
    RUNNING,
    BulkOutcome,
    BulkState,
    Fault,
)
from wemi_piemonte.exchange.bulk.taking import Judged, judge, take
from wemi_piemonte.exchange.models import BulkImport, BulkRow
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import IllegalMove, NotFound


def start_import(
    session: Session,
    *,
    import_id: UUID,
    organization_id: UUID,
    account_id: UUID,
    file: File,
    now: datetime,
) -> None:
    """Keep a file for its dry run. The same id again is the same import."""
    there = session.get(BulkImport, import_id)
    if there is not None:
        if (there.organization_id, there.account_id) != (organization_id, account_id):
            raise NotFound
        return
    session.add(
        BulkImport(
            id=import_id,
            organization_id=organization_id,
            account_id=account_id,
            kind=file.kind,
            name=file.name[:200],
            content=file.content,
            state=BulkState.CHECKING,
            fault="",
            ignored=json.dumps([each[:60] for each in file.ignored[:20]]),
            total=file.total,
            done=0,
            created_at=now,
        )
    )


def begin_taking(session: Session, *, import_id: UUID, account_id: UUID, now: datetime) -> None:
    """Let the good rows be taken in; a second press changes nothing."""
    moved = session.execute(
        update(BulkImport)
        .where(BulkImport.id == import_id, BulkImport.state == BulkState.CHECKED)
        .values(state=BulkState.TAKING, done=0, account_id=account_id)
        .returning(BulkImport.organization_id)
    ).one_or_none()
    if moved is None:
        found = session.get(BulkImport, import_id)
        if found is None or found.state not in {BulkState.TAKING, BulkState.DONE}:
            raise IllegalMove
        return
    record_act(
        session,
        "import_listings",
        account_id=account_id,
        subject="organization",
        subject_id=moved.organization_id,
        now=now,
        file=import_id,
    )


def advance(
    session: Session, found: BulkImport, rows: Sequence[Row], *, size: int, now: datetime
) -> int:
    """Look at the next rows, or take them in, and return how many; `done` moves with them."""
    if found.state not in RUNNING:
        return 0
    body = organization_record(session, found.organization_id)
    if body is None or not _may(session, found):
        found.state, found.fault = BulkState.FAILED, "no_right"
        return 1
    part = list(rows[found.done : found.done + size])
    is_taking = found.state is BulkState.TAKING
    refused = _refused_of(session, found.id, part) if is_taking else set()
    open_rows = [row for row in part if row.number not in refused]
    earlier = _earlier(session, found.id, part)
    today = now.astimezone(ROME).date()
    judged = judge(session, open_rows, body=body, earlier=earlier, today=today, is_taking=is_taking)
    if is_taking:
        judged = take(session, judged, account_id=found.account_id, now=now)
    _keep(session, found.id, judged, is_new=not is_taking)
    _move(found, len(part), len(rows))
    return len(part)


def refuse_next(session: Session, found: BulkImport, rows: Sequence[Row], *, code: str) -> None:
    """Refuse the next row, which nothing else could be done with."""
    row = rows[found.done]
    name = row.cells.get("name", "")[:200]
    judged = Judged(row.number, name, None, BulkOutcome.REFUSED, (Fault("", code),))
    _keep(session, found.id, [judged], is_new=found.state is BulkState.CHECKING)
    _move(found, 1, len(rows))


def _move(found: BulkImport, step: int, total: int) -> None:
    found.done += step
    if found.done >= total:
        is_taking = found.state is BulkState.TAKING
        found.state = BulkState.DONE if is_taking else BulkState.CHECKED


def _may(session: Session, found: BulkImport) -> bool:
    """Say whether whoever brought the file still may: rights end at once, also for the worker."""
    role = membership_of(session, found.account_id, found.organization_id)
    account = session.get(Account, found.account_id)
    is_here = account is not None and account.suspended_at is None
    return is_here and role is not None and MEMBER_RIGHTS[role] >= MEMBER_RIGHTS[MemberRole.EDITOR]


def _refused_of(session: Session, import_id: UUID, part: Sequence[Row]) -> set[int]:
    query = select(BulkRow.number).where(
        BulkRow.import_id == import_id,
        BulkRow.number.in_([row.number for row in part]),
        BulkRow.outcome == BulkOutcome.REFUSED,
    )
    return set(session.scalars(query))


def _earlier(session: Session, import_id: UUID, part: Sequence[Row]) -> dict[UUID, int]:
    """Return the services that the rows before these have told, with the number of the row."""
    if not part:
        return {}
    query = select(BulkRow.service_id, BulkRow.number).where(
        BulkRow.import_id == import_id,
        BulkRow.number < part[0].number,
        BulkRow.outcome != BulkOutcome.REFUSED,
    )
    return {row.service_id: row.number for row in session.execute(query) if row.service_id}


def _keep(session: Session, import_id: UUID, judged: Sequence[Judged], *, is_new: bool) -> None:
    rows = [
        {
            "import_id": import_id,
            "number": each.number,
            "name": each.name,
            "service_id": each.service_id,
            "outcome": each.outcome,
            "faults": json.dumps([[f.column, f.code, dict(f.values)] for f in each.faults]),
        }
        for each in judged
    ]
    if rows:
        session.execute(insert(BulkRow) if is_new else update(BulkRow), rows)


def forget_old_imports(session: Session, now: datetime) -> None:
    """Delete the files of a week ago, with what was said of them; a due job of the worker."""
    session.execute(delete(BulkImport).where(BulkImport.created_at <= now - KEPT_FOR))
