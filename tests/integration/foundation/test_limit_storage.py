"""The counts of the rate limits: shared, atomic, and forgotten when their window ends."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wemi_piemonte.foundation.limits import PostgresStorage, SqliteStorage

Store = SqliteStorage | PostgresStorage


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"wemi-sqlite://{tmp_path / 'limits.sqlite'}"
    return f"wemi-postgres://{request.getfixturevalue('postgres_url')}"


@pytest.fixture
def stores(uri: str) -> Iterator[tuple[Store, Store]]:
    found = opened(uri), opened(uri)
    found[0].reset()
    yield found
    for each in found:
        if isinstance(each, PostgresStorage):
            each._engine.dispose()


@pytest.fixture
def store(stores: tuple[Store, Store]) -> Store:
    return stores[0]


def opened(uri: str) -> Store:
    return SqliteStorage(uri) if uri.startswith("wemi-sqlite") else PostgresStorage(uri)


def test_hits_add_up_within_a_window(store: Store) -> None:
    assert [store.incr("a", 60), store.incr("a", 60), store.incr("b", 60, 5)] == [1, 2, 5]
    assert (store.get("a"), store.get("b"), store.get("c")) == (2, 5, 0)


def test_a_window_that_has_ended_begins_anew(store: Store) -> None:
    store.incr("a", -1, 7)
    assert store.get("a") == 0
    assert store.incr("a", 60) == 1


def test_counts_can_be_cleared_and_ended_windows_forgotten(store: Store) -> None:
    store.incr("a", 60)
    store.incr("b", -1)
    store.clear("a")
    store.forget()
    assert store.get("a") == 0
    assert store.check()


def test_two_stores_on_one_place_share_their_counts(stores: tuple[Store, Store]) -> None:
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda n: stores[n % 2].incr("a", 60), range(80)))
    assert sorted(counts) == list(range(1, 81))
    assert stores[0].get_expiry("a") == stores[1].get_expiry("a")


def hit(uri: str, times: int) -> None:
    store = SqliteStorage(uri)
    for _ in range(times):
        store.incr("a", 60)


def test_processes_share_their_counts(tmp_path: Path) -> None:
    uri = f"wemi-sqlite://{tmp_path / 'limits.sqlite'}"
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=hit, args=(uri, 50)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    assert SqliteStorage(uri).get("a") == 100
