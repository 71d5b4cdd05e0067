"""Opening hours as arrays: who is open at an instant, over all listings at once.

The rules of one listing become spans of the week and single days; what they say together is
what `directory.hours.is_open` says of the record, which stays the one place for the meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from wemi_piemonte.directory.hours import DAYS, ROME, Rule, holidays, occurs_on, rules_of
from wemi_piemonte.directory.record import ScheduleRecord, ServiceRecord


class Kind(IntEnum):
    """What an entry says."""

    WEEKLY = 0
    DATED = 1
    EXCEPTION = 2
    CLOSURE = 3


SPAN = np.dtype(
    [
        ("kind", "u1"),
        ("days", "u1"),
        ("opens", "<i2"),
        ("closes", "<i2"),
        ("since", "<i4"),
        ("until", "<i4"),
    ]
)

EVERY_DAY = 0b1111111
LAST_DAY = date.max.toordinal()
DAY_MINUTES = 24 * 60

# Rules that are neither daily nor weekly are written out, day by day, for this long.
WRITTEN_OUT_DAYS = 400
MOST_WRITTEN_OUT = 12
MOST_SPANS = 2000

Entry = tuple[int, int, int, int, int, int]
NEVER: Entry = (Kind.DATED, 0, 0, 0, 1, 0)

Spans = npt.NDArray[np.void]
RowList = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def spans_of(record: ServiceRecord, today: date) -> list[Entry]:
    """Return the entries of a listing; none when nobody has said when it is open."""
    rules = rules_of(record)
    if not rules and not record.exceptions:
        return []
    # Something has been said, even where no day follows from it.
    found: list[Entry] = [NEVER]
    odd = 0
    for rule in rules:
        opens, closes = _minutes(rule.opens_at, rule.closes_at)
        plain = _plain_days(rule)
        if plain is not None:
            days, since, until = plain
            found.append((Kind.WEEKLY, days, opens, closes, since, until))
        elif odd < MOST_WRITTEN_OUT:
            odd += 1
            found += ((Kind.DATED, 0, opens, closes, day, day) for day in _written_out(rule, today))
    for exception in record.exceptions:
        on = exception.on.toordinal()
        opens, closes = _minutes(exception.opens_at, exception.closes_at)
        found.append((Kind.EXCEPTION, 0, opens, closes, on, on))
    for closure in record.closures:
        since, until = closure.starts_on.toordinal(), closure.ends_on.toordinal()
        found.append((Kind.CLOSURE, 0, 0, 0, since, until))
    return found[:MOST_SPANS]


def _minutes(opens: time | None, closes: time | None) -> tuple[int, int]:
    """Return minutes of the day; closing before opening is on the next day, none is never."""
    if opens is None or closes is None:
        return 0, 0
    first, last = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    if closes <= opens:
        last += DAY_MINUTES
    return first, last + (last % DAY_MINUTES == DAY_MINUTES - 1)


def _plain_days(rule: Rule) -> tuple[int, int, int] | None:
    """Return (days of the week, first day, last day) of a rule that repeats every week."""
    freq = rule.freq or "WEEKLY"
    if freq not in {"WEEKLY", "DAILY"} or (rule.interval or 1) != 1:
        return None
    dtstart = until = None
    if isinstance(rule, ScheduleRecord):
        if rule.count or rule.byweekno or rule.bymonthday or rule.byyearday:
            return None
        dtstart, until = rule.dtstart, rule.until
    anchor = dtstart or rule.valid_from
    names = rule.byday.replace(" ", "").split(",") if rule.byday else []
    days = sum(1 << at for at, name in enumerate(DAYS) if name in names)
    if freq == "DAILY":
        if any(name not in DAYS for name in names):
            return None
        days = days or EVERY_DAY
    elif not rule.byday:
        days = EVERY_DAY if anchor is None else 1 << anchor.weekday()
    since = rule.valid_from.toordinal() if rule.valid_from else 1
    if freq == "DAILY" and anchor is not None:
        since = max(since, anchor.toordinal())
    last = min((d.toordinal() for d in (rule.valid_to, until) if d), default=LAST_DAY)
    return days, since, last


def _written_out(rule: Rule, today: date) -> Iterator[int]:
    """Yield the days of a rule; only those of its weekdays are looked at closely."""
    anchor = rule.valid_from
    if isinstance(rule, ScheduleRecord):
        anchor = rule.dtstart or anchor
    weekdays = {at for at, name in enumerate(DAYS) if name in rule.byday}
    if not weekdays and rule.freq in {"", "WEEKLY"} and anchor is not None:
        weekdays = {anchor.weekday()}
    for ahead in range(-1, WRITTEN_OUT_DAYS):
        day = today + timedelta(days=ahead)
        if (not weekdays or day.weekday() in weekdays) and occurs_on(rule, day):
            yield day.toordinal()


@dataclass(frozen=True, slots=True)
class Openings:
    """Which rows are surely open at an instant, and of which it is known whether they are."""

    surely: Flags
    known: Flags

    def of(self, row: int) -> bool | None:
        """Say whether a row is open; None where nobody has said, or where it is doubtful."""
        return bool(self.surely[row]) if self.known[row] else None


class Hours:
    """The spans of rows 0 to count - 1; `owners` says which row each of them belongs to."""

    def __init__(self, spans: Spans, owners: RowList, count: int) -> None:
        self._spans = spans
        self._owners = owners
        self._count = count

    def openings(self, at: datetime) -> Openings:
        """Return who is open at an instant; on a holiday ordinary hours are doubtful."""
        usually = self._usually_open(at)
        doubtful = usually & self._doubtful(at.astimezone(ROME).date())
        said = self._rows(self._spans["kind"] != Kind.CLOSURE)
        return Openings(usually & ~doubtful, said & ~doubtful)

    def _usually_open(self, at: datetime) -> Flags:
        local = at.astimezone(ROME)
        today, minute = local.date(), local.hour * 60 + local.minute
        # What opened yesterday may still be open after midnight.
        since_yesterday = self._open_on(today - timedelta(days=1), minute + DAY_MINUTES)
        return self._open_on(today, minute) | since_yesterday

    def _open_on(self, day: date, minute: int) -> Flags:
        """Return which rows are open in a stretch that began on `day`."""
        spans = self._spans
        held = self._occurring(day)
        inside = held & (spans["opens"] <= minute) & (minute < spans["closes"])
        special = spans["kind"] == Kind.EXCEPTION
        by_rule = self._rows(inside & (spans["kind"] <= Kind.DATED)) & ~self._rows(held & special)
        closed = self._rows(held & (spans["kind"] == Kind.CLOSURE))
        return (by_rule | self._rows(inside & special)) & ~closed

    def _occurring(self, day: date) -> Flags:
        spans, ordinal, weekday = self._spans, day.toordinal(), 1 << day.weekday()
        held = (spans["since"] <= ordinal) & (ordinal <= spans["until"])
        found: Flags = held & ((spans["kind"] != Kind.WEEKLY) | (spans["days"] & weekday != 0))
        return found

    def _doubtful(self, day: date) -> Flags:
        """Return which rows a holiday makes doubtful: not open all week, and no word for it."""
        if day not in holidays(day.year):
            return np.zeros(self._count, dtype=bool)
        by_rule = self._spans["kind"] <= Kind.DATED
        monday = day - timedelta(days=day.weekday())
        all_week = np.ones(self._count, dtype=bool)
        for ahead in range(7):
            all_week &= self._rows(self._occurring(monday + timedelta(days=ahead)) & by_rule)
        said = self._rows(self._occurring(day) & (self._spans["kind"] == Kind.EXCEPTION))
        return ~all_week & ~said

    def _rows(self, chosen: Flags) -> Flags:
        found = np.zeros(self._count, dtype=bool)
        found[self._owners[chosen]] = True
        return found
