"""Questions by id that are asked many times a page: worked out once, then put to the driver itself.

A sheet is read from two dozen tables. SQLAlchemy's way to each costs more than the database's
answer; here its compiler and its types are used once, and rows are read as it would read them.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, literal_column, select
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import QueryableAttribute, Session

Reader = Callable[[Any], Any]
PLACES = {"qmark": "?", "format": "%s", "pyformat": "%s"}
# Stands in a statement where the ids will.
MARK = "(ids)"
# Under which name a session keeps the connection of questions without a transaction.
_LINE = "line"


class ByIds:
    """The rows of a question in which the column `by` is one of some ids.

    Any other value in the question has to be one that can be written into the statement.
    """

    def __init__(
        self, query: Select[Any], by: QueryableAttribute[Any] | ColumnElement[Any]
    ) -> None:
        self._query = query
        self._by = by
        self._columns = list(query.selected_columns)
        # Typed by the names of the columns, which mypy can not see.
        names = [each.name for each in self._columns]
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024
        self._prepared: dict[tuple[str, int], tuple[str, Reader | None]] = {}
        self._readers: dict[str, list[Reader | None]] = {}

    @classmethod
    def of(
        cls, table: Table, column: str, *, columns: Sequence[str] = (), order: str = ""
    ) -> "ByIds":
        """Return the question for the rows of a table, or for some of its columns."""
        query = select(*(table.c[each] for each in columns or table.c.keys()))
        return cls(query.order_by(table.c[order]) if order else query, table.c[column])

    def rows(self, session: Session, ids: Sequence[UUID]) -> list[Any]:
        """Return the rows; `ids` must not be too many for one statement."""
        if not ids:
            return []
        (found, described), _values = self._found(session, ids)
        dialect = session.get_bind().dialect
        readers = self._readers_of(dialect, described)
        make = self._row._make
        return [
            make(read(value) if read else value for read, value in zip(readers, row, strict=True))
            for row in found
        ]

    def which(self, session: Session, ids: Sequence[UUID]) -> set[UUID]:
        """Return those of `ids` of which there is a row; for a question for `by` alone."""
        if not ids:
            return set()
        found, values = self._found(session, ids)
        # Compared as the driver has them: none of them is made anew.
        there = {value for (value,) in found[0]}
        return {each for each, value in zip(ids, values, strict=False) if value in there}

    def _found(
        self, session: Session, ids: Sequence[UUID]
    ) -> tuple[tuple[list[Any], Any], tuple[Any, ...]]:
        """Return the rows as the driver has them, what it says of their columns, and the ids."""
        dialect = session.get_bind().dialect
        size = 1 << (len(ids) - 1).bit_length()
        prepared = self._prepared.get((dialect.name, size))
        if prepared is None:
            prepared = self._prepared[dialect.name, size] = self._prepare(dialect, size)
        statement, write = prepared
        # As many as the statement has room for: the last one is asked for again.
        asked = [*ids, *[ids[-1]] * (size - len(ids))]
        values = tuple(write(each) for each in asked) if write else tuple(asked)
        return _asked(session, statement, values), values

    def _prepare(self, dialect: Dialect, size: int) -> tuple[str, Reader | None]:
        query = self._query.where(self._by == literal_column(MARK))
        # One place is compiled, and stands there as often as is asked for: the compiler needs
        # longer for some hundred places than the database for the answer.
        text = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        before, after = text.split(f"= {MARK}")
        places = ", ".join([PLACES[dialect.paramstyle]] * size)
        write = self._by.type.dialect_impl(dialect).bind_processor(dialect)
        return f"{before}IN ({places}){after}", write

    def _readers_of(self, dialect: Dialect, described: Any) -> list[Reader | None]:
        """Return what makes a value of the driver one of ours; what it is, the driver says."""
        found = self._readers.get(dialect.name)
        if found is None:
            found = self._readers[dialect.name] = [
                each.type.dialect_impl(dialect).result_processor(dialect, about[1])
                for each, about in zip(self._columns, described, strict=True)
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
            # A question alone needs no transaction, whose beginning and end cost more.
            return _put(_line_of(session, bind), statement, values)
        hang_up(session)
        session.flush()
        return _put(session.connection().connection, statement, values)
    except bind.dialect.loaded_dbapi.Error:
        # Asked again the long way, so that what is raised is an error of SQLAlchemy's.
        hang_up(session)
        session.connection().exec_driver_sql(statement, values)
        raise


def _writes(bind: Engine) -> bool:
    return bool(bind.get_execution_options().get("wemi_write"))


def _line_of(session: Session, bind: Engine) -> Any:
    """Return the connection on which a session asks its questions without a transaction."""
    if _LINE not in session.info:
        session.info[_LINE] = bind.raw_connection()
    return session.info[_LINE]


def hang_up(session: Session) -> None:
    """Give back the connection on which a session has asked without a transaction, if it has."""
    if line := session.info.pop(_LINE, None):
        line.close()


def _put(connection: Any, statement: str, values: tuple[Any, ...]) -> tuple[list[Any], Any]:
    cursor = connection.cursor()
    try:
        cursor.execute(statement, values)
        return cursor.fetchall(), cursor.description
    finally:
        cursor.close()
