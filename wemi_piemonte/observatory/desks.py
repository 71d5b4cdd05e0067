"""Figures of one desk: its load, what waits, outcomes, languages; nothing by person."""

from collections import Counter
from collections.abc import Iterable
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
    languages: tuple[Line, ...]
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
        outcomes=_lines((outcome.value, ended[outcome]) for outcome in CaseOutcome),
        languages=_lines(languages.most_common()),
        unmet=_lines(_unmet(session, desk_id, since).most_common()),
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


def _lines(rows: Iterable[tuple[str, int]]) -> tuple[Line, ...]:
    """Return codes with their numbers, those that are hidden last and in no order that tells."""
    found = [(code, number) for code, number in rows if number]
    shown = [Line(code, number) for code, number in found if number >= SMALLEST_SHOWN]
    hidden = sorted(code for code, number in found if number < SMALLEST_SHOWN)
    return (*shown, *(Line(code, None) for code in hidden))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME)


def _day(at: datetime) -> date:
    return at.astimezone(ROME).date()
