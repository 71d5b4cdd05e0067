"""The times of a desk as a calendar that other programs follow (RFC 5545).

Every halt is an event of its own, known by its rule and its day: a halt that is called off stays in
the calendar as cancelled, and one at other hours moves. Times are Europe/Rome wall times, with the
rules of that zone in the calendar itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event, Timezone, vText

from wemi_piemonte.desks.rules import Halt

DAYS_AHEAD = 92
PRODUCT = "-//WeMi Piemonte//Help desks//EN"
REFRESH = timedelta(hours=12)

# The rules in force since 1996; nothing that we publish is older.
_ROME = Timezone.from_ical("""\
BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """A halt, and what the calendar says of it; the description is in its reader's language."""

    halt: Halt
    summary: str
    location: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is the same for all entries of a calendar.

    `revision` only grows, whenever the times change; `modified_at` is when the desk last changed.
    """

    name: str
    language: str
    url: str
    source: str
    revision: int
    modified_at: datetime
    now: datetime


def calendar(published: Published, entries: Iterable[Entry]) -> bytes:
    """Return a calendar of these halts, to be followed: with METHOD:PUBLISH, lines folded."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    # Said to be texts, for what the library does not know as such would stand there bare.
    found.add("name", vText(published.name))
    # What programs read that do not know RFC 7986.
    found.add("x-wr-calname", vText(published.name))
    found.add("x-wr-timezone", "Europe/Rome")
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "PT12H")
    found.add("url", published.url)
    found.add("source", published.source, parameters={"value": "URI"})
    found.add("last-modified", published.modified_at.astimezone(UTC))
    found.add_component(_ROME)
    for entry in entries:
        found.add_component(_event(entry, published))
    written: bytes = found.to_ical()
    return written


def uid_of(halt: Halt) -> UUID:
    """Return the id by which calendars know a halt, whatever its hours come to be."""
    return uuid5(halt.hours.id, halt.starts.date().isoformat())


def _event(entry: Entry, published: Published) -> Event:
    halt = entry.halt
    event = Event()
    event.add("uid", str(uid_of(halt)))
    event.add("dtstamp", published.now.astimezone(UTC))
    event.add("dtstart", halt.starts)
    event.add("dtend", halt.ends)
    event.add("summary", entry.summary)
    if entry.location:
        event.add("location", entry.location)
    if (point := halt.hours.place.point) is not None:
        event.add("geo", (point.lat, point.lon))
    if entry.description:
        event.add("description", entry.description, parameters={"language": published.language})
    event.add("url", published.url)
    event.add("status", "CANCELLED" if halt.is_called_off else "CONFIRMED")
    event.add("sequence", published.revision)
    changed = max(published.modified_at, halt.said_at or published.modified_at)
    event.add("last-modified", changed.astimezone(UTC))
    # Who follows a calendar is not busy because of it.
    event.add("transp", "TRANSPARENT")
    return event
