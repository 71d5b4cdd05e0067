"""Takes a file of HSDS records in: each one whole or not at all, at most 200 a transaction."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BufferedReader, FileIO
from itertools import islice
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from wemi_piemonte.directory.hsds import Refused, parse, render
from wemi_piemonte.directory.hsds.refusal import printable
from wemi_piemonte.directory.operations import Outcome, Put, put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.exchange.hsds.splitting import PEEK, Buffered, NotJson, Piece, pieces
from wemi_piemonte.foundation.clock import now
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.moderation.operations import record_trusted_publications

BATCH = 200
# A feed may invent as many field names as it likes; so many kinds of warnings are counted.
MOST_WARNINGS = 200
ALL_TAKEN, UNREADABLE, SOME_REFUSED = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that could be read: its number in the file, and its HSDS text."""

    number: int
    record: ServiceRecord
    hsds: str


@dataclass(slots=True)
class Tally:
    """What has come of an import so far; refused records are told at once."""

    report: TextIO | None
    outcomes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def refuse(self, number: int, service_id: str, pointer: str, reason: str) -> None:
        self.refused += 1
        where = f"record {number}"
        if service_id:
            where += f", id {service_id}"
        if pointer:
            where += f", {pointer}"
        click.echo(f"{where}: {reason}", err=True)
        if self.report:
            row = {"number": number, "id": service_id, "pointer": pointer, "reason": reason}
            self.report.write(json.dumps(row, ensure_ascii=False) + "\n")

    def warn(self, sentences: list[str]) -> None:
        for sentence in sentences:
            if sentence in self.warnings or len(self.warnings) < MOST_WARNINGS:
                self.warnings[sentence] += 1

    def close(self) -> None:
        for sentence, times in sorted(self.warnings.items()):
            click.echo(f"{sentence} ({times} times)" if times > 1 else sentence, err=True)
        counts = [f"{outcome.value} {self.outcomes[outcome.value]}" for outcome in Outcome]
        click.echo(", ".join([*counts, f"refused {self.refused}"]))


def import_file(path: str | Path, *, publish: bool, report: str | Path | None) -> int:
    """Take every record of a file in, and return the exit code of the command.

    0: all were taken; 3: some were refused, each with a line on standard error and in `report`;
    2: the file can not be read. What was taken before a file ends badly stays.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(BufferedReader(FileIO(path), PEEK))
            size = os.fstat(file.fileno()).st_size
            lines = None
            if report:
                lines = stack.enter_context(Path(report).open("w", encoding="utf-8"))
            tally = Tally(lines)
            _take(file, size, tally, publish=publish)
        except NotJson as error:
            click.echo(str(error), err=True)
            return UNREADABLE
        except OSError as error:
            click.echo(f"{error.filename or path}: {error.strerror}.", err=True)
            return UNREADABLE
        except SQLAlchemyError as error:
            reason = _first_line(error)
            raise click.ClickException(f"The database did not take it: {reason}") from error
        tally.close()
    return SOME_REFUSED if tally.refused else ALL_TAKEN


def _take(file: Buffered, size: int, tally: Tally, *, publish: bool) -> None:
    on_terminal = size > 0 and sys.stderr.isatty()
    with click.progressbar(length=size, file=sys.stderr, hidden=not on_terminal) as bar:
        records = _readable(_told(pieces(file), bar.update), tally, publish=publish)
        while batch := list(islice(records, BATCH)):
            _put(batch, tally, publish=publish)


def _told(found: Iterator[Piece], update: Callable[[int], None]) -> Iterator[Piece]:
    last = 0
    for piece in found:
        update(piece.end - last)
        last = piece.end
        yield piece


def _readable(found: Iterator[Piece], tally: Tally, *, publish: bool) -> Iterator[Taken]:
    """Yield the records that can be read, and refuse the others."""
    # Of every record only its id and the hash of its content: a few bytes, so that a file that
    # says two things of one service is found out.
    seen: dict[bytes, int] = {}
    for number, piece in enumerate(found, start=1):
        document: object = None
        try:
            document = document_of(piece)
            record, warnings = parse(document)
            _compare(record, seen)
        except Refused as refused:
            tally.refuse(number, _id_of(document), refused.pointer, refused.reason)
            continue
        tally.warn(warnings)
        # Only a proposal keeps the text: it is written in one way, so that two can be compared.
        text = "" if publish else json.dumps(render(record), ensure_ascii=False)
        yield Taken(number, record, text)


def _compare(record: ServiceRecord, seen: dict[bytes, int]) -> None:
    content = hash(record)
    if seen.setdefault(record.id.bytes, content) != content:
        raise Refused("/id", "is the id of an earlier record of this file too")


def document_of(piece: Piece) -> object:
    """Return the JSON of a piece; raises Refused."""
    if piece.fault:
        raise Refused("", piece.fault)
    try:
        return json.loads(piece.text.decode("utf-8"), parse_int=_whole)
    except UnicodeDecodeError:
        raise Refused("", "is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        reason = f"is not valid JSON: {error.msg} at character {error.pos + 1}"
        raise Refused("", reason) from None
    except RecursionError:
        raise Refused("", "is nested too deeply") from None


def _whole(digits: str) -> int | float:
    # Python refuses to read thousands of digits; as a float such a number is out of every range.
    return int(digits) if len(digits) < 25 else float(digits)


def _id_of(document: object) -> str:
    found = document.get("id") if isinstance(document, dict) else None
    return printable(found) if isinstance(found, str) else ""


def _put(batch: Sequence[Taken], tally: Tally, *, publish: bool) -> None:
    try:
        puts = _write(batch, publish=publish)
    except (IntegrityError, DataError) as error:
        if len(batch) == 1:
            only = batch[0]
            reason = f"the database refused it: {_first_line(error)}"
            tally.refuse(only.number, str(only.record.id), "", reason)
            return
        # One of them is at fault: each is tried alone, and the others get in.
        for each in batch:
            _put([each], tally, publish=publish)
        return
    tally.outcomes.update(put.outcome.value for put in puts)


def _write(batch: Sequence[Taken], *, publish: bool) -> list[Put]:
    moment = now()
    with transaction() as session:
        records = [(each.record, each.hsds) for each in batch]
        puts = put_services(session, records, publish=publish, now=moment)
        published = dict.fromkeys(put.service_id for put in puts if put.published)
        record_trusted_publications(session, service_ids=published, now=moment)
    return puts


def _first_line(error: SQLAlchemyError) -> str:
    return str(error).partition("\n")[0]
