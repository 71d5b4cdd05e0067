"""Help desks: when and where they can be met, slots, what members may do; pure.

Hours are Europe/Rome wall time and follow daylight saving; on Italy's national holidays a desk is
shut unless it says otherwise for that day (directory.hours.holidays).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from wemi_piemonte.directory.hours import ROME, holidays, occurs_on
from wemi_piemonte.directory.record import StopRecord
from wemi_piemonte.foundation.errors import Conflict, DomainError, IllegalMove
from wemi_piemonte.geo.rules import Point, haversine_km

LOOK_AHEAD_DAYS = 14
MOST_AHEAD_DAYS = 92
LATEST_BOOKING = timedelta(minutes=30)
"""How long before a slot it can still be booked."""

REMINDED_BEFORE = timedelta(hours=24)
ANSWERED_WITHIN = timedelta(days=14)
"""How long a desk has to answer what an antenna reports."""

BOOKINGS_KEPT_FOR = timedelta(days=30)
MOST_PLACES = 20
MOST_REPORTED = 500


class DeskKind(StrEnum):
    """What kind of desk it is."""

    FIXED = "fixed"
    ITINERANT = "itinerant"
    POINT = "point"
    DIGITAL = "digital"


class DeskAct(StrEnum):
    """What a desk can do for a visitor."""

    LISTEN = "listen"
    PLAN = "plan"
    SEND_REQUESTS = "send_requests"
    FILL_FORMS = "fill_forms"
    ISEE = "isee"
    DIGITAL_IDENTITY = "digital_identity"
    BOOK_VISITS = "book_visits"
    INTERPRETER = "interpreter"
    HOME_VISIT = "home_visit"


class DeskAccess(StrEnum):
    """What is said of a desk for people with a disability."""

    STEP_FREE = "step_free"
    ACCESSIBLE_TOILET = "accessible_toilet"
    LIFT = "lift"
    SIGN_LANGUAGE = "sign_language"
    HEARING_LOOP = "hearing_loop"
    QUIET_ROOM = "quiet_room"
    PARKING = "parking"


class DeskRole(StrEnum):
    """What an account is at a desk."""

    MANAGER = "manager"
    OPERATOR = "operator"
    REFERENT = "referent"
    ANTENNA = "antenna"


class DeskRight(StrEnum):
    """What somebody may do at a desk."""

    MANAGE = "manage"
    OPEN_CASES = "open_cases"
    OPEN_PLANS = "open_plans"
    REPORT_NEEDS = "report_needs"
    ANSWER_NEEDS = "answer_needs"


RIGHTS: Mapping[DeskRole, frozenset[DeskRight]] = {
    DeskRole.MANAGER: frozenset(DeskRight),
    DeskRole.OPERATOR: frozenset(
        {
            DeskRight.OPEN_CASES,
            DeskRight.OPEN_PLANS,
            DeskRight.REPORT_NEEDS,
            DeskRight.ANSWER_NEEDS,
        }
    ),
    # A referent of a Point opens an anonymous plan, prints it and passes it on, and no more.
    DeskRole.REFERENT: frozenset({DeskRight.OPEN_PLANS, DeskRight.REPORT_NEEDS}),
    DeskRole.ANTENNA: frozenset({DeskRight.REPORT_NEEDS}),
}


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    CAME = "came"
    MISSED = "missed"


_B = BookingState
BOOKING_MOVES: Mapping[BookingState, frozenset[BookingState]] = {
    _B.BOOKED: frozenset({_B.CANCELLED, _B.CALLED_OFF, _B.CAME, _B.MISSED}),
    _B.CANCELLED: frozenset(),
    _B.CALLED_OFF: frozenset(),
    # Ticked by mistake.
    _B.CAME: frozenset({_B.MISSED}),
    _B.MISSED: frozenset({_B.CAME}),
}


class LatentState(StrEnum):
    """What came of a need that an antenna reported."""

    WAITING = "waiting"
    TAKEN_UP = "taken_up"
    ALREADY_COVERED = "already_covered"
    NOT_COVERED = "not_covered"


class MediationState(StrEnum):
    """Where a request for a mediator or interpreter stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    UNMET = "unmet"
    CANCELLED = "cancelled"


_M = MediationState
MEDIATION_MOVES: Mapping[MediationState, frozenset[MediationState]] = {
    _M.ASKED: frozenset({_M.CONFIRMED, _M.UNMET, _M.CANCELLED}),
    _M.CONFIRMED: frozenset({_M.UNMET, _M.CANCELLED}),
    _M.UNMET: frozenset({_M.CONFIRMED}),
    _M.CANCELLED: frozenset(),
}


class SlotFull(Conflict):
    """The last place went a moment ago."""

    code = "slot_full"


class NoSuchSlot(DomainError):
    """The desk is not there at that time, or it is too late to book."""

    code = "no_such_slot"


class AlreadyBooked(Conflict):
    """The same person has a booking at this desk at this time."""

    code = "already_booked"


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

    @property
    def is_shut(self) -> bool:
        return self.opens_at is None or self.closes_at is None


@dataclass(frozen=True, slots=True)
class Halt:
    """One time at which a desk is met at a place; a called off one is shown as such."""

    starts: datetime
    ends: datetime
    hours: HoursRule
    is_called_off: bool = False
    note: str = ""


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
    special = list(days)
    ordered = sorted(rules, key=lambda each: str(each.id))
    found = [
        halt
        for number in range((last - first).days + 1)
        for each in ordered
        for halt in _on(each, special, first + timedelta(days=number))
    ]
    return sorted(found, key=lambda halt: (halt.starts, halt.ends, str(halt.hours.id)))


def _on(hours: HoursRule, special: Sequence[SpecialDay], day: date) -> Iterator[Halt]:
    own = [s for s in special if s.on == day and s.rule_id == hours.id]
    # What is said of one stop goes before what is said of the whole desk.
    chosen = own or [s for s in special if s.on == day and s.rule_id is None]
    rule = hours.rule
    occurs = occurs_on(rule, day) and rule.opens_at is not None and rule.closes_at is not None
    open_days = [s for s in chosen if not s.is_shut]
    for each in open_days if own or occurs else ():
        assert each.opens_at is not None
        assert each.closes_at is not None
        yield Halt(*_stretch(day, each.opens_at, each.closes_at), hours, note=each.note)
    if open_days or not occurs:
        return
    assert rule.opens_at is not None
    assert rule.closes_at is not None
    stretch = _stretch(day, rule.opens_at, rule.closes_at)
    if chosen:
        yield Halt(*stretch, hours, is_called_off=True, note=chosen[0].note)
    elif day not in holidays(day.year):
        yield Halt(*stretch, hours)


def _stretch(day: date, opens: time, closes: time) -> tuple[datetime, datetime]:
    last = day if closes > opens else day + timedelta(days=1)
    return datetime.combine(day, opens, ROME), datetime.combine(last, closes, ROME)


def halt_at(found: Iterable[Halt], at: datetime) -> Halt | None:
    """Return the halt that is on at an instant.

    Compared as instants, so that hours that summer time skips or repeats count once.
    """
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
    found, step = [], timedelta(minutes=minutes)
    starts, ends = halt.starts.timestamp(), halt.ends.timestamp()
    while starts + step.total_seconds() <= ends:
        moment = datetime.fromtimestamp(starts, ROME)
        left = places - booked.get(moment, 0)
        if left > 0 and starts >= (now + LATEST_BOOKING).timestamp():
            found.append(Slot(moment, datetime.fromtimestamp(starts, ROME) + step, left))
        starts += step.total_seconds()
    return found


def speaks(halt: Halt, desk_spoken: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether somebody at a halt speaks one of these languages; none wanted fits all."""
    asked = set(wanted)
    return not asked or bool(asked & (set(halt.hours.spoken) | set(desk_spoken)))


def distance_to(halt: Halt, origin: Point) -> float | None:
    """Return how many kilometres a halt is from a point, None where its place is not known."""
    point = halt.hours.place.point
    return None if point is None else haversine_km(origin, point)


def move_booking(current: BookingState, target: BookingState) -> BookingState:
    """Return `target` when a booking may go there, else raise IllegalMove."""
    if target not in BOOKING_MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def move_mediation(current: MediationState, target: MediationState) -> MediationState:
    """Return `target` when a request for a mediator may go there, else raise IllegalMove."""
    if target not in MEDIATION_MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def may(role: DeskRole | None, right: DeskRight) -> bool:
    """Say whether somebody with this role at a desk may do this."""
    return role is not None and right in RIGHTS[role]


def identity_of(secret: str, *said: str) -> UUID:
    """Return the id of what a form writes: the same form sent twice writes one row."""
    told = "\x00".join(("desk", secret, *said)).encode(errors="replace")
    return UUID(bytes=hashlib.sha256(told).digest()[:16], version=4)
