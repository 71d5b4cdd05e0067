"""How ratings are checked, in plain words and in numbers, as D.Lgs. 26/2023 asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from dateutil.relativedelta import relativedelta
from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.moderation.queries import first_waits
from wemi_piemonte.moderation.rules import RATING_REASONS, Reason
from wemi_piemonte.observatory.rules import MONTHS, SMALLEST_SHOWN, figures, nested
from wemi_piemonte.ratings.queries.counts import AppealCounts, Counts, appeal_counts, counts
from wemi_piemonte.ratings.rules import Verdict

Sums = dict[tuple[str, str], int]
"""How many of what, by what became of it and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what became of something, why if it was rejected, a number a column."""

    code: str
    reason: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines and what they come to; the first column is the recent one where there are two."""

    rows: tuple[Row, ...]
    totals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the page."""

    outcomes: Table
    appeals: Table
    days: tuple[int | None, ...]

    def all(self) -> Iterator[int | None]:
        """Yield each number of the two tables."""
        for table in (self.outcomes, self.appeals):
            yield from table.totals
            for row in table.rows:
                yield from row.numbers


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get("/<locale:locale>/how-ratings-are-checked")(policy)


@public
def policy(locale: str) -> str:
    """Show who rates, how it is checked, and what came of the ratings so far."""
    del locale
    since = clock.now() - relativedelta(months=MONTHS)
    with reading() as session:
        numbers = numbers_of(session, since)
    return render_template(
        "ratings/policy.html",
        numbers=numbers,
        is_told=any(number is not None for number in numbers.all()),
        why_not=RATING_REASONS[Verdict.REJECT],
        smallest=SMALLEST_SHOWN,
    )


def numbers_of(session: Session, since: datetime) -> Numbers:
    """Return what may be told, since a moment and of all times."""
    times: tuple[dict[str, datetime], ...] = ({"since": since}, {"before": since})
    given = [_outcomes(counts(session, **each)) for each in times]
    made = [_appeals(appeal_counts(session, **each)) for each in times]
    waits = [first_waits(session)]
    if any(given[1].values()):
        waits.insert(0, first_waits(session, since))
    else:
        # All is recent: one column says it.
        given, made = given[:1], made[:1]
    return Numbers(_table(given), _table(made), tuple(_days(each) for each in waits))


def _outcomes(found: Counts) -> Sums:
    """Return each rating in one place: those that were rejected by their reason.

    There is no sum of what was rejected: it would tell of each reason what is hidden.
    """
    known = [each.value for each in RATING_REASONS[Verdict.REJECT]]
    other = sum(number for code, number in found.rejected.items() if code not in known)
    rejected = {("rejected", code): found.rejected.get(code, 0) for code in known}
    rejected["rejected", Reason.OTHER.value] += other
    return {
        ("published", ""): found.published,
        ("redacted", ""): found.redacted,
        **rejected,
        ("waiting", ""): found.waiting,
        ("withdrawn", ""): found.withdrawn,
    }


def _appeals(found: AppealCounts) -> Sums:
    return {
        ("granted", ""): found.granted,
        ("denied", ""): found.denied,
        ("waiting", ""): found.waiting,
    }


def _table(sums: Sequence[Sums]) -> Table:
    """Return a table of what is recent and of all; of one column where nothing is older."""
    parts = [list(each.values()) for each in sums]
    columns = [figures(parts[0])]
    if len(parts) > 1:
        told = nested(*parts)
        columns = [told.recent, told.ever]
    rows = (
        Row(code, reason, tuple(each.counts[at] for each in columns))
        for at, (code, reason) in enumerate(sums[0])
    )
    return Table(tuple(rows), tuple(each.total for each in columns))


def _days(waits: Sequence[timedelta]) -> int | None:
    """Return the median of some waits in days, begun ones counted; None while they are few."""
    if len(waits) < SMALLEST_SHOWN:
        return None
    return max(ceil(median(each / timedelta(days=1) for each in waits)), 1)
