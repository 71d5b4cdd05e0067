"""Measures the search: how long an index takes to make, to change, to open and to answer."""

import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from tests.bench import corpus
from tests.bench.fts import Floor
from wemi_piemonte.foundation import clock
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.index import text, writing
from wemi_piemonte.search.index.cards import unpacked
from wemi_piemonte.search.index.engine import search
from wemi_piemonte.search.index.live import LiveIndex
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.index.snapshot import TEXT, Snapshot
from wemi_piemonte.search.rules import Query

ROUNDS, PER_ROUND = 9, 30
UPDATES = 9

Ask = Callable[[Query], object]


@dataclass(frozen=True, slots=True)
class Timed:
    """CPU milliseconds of many calls: the middle one, and that of the slowest twentieth."""

    middle: float
    slow: float


def timed(values: list[float]) -> Timed:
    ranked = sorted(values)
    return Timed(statistics.median(ranked), ranked[int(len(ranked) * 0.95)])


class Asker:
    """Makes queries of each kind, no two of them the same."""

    def __init__(self, seed: int = 3) -> None:
        self._draw = random.Random(seed)
        self._seen: set[str] = set()
        self._codes = [need.code for need in corpus.need_rows()]

    def words(self) -> str:
        """One to three words, a third of them rare; never the same twice."""
        tail, weights = corpus.tail_words()
        for _ in count():
            some = [
                self._draw.choice(corpus.NOUNS)
                if self._draw.random() < 0.7
                else self._draw.choices(tail, cum_weights=weights)[0]
                for _ in range(self._draw.choice((1, 2, 2, 3)))
            ]
            found = " ".join(some)
            if found not in self._seen:
                break
        self._seen.add(found)
        return found

    def near(self) -> Query:
        town = self._draw.choice(corpus.towns()[0])
        lat = town.lat + self._draw.uniform(-0.01, 0.01)
        return Query(point=Point(lat, town.lon), radius_km=30, sort="distance")

    def filtered(self) -> Query:
        needs = tuple(self._draw.sample(self._codes, 3))
        return Query(self.words(), needs, costs=("free",), modes=("on_site", "at_home"))

    def typo(self) -> Query:
        word = self._draw.choice([noun for noun in corpus.NOUNS if len(noun) > 6])
        at = self._draw.randrange(1, len(word) - 1)
        return Query(word[:at] + word[at + 1] + word[at] + word[at + 2 :])

    def everything(self) -> Query:
        return replace(self.near(), text=self.words(), costs=("free", "paid"), sort="relevance")


KINDS: dict[str, tuple[Callable[[Asker], Query], bool]] = {
    "words": (lambda ask: Query(ask.words()), False),
    "words + filters": (Asker.filtered, False),
    "words + facets": (lambda ask: Query(ask.words()), True),
    "distance": (Asker.near, False),
    "words + filters + facets + distance": (Asker.everything, True),
    "typo": (Asker.typo, False),
}


def answers(snapshot: Snapshot, floor: Floor | None) -> Iterator[tuple[str, Timed, Timed | None]]:
    """Yield, for each kind of query, what it costs us and what it costs the floor."""
    ask = Asker()
    for name, (make, facets) in KINDS.items():

        def ours(query: Query, facets: bool = facets) -> None:
            found = search(snapshot, query, corpus.TODAY, facets=facets)
            for row in found.rows:
                unpacked(snapshot.rows.card(row, query.locale))

        def theirs(query: Query, facets: bool = facets) -> None:
            assert floor is not None
            floor.search(query, facets=facets)

        mine: list[float] = []
        other: list[float] = []
        for _ in range(ROUNDS):
            queries = [make(ask) for _ in range(PER_ROUND)]
            mine += costs(ours, queries)
            if floor is not None:
                other += costs(theirs, queries)
        yield name, timed(mine), timed(other) if other else None


def costs(ask: Ask, queries: list[Query]) -> list[float]:
    found = []
    for query in queries:
        start = time.thread_time()
        ask(query)
        found.append((time.thread_time() - start) * 1000)
    return found


def built(folder: Path, size: int) -> float:
    """Make an index, and return the CPU seconds without those that inventing listings takes."""
    shelf = Shelf(folder)
    place = shelf.new(clock.now())
    start = time.process_time()
    for _record in corpus.services(size):
        pass
    inventing = time.process_time() - start
    start = time.process_time()
    making = writing.Making(place, 0, corpus.TODAY)
    for record in corpus.services(size):
        making.add(record)
    making.finish()
    spent = time.process_time() - start - inventing
    shelf.swap(place)
    return spent


def findable(folder: Path, size: int) -> list[float]:
    """Change one listing at a time; return the seconds until a watching process finds it."""
    live = LiveIndex(folder)
    live.snapshot()
    place = Shelf(folder).current()
    assert place is not None
    found = []
    for number in range(UPDATES):
        word = f"zefiro{number}"
        record = replace(corpus.service(number * 7 % size), name=word)
        start = time.monotonic()
        committed = text.committed(place / TEXT)
        changes = writing.Changes([(record, None)], [], number + 1)
        writing.update(place, committed, changes, corpus.TODAY)
        while not search(live.snapshot(), Query(word), corpus.TODAY).total:
            time.sleep(0.01)
        found.append(time.monotonic() - start)
    live.close()
    return found


ALONE = """
import sys
from pathlib import Path
from tests.bench.corpus import TODAY
from tests.bench.search import KINDS, Asker, memory_mb
from wemi_piemonte.search.index.engine import search
from wemi_piemonte.search.index.snapshot import Snapshot
snapshot, ask = Snapshot(Path(sys.argv[1])), Asker()
snapshot.warm()
for make, facets in KINDS.values():
    for _ in range(100):
        search(snapshot, make(ask), TODAY, facets=facets)
print(memory_mb())
"""


def memory_mb() -> float:
    """Return the resident memory of this process, what it shares with others included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def memory_alone_mb(place: Path) -> float:
    """Return the memory of a process that does nothing but search."""
    command = [sys.executable, "-c", ALONE, str(place)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report(size: int) -> None:
    """Print the figures of one size."""
    folder = Path(tempfile.mkdtemp(prefix="wemi-bench-"))
    try:
        print(f"{size} listings")
        print(f"  index build            {built(folder, size):10.1f} s CPU")
        place = Shelf(folder).current()
        assert place is not None
        start = time.monotonic()
        snapshot = Snapshot(place)
        search(snapshot, Query("prova"), corpus.TODAY)
        print(f"  cold open, first answer{time.monotonic() - start:10.2f} s")
        floor = Floor(corpus.services(size))
        print(f"  {'CPU ms a query':38} {'p50':>7} {'p95':>7}   FTS5 p50     p95   ratio p50   p95")
        for name, mine, other in answers(snapshot, floor):
            assert other is not None
            print(
                f"  {name:38} {mine.middle:7.2f} {mine.slow:7.2f} {other.middle:10.2f} "
                f"{other.slow:7.2f} {mine.middle / other.middle:11.2f} "
                f"{mine.slow / other.slow:5.2f}"
            )
        floor.close()
        waits = findable(folder, size)
        print(
            f"  update until findable  {statistics.median(waits):10.2f} s, at most {max(waits):.2f}"
        )
        print(f"  memory of a searcher   {memory_alone_mb(place):10.0f} MB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    for argument in sys.argv[1:] or ["1000"]:
        report(int(argument))
