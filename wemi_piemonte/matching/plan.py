"""A plan: which services cover which needs, what stays uncovered and why, what else there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wemi_piemonte.directory.rules import Answer, Availability
from wemi_piemonte.matching.cover import Choice, cheapest, spread
from wemi_piemonte.matching.rules import (
    Cause,
    Cell,
    Need,
    Offer,
    Preferences,
    Reach,
    meet,
    reach_of,
)

MOST_EXACT = 8
MOST_ALTERNATIVES = 5
# Beyond so many offers for one need only the likeliest are weighed, so that work stays bounded.
MOST_OFFERS_A_NEED = 400


@dataclass(frozen=True, slots=True)
class Covered:
    """A need that a chosen service covers, with the cell that says why."""

    need: Need
    cell: Cell


@dataclass(frozen=True, slots=True)
class Line:
    """One service of the plan, what it covers, and how far it is (None when it comes)."""

    offer: Offer
    covers: tuple[Covered, ...]
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A need that nothing covers, with the nearest miss as its cause."""

    need: Need
    cause: Cause


@dataclass(frozen=True, slots=True)
class Plan:
    """The services in order, the gaps, and other fitting offers for each need."""

    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    alternatives: tuple[tuple[Need, tuple[Offer, ...]], ...]


class _Table:
    """Every need met with every offer that names it."""

    def __init__(
        self, needs: Sequence[Need], offers: Sequence[Offer], limits: Preferences, today: date
    ) -> None:
        self.reach: dict[str, Reach | None] = {o.id: reach_of(o, limits) for o in offers}
        self.offers = {o.id: o for o in offers}
        self.cells: list[dict[str, Cell]] = [
            {
                o.id: meet(need, o, self.reach[o.id], limits, today)
                for o in offers
                if need.code in o.needs
            }
            for need in needs
        ]

    def fitting(self, number: int) -> list[str]:
        """Return the offers that fit a need, the likeliest first: sure ones before unknown."""
        cells = self.cells[number]
        return sorted((each for each, cell in cells.items() if cell.fits), key=self._merit(cells))

    def _merit(self, cells: dict[str, Cell]):  # type: ignore[no-untyped-def]  # noqa: ANN202
        def merit(each: str) -> tuple[object, ...]:
            reach = self.reach[each]
            offer = self.offers[each]
            confirmed = -(offer.verified_on or date.min).toordinal()
            return (
                cells[each].answer is Answer.UNKNOWN,
                offer.availability is not Availability.ACCEPTS,
                reach.metres if reach else 0,
                confirmed,
                each,
            )

        return merit

    def cause(self, number: int) -> Cause:
        """Return the nearest miss: the obstacle that stands closest to an answer."""
        order = list(Cause)
        causes = {cell.cause for cell in self.cells[number].values() if cell.cause}
        return min(causes, key=order.index) if causes else Cause.NO_SERVICE


def plan(needs: Sequence[Need], offers: Sequence[Offer], limits: Preferences, today: date) -> Plan:
    """Return the plan for these needs.

    Most needs covered, then fewest cells of unknown eligibility, fewest places, fewest services,
    fewest kilometres, ids. Exact up to eight needs; more are planned eight at a time, what is
    chosen already costing nothing more, so that the work stays bounded. The same for any order
    of needs and offers.
    """
    wanted = tuple(sorted(set(needs), key=_name))
    offers = sorted({o.id: o for o in offers}.values(), key=lambda o: o.id)
    table = _Table(wanted, offers, limits, today)
    allowed = [_allowed(table, number) for number in range(len(wanted))]
    coverable = [number for number, found in enumerate(allowed) if found]
    answered = _answered(table, allowed, coverable)
    gaps = tuple(
        Gap(need, table.cause(number)) for number, need in enumerate(wanted) if not allowed[number]
    )
    return Plan(wanted, _lines(table, wanted, answered), gaps, _others(table, wanted, answered))


def _name(need: Need) -> tuple[object, ...]:
    age = -1 if need.age is None else need.age
    return (need.person, need.code, age, tuple(sorted(need.conditions)))


def _allowed(table: _Table, number: int) -> list[str]:
    """Return what may cover a need: sure offers where there is one, else the unknown ones."""
    fitting = table.fitting(number)
    sure = [each for each in fitting if table.cells[number][each].answer is Answer.YES]
    return (sure or fitting)[:MOST_OFFERS_A_NEED]


def _answered(table: _Table, allowed: list[list[str]], coverable: list[int]) -> dict[int, str]:
    """Return the offer that answers each need, eight needs at a time."""
    answered: dict[int, str] = {}
    for start in range(0, len(coverable), MOST_EXACT):
        taken = sorted(set(answered.values()))
        part = []
        for number in coverable[start : start + MOST_EXACT]:
            known = next((each for each in taken if each in allowed[number]), None)
            if known is None:
                part.append(number)
            else:
                answered[number] = known
        visited = {table.offers[each].place for each in taken}
        answered |= _cheapest(table, allowed, part, visited)
    return answered


def _cheapest(
    table: _Table, allowed: list[list[str]], part: list[int], visited: set[str]
) -> dict[int, str]:
    masks: dict[str, int] = {}
    for bit, number in enumerate(part):
        for each in allowed[number]:
            masks[each] = masks.get(each, 0) | 1 << bit
    choices = []
    for each, mask in masks.items():
        reach, offer = table.reach[each], table.offers[each]
        assert reach is not None
        place = offer.place or each
        goes = reach.goes and place not in visited
        metres = reach.metres if goes else 0
        choices.append(Choice(each, offer.service, place, metres, goes, mask))
    ids = cheapest(choices, (1 << len(part)) - 1)
    return {part[bit]: each for bit, each in spread(masks, ids, len(part)).items()}


def _lines(table: _Table, needs: Sequence[Need], answered: dict[int, str]) -> tuple[Line, ...]:
    chosen: dict[str, list[Covered]] = {}
    for number, each in sorted(answered.items()):
        chosen.setdefault(each, []).append(Covered(needs[number], table.cells[number][each]))
    lines = []
    for each, covers in chosen.items():
        reach = table.reach[each]
        far = reach is not None and reach.goes and table.offers[each].point is not None
        km = reach.metres / 1000 if far and reach else None
        lines.append(Line(table.offers[each], tuple(covers), km))
    return tuple(
        sorted(lines, key=lambda line: (-len(line.covers), line.distance_km or 0.0, line.offer.id))
    )


def _others(
    table: _Table, needs: Sequence[Need], answered: dict[int, str]
) -> tuple[tuple[Need, tuple[Offer, ...]], ...]:
    found = []
    for number, need in enumerate(needs):
        used = table.offers[answered[number]].service if number in answered else ""
        services: dict[str, Offer] = {}
        for each in table.fitting(number):
            offer = table.offers[each]
            if offer.service != used:
                services.setdefault(offer.service, offer)
        found.append((need, tuple(services.values())[:MOST_ALTERNATIVES]))
    return tuple(found)
