"""Cards of the index as the offers that matching compares."""

from datetime import date

from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.matching.rules import Offer
from wemi_piemonte.search.rules import Card


def offers_of(card: Card) -> list[Offer]:
    """Return a service as one offer for each of its places, or one without a place."""
    places = [place for place in card["locations"] if place["lat"] is not None]
    points = [(Point(place["lat"], place["lon"]), place) for place in places]
    return [_offer(card, number, point) for number, (point, _) in enumerate(points)] or [
        _offer(card, 0, None)
    ]


def _offer(card: Card, number: int, point: Point | None) -> Offer:
    first, last = card["_ages"]
    verified = card["verified_on"]
    return Offer(
        id=f"{card['id']}/{number}",
        service=card["id"],
        needs=frozenset(card["needs"]),
        # Services of several bodies under one roof are one place to go to.
        place=f"{point.lat:.4f},{point.lon:.4f}" if point else "",
        point=point,
        serves=frozenset(card["_areas"]),
        modes=frozenset(Mode(code) for code in card["modes"]),
        spoken=frozenset(card["spoken"]),
        cost=Cost(card["cost"]),
        minimum_age=first,
        maximum_age=last,
        targets=frozenset(card["_targets"]),
        eligibility={name: Answer(value) for name, value in card["_eligibility"].items()},
        availability=Availability(card["availability"]),
        verified_on=date.fromisoformat(verified) if verified else None,
    )
