"""Rules and days of desks, for tests of when they are met."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from wemi_piemonte.desks.rules import HoursRule, Place, SpecialDay
from wemi_piemonte.directory.hours import ROME
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.geo.rules import Point

CUNEO = Place("Sportello di Cuneo", "004078", "via dell'Esempio 3", Point(44.3907, 7.5483))
BOVES = Place("Boves", "004028", "", Point(44.3300, 7.5520))
FIRST = date(2026, 1, 1)


def rule(
    days: str = "MO,TU,WE,TH,FR",
    hours: str = "09:00-12:00",
    *,
    number: int = 1,
    place: Place = CUNEO,
    spoken: tuple[str, ...] = (),
    **values: Any,
) -> HoursRule:
    """When a desk is met; by default on weekdays from 9 to 12."""
    opens, closes = (time.fromisoformat(each) for each in hours.split("-"))
    told = {"freq": "WEEKLY", "interval": 1, "valid_from": FIRST, **values}
    key = UUID(int=number)
    record = StopRecord(
        id=key, name=place.name, byday=days, opens_at=opens, closes_at=closes, **told
    )
    return HoursRule(key, record, place, spoken)


def shut(on: str, which: HoursRule | None = None, note: str = "") -> SpecialDay:
    """A day on which a desk, or one stop, is shut."""
    return SpecialDay(date.fromisoformat(on), which.id if which else None, note=note)


def other(on: str, hours: str, which: HoursRule | None = None, note: str = "") -> SpecialDay:
    """A day on which a desk, or one stop, is open at other hours."""
    opens, closes = (time.fromisoformat(each) for each in hours.split("-"))
    return SpecialDay(date.fromisoformat(on), which.id if which else None, opens, closes, note=note)


def at(moment: str) -> datetime:
    """An instant by the clocks of Piedmont."""
    return datetime.fromisoformat(moment).replace(tzinfo=ROME)


def utc(moment: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)
