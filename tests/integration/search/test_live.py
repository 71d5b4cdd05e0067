"""A process sees what was committed soon after, and never waits for it in a request."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.indexes import TODAY, changed, folder_of
from tests.make import service
from wemi_piemonte.foundation import clock
from wemi_piemonte.search.index.engine import search
from wemi_piemonte.search.index.live import LiveIndex
from wemi_piemonte.search.index.shelf import Shelf
from wemi_piemonte.search.rules import Query


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    found = Shelf(tmp_path)
    folder = found.new(clock.now())
    folder_of(folder, [service("Zefiro")])
    found.swap(folder)
    return found


@pytest.fixture
def live(shelf: Shelf, tmp_path: Path) -> Iterator[LiveIndex]:
    del shelf
    index = LiveIndex(tmp_path)
    yield index
    index.close()


def total(live: LiveIndex) -> int:
    return search(live.snapshot(), Query(text="zefiro"), TODAY).total


def soon(fact: Callable[[], bool]) -> bool:
    """Whether something becomes true within the time in which a change must be findable."""
    end = time.monotonic() + 5
    while not fact() and time.monotonic() < end:
        time.sleep(0.02)
    return fact()


def folder_in_use(shelf: Shelf) -> Path:
    found = shelf.current()
    assert found is not None
    return found


def test_a_commit_is_seen_without_asking(live: LiveIndex, shelf: Shelf) -> None:
    assert total(live) == 1
    changed(folder_in_use(shelf), [service("Zefiro due")])
    assert soon(lambda: total(live) == 2)


def test_a_swap_is_seen_without_asking(live: LiveIndex, shelf: Shelf) -> None:
    before = live.snapshot()
    folder = shelf.new(clock.now())
    folder_of(folder, [service(f"Zefiro {number}") for number in range(3)])
    shelf.swap(folder)
    shelf.clear()
    assert soon(lambda: total(live) == 3)
    # Who still searches in the old one is not disturbed by its files being gone.
    assert search(before, Query(text="zefiro"), TODAY).total == 1


def test_threads_that_come_first_share_one_snapshot(live: LiveIndex) -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(id(live.snapshot()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1


def test_an_index_that_comes_later_is_found(tmp_path: Path) -> None:
    index = LiveIndex(tmp_path / "none yet")
    with pytest.raises(Exception, match="busy"):
        index.snapshot()
    shelf = Shelf(tmp_path / "none yet")
    folder = shelf.new(clock.now())
    folder_of(folder, [service("Zefiro")])
    shelf.swap(folder)
    assert total(index) == 1
    index.close()


def test_a_snapshot_takes_over_what_did_not_change(live: LiveIndex, shelf: Shelf) -> None:
    first = live.snapshot()
    folder = folder_in_use(shelf)
    changed(folder, [service("Zefiro due")])
    live.refresh()
    second = live.snapshot()
    (name,) = set(first._known)
    assert second.known(name) is first.known(name)
    assert second.middle() is first.middle()


def test_searches_go_on_while_commits_come(live: LiveIndex, shelf: Shelf) -> None:
    folder = folder_in_use(shelf)
    faults: list[str] = []
    done = threading.Event()

    def ask() -> None:
        last = 0
        while not done.is_set():
            now = total(live)
            if now < last:
                faults.append(f"{now} after {last}")
            last = now

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(20):
        changed(folder, [service(f"Zefiro {number}")])
    assert soon(lambda: total(live) == 21)
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []


def test_many_small_commits_are_merged(shelf: Shelf) -> None:
    folder = folder_in_use(shelf)
    for number in range(40):
        snapshot = changed(folder, [service(f"Zefiro {number}")])
    assert len(list((folder / "text").glob("*.map"))) < 20
    assert search(snapshot, Query(text="zefiro"), TODAY).total == 41
