"""The cheapest way to cover a few needs: exact, over places and the services given there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer as the cover sees it: `mask` has a bit for each need it may answer."""

    id: str
    service: str
    place: str
    metres: int
    goes: bool
    mask: int


@dataclass(frozen=True, slots=True, order=True)
class Price:
    """What a cover costs, the dearest first: places, services, metres, and the last word: ids."""

    places: int = 0
    services: int = 0
    metres: int = 0
    ids: Ids = ()

    def plus(self, other: "Price") -> "Price":
        return Price(
            self.places + other.places,
            self.services + other.services,
            self.metres + other.metres,
            tuple(sorted((*self.ids, *other.ids))),
        )


Ways = dict[int, Price]


def cheapest(choices: Sequence[Choice], wanted: int) -> Ids:
    """Return the ids of the offers that cover every bit of `wanted` at the least price.

    Every wanted bit must be covered by some choice. A place counts once however many services
    are given there; offers that come to the person, or are reached by phone, need no place.
    """
    reached: Ways = {0: Price()}
    for ways in _groups(choices):
        found = dict(reached)
        for done, price in reached.items():
            for mask, step in ways.items():
                both = done | mask
                if both == done:
                    continue
                total = price.plus(step)
                if both not in found or total < found[both]:
                    found[both] = total
        reached = found
    return reached[wanted].ids


def _groups(choices: Sequence[Choice]) -> list[Ways]:
    """Return, place by place, the cheapest way to each set of needs; equal places only once."""
    by_place: dict[str, list[Choice]] = {}
    for choice in sorted(choices, key=lambda c: c.id):
        key = choice.place if choice.goes else f"\x00{choice.service}"
        by_place.setdefault(key, []).append(choice)
    best: dict[tuple[object, ...], tuple[Price, Ways]] = {}
    for members in by_place.values():
        ways = _ways_at(members)
        profile = (members[0].goes, *((mask, ways[mask].services) for mask in sorted(ways)))
        dearest = min(ways.values())
        if profile not in best or dearest < best[profile][0]:
            best[profile] = (dearest, ways)
    return [ways for _, ways in _without_needless(best.values())]


def _without_needless(found: Iterable[tuple[Price, Ways]]) -> list[tuple[Price, Ways]]:
    return sorted(found, key=lambda each: each[0])


def _ways_at(members: Sequence[Choice]) -> Ways:
    """Return the cheapest way to each set of needs with the services of one place."""
    first = members[0]
    start = Price(places=int(first.goes), metres=min(m.metres for m in members))
    ways: Ways = {}
    for choice in _best_of_each_mask(members):
        step = Price(services=1, ids=(choice.id,))
        for mask, price in [(0, start), *ways.items()]:
            both = mask | choice.mask
            total = price.plus(step)
            if both != mask and (both not in ways or total < ways[both]):
                ways[both] = total
    return ways


def _best_of_each_mask(members: Sequence[Choice]) -> list[Choice]:
    best: dict[int, Choice] = {}
    for choice in members:
        best.setdefault(choice.mask, choice)
    return list(best.values())


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
