"""Open now, and slots, when summer time begins (29 March 2026) and ends (25 October 2026)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desks.halting import at, other, rule, shut, utc
from wemi_piemonte.desks.rules import LATEST_BOOKING, Halt, Slot, halt_at, halts, slots_of

SKIPPED, REPEATED = date(2026, 3, 29), date(2026, 10, 25)
NOTHING: Mapping[datetime, int] = {}


def one(days: str, hours: str, day: date) -> Halt:
    """The one halt of a day."""
    (found,) = halts([rule(days, hours)], [], day, day)
    return found


def is_open(halt: Halt, moment: str) -> bool:
    return halt_at([halt], utc(moment)) is not None


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        ("2026-03-27", "08:00", "11:00"),
        ("2026-03-30", "07:00", "10:00"),
        ("2026-10-23", "07:00", "10:00"),
        ("2026-10-26", "08:00", "11:00"),
    ],
)
def test_nine_o_clock_stays_nine_o_clock(day: str, opens: str, closes: str) -> None:
    halt = one("MO,FR", "09:00-12:00", date.fromisoformat(day))
    assert halt.starts.astimezone(UTC) == utc(f"{day}T{opens}")
    assert halt.ends.astimezone(UTC) == utc(f"{day}T{closes}")


def test_a_night_desk_is_there_an_hour_less_when_summer_time_begins() -> None:
    night = one("SA", "22:00-06:00", SKIPPED - timedelta(days=1))
    assert night.ends.timestamp() - night.starts.timestamp() == 7 * 3600
    assert is_open(night, "2026-03-28T21:00")
    assert is_open(night, "2026-03-29T00:59")
    assert is_open(night, "2026-03-29T01:00")
    assert is_open(night, "2026-03-29T03:59")
    assert not is_open(night, "2026-03-29T04:00")


def test_a_night_desk_is_there_an_hour_more_when_summer_time_ends() -> None:
    night = one("SA", "22:00-06:00", REPEATED - timedelta(days=1))
    assert night.ends.timestamp() - night.starts.timestamp() == 9 * 3600
    # Half past two, twice.
    assert is_open(night, "2026-10-25T00:30")
    assert is_open(night, "2026-10-25T01:30")
    assert is_open(night, "2026-10-25T04:59")
    assert not is_open(night, "2026-10-25T05:00")


def test_a_desk_that_closes_in_the_hour_that_is_repeated_closes_the_first_time() -> None:
    night = one("SU", "00:30-02:30", REPEATED)
    assert is_open(night, "2026-10-25T00:29")
    assert not is_open(night, "2026-10-25T00:30")
    assert not is_open(night, "2026-10-25T01:30")


def test_hours_that_are_skipped_whole_are_no_halt() -> None:
    assert halts([rule("SU", "02:00-03:00")], [], SKIPPED, SKIPPED) == []
    assert halts([rule("SU", "02:30-03:00")], [shut("2026-03-29")], SKIPPED, SKIPPED) == []
    special = other("2026-03-29", "02:00-03:00")
    assert halts([rule("SU")], [special], SKIPPED, SKIPPED) == []
    assert len(halts([rule("SU", "02:00-03:00")], [], REPEATED, REPEATED)) == 1


def test_a_time_that_is_skipped_is_as_much_later() -> None:
    halt = one("SU", "02:30-05:00", SKIPPED)
    assert halt.starts == at("2026-03-29T03:30")
    assert halt.starts.astimezone(UTC) == utc("2026-03-29T01:30")


@pytest.mark.parametrize(("day", "number"), [(SKIPPED, 14), (REPEATED, 18)])
def test_slots_of_a_night_follow_the_hours_that_there_are(day: date, number: int) -> None:
    night = one("SA", "22:00-06:00", day - timedelta(days=1))
    now = night.starts - timedelta(days=2)
    slots = slots_of(night, minutes=30, places=1, booked=NOTHING, now=now)
    starts = [slot.starts.timestamp() for slot in slots]
    assert len(set(starts)) == number
    assert {b - a for a, b in pairwise(starts)} == {1800}
    assert all(slot.ends.timestamp() - slot.starts.timestamp() == 1800 for slot in slots)


def test_a_place_booked_in_the_hour_that_is_repeated_is_taken() -> None:
    night = one("SA", "22:00-06:00", REPEATED - timedelta(days=1))
    now = night.starts - timedelta(days=2)
    for moment in ("2026-10-25T00:30", "2026-10-25T01:30"):
        taken = {utc(moment): 1}
        slots = slots_of(night, minutes=30, places=1, booked=taken, now=now)
        assert utc(moment).timestamp() not in {slot.starts.timestamp() for slot in slots}
        assert len(slots) == 17


def test_nothing_can_be_booked_where_nothing_can_be_booked() -> None:
    halt = one("MO", "09:00-12:00", date(2026, 11, 23))
    (off,) = halts([rule("MO")], [shut("2026-11-23")], date(2026, 11, 23), date(2026, 11, 23))
    now = at("2026-11-20T09:00")
    assert slots_of(halt, minutes=30, places=0, booked=NOTHING, now=now) == []
    assert slots_of(halt, minutes=0, places=1, booked=NOTHING, now=now) == []
    assert slots_of(off, minutes=30, places=1, booked=NOTHING, now=now) == []
    assert slots_of(halt, minutes=200, places=1, booked=NOTHING, now=now) == []


def test_what_begins_in_less_than_half_an_hour_can_not_be_booked() -> None:
    halt = one("MO", "09:00-10:00", date(2026, 11, 23))
    now = at("2026-11-23T08:30")
    assert len(slots_of(halt, minutes=30, places=1, booked=NOTHING, now=now)) == 2
    later = now + timedelta(minutes=1)
    (left,) = slots_of(halt, minutes=30, places=1, booked=NOTHING, now=later)
    assert left == Slot(at("2026-11-23T09:30"), at("2026-11-23T10:00"), 1)


@given(
    st.sampled_from([SKIPPED - timedelta(days=1), REPEATED - timedelta(days=1), date(2026, 6, 6)]),
    st.integers(5, 240),
    st.integers(1, 20),
    st.lists(st.integers(0, 40), max_size=60),
    st.integers(-60, 60 * 40),
)
def test_slots_never_hold_more_than_there_are_places(
    day: date, minutes: int, places: int, bookings: list[int], before: int
) -> None:
    night = one("SA", "20:00-08:00", day)
    first = night.starts.timestamp()
    booked: dict[datetime, int] = {}
    for number in bookings:
        moment = datetime.fromtimestamp(first + number * minutes * 60, UTC)
        if booked.get(moment, 0) < places:
            booked[moment] = booked.get(moment, 0) + 1
    now = datetime.fromtimestamp(first - before * 60, UTC)
    slots = slots_of(night, minutes=minutes, places=places, booked=booked, now=now)
    for slot in slots:
        assert 1 <= slot.left <= places
        assert slot.left + booked.get(slot.starts.astimezone(UTC), 0) == places
        assert night.starts.timestamp() <= slot.starts.timestamp()
        assert slot.ends.timestamp() <= night.ends.timestamp()
        assert slot.starts.timestamp() >= (now + LATEST_BOOKING).timestamp()
