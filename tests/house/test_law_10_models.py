"""Law 10: foreign keys are indexed and say what a deletion does; instants know their zone."""

import ast
from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, Table

from tests.house.sources import named, python_files, tree_of
from wemi_piemonte.foundation import migrations
from wemi_piemonte.foundation.db import Base, Instant

# Words that end in s and mean one thing.
SINGULAR = {"visitor_pass", "address"}


def tables() -> list[Table]:
    """Every table of the house."""
    migrations.load_models()
    return list(Base.metadata.tables.values())


def led_by(table: Table) -> set[str]:
    """The columns by which an index, a key or a unique constraint begins."""
    keys = [list(table.primary_key.columns), *(list(index.columns) for index in table.indexes)]
    keys += [
        list(each.columns)
        for each in table.constraints
        if hasattr(each, "columns") and type(each).__name__ == "UniqueConstraint"
    ]
    return {columns[0].name for columns in keys if columns}


def loose_keys(found: list[Table]) -> list[str]:
    """The foreign keys without an index, or silent about deletions."""
    wrong = []
    for table in found:
        for column in table.columns:
            if column.foreign_keys and column.name not in led_by(table):
                wrong.append(f"{table.name}.{column.name}: no index")
            wrong += [
                f"{table.name}.{column.name}: no ondelete"
                for key in column.foreign_keys
                if key.ondelete is None
            ]
    return wrong


def naive_columns(found: list[Table]) -> list[str]:
    """The columns that would keep an instant without its zone."""
    return [
        f"{table.name}.{column.name}"
        for table in found
        for column in table.columns
        if isinstance(column.type, DateTime)
        or (_python_type(column) is datetime and not isinstance(column.type, Instant))
    ]


def _python_type(column: Column[object]) -> type | None:
    try:
        return column.type.python_type
    except NotImplementedError:
        return None


def test_every_foreign_key_is_indexed_and_says_what_a_deletion_does() -> None:
    assert loose_keys(tables()) == []


def test_every_instant_knows_its_zone() -> None:
    assert naive_columns(tables()) == []
    assert Instant.impl.timezone


def test_no_relation_is_made_from_afar() -> None:
    files = [
        named(path)
        for path in python_files("wemi_piemonte")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword) and node.arg == "backref"
    ]
    assert files == []


def test_tables_are_named_in_the_singular_and_never_by_a_reserved_word() -> None:
    names = {table.name for table in tables()}
    assert not names & {"user", "order", "group", "table", "check"}
    assert [name for name in names if name.endswith("s") and name not in SINGULAR] == []


def test_a_loose_key_and_a_naive_instant_are_found() -> None:
    metadata = MetaData()
    Table("parent", metadata, Column("id", Integer, primary_key=True))
    child = Table(
        "child",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("parent.id")),
        Column("at", DateTime),
    )
    assert loose_keys([child]) == ["child.parent_id: no index", "child.parent_id: no ondelete"]
    assert naive_columns([child]) == ["child.at"]
