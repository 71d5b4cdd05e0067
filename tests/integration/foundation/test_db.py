"""The database keeps what was acknowledged: settings, transactions, types."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from tests.make import key, organization
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def row(name: str) -> Organization:
    body = organization(name)
    return Organization(
        id=body.id,
        name=body.name,
        kind=body.kind,
        source_lang="it",
        created_at=NOW,
        modified_at=NOW,
    )


def names() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Organization.name)))


@pytest.fixture
def statements(sqlite_database: Engine) -> Iterator[list[str]]:
    """Every statement sent to the database, in order."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(sqlite_database, "before_cursor_execute", note)
    yield sent
    event.remove(sqlite_database, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_sqlite_keeps_acknowledged_writes(
    sqlite_database: Engine, pragma: str, value: object
) -> None:
    with sqlite_database.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_every_new_connection_gets_the_settings(sqlite_database: Engine) -> None:
    with sqlite_database.connect() as one, sqlite_database.connect() as two:
        for connection in (one, two):
            assert connection.scalar(text("PRAGMA synchronous")) == 2
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_only_a_transaction_begins_as_a_writer(statements: list[str]) -> None:
    with reading() as session:
        session.execute(text("SELECT 1"))
        driver: Any = session.connection().connection.driver_connection
        assert driver.in_transaction
    assert "BEGIN IMMEDIATE" not in statements
    statements.clear()
    with transaction() as session:
        session.execute(text("SELECT 1"))
    assert statements[0] == "BEGIN IMMEDIATE"


@pytest.mark.usefixtures("database")
def test_a_transaction_keeps_all_of_its_block() -> None:
    with transaction() as session:
        session.add(row("Uno"))
        session.add(row("Due"))
    assert names() == ["Due", "Uno"]


@pytest.mark.usefixtures("database")
def test_a_transaction_that_fails_keeps_nothing() -> None:
    def fail() -> None:
        with transaction() as session:
            session.add(row("Uno"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names() == []


@pytest.mark.usefixtures("database")
def test_what_is_done_while_reading_is_not_kept() -> None:
    with reading() as session:
        session.add(row("Uno"))
        session.flush()
    assert names() == []


@pytest.mark.usefixtures("database")
def test_readers_see_the_world_as_it_was_when_they_began() -> None:
    with reading() as session:
        assert session.scalars(select(Organization.name)).all() == []
        with transaction() as writer:
            writer.add(row("Uno"))
    assert names() == ["Uno"]


def test_a_reader_does_not_wait_for_a_writer(sqlite_database: Engine) -> None:
    with transaction() as session:
        session.add(row("Uno"))
        session.flush()
        found: list[list[str]] = []
        reader = threading.Thread(target=lambda: found.append(names()))
        reader.start()
        reader.join(2)
        assert found == [[]]
    assert sqlite_database.dialect.name == "sqlite"


def test_a_second_writer_waits_and_is_told_in_the_end(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 100)
    engine = db.open_engine(sqlite_url)
    db.bind(engine)
    with transaction() as session:
        session.add(row("Uno"))
        session.flush()
        with pytest.raises(OperationalError, match="locked"), transaction() as other:
            other.add(row("Due"))
    assert names() == ["Uno"]
    engine.dispose()


@pytest.mark.usefixtures("database")
def test_an_instant_comes_back_in_utc() -> None:
    moment = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=1)))
    body = row("Uno")
    body.created_at = moment
    with transaction() as session:
        session.add(body)
    with reading() as session:
        found = session.scalars(select(Organization.created_at)).one()
    assert found == moment
    assert found.utcoffset() == timedelta()


@pytest.mark.usefixtures("database")
def test_a_naive_instant_is_refused() -> None:
    body = row("Uno")
    body.created_at = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"), transaction() as session:
        session.add(body)


@pytest.mark.usefixtures("database")
def test_a_code_outside_its_closed_list_is_refused_by_model_and_database() -> None:
    with pytest.raises(StatementError, match="monastery"), transaction() as session:
        session.execute(insert(Organization).values({**as_values("Uno"), "kind": "monastery"}))
    with transaction() as session:
        session.add(row("Due"))
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("UPDATE organization SET kind = 'monastery'"))


def as_values(name: str) -> dict[str, object]:
    empty = dict.fromkeys(
        (
            "alternate_name",
            "description",
            "email",
            "website",
            "legal_status",
            "logo",
            "uri",
            "tax_code",
        ),
        "",
    )
    return {
        **empty,
        "id": key(name),
        "name": name,
        "source_lang": "it",
        "created_at": NOW,
        "modified_at": NOW,
    }


@pytest.mark.usefixtures("database")
def test_codes_are_stored_by_value_and_keys_as_uuids() -> None:
    with transaction() as session:
        session.add(row("Uno"))
    with reading() as session:
        assert session.execute(text("SELECT kind FROM organization")).scalar_one() == "public_body"
        assert isinstance(session.scalars(select(Organization.id)).one(), UUID)


def test_a_copy_taken_while_writing_is_whole(sqlite_database: Engine, tmp_path: Path) -> None:
    with transaction() as session:
        session.add(row("Uno"))
    source = sqlite3.connect(str(sqlite_database.url.database))
    target = sqlite3.connect(tmp_path / "copy.sqlite")
    with transaction() as session:
        session.add(row("Due"))
        session.flush()
        source.backup(target)
    assert target.execute("SELECT name FROM organization").fetchall() == [("Uno",)]
    assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    source.close()
    target.close()
