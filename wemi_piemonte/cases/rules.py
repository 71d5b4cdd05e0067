"""What an operator opens for one visitor: short-lived, anonymous unless the visitor says else."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from wemi_piemonte.foundation.errors import Conflict, DomainError, IllegalMove

FADES_AFTER = timedelta(days=90)
"""How long after the last act a case is kept; then it is deleted with all that hangs on it."""

READING_LASTS = timedelta(minutes=30)
"""Who does nothing in a case for this long opens it anew, and that is written down anew."""

SENT_TWICE = timedelta(minutes=1)
"""Code and PIN of a visitor sent again within this long are the same form, sent twice."""

MANDATE_LASTS = timedelta(days=90)
LONGEST_MANDATE = timedelta(days=365)
MANDATE_DAYS = (30, 90, 365)
"""For how long a mandate may be given, as the form offers it."""

MANDATE_VERSION = 2
LONGEST_NOTE = 1000


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"


class CaseOutcome(StrEnum):
    """How a case was closed."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT_HELPED = "not_helped"
    PASSED_ON = "passed_on"
    NOT_SEEN_AGAIN = "not_seen_again"


class CaseEventKind(StrEnum):
    """What the history of a case tells; the visitor reads it too."""

    OPENED = "opened"
    READ = "read"
    PLANNED = "planned"
    MANDATE = "mandate"
    MANDATE_ENDED = "mandate_ended"
    REQUESTED = "requested"
    NOTED = "noted"
    HANDED_OVER = "handed_over"
    TAKEN = "taken"
    FOLLOW_UP = "follow_up"
    PRINTED = "printed"
    CLOSED = "closed"


class MandateScope(StrEnum):
    """What a visitor lets a desk do in their name; the desk, not the person of the operator."""

    SEND_REQUESTS = "send_requests"
    READ_ANSWERS = "read_answers"
    KEEP_NOTES = "keep_notes"


MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    # To go on, the visitor brings code and PIN, and a new case is opened.
    CaseState.CLOSED: frozenset(),
}


class NoMandate(DomainError):
    """The visitor has not let the desk do this, or no longer does."""

    code = "no_mandate"


class CaseClosed(Conflict):
    """The case is closed: it is opened again first."""

    code = "case_closed"


class NobodyThere(Conflict):
    """Nobody at that desk opens cases: what is handed over there would be lost."""

    code = "nobody_there"


def move(current: CaseState, target: CaseState) -> CaseState:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def fades_at(touched_at: datetime) -> datetime:
    """Return when a case that was last touched then is deleted."""
    return touched_at + FADES_AFTER


def is_in_force(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Say whether a mandate holds: its end bites at the very next request."""
    return revoked_at is None and now < expires_at


def expiry_of(now: datetime, days: int) -> datetime:
    """Return when a mandate given now for so many days ends: at most a year on."""
    return now + min(timedelta(days=max(days, 1)), LONGEST_MANDATE)
