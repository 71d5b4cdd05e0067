"""When and where help desks are met: halts, what is on, what is next, slots; pure.

Hours are Europe/Rome wall time and follow daylight saving; on Italy's national holidays a desk is
shut unless it says otherwise for that day (directory.hours.holidays). Moments are compared as
instants, so that the hours that summer time skips or repeats count once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from wemi_piemonte.directory.hours import ROME, holidays, occurs_on
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.geo.rules import Point, haversine_km

LATEST_BOOKING = timedelta(minutes=30)
"""How long before a slot it can still be booked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk can be met; `point` is None where nobody knows, or there is no place."""

    name: str
    municipality: str = ""
    address: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class HoursRule:
    """When and where a desk is regularly met: `rule` says when, `spoken` the languages then."""

    id: UUID
    rule: StopRecord
    place: Place
    spoken: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs: shut, or open at other hours; of one rule, or of all (`rule_id` None)."""

    on: date
    rule_id: UUID | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    note: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Halt:
    """One time at which a desk is met at a place; a called off one is shown as such.

    `said_at` is when somebody said that it differs from the rule; None for one that does not.
    """

    starts: datetime
    ends: datetime
    hours: HoursRule
    is_called_off: bool = False
    note: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a halt that can be booked, with how many places are left."""

    starts: datetime
    ends: datetime
    left: int


def halts(
    rules: Iterable[HoursRule], days: Iterable[SpecialDay], first: date, last: date
) -> list[Halt]:
    """Return when a desk is met from the first day to the last, the called off ones marked."""
    ordered = sorted(rules, key=lambda each: str(each.id))
    special: dict[date, list[SpecialDay]] = {}
    for each in days:
        special.setdefault(each.on, []).append(each)
    found = [
        halt
        for number in range((last - first).days + 1)
        for halt in _halts_on(first + timedelta(days=number), ordered, special)
    ]
    return sorted(
        found, key=lambda halt: (halt.starts.timestamp(), halt.ends.timestamp(), str(halt.hours.id))
    )


def _halts_on(
    day: date, rules: Sequence[HoursRule], special: Mapping[date, Sequence[SpecialDay]]
) -> Iterator[Halt]:
    regular = [each for each in rules if _occurs(each, day)]
    chosen = special.get(day)
    if chosen is None:
        for each in regular:
            yield from _halts_of(each, day, (), is_regular=True)
        return
    for_all = [each for each in chosen if each.rule_id is None]
    extra = [] if regular else _alone(rules, day)
    told: set[tuple[Place, datetime, datetime]] = set()
    for each in rules:
        own = [s for s in chosen if s.rule_id == each.id]
        # What is said of one stop goes before what is said of the whole desk.
        if not own and each not in regular and each not in extra:
            continue
        for halt in _halts_of(each, day, own or for_all, is_regular=each in regular):
            # What is said of the whole desk is said once, however many rules it has.
            key = (halt.hours.place, halt.starts, halt.ends)
            if own or not for_all or key not in told:
                yield halt
            told.add(key)


def _occurs(hours: HoursRule, day: date) -> bool:
    rule = hours.rule
    return rule.opens_at is not None and rule.closes_at is not None and occurs_on(rule, day)


def _alone(rules: Sequence[HoursRule], day: date) -> list[HoursRule]:
    """Return the rule to open by on a day that has none: only where there is but one place."""
    valid = [
        each
        for each in rules
        if (each.rule.valid_from is None or each.rule.valid_from <= day)
        and (each.rule.valid_to is None or day <= each.rule.valid_to)
    ]
    return valid[:1] if len({each.place for each in valid}) == 1 else []


def _halts_of(
    hours: HoursRule, day: date, special: Sequence[SpecialDay], *, is_regular: bool
) -> Iterator[Halt]:
    open_days = [
        (each.opens_at, each.closes_at, each)
        for each in special
        if each.opens_at is not None and each.closes_at is not None
    ]
    for opens, closes, said in open_days:
        if stretch := _stretch(day, opens, closes):
            yield Halt(*stretch, hours, note=said.note, said_at=said.said_at)
    opens_at, closes_at = hours.rule.opens_at, hours.rule.closes_at
    if open_days or not is_regular or opens_at is None or closes_at is None:
        return
    stretch = _stretch(day, opens_at, closes_at)
    if stretch and special:
        said = special[0]
        yield Halt(*stretch, hours, is_called_off=True, note=said.note, said_at=said.said_at)
    elif stretch and day not in holidays(day.year):
        yield Halt(*stretch, hours)


def _stretch(day: date, opens: time, closes: time) -> tuple[datetime, datetime] | None:
    """Return the stretch as moments that there are; None for one that summer time skips whole."""
    last = day if closes > opens else day + timedelta(days=1)
    starts, ends = _moment(day, opens), _moment(last, closes)
    return (starts, ends) if starts.timestamp() < ends.timestamp() else None


def _moment(day: date, at: time) -> datetime:
    # To an instant and back: a time that summer time skips is as much later, as in RFC 5545.
    return datetime.fromtimestamp(datetime.combine(day, at, ROME).timestamp(), ROME)


def shut_holidays(
    rules: Iterable[HoursRule], days: Iterable[SpecialDay], first: date, last: date
) -> list[date]:
    """Return the national holidays on which a desk would be met, and is not."""
    ordered = list(rules)
    met_on = {each.starts.date() for each in halts(ordered, days, first, last)}
    between = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        day
        for day in between
        if day in holidays(day.year)
        and day not in met_on
        and any(_occurs(each, day) for each in ordered)
    ]


def halt_at(found: Iterable[Halt], at: datetime) -> Halt | None:
    """Return the halt that is on at an instant."""
    moment = at.timestamp()
    return next(
        (
            halt
            for halt in found
            if not halt.is_called_off and halt.starts.timestamp() <= moment < halt.ends.timestamp()
        ),
        None,
    )


def next_halt(found: Iterable[Halt], at: datetime) -> Halt | None:
    """Return the first halt that begins after an instant and is not called off."""
    moment = at.timestamp()
    return next((h for h in found if not h.is_called_off and h.starts.timestamp() > moment), None)


def slots_of(
    halt: Halt, *, minutes: int, places: int, booked: Mapping[datetime, int], now: datetime
) -> list[Slot]:
    """Return the slots of a halt that can still be booked; `booked` counts by UTC instant."""
    if minutes <= 0 or places <= 0 or halt.is_called_off:
        return []
    found, step = [], minutes * 60
    at, ends = halt.starts.timestamp(), halt.ends.timestamp()
    earliest = now.timestamp() + LATEST_BOOKING.total_seconds()
    while at + step <= ends:
        # Looked up in UTC: in the hour that is repeated no local time equals another zone's.
        left = places - booked.get(datetime.fromtimestamp(at, UTC), 0)
        if left > 0 and at >= earliest:
            found.append(Slot(_local(at), _local(at + step), left))
        at += step
    return found


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at, ROME)


def speaks(halt: Halt, desk_spoken: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether somebody at a halt speaks one of these languages; none wanted fits all."""
    asked = set(wanted)
    return not asked or bool(asked & (set(halt.hours.spoken) | set(desk_spoken)))


def distance_to(halt: Halt, origin: Point) -> float | None:
    """Return how many kilometres a halt is from a point, None where its place is not known."""
    point = halt.hours.place.point
    return None if point is None else haversine_km(origin, point)
