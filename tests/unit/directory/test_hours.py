"""When a service is open: the ordinary weeks, and all that is not ordinary."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import key, location, schedule, service
from wemi_piemonte.directory.hours import (
    ROME,
    holidays,
    is_open,
    is_uncertain,
    next_opening,
    occurs_on,
    openings_on,
    rules_of,
)
from wemi_piemonte.directory.record import (
    ClosureRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    StopRecord,
)


def at(text: str) -> datetime:
    """A moment as the clocks of Piedmont show it."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME)


def hours(*rules: ScheduleRecord, **values: Any) -> ServiceRecord:
    return service(schedules=rules, **values)


def exception(on: str, opens: str = "", closes: str = "") -> ScheduleExceptionRecord:
    return ScheduleExceptionRecord(
        id=key("exception", on, opens),
        on=date.fromisoformat(on),
        opens_at=time.fromisoformat(opens) if opens else None,
        closes_at=time.fromisoformat(closes) if closes else None,
    )


# 23 November 2026 is a Monday.
MORNINGS = hours(schedule("MO,WE,FR", "09:00", "12:00"))


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-24T10:00", False),
        ("2026-11-25T10:00", True),
    ],
)
def test_a_service_is_open_from_its_opening_until_just_before_it_closes(
    moment: str, answer: bool
) -> None:
    assert is_open(MORNINGS, at(moment)) is answer


def test_a_moment_may_come_in_any_time_zone() -> None:
    assert is_open(MORNINGS, datetime(2026, 11, 23, 8, 30, tzinfo=UTC)) is True
    assert is_open(MORNINGS, datetime(2026, 11, 23, 11, 30, tzinfo=UTC)) is False


def test_nobody_knows_when_a_service_without_hours_is_open() -> None:
    assert is_open(service(), at("2026-11-23T10:00")) is None
    assert next_opening(service(), at("2026-11-23T10:00")) is None


def test_hours_without_times_say_nothing() -> None:
    empty = hours(schedule(opens_at=None, closes_at=None))
    assert rules_of(empty) == ()
    assert is_open(empty, at("2026-11-23T10:00")) is None


def test_a_service_that_closes_after_midnight_is_open_in_the_small_hours() -> None:
    night = hours(schedule("SA", "20:00", "08:00"))
    assert is_open(night, at("2026-11-28T23:00")) is True
    assert is_open(night, at("2026-11-29T07:59")) is True
    assert is_open(night, at("2026-11-29T08:00")) is False
    assert is_open(night, at("2026-11-28T07:00")) is False


def test_a_service_open_around_the_clock_never_closes() -> None:
    always = hours(schedule("MO,TU,WE,TH,FR,SA,SU", "00:00", "00:00"))
    for moment in ("2026-11-23T00:00", "2026-11-23T13:00", "2026-12-25T23:59:59"):
        assert is_open(always, at(moment)) is True


def test_a_minute_before_midnight_means_midnight() -> None:
    late = hours(schedule("MO,TU,WE,TH,FR,SA,SU", "08:00", "23:59"))
    assert is_open(late, at("2026-11-23T23:59:30")) is True
    assert is_open(late, at("2026-11-24T00:00")) is False


def test_summer_time_takes_an_hour_from_the_night_and_gives_it_back() -> None:
    night = hours(schedule("SA", "22:00", "06:00"))
    # On 29 March 2026 the clocks go from 2 to 3, on 25 October 2026 from 3 back to 2.
    for night_of in ("2026-03-29", "2026-10-25"):
        assert is_open(night, at(f"{night_of}T05:59")) is True
        assert is_open(night, at(f"{night_of}T06:00")) is False
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=ROME, fold=fold) for fold in (0, 1))
    short = hours(schedule("SU", "02:00", "02:45"))
    assert is_open(short, first) is True
    assert is_open(short, second) is False


def test_openings_of_a_day_come_in_order_and_once() -> None:
    twice = hours(
        schedule("MO", "14:00", "17:00"),
        schedule("MO", "09:00", "12:00"),
        schedule("MO", "09:00", "12:00", id=key("double")),
    )
    found = openings_on(twice, date(2026, 11, 23))
    assert [(o.starts.hour, o.ends.hour) for o in found] == [(9, 12), (14, 17)]


def test_the_hours_of_a_service_are_its_own_with_those_of_its_places_and_stops() -> None:
    place = ServiceAtLocationRecord(
        id=key("at"),
        location=location(schedules=(schedule("SU", "10:00", "11:00"),)),
        schedules=(schedule("FR", "09:00", "12:00"),),
    )
    stop = StopRecord(
        id=key("stop"),
        name="Mercato",
        freq="WEEKLY",
        byday="TU",
        opens_at=time(9),
        closes_at=time(10),
    )
    found = hours(schedule("MO"), locations=(place,), stops=(stop,))
    assert {rule.byday for rule in rules_of(found)} == {"MO", "FR", "TU"}


def test_the_hours_of_a_building_count_only_when_the_service_says_nothing() -> None:
    building = location(schedules=(schedule("SU", "10:00", "11:00"),))
    link = ServiceAtLocationRecord(id=key("at"), location=building)
    assert is_open(service(locations=(link,)), at("2026-11-29T10:30")) is True
    assert is_open(hours(schedule("MO"), locations=(link,)), at("2026-11-29T10:30")) is False


def test_a_rule_holds_only_between_its_days() -> None:
    summer = schedule("MO", valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31))
    assert [occurs_on(summer, date(2026, m, d)) for m, d in ((5, 25), (6, 1), (8, 31), (9, 7))] == [
        False,
        True,
        True,
        False,
    ]
    until = schedule("MO", until=date(2026, 11, 23))
    assert occurs_on(until, date(2026, 11, 23))
    assert not occurs_on(until, date(2026, 11, 30))


def test_a_rule_of_every_other_week_counts_from_its_beginning() -> None:
    alternate = schedule("TH", interval=2, valid_from=date(2026, 11, 5))
    days = [date(2026, 11, d) for d in (5, 12, 19, 26)]
    assert [occurs_on(alternate, day) for day in days] == [True, False, True, False]


def test_a_rule_of_every_other_week_without_a_beginning_can_not_be_placed() -> None:
    assert not any(occurs_on(schedule("TH", interval=2), date(2026, 11, d)) for d in range(1, 31))


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({"freq": "MONTHLY", "byday": "1MO"}, {2}),
        ({"freq": "MONTHLY", "byday": "-1FR"}, {27}),
        ({"freq": "MONTHLY", "byday": "", "bymonthday": "15,-1"}, {15, 30}),
        ({"freq": "DAILY", "byday": ""}, set(range(1, 31))),
        ({"freq": "DAILY", "byday": "", "interval": 10, "dtstart": date(2026, 11, 3)}, {3, 13, 23}),
        ({"freq": "DAILY", "byday": "", "count": 3, "dtstart": date(2026, 11, 4)}, {4, 5, 6}),
        ({"freq": "YEARLY", "byday": "", "dtstart": date(2020, 11, 9)}, {9}),
        ({"freq": "WEEKLY", "byday": "", "dtstart": date(2026, 11, 4)}, {4, 11, 18, 25}),
        ({"freq": "", "byday": "SA, SU"}, {1, 7, 8, 14, 15, 21, 22, 28, 29}),
    ],
)
def test_rules_of_every_kind_fall_on_their_days(values: dict[str, Any], days: set[int]) -> None:
    rule = schedule(**{"byday": "MO", **values})
    assert {d for d in range(1, 31) if occurs_on(rule, date(2026, 11, d))} == days


def test_a_rule_of_a_week_of_the_year_falls_in_that_week() -> None:
    rule = schedule("MO", freq="YEARLY", byweekno="48", dtstart=date(2020, 1, 1))
    assert [occurs_on(rule, date(2026, 11, d)) for d in (16, 23, 30)] == [False, True, False]


def test_a_closure_shuts_every_day_of_its_stretch() -> None:
    closed = replace(
        MORNINGS,
        closures=(
            ClosureRecord(id=key("c"), starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 25)),
        ),
    )
    assert is_open(closed, at("2026-11-23T10:00")) is False
    assert is_open(closed, at("2026-11-25T10:00")) is False
    assert is_open(closed, at("2026-11-27T10:00")) is True


def test_an_exception_replaces_the_hours_of_its_day() -> None:
    special = replace(
        MORNINGS, exceptions=(exception("2026-11-23", "15:00", "16:00"), exception("2026-11-25"))
    )
    assert is_open(special, at("2026-11-23T10:00")) is False
    assert is_open(special, at("2026-11-23T15:30")) is True
    assert is_open(special, at("2026-11-25T10:00")) is False


def test_easter_monday_and_saint_francis_are_holidays() -> None:
    assert date(2026, 4, 6) in holidays(2026)
    assert date(2026, 10, 4) in holidays(2026)
    assert date(2025, 10, 4) not in holidays(2025)
    assert date(2026, 6, 24) not in holidays(2026)
    assert len(holidays(2026)) == 13


def test_on_a_holiday_ordinary_hours_are_no_promise() -> None:
    # Tuesday 8 December 2026, the Immaculate Conception.
    tuesdays = hours(schedule("TU", "09:00", "12:00"))
    assert is_open(tuesdays, at("2026-12-08T10:00")) is None
    assert is_open(tuesdays, at("2026-12-08T13:00")) is False
    assert is_uncertain(tuesdays, date(2026, 12, 8))
    told = replace(tuesdays, exceptions=(exception("2026-12-08", "09:00", "12:00"),))
    assert is_open(told, at("2026-12-08T10:00")) is True


def test_a_service_open_every_day_is_open_on_holidays_too() -> None:
    daily = hours(schedule("MO,TU,WE,TH,FR,SA,SU", "08:00", "20:00"))
    assert is_open(daily, at("2026-12-25T10:00")) is True


def test_a_night_that_begins_on_a_holiday_is_no_promise_in_the_morning_after() -> None:
    nights = hours(schedule("FR", "20:00", "08:00"))
    # Christmas 2026 is a Friday; the night ends on Saturday 26, a holiday as well.
    assert is_open(nights, at("2026-12-25T22:00")) is None
    assert is_open(nights, at("2026-12-26T05:00")) is None


def test_the_next_opening_is_the_first_that_begins_after_now() -> None:
    found = next_opening(MORNINGS, at("2026-11-23T09:00"))
    assert found is not None
    assert found.starts == at("2026-11-25T09:00")
    early = next_opening(MORNINGS, at("2026-11-23T07:00"))
    assert early is not None
    assert early.starts == at("2026-11-23T09:00")


def test_the_next_opening_leaves_out_doubtful_holidays_and_looks_three_weeks_ahead() -> None:
    tuesdays = hours(schedule("TU", "09:00", "12:00"))
    found = next_opening(tuesdays, at("2026-12-02T09:00"))
    assert found is not None
    assert found.starts == at("2026-12-15T09:00")
    far = hours(schedule("MO", valid_from=date(2027, 2, 1)))
    assert next_opening(far, at("2026-12-02T09:00")) is None


@given(
    byday=st.lists(
        st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]),
        min_size=1,
        max_size=7,
        unique=True,
    ),
    opens=st.times(),
    closes=st.times(),
    moment=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31)),  # noqa: DTZ001
)
def test_a_service_is_open_at_every_opening_it_announces(
    byday: list[str], opens: time, closes: time, moment: datetime
) -> None:
    record = hours(schedule(",".join(byday), opens_at=opens, closes_at=closes))
    found = next_opening(record, moment.replace(tzinfo=UTC))
    assert found is not None
    assert found.starts.timestamp() > moment.replace(tzinfo=UTC).timestamp()
    length = found.ends.timestamp() - found.starts.timestamp()
    # An opening in the hour that summer time skips may last no time at all.
    assert length <= 0 or is_open(record, found.starts) is True
