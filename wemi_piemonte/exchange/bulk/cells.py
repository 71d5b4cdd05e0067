"""Tables as bytes: whatever a spreadsheet writes is read, and no cell we write is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wemi_piemonte.exchange.bulk.rules import MOST_ROWS, Unreadable
from wemi_piemonte.exchange.bulk.words import COLUMNS, ERROR_COLUMN
from wemi_piemonte.geo.gazetteer.names import folded

# What a spreadsheet takes for a formula, and the full-width twins. Source: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_DELIMITERS = (";", ",", "\t")
# How the files of spreadsheet programs begin: archives, and the older kind.
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LONGEST_CELL = 20_000


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """Return a cell without the sign that guards it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: `columns` are the codes of its columns, empty where none is meant.

    Each row has its number as a spreadsheet shows it: the header is row 1.
    """

    header: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the headings that mean no column; that of our own faults is none of them."""
        ours = {folded(each) for each in ERROR_COLUMN.values()}
        pairs = zip(self.header, self.columns, strict=True)
        return tuple(h for h, column in pairs if not column and h and folded(h) not in ours)


def read_table(content: bytes) -> Table:
    """Return a table; raises Unreadable where there is none."""
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, tuple[str, ...]]] = []
    header: tuple[str, ...] | None = None
    try:
        for number, cells in enumerate(reader, start=1):
            row = tuple(plain(cell) for cell in cells)
            if header is None:
                header = row if any(row) else None
            elif any(row):
                found.append((number, row))
            if len(found) > MOST_ROWS:
                raise Unreadable("too_many_rows", most=str(MOST_ROWS))
    except csv.Error as error:
        raise Unreadable("broken", line=str(reader.line_num)) from error
    if header is None:
        raise Unreadable("empty")
    return Table(header, _columns(header), tuple(found))


def _decoded(content: bytes) -> str:
    if content.startswith(_SPREADSHEETS):
        raise Unreadable("spreadsheet")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        try:
            # What older Italian spreadsheets write.
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable("encoding") from None
    if "\x00" in text:
        raise Unreadable("encoding")
    return text


def _columns(header: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(COLUMNS.get(folded(cell), "") for cell in header)
    if "name" not in columns and "id" not in columns:
        raise Unreadable("no_header")
    doubles = [each for each in columns if each and columns.count(each) > 1]
    if doubles:
        raise Unreadable("column_twice", column=doubles[0])
    return columns


def written_table(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a table, with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
