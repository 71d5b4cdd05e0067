"""What a file of listings is, how far its import is, and what each of its rows comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

LARGEST_FILE = 10_000_000
MOST_ROWS = 10_000
BATCH = 100
"""How many rows are written in one transaction; the house allows 200."""

KEPT_FOR = timedelta(days=7)
"""How long the file of an import is kept."""


class BulkKind(StrEnum):
    """How a file is written."""

    TABLE = "table"
    HSDS = "hsds"


class BulkState(StrEnum):
    """How far an import is: a dry run first, then, when somebody says so, the good rows."""

    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"
    DONE = "done"
    FAILED = "failed"


RUNNING = frozenset({BulkState.CHECKING, BulkState.TAKING})


class BulkOutcome(StrEnum):
    """What a row comes to."""

    CREATED = "created"
    UPDATED = "updated"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: in which column, as a code, with the values that its sentence names.

    `column` is empty when the whole row is meant; for HSDS it is a JSON pointer.
    """

    column: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


class Unreadable(ValueError):
    """A file that can not be read as what its name says; `code` says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.fault = Fault("", code, values)
