"""Opening rules laid out as a week, and the words for those that do not fit into one."""

from dataclasses import replace
from datetime import date, time

import pytest
from flask import Flask, g, render_template_string

from tests import make
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.record import ClosureRecord, ScheduleExceptionRecord, ScheduleRecord
from wemi_piemonte.foundation.i18n import speak
from wemi_piemonte.pages.timetable import Timetable, special_days, timetable

TODAY = date(2026, 11, 18)
WORDS = Translations("it", ())


def table(*rules: ScheduleRecord) -> Timetable:
    return timetable(rules, WORDS, "it", today=TODAY)


def test_days_follow_the_week_and_hours_the_day() -> None:
    found = table(make.schedule("FR,MO", "14:00", "18:00"), make.schedule("MO", "09:00", "12:00"))
    assert [row.day for row in found.rows] == ["MO", "FR"]
    assert [each.stretch.opens for each in found.rows[0].hours] == [time(9), time(14)]


def test_today_is_marked() -> None:
    found = table(make.schedule("TU,WE"))
    assert [row.is_today for row in found.rows] == [False, True]


def test_a_note_stands_at_its_own_hours() -> None:
    found = table(make.schedule("MO", description="Solo su appuntamento"))
    assert found.rows[0].hours[0].note == Text("Solo su appuntamento", "it", "source")


def test_every_day_is_seven_rows() -> None:
    assert len(table(make.schedule("", freq="DAILY")).rows) == 7


def test_a_rule_without_a_day_falls_on_that_of_its_beginning() -> None:
    found = table(make.schedule("", dtstart=date(2026, 11, 2)))
    assert [row.day for row in found.rows] == ["MO"]


@pytest.mark.parametrize(
    "rule",
    [
        make.schedule(valid_to=date(2026, 11, 17)),
        make.schedule(until=date(2026, 11, 1)),
        make.schedule(valid_to=date(2027, 1, 1), until=date(2026, 11, 1)),
    ],
)
def test_what_has_ended_is_not_shown(rule: ScheduleRecord) -> None:
    assert not table(rule)


@pytest.mark.parametrize(
    "values",
    [
        {"interval": 2},
        {"freq": "MONTHLY", "byday": "1MO"},
        {"valid_to": date(2026, 12, 31)},
        {"valid_from": date(2026, 12, 1)},
        {"count": 5},
        {"bymonthday": "1,15"},
    ],
)
def test_what_does_not_come_back_every_week_is_said_in_words(values: dict[str, object]) -> None:
    found = table(replace(make.schedule(), **values))  # type: ignore[arg-type]
    assert not found.rows
    assert len(found.recurrences) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"interval": 2}, "Every 2 weeks: Monday and Wednesday, 09:00–12:00"),
        ({"freq": "MONTHLY", "byday": "1MO"}, "Every month: first Monday, 09:00–12:00"),
        ({"freq": "MONTHLY", "byday": "-1FR", "interval": 3}, "Every 3 months: last Friday"),
        ({"freq": "MONTHLY", "byday": ""}, "Every month"),
        ({"freq": "YEARLY"}, "Once a year"),
        ({"freq": "DAILY", "interval": 2}, "Every 2 days"),
        ({"byday": "", "count": 3}, "Every week"),
        ({"valid_to": date(2026, 12, 31)}, "(until 31 December 2026)"),
        ({"valid_from": date(2026, 12, 1)}, "(from 1 December 2026)"),
        (
            {"valid_from": date(2026, 6, 15), "valid_to": date(2027, 9, 15)},
            "(from 15 June 2026 to 15 September 2027)",
        ),
        ({"interval": 2, "description": "Alternando i paesi"}, "Alternando i paesi"),
    ],
)
def test_the_words_say_when_it_comes_back(
    demo_app: Flask, values: dict[str, object], words: str
) -> None:
    rule = replace(make.schedule(), **values)  # type: ignore[arg-type]
    source = (
        "{% from 'macros/hours.html' import recurrence with context %}"
        "{{ recurrence(table.recurrences[0]) }}"
    )
    with demo_app.test_request_context("/en/"):
        g.wemi_app = demo_app
        speak("en")
        html = render_template_string(source, table=table(rule), today=TODAY)
    text = " ".join(
        html.replace("<bdi>", "")
        .replace("</bdi>", "")
        .replace("<time>", "")
        .replace("</time>", "")
        .split()
    )
    assert words in text


def test_days_that_differ_are_those_to_come_in_order() -> None:
    record = make.service(
        exceptions=(
            ScheduleExceptionRecord(
                id=make.key("1"), on=date(2026, 12, 24), opens_at=time(9), closes_at=time(10)
            ),
            ScheduleExceptionRecord(id=make.key("2"), on=date(2026, 12, 7)),
            ScheduleExceptionRecord(id=make.key("3"), on=date(2026, 1, 7)),
        ),
        closures=(
            ClosureRecord(
                id=make.key("4"), starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 20)
            ),
            ClosureRecord(id=make.key("5"), starts_on=date(2026, 8, 10), ends_on=date(2026, 8, 20)),
        ),
    )
    found = special_days(record, WORDS, "it", TODAY)
    assert [day.starts_on for day in found] == [
        date(2026, 11, 10),
        date(2026, 12, 7),
        date(2026, 12, 24),
    ]
    assert [day.stretch is None for day in found] == [True, True, False]
