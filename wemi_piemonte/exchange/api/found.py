"""What was found, as a list and as points on a map."""

from collections.abc import Iterable
from functools import cache
from typing import get_type_hints

from wemi_piemonte.exchange.api.answers import found as shapes
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.search.queries import suggestions_for
from wemi_piemonte.search.rules import Card, Results
from wemi_piemonte.taxonomy import tree

MOST_FEATURES = 2000

_ON_CARD = tuple(get_type_hints(shapes.Card))
_ON_PIN = (
    *("id", "name", "summary", "lang", "translated", "organization", "needs", "distance_km"),
    *("cost", "spoken", "modes", "availability", "verified_on"),
)


@cache
def needs_in(locale: str) -> list[shapes.NeedNode]:
    """Return the tree of needs in a language."""
    return [_node(area.code, area.needs, locale) for area in tree.areas()]


def _node(code: str, children: Iterable[str], locale: str) -> shapes.NeedNode:
    return {
        "code": code,
        "label": tree.label(code, locale),
        "area": tree.area_of(code),
        "explanation": tree.scope(code, locale),
        "children": [_node(child, (), locale) for child in children],
    }


def answer_of(results: Results) -> shapes.Results:
    """Return a page of results; hints are there only when there is something to say."""
    answer: shapes.Results = {
        # Picked by name: cheaper than sorting out what is for our own pages alone.
        "items": [{name: card[name] for name in _ON_CARD} for card in results.cards],  # type: ignore[misc]
        "total": results.total,
        "page": results.page,
        "per_page": results.per_page,
        "facets": results.facets,  # type: ignore[typeddict-item]
    }
    if results.did_you_mean:
        answer["did_you_mean"] = results.did_you_mean
    if results.relaxed:
        answer["relaxed"] = True
    return answer


def suggested_to(typed: str, locale: str) -> shapes.Suggestions:
    """Return how a text may go on."""
    found = suggestions_for(typed, locale)
    return {
        "texts": list(found.texts),
        "needs": [{"code": code, "label": tree.label(code, locale)} for code in found.needs],
    }


def collection_of(points: list[tuple[Card, float, float]], total: int) -> shapes.FeatureCollection:
    """Return the points of the best services as GeoJSON, of `total` services found."""
    return {
        "type": "FeatureCollection",
        "attribution": _(
            "Services: WeMi Piemonte. Municipalities: ISTAT and GeoNames (CC BY 4.0)."
        ),
        "truncated": max(total, len(points)) > MOST_FEATURES,
        "features": [_feature(*point) for point in points[:MOST_FEATURES]],
    }


def _feature(card: Card, lat: float, lon: float) -> shapes.Feature:
    properties = {name: card[name] for name in _ON_PIN}
    properties["municipality"] = next(
        (
            place["municipality"]
            for place in card["locations"]
            if place["lat"] == lat and place["lon"] == lon
        ),
        "",
    )
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,  # type: ignore[typeddict-item]
    }
