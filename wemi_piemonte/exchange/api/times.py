"""Days, hours and stops as the API writes them."""

from collections.abc import Iterable
from datetime import date, datetime, time

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.hours import is_open, next_opening
from wemi_piemonte.directory.record import ScheduleRecord, ServiceRecord
from wemi_piemonte.directory.rules import Status
from wemi_piemonte.exchange.api.answers import sheet as shapes
from wemi_piemonte.exchange.api.reader import Reader
from wemi_piemonte.exchange.api.towns import town_of


def day_of(day: date | None) -> str | None:
    return day.isoformat() if day else None


def wall_time(moment: time | None) -> str | None:
    return moment.isoformat("minutes") if moment else None


def times_of(
    record: ServiceRecord, reader: Reader, words: Translations, now: datetime
) -> shapes.Times:
    """Return when a service is open, now and by its rules."""
    closed_for_now = record.status is Status.TEMPORARILY_CLOSED
    return {
        "open_now": None if closed_for_now else is_open(record, now),
        "next_opening": None if closed_for_now else _next(record, now),
        "schedules": hours_of(record.schedules, reader, words, "schedules"),
        "exceptions": [
            {
                "on": each.on.isoformat(),
                "opens_at": wall_time(each.opens_at),
                "closes_at": wall_time(each.closes_at),
                "note": reader.voice(words, each.id, f"exceptions.{n}")("note", each.note),
            }
            for n, each in enumerate(record.exceptions)
        ],
        "closures": [
            {
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                "note": reader.voice(words, each.id, f"closures.{n}")("note", each.note),
            }
            for n, each in enumerate(record.closures)
        ],
        "stops": _stops(record, reader, words),
    }


def _next(record: ServiceRecord, now: datetime) -> shapes.Opening | None:
    found = next_opening(record, now)
    if found is None:
        return None
    return {"starts": found.starts.isoformat(), "ends": found.ends.isoformat()}


def hours_of(
    schedules: Iterable[ScheduleRecord], reader: Reader, words: Translations, at: str
) -> list[shapes.Hours]:
    """Return opening rules; `at` is the path at which the answer holds them."""
    return [_hours(each, reader, words, f"{at}.{number}") for number, each in enumerate(schedules)]


def _hours(schedule: ScheduleRecord, reader: Reader, words: Translations, at: str) -> shapes.Hours:
    voice = reader.voice(words, schedule.id, at)
    return {
        "freq": schedule.freq,
        "interval": schedule.interval,
        "byday": schedule.byday,
        "bymonthday": schedule.bymonthday,
        "byweekno": schedule.byweekno,
        "byyearday": schedule.byyearday,
        "count": schedule.count,
        "dtstart": day_of(schedule.dtstart),
        "until": day_of(schedule.until),
        "valid_from": day_of(schedule.valid_from),
        "valid_to": day_of(schedule.valid_to),
        "opens_at": wall_time(schedule.opens_at),
        "closes_at": wall_time(schedule.closes_at),
        "description": voice("description", schedule.description),
        "notes": voice("notes", schedule.notes),
    }


def _stops(record: ServiceRecord, reader: Reader, words: Translations) -> list[shapes.Stop]:
    return [
        {
            "name": reader.voice(words, each.id, f"stops.{n}")("name", each.name),
            "municipality": town_of(each.municipality),
            "lat": each.latitude,
            "lon": each.longitude,
            "freq": each.freq,
            "interval": each.interval,
            "byday": each.byday,
            "opens_at": wall_time(each.opens_at),
            "closes_at": wall_time(each.closes_at),
            "valid_from": day_of(each.valid_from),
            "valid_to": day_of(each.valid_to),
        }
        for n, each in enumerate(record.stops)
    ]
