"""The worker takes a file in batch by batch: once, whoever presses, dies or loses the right."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from tests.integration.exchange.bulk import (
    NOW,
    OTHERS,
    OURS,
    brought,
    confirm,
    counts,
    drained,
    faults,
    number_of_services,
    state,
    table,
    taken,
)
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.exchange.bulk import operations, taking, working
from wemi_piemonte.exchange.bulk.operations import (
    forget_old_imports,
    start_import,
)
from wemi_piemonte.exchange.bulk.rows import file_of
from wemi_piemonte.exchange.bulk.rules import BulkState
from wemi_piemonte.exchange.models import BulkImport, BulkRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound


def test_a_member_who_lost_the_right_takes_nothing_more_in(account_id: UUID) -> None:
    import_id = brought(account_id, table({"name": "Doposcuola"}))
    confirm(account_id, import_id)
    with transaction() as session:
        membership = session.get(Membership, (account_id, OURS.id))
        assert membership is not None
        membership.role = MemberRole.READER
    number = number_of_services()
    drained()
    assert state(import_id) is BulkState.FAILED
    assert number_of_services() == number


def test_the_same_post_twice_is_one_import_and_another_body_can_not_use_its_id(
    account_id: UUID,
) -> None:
    content = table({"name": "Doposcuola"})
    import_id = brought(account_id, content)
    brought(account_id, content, import_id)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(BulkImport)) == 1
    with pytest.raises(NotFound), transaction() as session:
        start_import(
            session,
            import_id=import_id,
            organization_id=OTHERS.id,
            account_id=account_id,
            file=file_of("x", content),
            now=NOW,
        )


def test_pressing_take_twice_takes_once_and_not_before_the_dry_run(account_id: UUID) -> None:
    import_id = uuid4()
    with transaction() as session:
        start_import(
            session,
            import_id=import_id,
            organization_id=OURS.id,
            account_id=account_id,
            file=file_of("x", table({"name": "Doposcuola"})),
            now=NOW,
        )
    with pytest.raises(IllegalMove):
        confirm(account_id, import_id)
    drained()
    confirm(account_id, import_id)
    confirm(account_id, import_id)
    drained()
    confirm(account_id, import_id)
    assert (state(import_id), counts(import_id)) == (BulkState.DONE, {"created": 1})


def test_a_worker_killed_in_the_middle_goes_on_where_it_was(
    account_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"name": f"Servizio {n}", "municipality": "Cuneo"} for n in range(250)]
    import_id = brought(account_id, table(*rows))
    confirm(account_id, import_id)
    before = number_of_services()
    assert working.drain_imports(NOW) == 100
    # The next batch is done, but the process dies before it is committed.
    real = operations.advance

    def dying(*args: Any, **values: Any) -> int:
        real(*args, **values)
        raise KeyboardInterrupt

    monkeypatch.setattr(working, "advance", dying)
    with pytest.raises(KeyboardInterrupt):
        working.drain_imports(NOW)
    monkeypatch.setattr(working, "advance", real)
    working._held.clear()
    assert number_of_services() == before + 100
    assert drained() == 2
    assert counts(import_id) == {"created": 250}
    assert number_of_services() == before + 250


def test_a_row_that_breaks_is_refused_alone(
    account_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = taking.judge

    def breaking(session: Any, rows: Any, **values: Any) -> Any:
        if any(row.cells.get("name") == "Rotto" for row in rows):
            raise ValueError("no good")
        return real(session, rows, **values)

    monkeypatch.setattr(operations, "judge", breaking)
    import_id = taken(account_id, table({"name": "Uno"}, {"name": "Rotto"}, {"name": "Due"}))
    assert faults(import_id) == [(3, "", "unexpected")]
    assert counts(import_id) == {"created": 2, "refused": 1}


def test_files_are_forgotten_after_a_week(account_id: UUID) -> None:
    import_id = brought(account_id, table({"name": "Doposcuola"}))
    with transaction() as session:
        forget_old_imports(session, NOW + timedelta(days=6))
    assert state(import_id) is BulkState.CHECKED
    with transaction() as session:
        forget_old_imports(session, NOW + timedelta(days=7))
    with reading() as session:
        assert session.get(BulkImport, import_id) is None
        assert session.scalar(select(func.count()).select_from(BulkRow)) == 0
