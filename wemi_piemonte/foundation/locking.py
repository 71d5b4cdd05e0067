"""A row kept from others while something is done with it."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.db import Base
from wemi_piemonte.foundation.errors import NotFound, Stale

Row = TypeVar("Row", bound=Base)


def locked(session: Session, model: type[Row], key: UUID, revision: int | None = None) -> Row:
    """Return a row as it is now; nobody else changes it until this transaction ends.

    Raises NotFound, and Stale when it is not at the revision that was seen; only tables that
    count their revisions are asked for one.
    """
    (column,) = inspect(model).primary_key
    query = select(model).where(column == key).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    counted: Any = found
    if revision is not None and counted.revision != revision:
        raise Stale
    return found
