"""Files to import, and the whole of a database as plain rows."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, inspect, select

from tests import make
from tests.integration.exchange.bulk import OTHERS, OURS, publish
from tests.people import make_account
from wemi_piemonte.directory.hsds import parse, render
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.exchange.hsds.exporter import export_file
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.db import Base

Rows = dict[str, list[tuple[Any, ...]]]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write documents to a file, as JSON lines or as one array."""

    def written(documents: Iterable[object], *, array: bool = False, name: str = "in.json") -> Path:
        path = tmp_path / name
        texts = [json.dumps(document) for document in documents]
        path.write_text("[" + ",\n".join(texts) + "]" if array else "\n".join(texts))
        return path

    return written


@pytest.fixture
def rows(database: Engine) -> Callable[[], Rows]:
    """Read every row of every table."""

    def read() -> Rows:
        there = set(inspect(database).get_table_names())
        with database.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
                if table.name in there
            }

    return read


@pytest.fixture
def emptied(database: Engine) -> Callable[[], None]:
    """Take every listing out of the database, with what hangs on it."""

    def empty() -> None:
        names = ("change", "decision", "proposal", "service", "location", "organization")
        tables = Base.metadata.tables
        with db.transaction() as session:
            for name in names:
                session.execute(tables[name].delete())

    return empty


@pytest.fixture
def exported(tmp_path: Path) -> Callable[[], bytes]:
    """Export, and return the bytes."""

    def export() -> bytes:
        path = tmp_path / "out.jsonl"
        export_file(path)
        return path.read_bytes()

    return export


@pytest.fixture
def account_id(database: Engine) -> UUID:
    """An editor of our body, of which one published listing is there; so is one of the others."""
    del database
    # As a source tells it, so that what it is read from and written as is the same.
    ours, _ = parse(render(make.full_service()))
    publish(ours, make.service("Il pero", organization=OTHERS, locations=()))
    account = make_account(organization_id=OURS.id, member=MemberRole.EDITOR)
    return account.id
