"""What is said to a database meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from wemi_piemonte.foundation import asked


@contextmanager
def said() -> Iterator[list[str]]:
    """Every statement that goes to a database meanwhile."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found.append(statement)

    def put(connection: Any, statement: str, values: Any) -> Any:
        found.append(statement)
        return to_driver(connection, statement, values)

    # Some statements go to the driver itself, and no event tells of them.
    to_driver = asked._put
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(asked, "_put", put):
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
