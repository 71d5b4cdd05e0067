"""Looking around: the services of a need, of an organization, and those that are alike."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.rules import Card, Query, Results
from wemi_piemonte.search.views.cards import ShownCard, all_shown
from wemi_piemonte.taxonomy.tree import Area, area_of, areas

PER_PAGE = 20
MOST_SIMILAR = 4

Ask = Callable[[Query], Results]


def page_of(ids: Sequence[UUID], page: int) -> Sequence[UUID]:
    """Return the things of one page."""
    return ids[(page - 1) * PER_PAGE : page * PER_PAGE]


def area_with(code: str) -> Area | None:
    """Return the area that a need belongs to, or that it is; None for an unknown code."""
    area = next((each for each in areas() if each.code == area_of(code)), None)
    return area if area and (code == area.code or code in area.needs) else None


def need_counts(ask: Ask) -> Mapping[str, int]:
    """Return how many services answer each need."""
    return ask(Query(per_page=1)).facets.get("need", {})


def services_for(code: str, page: int, locale: str, ask: Ask) -> Results:
    """Return a page of the services that answer a need, or any need of an area."""
    return ask(Query(needs=(code,), page=page, per_page=PER_PAGE, locale=locale))


def similar_to(
    record: ServiceRecord, locale: str, ask: Callable[[Query], list[Card]]
) -> list[ShownCard]:
    """Return a few other services for the same need, the near ones first."""
    if not record.needs:
        return []
    point = next(
        (
            Point(place.latitude, place.longitude)
            for place in (link.location for link in record.locations)
            if place.latitude is not None and place.longitude is not None
        ),
        None,
    )
    query = Query(
        needs=record.needs[:1],
        point=point,
        sort="distance" if point else "relevance",
        per_page=MOST_SIMILAR + 1,
        locale=locale,
    )
    others = [card for card in ask(query) if card["id"] != str(record.id)]
    return all_shown(others[:MOST_SIMILAR])
