"""Runs migrations on the database whose URL the caller gives."""

import sqlite3

from alembic import context
from sqlalchemy import event

from wemi_piemonte.foundation.db import Base, Instant, open_engine
from wemi_piemonte.foundation.migrations import load_models

load_models()


def rendered(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what the database sees: migrations outlive our code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def loosen(connection: sqlite3.Connection, _record: object) -> None:
    """Let tables be made anew: SQLite would take the drop of the old one for a deletion.

    Source: SQLite, "Making other kinds of table schema changes", steps 1 and 11.
    """
    connection.execute("PRAGMA foreign_keys=OFF")


engine = open_engine(context.config.attributes["url"])
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", loosen)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=rendered,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"rows point nowhere after the migration: {lost[:3]}")
engine.dispose()
