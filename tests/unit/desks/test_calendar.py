"""The calendar of a desk: as RFC 5545 has it, and read back by another program."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.unit.desks.halting import BOVES, other, rule, shut, utc
from wemi_piemonte.desks.calendar import Entry, Published, calendar, uid_of
from wemi_piemonte.desks.rules import Halt, HoursRule, SpecialDay, halts

NOW = utc("2026-03-20T10:00")
PUBLISHED = Published(
    name="Sportello di Cuneo",
    language="it",
    url="https://wemi.example/it/desks/1",
    source="https://wemi.example/it/desks/1/calendar.ics",
    revision=3,
    modified_at=utc("2026-02-01T08:30"),
    now=NOW,
)
LINE = re.compile(
    r"^[A-Z0-9-]+(;[A-Z0-9-]+=(\"[^\"\x00-\x08]*\"|[^\":;,\x00-\x08]*))*:[^\x00-\x08\n\r]*$"
)
STAMP = re.compile(r"^\d{8}T\d{6}Z$")


def found(
    rules: list[HoursRule],
    days: list[SpecialDay] | None = None,
    first: date = date(2026, 3, 20),
    ahead: int = 20,
) -> list[Halt]:
    return halts(rules, days or [], first, first + timedelta(days=ahead))


def written(times: list[Halt], published: Published = PUBLISHED, **texts: str) -> bytes:
    entries = [Entry(each, **{"summary": "Sportello", **texts}) for each in times]
    return calendar(published, entries)


def unfolded(text: bytes) -> list[str]:
    """The lines of a calendar, as a program that reads it joins them."""
    return text.decode().replace("\r\n ", "").split("\r\n")[:-1]


def parts(text: bytes, name: str) -> list[list[str]]:
    """The lines of each component of a name."""
    inside: list[list[str]] = []
    is_in = False
    for line in unfolded(text):
        if line == f"BEGIN:{name}":
            inside.append([])
            is_in = True
        elif line == f"END:{name}":
            is_in = False
        elif is_in:
            inside[-1].append(line)
    return inside


def names(lines: list[str]) -> list[str]:
    return [re.split("[;:]", line)[0] for line in lines]


def value(lines: list[str], name: str) -> str:
    (line,) = [each for each in lines if re.split("[;:]", each)[0] == name]
    return line.partition(":")[2]


def as_the_standard_asks(text: bytes) -> None:
    """Hold a calendar to the rules of RFC 5545 that programs stumble over."""
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert text.count(b"\n") == text.count(b"\r\n") == text.count(b"\r")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    for line in text.split(b"\r\n"):
        line.decode()
    wrong = [line for line in unfolded(text) if not LINE.match(line)]
    assert wrong == []
    frame = unfolded(text)
    for name in ("PRODID", "VERSION", "METHOD", "CALSCALE"):
        assert names(frame).count(name) == 1
    assert value(frame, "VERSION") == "2.0"
    assert value(frame, "METHOD") == "PUBLISH"
    uids = []
    for event in parts(text, "VEVENT"):
        for once in (
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "SEQUENCE",
            "STATUS",
            "LAST-MODIFIED",
        ):
            assert names(event).count(once) == 1, once
        assert all(STAMP.match(value(event, name)) for name in ("DTSTAMP", "LAST-MODIFIED"))
        zones = [line for line in event if line.startswith(("DTSTART", "DTEND"))]
        assert all(";TZID=Europe/Rome:" in line for line in zones)
        assert value(event, "STATUS") in {"CONFIRMED", "CANCELLED"}
        uids.append(value(event, "UID"))
    assert len(set(uids)) == len(uids)
    (zone,) = parts(text, "VTIMEZONE")
    assert value(zone, "TZID") == "Europe/Rome"


def offset_by(text: bytes, wall: datetime) -> timedelta:
    """How far a wall time is from UTC by the rules in the calendar itself."""
    last: dict[datetime, str] = {}
    for name in ("STANDARD", "DAYLIGHT"):
        (lines,) = parts(text, name)
        begins = datetime.strptime(value(lines, "DTSTART"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
        change: Any = rrulestr(value(lines, "RRULE"), dtstart=begins)
        last[change.before(wall, inc=True)] = value(lines, "TZOFFSETTO")
    sign = last[max(last)]
    return timedelta(hours=int(sign[:3]), minutes=int(sign[3:]))


def test_a_calendar_keeps_to_the_standard_and_is_read_back() -> None:
    times = found([rule(), rule("SA", "10:00-11:00", number=2, place=BOVES)], [shut("2026-03-24")])
    text = written(
        times, location="via dell'Esempio 3, Cuneo (CN)", description="uno\ndue; tre, \\"
    )
    as_the_standard_asks(text)
    read: Any = Calendar.from_ical(text)
    events = read.walk("VEVENT")
    assert [each["DTSTART"].dt for each in events] == [each.starts for each in times]
    assert [each["DTEND"].dt for each in events] == [each.ends for each in times]
    assert {str(each["LOCATION"]) for each in events} == {"via dell'Esempio 3, Cuneo (CN)"}
    assert {str(each["DESCRIPTION"]) for each in events} == {"uno\ndue; tre, \\"}
    assert {str(each["URL"]) for each in events} == {PUBLISHED.url}
    assert str(read["NAME"]) == str(read["X-WR-CALNAME"]) == "Sportello di Cuneo"
    geo = {each["GEO"].to_ical() for each in events}
    assert geo == {"44.3907;7.5483", "44.33;7.552"}


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (date(2026, 3, 27), ("2026-03-28", 1), ("2026-03-30", 2)),
        (date(2026, 10, 23), ("2026-10-24", 2), ("2026-10-26", 1)),
    ],
)
def test_wall_times_stay_when_the_clocks_change(
    first: date, before: tuple[str, int], after: tuple[str, int]
) -> None:
    text = written(found([rule("MO,SA", "09:30-12:00")], first=first, ahead=4))
    as_the_standard_asks(text)
    events = parts(text, "VEVENT")
    assert len(events) == 2
    for event, (day, hours) in zip(events, (before, after), strict=True):
        assert value(event, "DTSTART") == f"{day.replace('-', '')}T093000"
        wall = datetime.fromisoformat(f"{day}T09:30")
        assert offset_by(text, wall) == timedelta(hours=hours)


def test_the_zone_in_the_calendar_says_the_same_as_the_clocks_do() -> None:
    text = written([])
    for day in range(0, 366 * 3, 5):
        wall = datetime(2026, 1, 1, 12) + timedelta(days=day)  # noqa: DTZ001
        here = found([rule("MO")], first=date(2026, 3, 23), ahead=0)[0].starts.tzinfo
        assert offset_by(text, wall) == wall.replace(tzinfo=here).utcoffset()


def test_a_halt_that_is_called_off_stays_as_cancelled_under_the_same_id() -> None:
    before = written(found([rule("TU")], ahead=6))
    said = replace(shut("2026-03-24"), said_at=utc("2026-03-19T07:00"))
    later = replace(PUBLISHED, revision=4)
    after = written(found([rule("TU")], [said], ahead=6), later)
    as_the_standard_asks(after)
    (was,), (now,) = parts(before, "VEVENT"), parts(after, "VEVENT")
    assert value(was, "UID") == value(now, "UID")
    assert (value(was, "STATUS"), value(now, "STATUS")) == ("CONFIRMED", "CANCELLED")
    assert int(value(now, "SEQUENCE")) > int(value(was, "SEQUENCE"))
    assert value(was, "LAST-MODIFIED") == "20260201T083000Z"
    assert value(now, "LAST-MODIFIED") == "20260319T070000Z"


def test_a_halt_at_other_hours_moves_under_the_same_id() -> None:
    (was,) = found([rule("TU")], ahead=6)
    (now,) = found([rule("TU")], [other("2026-03-24", "14:00-16:00")], ahead=6)
    assert was.starts != now.starts
    assert uid_of(was) == uid_of(now)
    elsewhere = found([rule("TU", number=2)], ahead=6)[0]
    assert uid_of(elsewhere) != uid_of(was)


def test_an_empty_calendar_is_a_calendar() -> None:
    text = written([])
    as_the_standard_asks(text)
    assert parts(text, "VEVENT") == []


def test_a_halt_without_a_place_has_neither_place_nor_point() -> None:
    nowhere = replace(BOVES, point=None)
    (event,) = parts(written(found([rule("TU", place=nowhere)], ahead=6)), "VEVENT")
    assert "GEO" not in names(event)
    assert "LOCATION" not in names(event)
    assert "DESCRIPTION" not in names(event)


@given(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=200),
    st.sampled_from(["it", "ar", "zh-Hans"]),
)
def test_whatever_is_written_stays_one_text(words: str, language: str) -> None:
    said = words + "\nBEGIN:VEVENT\n; , \\ è ل 服"
    text = written(
        found([rule("TU")], ahead=6),
        replace(PUBLISHED, name=said, language=language),
        summary=said,
        description=said,
    )
    as_the_standard_asks(text)
    read: Any = Calendar.from_ical(text)
    (event,) = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == str(event["DESCRIPTION"]) == said
    assert event["DESCRIPTION"].params["LANGUAGE"] == language
    assert event["DTSTAMP"].dt == NOW.astimezone(UTC)
