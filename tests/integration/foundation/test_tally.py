"""Counts are sums by day, written now and then; a count that is lost harms nothing else."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from wemi_piemonte.foundation import clock, counting, tally
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.tally import NeedTally, Seen, Tally

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
DAY = NOW.date()
ONE, TWO = (UUID(int=number) for number in (1, 2))


@pytest.fixture(autouse=True)
def begun() -> Iterator[None]:
    clock.start_at(NOW)
    tally.start(alone=True)
    yield
    tally.stop()
    clock.start_at(None)


def services() -> dict[tuple[UUID, str], int]:
    with reading() as session:
        rows = session.scalars(select(Tally)).all()
    assert {row.day for row in rows} <= {DAY}
    return {(row.service_id, row.kind): row.number for row in rows}


def needs() -> dict[tuple[str, str, bool], int]:
    with reading() as session:
        rows = session.scalars(select(NeedTally)).all()
    return {(row.need, row.municipality, row.covered): row.number for row in rows}


def test_counts_are_added_to_those_of_the_day(database: Engine) -> None:
    del database
    tally.see(Seen.SHEET, [ONE])
    tally.see(Seen.SHEET, [str(ONE), TWO])
    assert services() == {}
    tally.flush()
    tally.see(Seen.SHEET, [ONE])
    tally.see(Seen.RESULT, [ONE])
    tally.flush()
    tally.flush()
    assert services() == {(ONE, "sheet"): 3, (TWO, "sheet"): 1, (ONE, "result"): 1}


def test_a_plan_counts_its_needs_and_services_once_however_often_it_is_shown(
    database: Engine,
) -> None:
    del database
    plan = ([("work.training", True), ("home.rent", False)], [ONE], "004078")
    for _ in range(3):
        tally.see_plan("draft 1", *plan)
    tally.see_plan("draft 2", *plan)
    # The same plan with another service: the need was asked once.
    tally.see_plan("draft 2", [("home.rent", True)], [TWO], "004078")
    tally.flush()
    assert needs() == {("work.training", "004078", True): 2, ("home.rent", "004078", False): 2}
    assert services() == {(ONE, "plan"): 2, (TWO, "plan"): 1}


def test_robots_are_not_counted(database: Engine) -> None:
    del database
    app = Flask("probe")
    agents = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": 1,
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": 0,
        "curl/8.5.0": 0,
        "facebookexternalhit/1.1": 0,
        "": 0,
    }
    for number, (agent, expected) in enumerate(agents.items(), start=10):
        with app.test_request_context(headers={"User-Agent": agent}):
            counting.see(Seen.SHEET, [UUID(int=number)])
            counting.see_plan(str(number), [("home.rent", True)], [], str(number))
        tally.flush()
        assert len(needs()) == len(seen := services()), agent
        assert seen.get((UUID(int=number), "sheet"), 0) == expected, agent
    with app.test_request_context(method="HEAD", headers={"User-Agent": "Firefox"}):
        counting.see(Seen.SHEET, [ONE])
    tally.flush()
    assert (ONE, "sheet") not in services()


def test_what_is_noted_stands_or_falls_with_its_transaction(database: Engine) -> None:
    del database

    class Undone(Exception):
        pass

    def undo() -> None:
        with transaction() as session:
            tally.note(session, Seen.REPORT, ONE, NOW)
            raise Undone

    with pytest.raises(Undone):
        undo()
    for _ in range(2):
        with transaction() as session:
            tally.note(session, Seen.REPORT, ONE, NOW)
    assert services() == {(ONE, "report"): 2}


def test_many_threads_lose_no_count(database: Engine) -> None:
    del database

    def count() -> None:
        for _ in range(50):
            tally.see(Seen.RESULT, [ONE, TWO])
            tally.flush()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert services() == {(ONE, "result"): 200, (TWO, "result"): 200}


def test_where_nobody_counts_nothing_is_kept(database: Engine) -> None:
    del database
    tally.stop()
    tally.see(Seen.SHEET, [ONE])
    tally.see_plan("draft", [("home.rent", True)], [ONE], "")
    tally.flush()
    assert services() == {}


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch, database: Engine) -> None:
    del database
    monkeypatch.setattr(tally, "MOST_KEYS", 3)
    monkeypatch.setattr(tally, "MOST_REMEMBERED", 2)
    for number in range(9):
        tally.see(Seen.SHEET, [UUID(int=number)])
        tally.see_plan(f"draft {number}", [("home.rent", True)], [], str(number))
    tally.flush()
    assert len(services()) == 3
    assert len(needs()) == 3


def test_the_thread_writes_by_itself_and_outlives_a_database_that_is_away(
    sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    del sqlite_database
    monkeypatch.setattr(tally, "EVERY_SECONDS", 0.01)
    broken = threading.Event()

    def away() -> None:
        broken.set()
        raise OSError("the database is away")

    real = tally.flush
    monkeypatch.setattr(tally, "flush", away)
    tally.start()
    assert broken.wait(5)
    monkeypatch.setattr(tally, "flush", real)
    tally.see(Seen.SHEET, [ONE])
    for _ in range(500):
        if services():
            break
        threading.Event().wait(0.01)
    assert services() == {(ONE, "sheet"): 1}
