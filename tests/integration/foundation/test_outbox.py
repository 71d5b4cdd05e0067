"""What changed is told in order, once it is true, and never lost; on both databases."""

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine

from tests.make import key
from wemi_piemonte.foundation.db import Sessions, reading, transaction
from wemi_piemonte.foundation.outbox import (
    bounds,
    changes_after,
    record_change,
    record_changes,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ONE, TWO, THREE = key("one"), key("two"), key("three")


def told(last_id: int = 0, limit: int = 500) -> list[UUID]:
    with reading() as session:
        return [change.entity_id for change in changes_after(session, last_id, limit)]


@pytest.mark.usefixtures("database")
def test_changes_come_oldest_first_after_the_last_one_taken() -> None:
    with transaction() as session:
        record_changes(session, "service", [ONE, TWO], NOW)
    with transaction() as session:
        record_change(session, "service", THREE, NOW)
    assert told() == [ONE, TWO, THREE]
    with reading() as session:
        first, last = bounds(session)
        rows = changes_after(session, 0)
    assert (rows[0].id, rows[-1].id) == (first, last)
    assert told(first) == [TWO, THREE]
    assert told(last) == []
    assert told(0, 2) == [ONE, TWO]
    assert {(row.topic, row.at) for row in rows} == {("service", NOW)}


@pytest.mark.usefixtures("database")
def test_an_empty_outbox_has_no_bounds() -> None:
    with reading() as session:
        assert bounds(session) == (0, 0)
    with transaction() as session:
        record_changes(session, "service", [], NOW)
    assert told() == []


@pytest.mark.usefixtures("database")
def test_a_change_is_told_only_when_its_transaction_is_kept() -> None:
    def fail() -> None:
        with transaction() as session:
            record_change(session, "service", ONE, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert told() == []


@pytest.mark.usefixtures("database")
def test_a_change_is_not_told_before_its_transaction_ends() -> None:
    with transaction() as session:
        record_change(session, "service", ONE, NOW)
        session.flush()
        assert told() == []
    assert told() == [ONE]


# SQLite has one writer at a time.
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_a_later_change_waits_for_an_earlier_one(database: Engine) -> None:
    assert database.dialect.name == "postgresql"
    slow = Sessions()
    slow.begin()
    record_change(slow, "service", ONE, NOW)
    slow.flush()
    started = threading.Event()

    def write() -> None:
        started.set()
        with transaction() as quick:
            record_change(quick, "service", TWO, NOW)

    quick = threading.Thread(target=write)
    quick.start()
    assert started.wait(5)
    quick.join(0.3)
    assert quick.is_alive(), "the later one did not wait"
    assert told() == []
    slow.commit()
    slow.close()
    quick.join(5)
    assert told() == [ONE, TWO]


def test_a_reader_that_follows_along_misses_no_change(database: Engine) -> None:
    writers, each = 4, 25
    taken: list[UUID] = []
    done = threading.Event()

    def write(number: int) -> None:
        for turn in range(each):
            with transaction() as session:
                record_change(session, "service", key(number, turn), NOW)

    def follow() -> None:
        last = 0
        while True:
            ending = done.is_set()
            with reading() as session:
                rows = changes_after(session, last)
            taken.extend(row.entity_id for row in rows)
            if rows:
                last = rows[-1].id
            elif ending:
                return

    follower = threading.Thread(target=follow)
    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in (follower, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    follower.join(30)
    wanted = {key(number, turn) for number in range(writers) for turn in range(each)}
    assert len(taken) == len(wanted), database.dialect.name
    assert set(taken) == wanted
