"""The rows of a file, whichever its kind: cells of a table, or a JSON object each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from typing import Any, cast

from wemi_piemonte.directory.hsds import Refused
from wemi_piemonte.exchange.bulk.cells import Table, read_table
from wemi_piemonte.exchange.bulk.rules import LARGEST_FILE, MOST_ROWS, BulkKind, Fault, Unreadable
from wemi_piemonte.exchange.hsds.importer import document_of
from wemi_piemonte.exchange.hsds.splitting import PEEK, NotJson, pieces


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as its reader counts, what it says, or why it can not be read."""

    number: int
    cells: Mapping[str, str] = field(default_factory=dict)
    document: Any = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was brought: `ignored` are headings that mean no column."""

    name: str
    content: bytes
    kind: BulkKind
    total: int
    ignored: tuple[str, ...]


def file_of(name: str, content: bytes) -> File:
    """Return a file that can be read; raises Unreadable."""
    if not content:
        raise Unreadable("no_file")
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", most=str(LARGEST_FILE // 1_000_000))
    kind = _kind_of(content)
    ignored = read_table(content).ignored if kind is BulkKind.TABLE else ()
    return File(name, content, kind, len(rows_of(kind, content)), ignored)


def _kind_of(content: bytes) -> BulkKind:
    """Return how a file is written: HSDS begins with a bracket, and no table does."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return BulkKind.HSDS if start in {b"[", b"{"} else BulkKind.TABLE


def rows_of(kind: BulkKind, content: bytes) -> list[Row]:
    """Return the rows of a file; raises Unreadable."""
    found = _documents(content) if kind is BulkKind.HSDS else _cells(read_table(content))
    if not found:
        raise Unreadable("empty")
    if len(found) > MOST_ROWS:
        raise Unreadable("too_many_rows", most=str(MOST_ROWS))
    return found


def _cells(table: Table) -> list[Row]:
    width = len(table.columns)
    found = []
    for number, cells in table.rows:
        # A spreadsheet may leave out the empty cells at the end of a row.
        told = dict(zip(table.columns, [*cells, *[""] * width], strict=False))
        told.pop("", None)
        fault = Fault("", "too_many_cells") if any(cells[width:]) else None
        found.append(Row(number, told, fault=fault))
    return found


def _documents(content: bytes) -> list[Row]:
    # A buffered reader is all that the pieces are taken from; BytesIO reads like a raw file.
    file = BufferedReader(cast("Any", BytesIO(content)), PEEK)
    found = []
    try:
        for number, piece in enumerate(pieces(file), start=1):
            try:
                found.append(Row(number, document=document_of(piece)))
            except Refused as refused:
                values = {"pointer": refused.pointer or "/", "reason": refused.reason}
                found.append(Row(number, fault=Fault("", "refused", values)))
    except NotJson:
        raise Unreadable("not_json") from None
    return found
