"""Help desks: what they are and do, what members may do, the lives of what is asked there; pure.

When and where they are met stands in `hours`, and is known from here too.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from wemi_piemonte.desks.hours import (
    LATEST_BOOKING,
    Halt,
    HoursRule,
    Place,
    Slot,
    SpecialDay,
    distance_to,
    halt_at,
    halts,
    next_halt,
    shut_holidays,
    slots_of,
    speaks,
)
from wemi_piemonte.foundation.errors import Conflict, DomainError, IllegalMove

__all__ = [
    "ANSWERED_WITHIN",
    "BOOKINGS_KEPT_FOR",
    "BOOKING_MOVES",
    "LATEST_BOOKING",
    "LOOK_AHEAD_DAYS",
    "MEDIATION_MOVES",
    "MOST_AHEAD_DAYS",
    "MOST_PLACES",
    "MOST_REPORTED",
    "REMINDED_BEFORE",
    "RIGHTS",
    "AlreadyBooked",
    "BookingState",
    "DeskAccess",
    "DeskAct",
    "DeskKind",
    "DeskRight",
    "DeskRole",
    "Halt",
    "HoursRule",
    "LatentState",
    "MediationState",
    "NoSuchSlot",
    "Place",
    "Slot",
    "SlotFull",
    "SpecialDay",
    "distance_to",
    "halt_at",
    "halts",
    "may",
    "move_booking",
    "move_mediation",
    "next_halt",
    "shut_holidays",
    "slots_of",
    "speaks",
]

LOOK_AHEAD_DAYS = 14
MOST_AHEAD_DAYS = 92
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
