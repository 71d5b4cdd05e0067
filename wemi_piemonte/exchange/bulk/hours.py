"""Opening hours as people write them in one cell, and back: "lun-ven 9:00-12:30; sab 9-12"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import time
from uuid import UUID

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.record import ScheduleRecord
from wemi_piemonte.exchange.bulk.words import DAYS, by_word

_ORDER = tuple(DAYS)
_WORDS = by_word(DAYS)
_SHORT = {day: words[0] for day, words in DAYS.items()}
_EVERY_DAY = re.compile(r"\b(tutti i giorni|ogni giorno|every day|daily)\b")
_DASHES = re.compile(r"\s*[-‐-―−]\s*|\s+(?:al|alle|to|until)\s+")
_FROM = re.compile(r"\b(?:dal|dalle|da|from)\b")
_AND = re.compile(r"\s+(?:e|ed|and)\s+")
_PART = re.compile(r"(?P<days>[a-z ,\-]+?)[\s:,]*(?P<times>\d.*)")
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?-(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_SPLIT = re.compile(r"[,\s/]+")
_ACCENTS = str.maketrans("ìàèéòù", "iaeeou")

Span = tuple[str, time, time]


class WrongHours(ValueError):
    """A part of a cell that is no opening hours; the part is the message."""


def read_hours(text: str) -> list[Span]:
    """Return weekdays (as RFC 5545 has them), opening and closing; raises WrongHours."""
    found: list[Span] = []
    for part in re.split(r"[;\n]", text):
        if part.strip():
            found += _spans(part.strip())
    return list(dict.fromkeys(found))


def _spans(part: str) -> list[Span]:
    plain = part.casefold().translate(_ACCENTS)
    plain = _FROM.sub(" ", _EVERY_DAY.sub(" lun-dom ", plain))
    plain = _AND.sub(", ", _DASHES.sub("-", plain)).strip(" .")
    found = _PART.fullmatch(plain)
    if found is None:
        raise WrongHours(part)
    days = ",".join(_days(found["days"], part))
    return [(days, *_times(each, part)) for each in _SPLIT.split(found["times"]) if each]


def _days(text: str, part: str) -> list[str]:
    chosen: set[str] = set()
    for token in _SPLIT.split(text.strip(" ,")):
        first, _, last = token.partition("-")
        start, end = _WORDS.get(first), _WORDS.get(last or first)
        if start is None or end is None:
            raise WrongHours(part)
        begin, stop = _ORDER.index(start), _ORDER.index(end)
        if stop < begin:
            stop += len(_ORDER)
        chosen |= {_ORDER[n % len(_ORDER)] for n in range(begin, stop + 1)}
    return [day for day in _ORDER if day in chosen]


def _times(text: str, part: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise WrongHours(part)
    hour, minute, last_hour, last_minute = (int(each or 0) for each in found.groups())
    try:
        opens = time(hour, minute)
        # Midnight at the end of the day, as the mapping of HSDS has it.
        ends_at_midnight = (last_hour, last_minute) == (24, 0)
        closes = time(23, 59) if ends_at_midnight else time(last_hour, last_minute)
    except ValueError:
        raise WrongHours(part) from None
    if closes <= opens:
        raise WrongHours(part)
    return opens, closes


def schedules_of(
    spans: Iterable[Span], before: Sequence[ScheduleRecord], service_id: UUID
) -> tuple[ScheduleRecord, ...]:
    """Return schedules; those that were there stay the very ones."""
    there = {span: each for each in before if (span := _span_of(each)) is not None}
    return tuple(there.get(span) or _schedule(span, service_id) for span in spans)


def _schedule(span: Span, service_id: UUID) -> ScheduleRecord:
    days, opens, closes = span
    key = [days, opens.isoformat(), closes.isoformat()]
    return ScheduleRecord(
        id=derived_id(service_id, "schedule", key),
        freq="WEEKLY",
        byday=days,
        opens_at=opens,
        closes_at=closes,
    )


def _span_of(schedule: ScheduleRecord) -> Span | None:
    """Return what a schedule says when a cell can say it all, else None."""
    opens, closes = schedule.opens_at, schedule.closes_at
    days = schedule.byday.split(",")
    if opens is None or closes is None or not set(days) <= set(_ORDER):
        return None
    said = replace(schedule, byday="", opens_at=None, closes_at=None)
    if said != ScheduleRecord(id=schedule.id, freq="WEEKLY") or opens.second or closes.second:
        return None
    ordered = ",".join(day for day in _ORDER if day in days)
    return (ordered, opens, closes) if ordered == schedule.byday and opens < closes else None


def written_hours(schedules: Sequence[ScheduleRecord]) -> str | None:
    """Return schedules as a cell; None when they say more than a cell can."""
    by_days: dict[str, list[str]] = {}
    for schedule in schedules:
        span = _span_of(schedule)
        if span is None:
            return None
        days, opens, closes = span
        by_days.setdefault(days, []).append(f"{_clock(opens)}-{_clock(closes)}")
    return "; ".join(f"{_written_days(days)} {', '.join(t)}" for days, t in by_days.items())


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02}"


def _written_days(days: str) -> str:
    """Return "lun-ven" for days in a row, else each of them."""
    chosen = days.split(",")
    first = _ORDER.index(chosen[0])
    if len(chosen) > 2 and chosen == list(_ORDER[first : first + len(chosen)]):
        return f"{_SHORT[chosen[0]]}-{_SHORT[chosen[-1]]}"
    return ", ".join(_SHORT[day] for day in chosen)
