"""Questions by id that are asked many times a page: worked out once, then put to the driver itself.

A sheet is read from two dozen tables. SQLAlchemy's way to each costs more than the database's
answer; here its compiler and its types are used once, and rows are read as it would read them.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, select
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import Session

Reader = Callable[[Any], Any]


class ByIds:
    """The rows of a table, or some of its columns, in which a column is one of some ids."""

    def __init__(
        self, table: Table, column: str, *, columns: Sequence[str] = (), order: str = ""
    ) -> None:
        self._table = table
        self._names = tuple(columns) or tuple(each.name for each in table.columns)
        self._column = column
        self._order = order
        # Typed by the names of the columns, which mypy can not see.
        self._row: Any = namedtuple("Row", self._names)  # type: ignore[misc]  # noqa: PYI024
        self._prepared: dict[tuple[str, int], tuple[str, Reader | None]] = {}
        self._readers: dict[str, list[Reader | None]] = {}

    def rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        """Return the rows; `ids` must not be too many for one statement."""
        if not ids:
            return []
        bind = session.get_bind()
        dialect = bind.dialect
        size = 1 << (len(ids) - 1).bit_length()
        prepared = self._prepared.get((dialect.name, size))
        if prepared is None:
            prepared = self._prepared[dialect.name, size] = self._prepare(dialect, size)
        statement, write = prepared
        # As many as the statement has room for: the last one is asked for again.
        asked = [*ids, *[ids[-1]] * (size - len(ids))]
        values = tuple(write(each) for each in asked) if write else tuple(asked)
        found, described = _asked(session, statement, values)
        readers = self._readers_of(dialect, described)
        make = self._row._make
        return [
            make(read(value) if read else value for read, value in zip(readers, row, strict=True))
            for row in found
        ]

    def _prepare(self, dialect: Dialect, size: int) -> tuple[str, Reader | None]:
        own = self._table.c[self._column]
        query: Select[Any] = select(*self._columns()).where(own == bindparam("id", type_=own.type))
        if self._order:
            query = query.order_by(self._table.c[self._order])
        # One place is compiled, and stands there as often as is asked for: the compiler needs
        # longer for some hundred places than the database for the answer.
        text = str(query.compile(dialect=dialect)).replace("%(id)s", "%s")
        before, place, after = re.split(r"= ((?:\?|%s)(?:::\w+)?)", text)
        places = ", ".join([place] * size)
        write = own.type.dialect_impl(dialect).bind_processor(dialect)
        return f"{before}IN ({places}){after}", write

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self._table.c[name] for name in self._names]

    def _readers_of(self, dialect: Dialect, described: Any) -> list[Reader | None]:
        """Return what makes a value of the driver one of ours; what it is, the driver says."""
        found = self._readers.get(dialect.name)
        if found is None:
            found = self._readers[dialect.name] = [
                each.type.dialect_impl(dialect).result_processor(dialect, about[1])
                for each, about in zip(self._columns(), described, strict=True)
            ]
        return found


def first_value(session: Session, statement: str) -> Any:
    """Return the first value of the answer to a statement that holds no values of its own."""
    found, _described = _asked(session, statement, ())
    return found[0][0]


def _asked(session: Session, statement: str, values: tuple[Any, ...]) -> tuple[list[Any], Any]:
    bind = session.get_bind()
    try:
        if isinstance(bind, Engine) and not (session.in_transaction() or _writes(bind)):
            # One question alone needs no transaction, whose beginning and end cost more.
            return _asked_alone(bind, statement, values)
        session.flush()
        return _put(session.connection().connection, statement, values)
    except bind.dialect.loaded_dbapi.Error:
        # Asked again the long way, so that what is raised is an error of SQLAlchemy's.
        session.connection().exec_driver_sql(statement, values)
        raise


def _writes(bind: Engine) -> bool:
    return bool(bind.get_execution_options().get("wemi_write"))


def _asked_alone(bind: Engine, statement: str, values: tuple[Any, ...]) -> tuple[list[Any], Any]:
    connection = bind.raw_connection()
    try:
        return _put(connection, statement, values)
    finally:
        connection.close()


def _put(connection: Any, statement: str, values: tuple[Any, ...]) -> tuple[list[Any], Any]:
    cursor = connection.cursor()
    try:
        cursor.execute(statement, values)
        return cursor.fetchall(), cursor.description
    finally:
        cursor.close()
