"""`make bench`: corpora of several sizes, everything measured in one run, one table."""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from tests.bench import corpus, search
from tests.bench.fts import Floor
from tests.bench.over_http import served
from tests.bench.recognition import figures
from tests.conftest import ROOT
from wemi_piemonte.cli import load_reference
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import db, migrations
from wemi_piemonte.foundation.memory import settle
from wemi_piemonte.matching.rules import Need, Preferences
from wemi_piemonte.plans.queries import outcome_for
from wemi_piemonte.search import operations, queries
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.taxonomy import tree

SIZES = (1_000, 10_000, 50_000, 100_000)
BATCH = 200
MATCHES = 30


class Table:
    """Prints rows as they come, so that a run that is cut short has said what it knew."""

    def __init__(self) -> None:
        print("| size | what | figure | ratio to its floor |")
        print("| --- | --- | --- | --- |")

    def row(self, size: int | str, what: str, figure: str, ratio: float | None = None) -> None:
        shown = f"{ratio:.2f}" if ratio is not None else ""
        print(f"| {size} | {what} | {figure} | {shown} |", flush=True)


def _batches(size: int) -> Iterator[list[ServiceRecord]]:
    services = corpus.services(size)
    while batch := list(islice(services, BATCH)):
        yield batch


def _filled(folder: Path, size: int) -> float:
    """Make a database of that size, and return the CPU seconds that writing it took."""
    url = f"sqlite:///{folder / 'wemi.sqlite'}"
    migrations.load_models()
    migrations.upgrade(migrations.alembic_config(ROOT, url))
    db.bind(db.open_engine(url))
    load_reference()
    spent = 0.0
    for batch in _batches(size):
        start = time.process_time()
        with db.transaction() as session:
            rows = [(record, "") for record in batch]
            put_services(session, rows, publish=True, now=datetime.now(UTC))
        spent += time.process_time() - start
    return spent


def _matches(needs: int) -> tuple[float, float]:
    """Return the middle and the slow CPU milliseconds of a plan for so many needs."""
    ask = search.Asker(seed=5)
    codes = tree.need_codes()
    found = []
    # As the web server does before it answers.
    settle()
    for number in range(MATCHES):
        wanted = [Need(codes[(number * 7 + n * 11) % len(codes)], str(n)) for n in range(needs)]
        limits = Preferences(origin=ask.near().point, max_km=40)
        start = time.process_time()
        with db.reading() as session:
            outcome_for(session, wanted, limits, locale="it", today=corpus.TODAY)
        found.append((time.process_time() - start) * 1000)
    return statistics.median(found), sorted(found)[int(len(found) * 0.95)]


def _measure(table: Table, folder: Path, size: int) -> None:
    table.row(size, "write into the database", f"{_filled(folder, size):.1f} s CPU")
    start = time.process_time()
    operations.rebuild(folder)
    table.row(size, "index build", f"{time.process_time() - start:.1f} s CPU")
    place = Shelf(folder).current()
    assert place is not None
    start = time.monotonic()
    snapshot = Snapshot(place)
    table.row(size, "cold open of the index", f"{time.monotonic() - start:.2f} s")
    floor = Floor(corpus.services(size))
    for name, mine, other in search.answers(snapshot, floor):
        assert other is not None
        figure = f"p50 {mine.middle:.2f} ms, p95 {mine.slow:.2f} ms CPU"
        table.row(size, f"search: {name}", figure, mine.middle / other.middle)
    floor.close()
    queries.open_index(folder)
    for needs in (3, 5):
        middle, slow = _matches(needs)
        table.row(size, f"match: {needs} needs", f"p50 {middle:.0f} ms, p95 {slow:.0f} ms CPU")
    queries.close_index()
    answers, memory, cold = served(folder)
    table.row(size, "cold start of the site until its first answer", f"{cold:.1f} s")
    for each in answers:
        table.row(size, each.name, f"{each.milliseconds:.2f} ms CPU", each.ratio)
    table.row(size, "memory of a web process", f"{memory:.0f} MB")


def _update(table: Table, size: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="wemi-bench-"))
    try:
        search.built(folder, size)
        waits = search.findable(folder, size)
        figure = f"median {statistics.median(waits):.2f} s, at most {max(waits):.2f} s"
        table.row(size, "a changed listing until findable", figure)
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--quick", action="store_true", help="only 1,000 and 10,000 services")
    chosen = parser.parse_args()
    sizes = SIZES[:2] if chosen.quick else tuple(int(size) for size in chosen.sizes.split(","))
    table = Table()
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="wemi-bench-"))
        try:
            _measure(table, folder, size)
            _update(table, size)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    for what, figure in figures():
        table.row("", what, figure)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    table.row("", "memory of this run at its peak", f"{peak:.0f} MB")


if __name__ == "__main__":
    main()
