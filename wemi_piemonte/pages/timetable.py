"""Opening rules laid out as a week, with what does not fit into one kept beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.record import (
    ClosureRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceRecord,
    StopRecord,
)

_NTH_DAY = re.compile(r"([+-]?\d)([A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when a door is open, as wall time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of a day, with what happens in it where that is said."""

    stretch: Stretch
    note: Text


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the week with its opening hours."""

    day: str
    hours: tuple[Hours, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Hours that do not repeat each week: every how many weeks or months, on which days."""

    freq: str
    interval: int
    days: tuple[tuple[int, str], ...]
    stretch: Stretch | None
    valid_from: date | None
    valid_to: date | None
    note: Text


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one place, or of the whole service."""

    title: Text | None
    rows: tuple[DayRow, ...]
    recurrences: tuple[Recurrence, ...]

    def __bool__(self) -> bool:
        return bool(self.rows or self.recurrences)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and when an itinerant service halts."""

    name: Text
    municipality: str
    recurrence: Recurrence


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day, or a run of days, that differs from the rule; without hours it is closed."""

    starts_on: date
    ends_on: date
    stretch: Stretch | None
    note: Text


def timetable(
    schedules: Sequence[ScheduleRecord],
    words: Translations,
    locale: str,
    *,
    today: date,
    title: Text | None = None,
) -> Timetable:
    """Return the schedules as a week; one that has ended is left out."""
    current = [rule for rule in schedules if not _has_ended(rule, today)]
    notes = {
        rule.id: words.text(rule.id, "description", rule.description, locale) for rule in current
    }
    weekly = [rule for rule in current if _is_weekly(rule, today)]
    rows = tuple(
        DayRow(day, hours, DAYS[today.weekday()] == day)
        for day in DAYS
        if (hours := _hours(weekly, day, notes))
    )
    others = tuple(
        recurrence_of(rule, notes[rule.id])
        for rule in current
        if rule not in weekly and (rule.opens_at or rule.description)
    )
    return Timetable(title, rows, others)


def _has_ended(rule: ScheduleRecord, today: date) -> bool:
    last = min((day for day in (rule.valid_to, rule.until) if day), default=None)
    return last is not None and last < today


def _is_weekly(rule: ScheduleRecord, today: date) -> bool:
    """Say whether a rule holds every week from now on, so that a table of days tells it all."""
    if rule.opens_at is None or rule.closes_at is None:
        return False
    if (rule.freq or "WEEKLY") not in {"WEEKLY", "DAILY"} or (rule.interval or 1) > 1:
        return False
    odd = rule.count or rule.byweekno or rule.bymonthday or rule.byyearday
    bounded = rule.valid_to or rule.until or (rule.valid_from and rule.valid_from > today)
    return not (odd or bounded or _NTH_DAY.search(rule.byday))


def _hours(rules: Sequence[ScheduleRecord], day: str, notes: dict[UUID, Text]) -> tuple[Hours, ...]:
    found = {
        Hours(Stretch(rule.opens_at, rule.closes_at), notes[rule.id])
        for rule in rules
        if rule.opens_at is not None and rule.closes_at is not None and day in _days_of(rule)
    }
    return tuple(
        sorted(found, key=lambda each: (each.stretch.opens, each.stretch.closes, each.note.text))
    )


def _days_of(rule: ScheduleRecord) -> tuple[str, ...]:
    if rule.byday:
        return tuple(part for part in rule.byday.replace(" ", "").split(",") if part in DAYS)
    if rule.freq == "DAILY":
        return DAYS
    anchor = rule.dtstart or rule.valid_from
    return (DAYS[anchor.weekday()],) if anchor else ()


def recurrence_of(rule: ScheduleRecord | StopRecord, note: Text) -> Recurrence:
    """Return a rule in the parts from which a page makes a sentence."""
    days = tuple(
        (int(nth[1]), nth[2]) if (nth := _NTH_DAY.fullmatch(part)) else (0, part)
        for part in rule.byday.replace(" ", "").split(",")
        if part[-2:] in DAYS
    )
    stretch = Stretch(rule.opens_at, rule.closes_at) if rule.opens_at and rule.closes_at else None
    return Recurrence(
        freq=rule.freq or "WEEKLY",
        interval=rule.interval or 1,
        days=days,
        stretch=stretch,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        note=note,
    )


def special_days(
    record: ServiceRecord, words: Translations, locale: str, today: date
) -> tuple[SpecialDay, ...]:
    """Return the closures and changed days that are still to come, in order."""

    def note(part: ScheduleExceptionRecord | ClosureRecord) -> Text:
        return words.text(part.id, "note", part.note, locale)

    days = [
        SpecialDay(each.starts_on, each.ends_on, None, note(each))
        for each in record.closures
        if each.ends_on >= today
    ]
    for each in record.exceptions:
        if each.on >= today:
            opens, closes = each.opens_at, each.closes_at
            stretch = Stretch(opens, closes) if opens and closes else None
            days.append(SpecialDay(each.on, each.on, stretch, note(each)))
    return tuple(sorted(days, key=lambda day: (day.starts_on, day.ends_on)))
