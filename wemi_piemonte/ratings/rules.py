"""Ratings people can trust: one a helped request, screened, decided without the score, counted.

Source: D.Lgs. 26/2023 (directive 2019/2161), on saying whether and how ratings are checked;
regulation (EU) 2022/2065, articles 17 and 20, on statements of reasons and complaints.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from wemi_piemonte.foundation.errors import Conflict, DomainError, IllegalMove

FEWEST_SHOWN = 3
"""From how many published ratings on an average is shown."""

APPEALED_WITHIN = timedelta(days=30)
"""How long after a decision its author may ask for another."""

BURST_OF = 5
BURST_WITHIN = timedelta(hours=48)
"""So many ratings of one service within so long are looked at together."""

PRIOR_MEAN = 3.5
PRIOR_WEIGHT = 5
"""What a service counts for before it is rated, when results are sorted by rating."""

LONGEST_COMMENT = 2000
LONGEST_REPLY = 2000
LONGEST_APPEAL = 2000
LEAST, MOST = 1, 5
MARK = "⟦…⟧"
"""What stands where the Region has taken words out."""


class RatingState(StrEnum):
    """Where a rating stands; a held one waits too, with something to look at first."""

    WAITING = "waiting"
    HELD = "held"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ReplyState(StrEnum):
    """Where the reply of a body, or an appeal, stands."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REJECTED = "rejected"


class AppealState(StrEnum):
    """What came of an appeal."""

    WAITING = "waiting"
    GRANTED = "granted"
    DENIED = "denied"


class Met(StrEnum):
    """Whether the service met the need."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Aspect(StrEnum):
    """What else is rated."""

    ACCESS = "access"
    CLARITY = "clarity"
    KINDNESS = "kindness"
    USEFULNESS = "usefulness"


class Finding(StrEnum):
    """Why words hold a rating back."""

    PHONE = "phone"
    EMAIL = "email"
    TAX_CODE = "tax_code"
    DOCUMENT = "document"
    LINK = "link"
    ADDRESS = "address"
    STAFF_NAME = "staff_name"
    PERSON_NAME = "person_name"
    ABUSE = "abuse"


class Verdict(StrEnum):
    """What the Region decides about a rating or a reply."""

    PUBLISH = "publish"
    REDACT = "redact"
    REJECT = "reject"


_R = RatingState
_UNDECIDED = frozenset({_R.WAITING, _R.HELD})

MOVES: Mapping[RatingState, frozenset[RatingState]] = {
    _R.WAITING: frozenset({_R.HELD, _R.PUBLISHED, _R.REJECTED, _R.WITHDRAWN}),
    _R.HELD: frozenset({_R.WAITING, _R.PUBLISHED, _R.REJECTED, _R.WITHDRAWN}),
    # What is published may turn out to break the rules; what was rejected may be appealed.
    _R.PUBLISHED: frozenset({_R.REJECTED, _R.WITHDRAWN}),
    _R.REJECTED: frozenset({_R.PUBLISHED, _R.WITHDRAWN}),
    _R.WITHDRAWN: frozenset(),
}


class AlreadyRated(Conflict):
    """This request was rated before."""

    code = "already_rated"


class NotYetHelped(DomainError):
    """Only who was helped rates, and in time."""

    code = "not_yet_helped"


class NotAppealable(Conflict):
    """Nothing was decided against it, it was appealed before, or the time is over."""

    code = "not_appealable"


class SameModerator(DomainError):
    """An appeal is decided by somebody else than the first decision."""

    code = "same_moderator"


class BurstWaits(Conflict):
    """It came in a burst: the burst is looked at first, as a whole."""

    code = "burst_waits"


class AppealWaits(Conflict):
    """Its author has appealed: the appeal is decided first, by somebody else."""

    code = "appeal_waits"


@dataclass(frozen=True, slots=True)
class Scores:
    """What a person gives: overall from 1 to 5, whether it met the need, aspects as far as told."""

    score: int
    met: Met
    aspects: Mapping[Aspect, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(LEAST <= each <= MOST for each in (self.score, *self.aspects.values())):
            raise ValueError("a score is from 1 to 5")


@dataclass(frozen=True, slots=True)
class Found:
    """Words of a comment that hold it back, and why."""

    words: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Summary:
    """What the published ratings of a service come to.

    `average` and the means of aspects are None below FEWEST_SHOWN; `spread` counts the scores 1
    to 5, `met` the answers to "did it meet the need?"; both are empty below FEWEST_SHOWN.
    """

    count: int = 0
    average: float | None = None
    spread: tuple[int, ...] = ()
    met: Mapping[Met, int] = field(default_factory=dict)
    aspects: Mapping[Aspect, float] = field(default_factory=dict)


def move(current: RatingState, target: RatingState) -> RatingState:
    """Return `target` when the life cycle allows the step, else raise IllegalMove."""
    if target not in MOVES[current]:
        raise IllegalMove(current=current.value, target=target.value)
    return target


def is_undecided(state: RatingState) -> bool:
    """Say whether the Region has yet to decide."""
    return state in _UNDECIDED


def summary_of(scores: Sequence[Scores]) -> Summary:
    """Return what these published scores come to: means and counts, hidden while they are few."""
    if len(scores) < FEWEST_SHOWN:
        return Summary(count=len(scores))
    given = {each: [s.aspects[each] for s in scores if each in s.aspects] for each in Aspect}
    return Summary(
        count=len(scores),
        average=mean(s.score for s in scores),
        spread=tuple(sum(s.score == each for s in scores) for each in range(LEAST, MOST + 1)),
        met={each: sum(s.met is each for s in scores) for each in Met},
        # An aspect that few have rated would tell what one of them said.
        aspects={k: mean(each) for k, each in given.items() if len(each) >= FEWEST_SHOWN},
    )


def summary_of_all(services: Iterable[Sequence[Scores]]) -> Summary:
    """Return what the published scores of several services come to, taken together.

    Scores of services that show no mean are left out while they are so few that the mean of all,
    less the means that are shown, would tell them.
    """
    shown: list[Scores] = []
    hidden: list[Scores] = []
    for scores in services:
        (shown if len(scores) >= FEWEST_SHOWN else hidden).extend(scores)
    if shown and len(hidden) < FEWEST_SHOWN:
        return summary_of(shown)
    return summary_of([*shown, *hidden])


def mean(numbers: Iterable[int]) -> float:
    """Return the mean of some numbers, of which there is at least one."""
    found = list(numbers)
    return sum(found) / len(found)


def shrunk(average: float | None, count: int) -> float:
    """Return what a service counts for in an order by rating.

    Few ratings are drawn to PRIOR_MEAN, as if PRIOR_WEIGHT more had given it, so that a single
    one of five does not win; an average that is not shown does not show in the order either.
    """
    if average is None:
        return PRIOR_MEAN
    return (PRIOR_MEAN * PRIOR_WEIGHT + average * count) / (PRIOR_WEIGHT + count)


def redacted(comment: str, removed: Iterable[str]) -> str:
    """Return a comment without some words, each place of them marked; longer ones go first."""
    wanted = sorted({each.strip() for each in removed} - {""}, key=lambda w: (-len(w), w))
    if not wanted:
        return comment
    # In one go, so that what a mark is made of is never taken for words of the comment.
    return re.sub("|".join(map(re.escape, wanted)), MARK, comment)


def shows_all_of(text: str, other: str) -> bool:
    """Say whether all that one redaction of a comment shows stands in another one too."""
    at = 0
    for part in text.split(MARK):
        found = other.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def is_appealed(decided_at: datetime | None, appeal_decided_at: datetime | None) -> bool:
    """Say whether an appeal that was made is about the last decision, and not one before it."""
    return appeal_decided_at is None or decided_at is None or decided_at <= appeal_decided_at


def may_be_appealed(
    state: RatingState,
    *,
    is_redacted: bool,
    decided_at: datetime | None,
    has_appealed: bool,
    now: datetime,
) -> bool:
    """Say whether the author may ask another person to decide anew."""
    is_against = state is RatingState.REJECTED or (state is RatingState.PUBLISHED and is_redacted)
    in_time = decided_at is not None and now < decided_at + APPEALED_WITHIN
    return is_against and in_time and not has_appealed


def is_burst(moments: Sequence[datetime]) -> bool:
    """Say whether the last of these ratings of one service, oldest first, comes in a burst."""
    return len(moments) >= BURST_OF and moments[-1] - moments[-BURST_OF] <= BURST_WITHIN
