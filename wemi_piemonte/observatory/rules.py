"""What figures may be shown: small counts are hidden, and so is a total that would tell one.

Source: security.md, 7; the idea of complementary suppression is that of statistical offices
(Hundepool et al., Statistical Disclosure Control, chapter 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

SMALLEST_SHOWN = 5
MONTHS = 12

_LARGEST_HIDDEN = SMALLEST_SHOWN - 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and their total as they may be shown; None where a number is hidden."""

    counts: tuple[int | None, ...]
    total: int | None


def figures(counts: Sequence[int]) -> Figures:
    """Return what may be shown of some counts.

    The total stays only where each hidden count can, for all it tells, still be any number from
    nought to four; knowing this rule does not help either.
    """
    shown = tuple(each if each >= SMALLEST_SHOWN else None for each in counts)
    hidden = [each for each in counts if each < SMALLEST_SHOWN]
    rest = sum(hidden)
    is_safe = _LARGEST_HIDDEN <= rest <= _LARGEST_HIDDEN * (len(hidden) - 1)
    total = sum(counts)
    if hidden and not is_safe:
        return Figures(shown, None)
    return Figures(shown, total if total >= SMALLEST_SHOWN else None)


@dataclass(frozen=True, slots=True)
class Nested:
    """Counts of a recent time, and of all times, as they may be shown beside each other."""

    recent: Figures
    ever: Figures


def nested(recent: Sequence[int], older: Sequence[int]) -> Nested:
    """Return what may be shown of counts of a recent time, and of these with what came before.

    What is told of all times, less what is recent, tells what came before: it is shown only where
    both parts might be. So no hidden count stands in more than one sum that is shown.
    """
    now, before = figures(recent), figures(older)
    counts = tuple(
        late + early if late is not None and early is not None else None
        for late, early in zip(now.counts, before.counts, strict=True)
    )
    both = now.total is not None and before.total is not None
    total = sum(recent) + sum(older) if both else None
    return Nested(now, Figures(counts, total))


def months_before(today: date, number: int = MONTHS) -> tuple[date, ...]:
    """Return the first days of the last months, the present one last."""
    first = today.replace(day=1)
    return tuple(first - relativedelta(months=back) for back in range(number - 1, -1, -1))
