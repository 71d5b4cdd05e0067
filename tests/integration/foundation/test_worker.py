"""The loop beside the web: what waits is delivered, what is due is done, faults are survived."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from wemi_piemonte.foundation import clock, worker
from wemi_piemonte.foundation.worker import Work, drain_once, run, run_jobs

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    yield
    clock.start_at(None)


class Shelf:
    """Things that wait to be delivered."""

    def __init__(self, *waiting: int) -> None:
        self.waiting = list(waiting)
        self.turns = 0

    def drain(self) -> int:
        self.turns += 1
        return self.waiting.pop(0) if self.waiting else 0


def broken() -> int:
    raise RuntimeError("the shelf is locked")


def test_one_turn_delivers_from_every_shelf() -> None:
    one, two = Shelf(2, 1), Shelf(3)
    work = Work(drains=(("one", one.drain), ("two", two.drain)), jobs=())
    assert [drain_once(work), drain_once(work), drain_once(work)] == [5, 1, 0]


def test_a_shelf_that_fails_is_logged_and_keeps_nobody_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = Shelf(1)
    with caplog.at_level(logging.ERROR):
        assert drain_once(Work(drains=(("one", broken), ("two", other.drain)), jobs=())) == 1
    assert "one failed" in caplog.text


def test_a_job_that_fails_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[datetime] = []

    def fails(_now: datetime) -> None:
        raise RuntimeError("no")

    with caplog.at_level(logging.ERROR):
        run_jobs(Work(drains=(), jobs=(("bad", fails), ("good", seen.append))), NOW)
    assert seen == [NOW]
    assert "job bad failed" in caplog.text


def test_the_loop_delivers_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.01)
    stop = threading.Event()
    shelf = Shelf(1, 1, 1)

    def drain() -> int:
        delivered = shelf.drain()
        if not delivered:
            stop.set()
        return delivered

    run(Work(drains=(("shelf", drain),), jobs=()), stop)
    assert shelf.waiting == []
    assert shelf.turns == 4


def test_jobs_are_due_at_once_and_then_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.001)
    stop = threading.Event()
    turns, jobs = 0, 0

    def drain() -> int:
        nonlocal turns
        turns += 1
        # Each turn of the loop takes sixteen seconds by the clock of the house.
        clock.start_at(NOW + turns * timedelta(seconds=16))
        if turns == 9:
            stop.set()
        return 0

    def job(_now: datetime) -> None:
        nonlocal jobs
        jobs += 1

    run(Work(drains=(("shelf", drain),), jobs=(("job", job),)), stop)
    assert (turns, jobs) == (9, 3)


class Aside:
    """What waits for somebody else, until it is told to stop or they answer."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.answered = threading.Event()
        self.turns = 0

    def drain(self, stop: threading.Event) -> int:
        del stop
        self.turns += 1
        self.asked.set()
        self.answered.wait(10)
        return 0


def test_one_turn_delivers_what_stands_aside_too() -> None:
    other = Aside()
    other.answered.set()
    assert drain_once(Work(drains=(("one", Shelf(1).drain),), jobs=(), aside=(("a", other.drain),)))
    assert other.turns == 1


def test_what_waits_for_others_holds_up_nothing_and_is_finished_before_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.001)
    stop, slow = threading.Event(), Aside()
    jobs: list[datetime] = []

    def drain() -> int:
        assert slow.asked.wait(10)
        assert not slow.answered.is_set()
        stop.set()
        threading.Timer(0.1, slow.answered.set).start()
        return 0

    work = Work(
        drains=(("one", drain),), jobs=(("job", jobs.append),), aside=(("slow", slow.drain),)
    )
    run(work, stop)
    assert slow.answered.is_set()
    assert (slow.turns, len(jobs)) == (1, 1)


def test_what_fails_aside_is_logged_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.001)
    stop, turns = threading.Event(), []

    def fails(_stop: threading.Event) -> int:
        turns.append(1)
        if len(turns) == 3:
            stop.set()
        raise RuntimeError("no")

    with caplog.at_level(logging.ERROR):
        run(Work(drains=(), jobs=(), aside=(("post", fails),)), stop)
    assert len(turns) == 3
    assert caplog.text.count("post failed") == 3
