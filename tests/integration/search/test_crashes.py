"""Whatever a crash or a bad disk leaves, the index opens, or is reported and made anew."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.indexes import folder_of
from tests.make import full_service, service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Busy
from wemi_piemonte.search import operations, queries
from wemi_piemonte.search.index import text, writing
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.rules import Query

RECORDS = tuple(full_service(f"Zefiro {number}") for number in range(6))
ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder with an index that has seen a second commit."""
    operations._checked.clear()
    put(0, 4)
    operations.rebuild(tmp_path)
    put(4, 6)
    operations.drain(tmp_path)
    yield tmp_path
    queries.close_index()


def put(first: int, last: int) -> None:
    with transaction() as session:
        records = [(record, "{}") for record in RECORDS[first:last]]
        put_services(session, records, publish=True, now=clock.now())


def total(folder: Path) -> int:
    """What a process that starts now finds."""
    queries.open_index(folder)
    with reading() as session:
        return queries.results_for(session, Query(text="zefiro")).total


def current(folder: Path) -> Path:
    found = Shelf(folder).current()
    assert found is not None
    return found


HOW = ("gone", "empty", "cut", "garbage")
KINDS = (
    *("rows/rows", "rows/places", "rows/spoken", "rows/spans", "rows/tokens", "rows/cards"),
    *("rows/bodies", "rows/spelt", "rows/areas", "guesses"),
    *("text/*.toc", "text/*.map", "text/*.trm", "text/*.pst", "text/*.row.col"),
    *("text/*._stored.col", "text/*.sum"),
)


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        noise = random.Random(1).randbytes(len(content))
        path.write_bytes(noise)


@pytest.mark.parametrize("how", HOW)
def test_a_spoilt_file_is_noticed_whichever_it_is(folder: Path, how: str, tmp_path: Path) -> None:
    for number, kind in enumerate(KINDS):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(current(folder), copy)
        assert writing.flaws(copy) == []
        spoil(next(copy.glob(kind)), how)
        assert writing.flaws(copy), kind


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", ["rows/rows", "text/*.toc", "text/*.pst"])
def test_a_spoilt_index_is_made_anew(folder: Path, kind: str, how: str) -> None:
    operations._checked.clear()
    before = current(folder)
    spoil(next(before.glob(kind)), how)
    operations.drain(folder)
    assert current(folder) != before
    assert total(folder) == 6


@pytest.mark.parametrize(
    "pointer", ["", "g-nowhere", "../../etc", "\x00\xff", "g-20260101T000000Z-00000000"]
)
def test_the_pointer_may_be_spoilt(folder: Path, pointer: str) -> None:
    (folder / "search" / "current").write_text(pointer)
    operations.drain(folder)
    assert total(folder) == 6


def test_a_reader_that_can_not_read_says_so_and_goes_on(folder: Path) -> None:
    assert total(folder) == 6
    before = current(folder)
    put(0, 1)
    # What this process has mapped stays; the next commit names a file that is cut.
    (before / "rows" / "bodies").open("r+b").close()
    (before / "guesses").write_bytes(b"")
    operations._checked.add(before.name)
    with transaction() as session:
        changed = service("Zefiro 0", summary="Altro.")
        put_services(session, [(changed, "{}")], publish=True, now=clock.now())
    operations.drain(folder)
    queries.refresh()
    with reading() as session:
        assert queries.results_for(session, Query(text="zefiro")).total == 6
    assert Shelf(folder).complaint() == before.name
    operations.drain(folder)
    assert Shelf(folder).complaint() is None
    assert current(folder) != before
    assert total(folder) == 6


def test_a_process_that_starts_on_a_broken_index_is_busy_until_it_is_mended(folder: Path) -> None:
    (current(folder) / "rows" / "rows").write_bytes(b"")
    queries.open_index(folder)
    with reading() as session, pytest.raises(Busy):
        queries.results_for(session, Query())
    assert not queries.is_ready()
    operations.drain(folder)
    queries.refresh()
    assert queries.is_ready()


def test_what_a_crash_left_beyond_the_commit_is_overwritten(folder: Path) -> None:
    for path in (current(folder) / "rows").iterdir():
        with path.open("ab") as file:
            file.write(b"left by a crash")
    assert total(folder) == 6
    with transaction() as session:
        put_services(session, [(service("Zefiro 7"), "{}")], publish=True, now=clock.now())
    operations.drain(folder)
    assert total(folder) == 7
    assert writing.flaws(current(folder)) == []


def test_an_interrupted_rebuild_is_swept_away(folder: Path) -> None:
    before = current(folder)

    def interrupted(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operations.rebuild(folder, interrupted)
    assert current(folder) == before
    assert total(folder) == 6
    operations.rebuild(folder)
    assert [path.name for path in (folder / "search").glob("g-*")] == [current(folder).name]


def test_an_index_of_other_rules_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current(folder)
    operations._checked.clear()
    monkeypatch.setattr(writing, "rules_in_force", lambda: "others")
    operations.drain(folder)
    assert current(folder) != before


def test_a_fault_of_the_database_does_not_condemn_the_index(
    folder: Path, sqlite_database: Engine
) -> None:
    before = current(folder)
    put(0, 1)
    with sqlite_database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE change RENAME TO hidden")
    with pytest.raises(Exception, match="change"):
        operations.drain(folder)
    assert current(folder) == before


WRITER = """
import sys
from datetime import date
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.indexes import changed
from tests.make import service
folder = Path({folder!r})
for number in range(10_000):
    changed(folder, [service(f"Zefiro {{number % 7}}", summary=f"Giro {{number}}.")])
    print(number, flush=True)
"""


def test_killed_at_any_moment_the_last_commit_can_be_read(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "g", RECORDS)
    draw = random.Random(5)
    for _ in range(int(os.environ.get("WEMI_KILLS", "5"))):
        code = WRITER.format(root=str(ROOT), folder=str(folder))
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(draw.uniform(0, 0.4))
            writer.send_signal(signal.SIGKILL)
            told = writer.stdout.read().split()
        assert writing.flaws(folder) == []
        # What was told had been committed; the next one may have been, too.
        committed = text.committed(folder / "text")
        assert len(told) + 1 <= committed.meta["last_change"]
