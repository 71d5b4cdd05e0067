"""When desks are met: each week, every second week, on holidays, on days that differ."""

from datetime import date, timedelta

import pytest
from dateutil.rrule import WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desks.halting import BOVES, CUNEO, at, other, rule, shut
from wemi_piemonte.desks.rules import (
    Halt,
    HoursRule,
    SpecialDay,
    distance_to,
    halt_at,
    halts,
    next_halt,
    shut_holidays,
    speaks,
)
from wemi_piemonte.directory.hours import DAYS, holidays, occurs_on
from wemi_piemonte.geo.rules import Point

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def told(found: list[Halt]) -> list[str]:
    """Halts in short: the day, the hours, and whether it is called off."""
    return [
        f"{h.starts:%a %d %H:%M}-{h.ends:%H:%M}{' off' if h.is_called_off else ''}" for h in found
    ]


def test_a_desk_is_met_on_the_days_of_its_rules_in_order() -> None:
    both = [rule("MO,WE"), rule("WE", "14:00-17:00", number=2)]
    expected = ["Mon 23 09:00-12:00", "Wed 25 09:00-12:00", "Wed 25 14:00-17:00"]
    assert told(halts(both, [], MONDAY, SUNDAY)) == expected
    assert told(halts(reversed(both), [], MONDAY, SUNDAY)) == expected


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    bounded = rule("MO", valid_from=date(2026, 11, 16), valid_to=date(2026, 11, 23))
    found = halts([bounded], [], date(2026, 11, 1), date(2026, 12, 31))
    assert [h.starts.day for h in found] == [16, 23]


def test_every_second_week_is_counted_from_the_first() -> None:
    tour = rule("TU", interval=2, valid_from=date(2026, 11, 5))
    # The Tuesday of the first week lies before the first day.
    found = halts([tour], [], date(2026, 11, 1), date(2026, 12, 31))
    assert [h.starts.date().isoformat() for h in found] == [
        "2026-11-17",
        "2026-12-01",
        "2026-12-15",
        "2026-12-29",
    ]


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 500),
    st.integers(2, 5),
    st.sets(st.sampled_from(DAYS), min_size=1),
)
def test_weeks_are_counted_as_the_standard_counts_them(
    first: date, ahead: int, interval: int, days: set[str]
) -> None:
    day = first + timedelta(days=ahead)
    record = rule(",".join(days), interval=interval, valid_from=first).rule
    known = rrule(
        WEEKLY,
        dtstart=at(first.isoformat()).replace(tzinfo=None),
        interval=interval,
        byweekday=[weekday(DAYS.index(each)) for each in days],
        until=at(day.isoformat()).replace(tzinfo=None),
    )
    assert occurs_on(record, day) == (day in {each.date() for each in known})


@pytest.mark.parametrize(
    "holiday",
    [
        "2026-10-04",
        "2026-12-08",
        "2026-12-25",
        "2026-12-26",
        "2026-04-06",
        "2026-05-01",
        "2027-01-06",
    ],
)
def test_on_a_national_holiday_nobody_is_there(holiday: str) -> None:
    day = date.fromisoformat(holiday)
    daily = rule(",".join(DAYS))
    assert halts([daily], [], day, day) == []
    assert shut_holidays([daily], [], day, day) == [day]


def test_saint_francis_is_a_holiday_from_2026_on() -> None:
    daily = rule(",".join(DAYS), valid_from=date(2025, 1, 1))
    assert len(halts([daily], [], date(2025, 10, 4), date(2025, 10, 4))) == 1
    assert halts([daily], [], date(2026, 10, 4), date(2026, 10, 4)) == []


def test_a_holiday_is_only_told_of_where_somebody_would_be_there() -> None:
    day = date(2026, 12, 8)
    assert shut_holidays([rule("MO")], [], day, day) == []
    assert shut_holidays([rule("TU")], [other("2026-12-08", "10:00-11:00")], day, day) == []
    assert shut_holidays([rule("TU")], [shut("2026-12-08")], day, day) == []


def test_a_holiday_on_which_it_says_otherwise_it_is_open() -> None:
    tuesday = rule("TU")
    found = halts(
        [tuesday], [other("2026-12-08", "10:00-11:30")], date(2026, 12, 8), date(2026, 12, 8)
    )
    assert told(found) == ["Tue 08 10:00-11:30"]


def test_a_day_that_is_called_off_is_shown_with_its_note() -> None:
    found = halts([rule("WE")], [shut("2026-11-25", note="sciopero")], MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 09:00-12:00 off"]
    assert found[0].note == "sciopero"


def test_what_is_said_of_one_stop_leaves_the_others_alone() -> None:
    one, two = rule("WE"), rule("WE", "14:00-16:00", number=2, place=BOVES)
    found = halts([one, two], [shut("2026-11-25", two)], MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 09:00-12:00", "Wed 25 14:00-16:00 off"]


def test_what_is_said_of_one_stop_goes_before_what_is_said_of_all() -> None:
    one, two = rule("WE"), rule("WE", "14:00-16:00", number=2, place=BOVES)
    days = [shut("2026-11-25", note="tutti"), other("2026-11-25", "15:00-16:00", two)]
    found = halts([one, two], days, MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 09:00-12:00 off", "Wed 25 15:00-16:00"]


def test_a_stop_may_be_met_on_a_day_that_its_rule_does_not_have() -> None:
    tour = rule("WE", place=BOVES)
    found = halts([tour], [other("2026-11-27", "10:00-12:00", tour)], MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 09:00-12:00", "Fri 27 10:00-12:00"]


def test_calling_off_a_day_that_a_rule_does_not_have_changes_nothing() -> None:
    tour = rule("WE", place=BOVES)
    found = halts([tour], [shut("2026-11-27", tour), shut("2026-11-28")], MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 09:00-12:00"]


def test_other_hours_of_the_whole_desk_are_said_once() -> None:
    morning, afternoon = rule("WE"), rule("WE", "14:00-17:00", number=2)
    found = halts([morning, afternoon], [other("2026-11-25", "10:00-13:00")], MONDAY, SUNDAY)
    assert told(found) == ["Wed 25 10:00-13:00"]


def test_other_hours_of_a_whole_tour_are_those_of_each_of_its_stops_that_day() -> None:
    one, two = rule("WE"), rule("WE", number=2, place=BOVES)
    found = halts([one, two], [other("2026-11-25", "10:00-13:00")], MONDAY, SUNDAY)
    assert [h.hours.place for h in found] == [CUNEO, BOVES]


def test_a_desk_with_one_place_may_open_on_a_day_that_it_is_never_open() -> None:
    morning, afternoon = rule("WE"), rule("WE", "14:00-17:00", number=2)
    saturday = other("2026-11-28", "09:00-11:00", note="porte aperte")
    found = halts([morning, afternoon], [saturday], date(2026, 11, 28), SUNDAY)
    assert told(found) == ["Sat 28 09:00-11:00"]
    tour = [rule("WE"), rule("TH", number=2, place=BOVES)]
    assert halts(tour, [saturday], date(2026, 11, 28), SUNDAY) == []
    ended = [rule("WE", valid_to=date(2026, 11, 1))]
    not_begun = [rule("WE", valid_from=date(2027, 1, 1))]
    assert halts(ended + not_begun, [saturday], date(2026, 11, 28), SUNDAY) == []


def test_a_rule_without_hours_is_never_met() -> None:
    timeless = rule("WE")
    bare = HoursRule(
        timeless.id,
        type(timeless.rule)(id=timeless.id, name="", freq="WEEKLY", byday="WE"),
        CUNEO,
    )
    assert halts([bare], [shut("2026-11-25")], MONDAY, SUNDAY) == []
    assert told(halts([bare], [other("2026-11-25", "09:00-10:00", bare)], MONDAY, SUNDAY)) == [
        "Wed 25 09:00-10:00"
    ]


def test_the_next_halt_is_none_that_is_called_off_and_none_that_has_begun() -> None:
    found = halts([rule("MO,TU,WE")], [shut("2026-11-24")], MONDAY, SUNDAY)
    following = next_halt(found, at("2026-11-23T09:00"))
    assert following is not None
    assert following.starts == at("2026-11-25T09:00")
    assert next_halt(found, at("2026-11-25T09:00")) is None


def test_a_halt_is_on_from_its_first_minute_until_its_last() -> None:
    found = halts([rule("MO,TU")], [shut("2026-11-24")], MONDAY, SUNDAY)
    assert halt_at(found, at("2026-11-23T08:59")) is None
    assert halt_at(found, at("2026-11-23T09:00")) == found[0]
    assert halt_at(found, at("2026-11-23T11:59")) == found[0]
    assert halt_at(found, at("2026-11-23T12:00")) is None
    assert halt_at(found, at("2026-11-24T10:00")) is None


def test_a_language_is_spoken_by_the_desk_or_at_the_stop() -> None:
    (halt,) = halts([rule("MO", spoken=("ar",))], [], MONDAY, MONDAY)
    assert speaks(halt, ["it"], [])
    assert speaks(halt, ["it"], ["uk", "ar"])
    assert speaks(halt, ["it"], ["it"])
    assert not speaks(halt, ["it"], ["uk"])


def test_a_place_that_nobody_knows_is_at_no_distance() -> None:
    (near,) = halts([rule("MO")], [], MONDAY, MONDAY)
    (nowhere,) = halts([rule("MO", place=type(CUNEO)("per telefono"))], [], MONDAY, MONDAY)
    distance = distance_to(near, Point(44.3300, 7.5520))
    assert distance is not None
    assert 6 < distance < 7.5
    assert distance_to(nowhere, Point(44.33, 7.55)) is None


times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def desks(draw: st.DrawFn) -> tuple[list[HoursRule], list[SpecialDay]]:
    rules = [
        rule(
            ",".join(draw(st.sets(st.sampled_from(DAYS), min_size=1))),
            f"{draw(times):%H:%M}-{draw(times):%H:%M}",
            number=number,
            place=draw(st.sampled_from([CUNEO, BOVES])),
            interval=draw(st.integers(1, 3)),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    whose = st.sampled_from([None, *rules])
    special = [
        shut(day.isoformat(), which)
        if draw(st.booleans())
        else other(day.isoformat(), f"{draw(times):%H:%M}-{draw(times):%H:%M}", which)
        for day, which in draw(
            st.lists(
                st.tuples(days, whose), max_size=8, unique_by=lambda each: (each[0], str(each[1]))
            )
        )
    ]
    return rules, special


@given(desks(), days)
def test_halts_are_in_order_have_a_length_and_keep_to_what_is_said(
    desk: tuple[list[HoursRule], list[SpecialDay]], first: date
) -> None:
    rules, special = desk
    found = halts(rules, special, first, first + timedelta(days=20))
    moments = [halt.starts.timestamp() for halt in found]
    assert moments == sorted(moments)
    assert all(halt.starts.timestamp() < halt.ends.timestamp() for halt in found)
    assert len({(h.hours.id, h.starts, h.ends) for h in found}) == len(found)
    for halt in found:
        day = halt.starts.date()
        said = [s for s in special if s.on == day and s.rule_id in {None, halt.hours.id}]
        of_rule = [s for s in said if s.rule_id == halt.hours.id] or said
        if halt.is_called_off:
            assert any(s.opens_at is None for s in of_rule)
        elif of_rule:
            assert any(s.opens_at is not None for s in of_rule), "a shut day is no halt"
        else:
            assert day not in holidays(day.year)
            assert occurs_on(halt.hours.rule, day)
