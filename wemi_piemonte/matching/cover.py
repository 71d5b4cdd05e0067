"""The cheapest way to cover a few needs: exact, over places and the services given there.

A price is one whole number, so that prices are added and compared at once: places first, then
services, then metres, and last, taken away from all that, a bit for each offer chosen. The first
id in order has the highest bit: of two choices of as many offers, that with the lesser ids is the
lesser number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ids = tuple[str, ...]
Ways = dict[int, int]
"""The cheapest price of each set of needs, sets as bits."""

METRE_BITS, SERVICE_BITS = 32, 16


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer as the cover sees it: `mask` has a bit for each need it may answer."""

    id: str
    service: str
    place: str
    metres: int
    goes: bool
    mask: int


@dataclass(frozen=True, slots=True)
class _Prices:
    """What each step costs; `bits` has the bit of each id."""

    room: int
    bits: Mapping[str, int]

    @classmethod
    def of(cls, choices: Sequence[Choice]) -> "_Prices":
        ids = sorted({choice.id for choice in choices}, reverse=True)
        return cls(len(ids), {each: 1 << at for at, each in enumerate(ids)})

    def going(self, metres: int, *, goes: bool) -> int:
        return (int(goes) << METRE_BITS + SERVICE_BITS | metres) << self.room

    def taking(self, each: str) -> int:
        return (1 << METRE_BITS + self.room) - self.bits[each]

    def ids(self, price: int) -> Ids:
        taken = -price & (1 << self.room) - 1
        return tuple(sorted(each for each, bit in self.bits.items() if taken & bit))


def cheapest(choices: Sequence[Choice], wanted: int) -> Ids:
    """Return the ids of the offers that cover every bit of `wanted` at the least price.

    Every wanted bit must be covered by some choice. A place counts once however many services
    are given there; offers that come to the person, or are reached by phone, need no place.
    """
    prices = _Prices.of(choices)
    reached: Ways = {0: 0}
    for ways in _groups(choices, prices):
        found = dict(reached)
        for done, price in reached.items():
            for mask, step in ways.items():
                both = done | mask
                if both != done and (both not in found or price + step < found[both]):
                    found[both] = price + step
        reached = found
    return prices.ids(reached[wanted])


def _groups(choices: Sequence[Choice], prices: _Prices) -> list[Ways]:
    """Return, place by place, the cheapest way to each set of needs.

    Of places where the same can be had with as many services only one is ever gone to, since one
    gives all that two would: they are taken together, for each set of needs the cheapest.
    """
    by_place: dict[str, list[Choice]] = {}
    for choice in choices:
        key = choice.place if choice.goes else f"\x00{choice.service}"
        by_place.setdefault(key, []).append(choice)
    alike: dict[tuple[object, ...], Ways] = {}
    for members in by_place.values():
        ways, services = _ways_at(members, prices)
        profile = (members[0].goes, *sorted(services.items()))
        known = alike.setdefault(profile, ways)
        for mask, price in ways.items():
            known[mask] = min(known[mask], price)
    return list(alike.values())


def _ways_at(members: Sequence[Choice], prices: _Prices) -> tuple[Ways, dict[int, int]]:
    """Return the cheapest way to each set of needs with the services of one place, and how many."""
    there = prices.going(min(m.metres for m in members), goes=members[0].goes)
    best: dict[int, str] = {}
    for choice in members:
        best[choice.mask] = min(best.get(choice.mask, choice.id), choice.id)
    ways: Ways = {}
    services: dict[int, int] = {}
    for mask, each in sorted(best.items(), key=lambda pair: pair[1]):
        step = prices.taking(each)
        for before, price, many in [(0, there, 0), *((m, p, services[m]) for m, p in ways.items())]:
            both = before | mask
            if both != before and (both not in ways or price + step < ways[both]):
                ways[both], services[both] = price + step, many + 1
    return ways, services


def spread(masks: Mapping[str, int], ids: Ids, needs: int) -> dict[int, str]:
    """Return which of the chosen offers answers each need: the one that answers most, then id."""
    order = sorted(ids, key=lambda each: (-masks[each].bit_count(), each))
    answered: dict[int, str] = {}
    for bit in range(needs):
        for each in order:
            if masks[each] >> bit & 1:
                answered[bit] = each
                break
    return answered
