"""The file of the refused rows: as they came, each with what is wrong, to mend and bring again."""

import json
from collections.abc import Mapping, Sequence

from wemi_piemonte.exchange.bulk.cells import read_table, written_table
from wemi_piemonte.exchange.bulk.rows import rows_of
from wemi_piemonte.exchange.bulk.rules import BulkKind
from wemi_piemonte.exchange.bulk.words import ERROR_COLUMN
from wemi_piemonte.geo.gazetteer.names import folded

ERRORS = "x_wemi_errors"


def refused_file(
    kind: BulkKind, content: bytes, faults: Mapping[int, Sequence[str]], heading: str
) -> bytes:
    """Return the rows that `faults` speaks of, by number, as a file of the same kind."""
    if kind is BulkKind.HSDS:
        return _lines(content, faults)
    table = read_table(content)
    ours = {folded(each) for each in ERROR_COLUMN.values()}
    # The faults of an earlier try give way to those of this one.
    stay = [n for n, title in enumerate(table.header) if folded(title) not in ours]
    found = [[*(table.header[n] for n in stay), heading]]
    for number, cells in table.rows:
        if number in faults:
            told = [cells[n] if n < len(cells) else "" for n in stay]
            found.append([*told, " ".join(faults[number])])
    return written_table(found)


def _lines(content: bytes, faults: Mapping[int, Sequence[str]]) -> bytes:
    lines = []
    for row in rows_of(BulkKind.HSDS, content):
        if row.number in faults:
            document = row.document if isinstance(row.document, dict) else {}
            told = {**document, ERRORS: list(faults[row.number])}
            lines.append(json.dumps(told, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode()
