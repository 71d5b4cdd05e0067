"""Figures of one desk: its load, what waits, outcomes, languages; nothing by person."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.cases.models import Case
from wemi_piemonte.cases.rules import FADES_AFTER, CaseOutcome, CaseState
from wemi_piemonte.desks.models import Booking, DeskVisits, Mediation
from wemi_piemonte.desks.rules import BookingState, MediationState
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.observatory.rules import SMALLEST_SHOWN, Figures, figures, months_before

CASES_KNOWN_FOR = FADES_AFTER
"""Cases are deleted this long after the last act: what is older is not counted."""

HELD = (BookingState.BOOKED, BookingState.CAME, BookingState.MISSED)


@dataclass(frozen=True, slots=True)
class Line:
    """What may be shown of a code: a number, None for one that is hidden."""

    code: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """How often a language was asked for by booking or walking in, and in how many cases.

    Two numbers that are not added up: who booked, or was counted at the door, may have a case too,
    and nothing that is kept tells which. None stands for one that is hidden.
    """

    code: str
    asked: int | None
    cases: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """What came to a desk in a month; `cases_known` is false for one whose cases are deleted."""

    first: date
    cases: int | None
    bookings: int | None
    visits: int | None
    cases_known: bool


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The figures of a desk, as they may be shown."""

    months: tuple[Month, ...]
    totals: tuple[Figures, ...]
    open_cases: int
    overdue: int
    outcomes: tuple[Line, ...]
    languages: tuple[Spoken, ...]
    unmet: tuple[Line, ...]


def figures_of_desk(session: Session, desk_id: UUID, today: date) -> DeskFigures:
    """Return the figures of the last twelve months."""
    months = months_before(today)
    since = _morning(months[0])
    cases = session.scalars(select(Case).where(Case.desk_id == desk_id)).all()
    bookings = session.scalars(
        select(Booking).where(
            Booking.desk_id == desk_id,
            Booking.starts_at >= since,
            Booking.starts_at < _morning(today + timedelta(days=1)),
            Booking.state.in_(HELD),
        )
    ).all()
    visits = session.scalars(
        select(DeskVisits).where(DeskVisits.desk_id == desk_id, DeskVisits.on >= months[0])
    ).all()
    languages: Counter[str] = Counter(each.spoken for each in bookings)
    for each in visits:
        languages[each.spoken] += each.number
    columns = (
        figures(_monthly(months, ((_day(each.opened_at), 1) for each in cases))),
        figures(_monthly(months, ((_day(each.starts_at), 1) for each in bookings))),
        figures(_monthly(months, ((each.on, each.number) for each in visits))),
    )
    running = [each for each in cases if each.state is CaseState.OPEN]
    ended = Counter(each.outcome for each in cases if each.outcome is not None)
    return DeskFigures(
        months=_rows(months, columns, today),
        totals=columns,
        open_cases=len(running),
        overdue=sum((each.follow_up_on or today) < today for each in running),
        outcomes=_lines(_column({each.value: ended[each] for each in CaseOutcome if ended[each]})),
        languages=_languages(languages, Counter(each.visitor_locale for each in cases)),
        unmet=_lines(_large(dict(_unmet(session, desk_id, since).most_common()))),
    )


def _unmet(session: Session, desk_id: UUID, since: datetime) -> Counter[str]:
    query = select(Mediation.spoken).where(
        Mediation.desk_id == desk_id,
        Mediation.state == MediationState.UNMET,
        Mediation.created_at >= since,
    )
    return Counter(session.scalars(query))


def _rows(months: tuple[date, ...], columns: tuple[Figures, ...], today: date) -> tuple[Month, ...]:
    oldest = today - CASES_KNOWN_FOR
    cases, bookings, visits = (column.counts for column in columns)
    rows = [
        Month(first, cases[at], bookings[at], visits[at], first >= oldest)
        for at, first in enumerate(months)
    ]
    return tuple(reversed(rows))


def _monthly(months: tuple[date, ...], rows: Iterable[tuple[date, int]]) -> list[int]:
    counts: Counter[date] = Counter()
    for day, number in rows:
        counts[day.replace(day=1)] += number
    return [counts[first] for first in months]


def _languages(asked: Mapping[str, int], cases: Mapping[str, int]) -> tuple[Spoken, ...]:
    """Return both numbers of each language, those that are hidden last, by their codes."""
    codes = sorted({*asked, *cases})
    left = _column({code: asked.get(code, 0) for code in codes})
    right = _column({code: cases.get(code, 0) for code in codes})
    rows = [Spoken(code, left[code], right[code]) for code in codes]
    return tuple(sorted(rows, key=lambda each: (-(each.asked or 0), -(each.cases or 0), each.code)))


def _column(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return what may be shown of counts whose sum stands elsewhere on the page.

    Where one alone is hidden the sum would tell it: the smallest of the others is hidden too.
    """
    told = _large(counts)
    shown = sorted((each, code) for code, each in told.items() if each is not None)
    hidden = [each for each in counts.values() if each < SMALLEST_SHOWN]
    if len(hidden) == 1 and hidden[0] and shown:
        told[shown[0][1]] = None
    return told


def _large(counts: Mapping[str, int]) -> dict[str, int | None]:
    return {code: each if each >= SMALLEST_SHOWN else None for code, each in counts.items()}


def _lines(told: Mapping[str, int | None]) -> tuple[Line, ...]:
    """Return codes with their numbers, those that are hidden last and in no order that tells."""
    shown = [Line(code, number) for code, number in told.items() if number is not None]
    hidden = sorted(code for code, number in told.items() if number is None)
    return (*shown, *(Line(code, None) for code in hidden))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME)


def _day(at: datetime) -> date:
    return at.astimezone(ROME).date()
