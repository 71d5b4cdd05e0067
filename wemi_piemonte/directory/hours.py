"""When a service is open: RFC 5545 rules, exceptions, closures and Italy's public holidays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from wemi_piemonte.directory.record import ScheduleRecord, ServiceRecord, StopRecord

ROME = ZoneInfo("Europe/Rome")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD_DAYS = 21

Frequency = Literal[0, 1, 2, 3, 4, 5, 6]

_FREQUENCIES: dict[str, Frequency] = {
    "DAILY": DAILY,
    "WEEKLY": WEEKLY,
    "MONTHLY": MONTHLY,
    "YEARLY": YEARLY,
}
_FIXED_HOLIDAYS = (
    (1, 1),
    (1, 6),
    (4, 25),
    (5, 1),
    (6, 2),
    (8, 15),
    (11, 1),
    (12, 8),
    (12, 25),
    (12, 26),
)
# Saint Francis is a public holiday again from 2026 on; source: Law 151 of 8 October 2025.
_SAINT_FRANCIS = (10, 4)
_SAINT_FRANCIS_SINCE = 2026

Rule = ScheduleRecord | StopRecord


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of Europe/Rome wall time in which a service is open."""

    starts: datetime
    ends: datetime


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return Italy's national holidays of a year; source: Law 260 of 27 May 1949, as amended."""
    days = {date(year, month, day) for month, day in _FIXED_HOLIDAYS}
    if year >= _SAINT_FRANCIS_SINCE:
        days.add(date(year, *_SAINT_FRANCIS))
    sunday = easter(year)
    return frozenset(days | {sunday, sunday + timedelta(days=1)})


def rules_of(record: ServiceRecord) -> tuple[Rule, ...]:
    """Return the rules that say when a service is open.

    Its own, with those of its places and its stops; the hours of a building only when the
    service says nothing itself.
    """
    own: list[Rule] = [*record.schedules, *record.stops]
    for link in record.locations:
        own.extend(link.schedules)
    if not own:
        own.extend(s for link in record.locations for s in link.location.schedules)
    return tuple(rule for rule in own if rule.opens_at is not None and rule.closes_at is not None)


def occurs_on(rule: Rule, day: date) -> bool:
    """Say whether a rule holds on a day; one that can not be placed in time never does."""
    until = getattr(rule, "until", None)
    if (
        (rule.valid_from and day < rule.valid_from)
        or (rule.valid_to and day > rule.valid_to)
        or (until and day > until)
    ):
        return False
    anchor = getattr(rule, "dtstart", None) or rule.valid_from
    interval = rule.interval or 1
    is_placed = interval == 1 or anchor is not None
    if (rule.freq or "WEEKLY") == "WEEKLY" and is_placed and not _is_odd(rule):
        return _is_weekly(rule, day, anchor, interval)
    return _occurs(rule, day, anchor)


def _is_weekly(rule: Rule, day: date, anchor: date | None, interval: int) -> bool:
    if anchor is not None and interval > 1 and not _is_in_turn(day, anchor, interval):
        return False
    if rule.byday:
        return DAYS[day.weekday()] in rule.byday.replace(" ", "").split(",")
    return anchor is None or anchor.weekday() == day.weekday()


def _is_in_turn(day: date, anchor: date, interval: int) -> bool:
    """Say whether a day is in one of every so many weeks, counted from that of the first day."""
    if day < anchor:
        return False
    first = anchor - timedelta(days=anchor.weekday())
    return (day - first).days // 7 % interval == 0


def _is_odd(rule: Rule) -> bool:
    return any(
        getattr(rule, name, None) for name in ("count", "byweekno", "bymonthday", "byyearday")
    )


def _occurs(rule: Rule, day: date, anchor: date | None) -> bool:
    if anchor is None:
        if (rule.interval or 1) > 1 or getattr(rule, "count", None):
            return False
        anchor = day - timedelta(days=400)
    if day < anchor:
        return False
    starts = datetime.combine(anchor, time())
    moments = rrule(
        _FREQUENCIES.get(rule.freq or "WEEKLY", WEEKLY),
        dtstart=starts,
        interval=rule.interval or 1,
        count=getattr(rule, "count", None),
        byweekday=_weekdays(rule.byday) or None,
        bymonthday=_numbers(getattr(rule, "bymonthday", "")) or None,
        byweekno=_numbers(getattr(rule, "byweekno", "")) or None,
        byyearday=_numbers(getattr(rule, "byyearday", "")) or None,
    )
    wanted = datetime.combine(day, time())
    return bool(moments.between(wanted, wanted, inc=True))


def _weekdays(text: str) -> list[weekday]:
    found = []
    for part in text.replace(" ", "").split(","):
        if part[-2:] in DAYS:
            nth = part[:-2]
            found.append(weekday(DAYS.index(part[-2:]), int(nth) if nth else None))
    return found


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.strip().lstrip("+-").isdigit()]


def openings_on(record: ServiceRecord, day: date) -> list[Opening]:
    """Return the stretches that begin on a day, in order, closures and exceptions heeded."""
    if any(closure.starts_on <= day <= closure.ends_on for closure in record.closures):
        return []
    special = [exception for exception in record.exceptions if exception.on == day]
    if special:
        pairs = {(e.opens_at, e.closes_at) for e in special}
    else:
        pairs = {(r.opens_at, r.closes_at) for r in rules_of(record) if occurs_on(r, day)}
    return sorted(
        (_stretch(day, opens, closes) for opens, closes in pairs if opens and closes is not None),
        key=lambda opening: (opening.starts, opening.ends),
    )


def _stretch(day: date, opens: time, closes: time) -> Opening:
    """Return the stretch; one that closes at or before its opening ends on the next day."""
    starts = datetime.combine(day, opens.replace(tzinfo=None), ROME)
    last = day if closes > opens else day + timedelta(days=1)
    return Opening(starts, datetime.combine(last, closes.replace(tzinfo=None), ROME))


def _midnights(pairs: Iterable[Opening]) -> Iterator[Opening]:
    """Read 23:59 as the end of the day, as people who fill in forms mean it."""
    for opening in pairs:
        ends = opening.ends
        if (ends.hour, ends.minute) == (23, 59):
            ends = datetime.combine(ends.date() + timedelta(days=1), time(), ROME)
        yield Opening(opening.starts, ends)


def is_open(record: ServiceRecord, at: datetime) -> bool | None:
    """Say whether a service is open at an instant; None when nobody has said.

    On a national holiday ordinary hours are no promise: only a service open every day of the
    week, or one with an exception for that day, is said to be open.
    """
    local = at.astimezone(ROME)
    if not rules_of(record) and not record.exceptions:
        return None
    days = (local.date() - timedelta(days=1), local.date())
    stretches = (o for day in days for o in _midnights(openings_on(record, day)))
    # Compared as instants, so that the hours that summer time skips or repeats count once.
    open_now = any(o.starts.timestamp() <= at.timestamp() < o.ends.timestamp() for o in stretches)
    if open_now and is_uncertain(record, local.date()):
        return None
    return open_now


def is_uncertain(record: ServiceRecord, day: date) -> bool:
    """Say whether a holiday makes the ordinary hours of this day doubtful."""
    if day not in holidays(day.year) or any(e.on == day for e in record.exceptions):
        return False
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=n) for n in range(7))
    return not all(any(occurs_on(rule, d) for rule in rules_of(record)) for d in week)


def next_opening(record: ServiceRecord, at: datetime) -> Opening | None:
    """Return the next stretch that begins after an instant, within three weeks."""
    local = at.astimezone(ROME)
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = local.date() + timedelta(days=ahead)
        if is_uncertain(record, day):
            continue
        for opening in openings_on(record, day):
            if opening.starts.timestamp() > at.timestamp():
                return opening
    return None
