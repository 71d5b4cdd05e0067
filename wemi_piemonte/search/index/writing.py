"""Brings listings into a generation of the index: many into a new one, a few into the live one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.search.index import spelling, text
from wemi_piemonte.search.index.analysis import analyse
from wemi_piemonte.search.index.labels import label_words
from wemi_piemonte.search.index.rows import ROW, Rows, RowsWriter
from wemi_piemonte.search.index.snapshot import GUESSES, ROWS, TEXT, rules_in_force
from wemi_piemonte.search.rules import Rating
from wemi_piemonte.taxonomy import tree

# A new index is committed in pieces of this many listings, so that memory stays bounded.
PIECE = 20_000

# An index is worn when so many listings, and this share of all, lie outside its large pieces ...
MOST_LOOSE, LOOSE_SHARE = 4000, 0.25
# ... or so many rows, and this share of all, are of listings that changed or went.
MOST_DEAD, DEAD_SHARE = 4000, 0.4


class Making:
    """Fills a new generation, which nobody sees before it is finished."""

    def __init__(self, folder: Path, last_change: int, today: date) -> None:
        self._folder = folder
        self._last_change = last_change
        self._today = today
        self._rows = _fresh_rows(folder)
        self._text = text.TextWriter(folder / TEXT)
        self._waiting = 0
        self._spelt = {(locale, word) for locale in tree.locales() for word in label_words(locale)}

    def add(
        self, record: ServiceRecord, rating: Rating | None = None, late_on: date | None = None
    ) -> None:
        analysis = analyse(record)
        row = self._rows.append(record, analysis, rating, self._today, late_on)
        self._text.add(record.id, row, analysis.fields)
        self._spelt |= analysis.spelt
        self._waiting += 1
        if self._waiting == PIECE:
            self._commit()
            self._text = text.TextWriter(self._folder / TEXT)

    def finish(self) -> None:
        """Commit the last piece, and the words to guess from."""
        lines = [f"{field}\t{word}" for field, word in sorted(self._spelt)]
        self._rows.spell(lines)
        spelling.write(self._folder / GUESSES, lines)
        self._commit()

    def cancel(self) -> None:
        self._text.cancel()

    def _commit(self) -> None:
        self._text.commit(meta_of(self._last_change, self._rows.flush()))
        self._waiting = 0


def _fresh_rows(folder: Path) -> RowsWriter:
    (folder / ROWS).mkdir()
    text.create(folder / TEXT)
    return RowsWriter(folder / ROWS)


def meta_of(last_change: int, extents: dict[str, tuple[int, int]]) -> text.Meta:
    """Return what is said with a commit: all that belongs to it beside the text."""
    return {"last_change": last_change, "extents": extents, "rules": rules_in_force()}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change in an index: listings to put in, others to withdraw, and up to where.

    `late` says from which day on a listing counts as not confirmed lately.
    """

    records: Sequence[tuple[ServiceRecord, Rating | None]]
    gone: Sequence[UUID]
    last: int
    late: Mapping[UUID, date] = field(default_factory=dict)


def update(folder: Path, committed: text.Committed, changes: Changes, today: date) -> None:
    """Replace and withdraw listings in the live generation, in one commit."""
    rows = RowsWriter(folder / ROWS, committed.meta["extents"])
    writer = text.TextWriter(folder / TEXT)
    try:
        spelt: set[tuple[str, str]] = set()
        for service_id in changes.gone:
            writer.remove(service_id)
        for record, rating in changes.records:
            analysis = analyse(record)
            writer.remove(record.id)
            row = rows.append(record, analysis, rating, today, changes.late.get(record.id))
            writer.add(record.id, row, analysis.fields)
            spelt |= analysis.spelt
        rows.spell(_new_words(folder, committed, spelt))
        writer.commit(meta_of(changes.last, rows.flush()))
    except BaseException:
        writer.cancel()
        raise


def _new_words(folder: Path, committed: text.Committed, spelt: set[tuple[str, str]]) -> list[str]:
    size = committed.meta["extents"]["spelt"][0]
    with (folder / ROWS / "spelt").open("rb") as file:
        known = set(file.read(size).decode().split("\n"))
    return [line for field, word in sorted(spelt) if (line := f"{field}\t{word}") not in known]


def is_worn(committed: text.Committed) -> bool:
    """Say whether making the index anew would make searches and commits quicker again."""
    live = sum(segment.documents - len(segment.deleted) for segment in committed.segments)
    loose = sum(s.documents for s in committed.segments if s.documents < PIECE)
    largest = max((s.documents for s in committed.segments), default=0)
    if largest < PIECE:
        loose -= largest
    dead = committed.meta["extents"]["rows"][0] // ROW.itemsize - live
    return loose > max(MOST_LOOSE, LOOSE_SHARE * live) or dead > max(MOST_DEAD, DEAD_SHARE * live)


def flaws(folder: Path) -> list[str]:
    """Return what is wrong with the files of a generation; reads all of them."""
    found: list[str] = []
    try:
        committed = text.committed(folder / TEXT)
        if committed.meta.get("rules") != rules_in_force():
            return ["it was made by other rules than those in force"]
        extents: dict[str, Any] = committed.meta["extents"]
        sums = Rows(folder / ROWS, extents).checksums()
        found += [name for name, (_size, checksum) in extents.items() if sums[name] != checksum]
        if not spelling.is_intact(folder / GUESSES):
            found.append(GUESSES)
        found += text.damaged(folder / TEXT)
    except Exception as error:  # noqa: BLE001 - any failure to read is the answer
        found.append(f"{type(error).__name__}: {error}")
    return found
