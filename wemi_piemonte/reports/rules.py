"""A report that something on a sheet is wrong: its states, and when the Region steps in."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wemi_piemonte.accounts.rules import code_from
from wemi_piemonte.foundation.errors import Conflict, IllegalMove

ANSWER_WITHIN = timedelta(days=14)
"""How long the body has before the report goes to the moderators."""

KEPT_FOR = timedelta(days=180)
"""How long an ended report, and the reporter's address, are kept."""

LONGEST_TEXT = 1000


class Answered(Conflict):
    """Somebody else has answered meanwhile, or the time to answer is over."""

    code = "answered"


class ReportState(StrEnum):
    """Where a report stands."""

    SENT = "sent"
    WITH_REGION = "with_region"
    MENDED = "mended"
    NOT_WRONG = "not_wrong"
    DISMISSED = "dismissed"


MOVES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.SENT: frozenset(
        {ReportState.WITH_REGION, ReportState.MENDED, ReportState.NOT_WRONG}
    ),
    ReportState.WITH_REGION: frozenset(
        {ReportState.MENDED, ReportState.NOT_WRONG, ReportState.DISMISSED}
    ),
    ReportState.MENDED: frozenset(),
    # The reporter may say once that it is wrong all the same.
    ReportState.NOT_WRONG: frozenset({ReportState.WITH_REGION}),
    ReportState.DISMISSED: frozenset(),
}


class ReportField(StrEnum):
    """What of a sheet is wrong, as its reader sees it."""

    NAME = "name"
    WHAT = "what"
    WHO = "who"
    HOW = "how"
    PLACE = "place"
    TIMES = "times"
    COST = "cost"
    CONTACTS = "contacts"
    LANGUAGES = "languages"
    ACCESSIBILITY = "accessibility"
    AVAILABILITY = "availability"
    CLOSED = "closed"
    OTHER = "other"


def move(current: ReportState, target: ReportState) -> ReportState:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def due_at(created_at: datetime) -> datetime:
    """Return when an unanswered report goes to the moderators."""
    return created_at + ANSWER_WITHIN


ANSWERS = (ReportState.MENDED, ReportState.NOT_WRONG)
"""What a body may answer."""


def may_be_disputed(
    state: ReportState, answered_at: datetime | None, disputed_at: datetime | None
) -> bool:
    """Say whether the reporter may still say that it is wrong all the same.

    Once, and only to the body: what the Region has answered stands.
    """
    return state is ReportState.NOT_WRONG and answered_at is not None and disputed_at is None


def identity_of(secret: str, *said: str) -> tuple[UUID, str]:
    """Return the id of a report, and the code to follow it by.

    Both follow from the secret of the form and from what was said in it, so that the same form
    sent twice is one report, and both answers show the same code. Neither tells the other.
    """
    told = "\x00".join((secret, *said)).encode(errors="replace")
    number = int.from_bytes(hashlib.sha256(b"code" + told).digest())
    return UUID(bytes=hashlib.sha256(b"id" + told).digest()[:16], version=4), code_from(number)
