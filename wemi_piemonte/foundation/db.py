"""The database: its base class and types, and the one place that commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator, TypeEngine

from wemi_piemonte.foundation.asked import hang_up

BUSY_TIMEOUT_MS = 5000


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; a naive value is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def code_type(codes: type[StrEnum]) -> Enum:
    """Return the column type of a closed list: VARCHAR with a CHECK, stored by value."""
    return Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        length=40,
        name=codes.__name__.lower(),
    )


class Base(DeclarativeBase):
    """Supplies once what every table shares: names of constraints, and how types are stored."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any] | type[TypeEngine[Any]]]] = {
        datetime: Instant,
        str: Text,
        UUID: Uuid,
    }


UUIDKey = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Code = Annotated[str, mapped_column(String(64))]

Sessions: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
_Readers: sessionmaker[Session] = sessionmaker(expire_on_commit=False, autoflush=False)


def open_engine(url: str) -> Engine:
    """Return an engine for `url`, with the settings that keep acknowledged writes."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=5, max_overflow=5, pool_pre_ping=True)


def bind(engine: Engine) -> None:
    """Let this process's sessions use `engine`: one database a process, see decision 0003."""
    Sessions.configure(bind=engine.execution_options(wemi_write=True))
    _Readers.configure(bind=engine)


def hang_up_all() -> None:
    """Close the connections of this process; to be called before it forks."""
    engine = _Readers.kw["bind"]
    engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes too late and too weak: _begin_sqlite says it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted is overwritten in the file: a story told at a desk leaves no trace in it.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get("wemi_write"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It waits for nobody, so that it can be said to the driver itself, which is quicker.
        connection.connection.driver_connection.execute("BEGIN")


def insert_or(session: Session, model: type[Base]) -> Any:
    """Return an INSERT into a table that may say what happens on a conflict, on both databases."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    statement: Any = postgresql.insert if is_postgres else sqlite.insert
    return statement(model)


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield a session whose block is written as a whole, or not at all."""
    with Sessions.begin() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session for questions only; nothing it does is kept.

    Closing takes everything back without expiring what was read, so rows may be used afterwards.
    """
    session = _Readers()
    try:
        yield session
    finally:
        hang_up(session)
        # Most pages ask by way of the driver: there is nothing to take back.
        if session.in_transaction() or session.identity_map:
            session.close()
