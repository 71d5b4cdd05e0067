"""Translations as a table (CSV), for who works with a spreadsheet.

UTF-8 with the mark that spreadsheets look for; commas or semicolons are read, as an Italian
spreadsheet writes the latter.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from wemi_piemonte.exchange.translations.lines import STATES, Line, Task, Unreadable

COLUMNS = ("key", "listing", "field", "language", "text", "translation", "state", "words")
NEEDED = ("key", "language", "text", "translation")
# What a spreadsheet takes for a formula. Source: OWASP, CSV Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(tasks: Iterable[Task], target: Any) -> None:
    """Write texts to translate to a binary file, one a row."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for task in tasks:
        cells = (
            *(task.key, task.service, task.unit.field, task.unit.locale),
            *(task.unit.source, task.text, task.state, task.words),
        )
        rows.writerow([_guarded(cell) for cell in cells])
    # The file is its opener's to close.
    text.detach()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str | None) -> str:
    text = cell or ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def lines_of(file: Any) -> Iterator[Line]:
    """Yield the texts of a binary file; raises Unreadable where it is no such table."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("The table is not UTF-8.") from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise Unreadable(f"The table has no column {', '.join(missing)}.")
        for row in rows:
            state = _plain(row.get("state")).strip()
            yield Line(
                rows.line_num,
                _plain(row["key"]),
                _plain(row["language"]).strip(),
                _plain(row["text"]),
                _plain(row["translation"]),
                state if state in STATES or not state else "new",
            )
    except csv.Error as error:
        raise Unreadable(f"The table is broken at line {rows.line_num}: {error}.") from error
