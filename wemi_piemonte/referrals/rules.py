"""A request for a service: who may move it where, when it is looked after, how long it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wemi_piemonte.foundation.errors import Conflict, DomainError, IllegalMove

REMINDED_AFTER = (timedelta(days=5), timedelta(days=10))
"""When a body that has not answered is reminded, counted from the sending."""

KEPT_FOR = timedelta(days=180)
"""How long the words and the contact of an ended request are kept."""

RATED_WITHIN = timedelta(days=90)
"""How long after having been helped a person may say how it was."""

LONGEST_TEXT = 2000
LONGEST_NAME = 100
LONGEST_CONTACT = 254
MOST_AT_ONCE = 12
CONSENT_VERSION = 1
"""Which wording of the consent a person agreed to; a new wording gets a new number."""


class ReferralState(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    SEEN = "seen"
    CONTACTED = "contacted"
    WAITING_LIST = "waiting_list"
    ACCEPTED = "accepted"
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Actor(StrEnum):
    """Who does something with a request; the site does what is due."""

    PERSON = "person"
    BODY = "body"
    SITE = "site"


class ContactKind(StrEnum):
    """How the person wants to be answered."""

    EMAIL = "email"
    PHONE = "phone"
    DESK = "desk"


class NotHelped(StrEnum):
    """Why somebody was not helped."""

    FULL = "full"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    COULD_NOT_REACH = "could_not_reach"
    ELSEWHERE = "elsewhere"
    NO_LONGER_WANTED = "no_longer_wanted"
    NOT_OFFERED = "not_offered"
    NO_ANSWER = "no_answer"
    TOO_FAR = "too_far"
    TOO_EXPENSIVE = "too_expensive"
    OTHER = "other"


class EventKind(StrEnum):
    """What the timeline of a request tells."""

    MOVED = "moved"
    READ = "read"
    MESSAGE = "message"
    REMINDED = "reminded"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASED = "erased"


class LinkFor(StrEnum):
    """Whom a link of a mail serves."""

    BODY = "body"
    PERSON = "person"


_S = ReferralState
OPEN = frozenset({_S.SENT, _S.SEEN, _S.CONTACTED, _S.WAITING_LIST, _S.ACCEPTED})
ENDED = frozenset(_S) - OPEN
UNANSWERED = frozenset({_S.SENT, _S.SEEN})

_ANSWERED = {_S.CONTACTED, _S.WAITING_LIST, _S.ACCEPTED}
_OUTCOMES = {_S.HELPED, _S.NOT_HELPED}
_NOBODY: frozenset[ReferralState] = frozenset()

MOVES: Mapping[Actor, Mapping[ReferralState, frozenset[ReferralState]]] = {
    Actor.BODY: {
        _S.SENT: frozenset({_S.SEEN} | _ANSWERED | _OUTCOMES),
        _S.SEEN: frozenset(_ANSWERED | _OUTCOMES),
        **{each: frozenset((_ANSWERED | _OUTCOMES) - {each}) for each in _ANSWERED},
    },
    Actor.PERSON: {
        **{each: frozenset({_S.WITHDRAWN}) for each in UNANSWERED},
        **{each: frozenset({_S.WITHDRAWN} | _OUTCOMES) for each in _ANSWERED},
        # What the body calls help the person may deny, and what nobody told the person tells.
        _S.HELPED: frozenset({_S.NOT_HELPED}),
        _S.EXPIRED: frozenset(_OUTCOMES),
    },
    Actor.SITE: {each: frozenset({_S.EXPIRED}) for each in OPEN},
}
"""Who may move a request from where to where."""

ANSWERS = (_S.CONTACTED, _S.WAITING_LIST, _S.ACCEPTED, _S.HELPED, _S.NOT_HELPED)
"""What a body answers, in the order of its form."""

REASONS: Mapping[Actor, tuple[NotHelped, ...]] = {
    Actor.BODY: (
        *(NotHelped.FULL, NotHelped.NOT_ELIGIBLE, NotHelped.OUT_OF_AREA),
        NotHelped.COULD_NOT_REACH,
        *(NotHelped.ELSEWHERE, NotHelped.NO_LONGER_WANTED, NotHelped.NOT_OFFERED),
        NotHelped.OTHER,
    ),
    Actor.PERSON: (
        *(NotHelped.NO_ANSWER, NotHelped.FULL, NotHelped.NOT_ELIGIBLE, NotHelped.ELSEWHERE),
        *(NotHelped.TOO_FAR, NotHelped.TOO_EXPENSIVE, NotHelped.NO_LONGER_WANTED),
        NotHelped.OTHER,
    ),
}
"""Which reasons each side may give, the most frequent first."""


class AlreadyAsked(Conflict):
    """The same person has an open request to the same service."""

    code = "already_asked"


class OwnService(DomainError):
    """Who belongs to the body neither asks it for its service nor rates it."""

    code = "own_service"


class NobodyToAsk(Conflict):
    """The body of this service can not be written to here."""

    code = "nobody_to_ask"


class Silenced(Conflict):
    """Nothing more can be written in this request."""

    code = "silenced"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person tells the body; `needs` are codes, `contact` is empty for a desk.

    `words_locale` is the language of the words where it is not the person's `locale`.
    """

    contact_kind: ContactKind
    contact: str = ""
    name: str = ""
    words: str = ""
    needs: tuple[str, ...] = ()
    locale: str = "it"
    words_locale: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acts for a body: an account, or the address that a link was sent to.

    `name` is what the person reads: of an account its name, of a link nothing.
    """

    account_id: UUID | None = None
    name: str = ""


def may_move(actor: Actor, current: ReferralState, target: ReferralState) -> bool:
    """Say whether this side may take a request from one state to another."""
    return target in MOVES[actor].get(current, _NOBODY)


def move(actor: Actor, current: ReferralState, target: ReferralState) -> ReferralState:
    """Return `target` where this side may go there, else raise IllegalMove."""
    if not may_move(actor, current, target):
        raise IllegalMove(actor=actor.value, current=current.value, target=target.value)
    return target


def checked_reason(
    actor: Actor, target: ReferralState, reason: NotHelped | None
) -> NotHelped | None:
    """Return the reason that goes with a state; raises IllegalMove where it does not fit."""
    if target is not ReferralState.NOT_HELPED:
        return None
    if reason not in REASONS[actor]:
        raise IllegalMove(actor=actor.value, target=target.value, reason=str(reason))
    return reason


_CLOSED_AFTER: Mapping[ReferralState, timedelta] = {
    ReferralState.CONTACTED: timedelta(days=30),
    ReferralState.ACCEPTED: timedelta(days=30),
    # Shorter than a pass is kept, so that its holder can still be asked.
    ReferralState.WAITING_LIST: timedelta(days=60),
}
CLOSED_UNANSWERED = timedelta(days=30)


def closes_at(state: ReferralState, created_at: datetime, moved_at: datetime) -> datetime | None:
    """Return when a request is closed if nothing happens; None for one that has ended.

    One without an answer is counted from its sending: being looked at is not an answer.
    """
    if state in ENDED:
        return None
    if state in UNANSWERED:
        return created_at + CLOSED_UNANSWERED
    return moved_at + _CLOSED_AFTER[state]


def reminds_at(state: ReferralState, created_at: datetime, reminders: int) -> datetime | None:
    """Return when the body is reminded next; None where it is no more."""
    if state not in UNANSWERED or reminders >= len(REMINDED_AFTER):
        return None
    return created_at + REMINDED_AFTER[reminders]


def may_be_rated(state: ReferralState, moved_at: datetime, now: datetime) -> bool:
    """Say whether the person who asked may say now how it was."""
    return state is ReferralState.HELPED and now < moved_at + RATED_WITHIN
