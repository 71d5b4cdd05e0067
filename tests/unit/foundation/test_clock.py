"""The clock of the house: aware, movable in development, Roman where people read it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from wemi_piemonte.foundation import clock


@pytest.fixture(autouse=True)
def _real_time() -> Iterator[None]:
    yield
    clock.start_at(None)


def test_now_is_aware_and_in_utc() -> None:
    found = clock.now()
    assert found.tzinfo is UTC
    assert abs(datetime.now(UTC) - found) < timedelta(seconds=5)


def test_a_fixed_start_runs_on() -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    clock.start_at(start)
    first = clock.now()
    assert timedelta() <= first - start < timedelta(seconds=5)
    assert clock.now() >= first


def test_the_day_changes_at_midnight_in_piedmont() -> None:
    clock.start_at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 11, 23)
    assert (clock.local_now().hour, clock.local_now().minute) == (0, 30)
    clock.start_at(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 7, 2)


def test_the_clock_goes_back_to_the_real_time() -> None:
    clock.start_at(datetime(2020, 1, 1, tzinfo=UTC))
    clock.start_at(None)
    assert clock.now().year >= 2025
