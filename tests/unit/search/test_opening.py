"""Hours as arrays say what the directory's own reading of the record says."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make import key, schedule, service
from wemi_piemonte.directory.hours import DAYS, ROME, is_open
from wemi_piemonte.directory.record import (
    ClosureRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceRecord,
)
from wemi_piemonte.search.index.opening import SPAN, Hours, Kind, spans_of

TODAY = date(2026, 11, 16)


def open_by_arrays(record: ServiceRecord, at: datetime) -> bool | None:
    spans = np.array(spans_of(record, TODAY), dtype=SPAN)
    return Hours(spans, np.zeros(len(spans), dtype=np.int64), 1).openings(at).of(0)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ROME)


times = st.builds(time, hour=st.integers(0, 23), minute=st.sampled_from([0, 15, 30, 59]))
days = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=60))
maybe_days = st.none() | days


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleRecord:
    freq = draw(st.sampled_from(["", "WEEKLY", "DAILY", "MONTHLY"]))
    plain = st.lists(st.sampled_from(DAYS), max_size=4, unique=True).map(",".join)
    byday = draw(st.sampled_from(["1MO", "2TH,4TH", "-1FR"]) if freq == "MONTHLY" else plain)
    values: dict[str, Any] = {
        "freq": freq,
        "byday": byday,
        "interval": draw(st.sampled_from([None, None, 1, 2])),
        "valid_from": draw(maybe_days),
        "valid_to": draw(maybe_days),
        "dtstart": draw(maybe_days),
        "until": draw(maybe_days),
        "opens_at": draw(times),
        "closes_at": draw(times),
    }
    return ScheduleRecord(id=key("schedule", draw(st.integers(0, 999))), **values)


exceptions = st.builds(
    ScheduleExceptionRecord,
    id=st.just(key("exception")),
    on=days,
    opens_at=st.none() | times,
    closes_at=st.none() | times,
)
closures = st.builds(ClosureRecord, id=st.just(key("closure")), starts_on=days, ends_on=days)
# Away from the nights in which clocks change: wall time says too little there.
moments = st.builds(
    lambda day, hour, minute: datetime(day.year, day.month, day.day, hour, minute, tzinfo=ROME),
    st.dates(TODAY, TODAY + timedelta(days=50)),
    st.integers(0, 23),
    st.sampled_from([0, 14, 15, 29, 30, 59]),
)


@given(
    rules=st.lists(schedules(), max_size=3),
    special=st.lists(exceptions, max_size=2),
    closed=st.lists(closures, max_size=1),
    moment=moments,
)
@settings(max_examples=120)
def test_arrays_agree_with_the_record(
    rules: list[ScheduleRecord],
    special: list[ScheduleExceptionRecord],
    closed: list[ClosureRecord],
    moment: datetime,
) -> None:
    record = service(schedules=tuple(rules), exceptions=tuple(special), closures=tuple(closed))
    assert open_by_arrays(record, moment) == is_open(record, moment)


def test_nobody_has_said() -> None:
    assert open_by_arrays(service(), at("2026-11-16T10:00")) is None


def test_open_until_the_minute_it_closes() -> None:
    record = service(schedules=(schedule("MO", "09:00", "12:00"),))
    assert open_by_arrays(record, at("2026-11-16T11:59")) is True
    assert open_by_arrays(record, at("2026-11-16T12:00")) is False


def test_a_night_runs_into_the_next_day() -> None:
    record = service(schedules=(schedule("MO", "20:00", "08:00"),))
    assert open_by_arrays(record, at("2026-11-17T07:30")) is True
    assert open_by_arrays(record, at("2026-11-17T20:30")) is False


def test_a_holiday_makes_ordinary_hours_doubtful() -> None:
    christmas = at("2026-12-25T10:00")
    assert open_by_arrays(service(schedules=(schedule("FR"),)), christmas) is None
    every_day = service(schedules=(schedule(",".join(DAYS)),))
    assert open_by_arrays(every_day, christmas) is True


@pytest.mark.parametrize("freq", ["MONTHLY", "YEARLY"])
def test_rules_that_are_not_of_the_week_are_written_out(freq: str) -> None:
    rule = schedule("1MO", freq=freq, valid_from=date(2026, 1, 1))
    kinds = {kind for kind, *_ in spans_of(service(schedules=(rule,)), TODAY)}
    assert kinds <= {Kind.DATED}


def test_many_listings_are_asked_at_once() -> None:
    records = [service(schedules=(schedule(day),)) for day in DAYS]
    entries = [spans_of(record, TODAY) for record in records]
    spans = np.array([each for some in entries for each in some], dtype=SPAN)
    hours = Hours(spans, np.repeat(np.arange(7), [len(some) for some in entries]), 7)
    assert np.flatnonzero(hours.openings(at("2026-11-18T10:00")).surely).tolist() == [2]
