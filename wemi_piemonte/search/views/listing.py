"""All that the page of results shows, made from a question and its answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError

from wemi_piemonte.foundation.i18n import current_locale, current_voice
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.geo.gazetteer.places import Municipality, municipality
from wemi_piemonte.search.rules import Query, Results
from wemi_piemonte.search.schemas import (
    DEFAULT_RADIUS_KM,
    RADII_KM,
    REPEATED,
    SINGLE,
    candidates_for,
    place_of,
)
from wemi_piemonte.search.views.address import (
    Arguments,
    chips_of,
    known,
    map_url,
    page_address,
    pages_of,
    search_url,
    without,
)
from wemi_piemonte.search.views.cards import all_shown
from wemi_piemonte.search.views.facets import facets_of
from wemi_piemonte.search.views.nothing import help_for
from wemi_piemonte.search.views.pins import pins
from wemi_piemonte.search.views.quick_exit import is_sensitive, sounds_sensitive

# Where each message leads; the fields of the bar stand above the folded filters.
_BAR = frozenset({"q", "place", "radius_km"})
_ANCHORS = {
    **{name: name for name in (*_BAR, "age")},
    **{name: f"facet-{name}" for name in REPEATED},
    "lat": "place",
    "lon": "place",
}


def typed(arguments: Arguments) -> dict[str, Any]:
    """Return what stands in the form, as it was typed."""
    values: dict[str, Any] = {name: list(arguments.get(name, [])) for name in REPEATED}
    for name in SINGLE:
        # What HTML can not hold is left out; nobody typed it.
        first = next(iter(arguments.get(name, [])), "")
        values[name] = "".join(char for char in first if char.isprintable())
    return values


def radius_options(chosen: str) -> list[tuple[str, str]]:
    """Return the distances to choose from, with the one in use."""
    found = list(_usual_radii(current_voice()))
    if chosen and chosen not in dict(found) and chosen.replace(".", "", 1).isdigit():
        found.append((chosen, _("Within %(km)s km", km=chosen)))
    return found


@cache
def _usual_radii(_voice: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(km), _("Within %(km)s km", km=km)) for km in RADII_KM)


def _frame(
    arguments: Arguments, counts: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, Any]:
    """Return what the page needs with and without results."""
    values = typed(arguments)
    values["radius_km"] = values["radius_km"] or f"{DEFAULT_RADIUS_KM:g}"
    return {
        "values": values,
        "radius_options": radius_options(values["radius_km"]),
        "errors": {},
        "places": [],
        "chips": [],
        "clear_url": "",
        "facets": facets_of(counts or {}, values),
        "filters_open": False,
        "results": None,
        "cards": [],
        "map_url": "",
        "areas": pins(),
        "sensitive": is_sensitive(values["need"]),
    }


def refused(arguments: Arguments, error: ValidationError) -> dict[str, Any]:
    """Return the page for a question that can not be asked: the form, with what is wrong."""
    errors = {**_messages(error), **_place_errors(arguments)}
    places = candidates_for(typed(arguments)["place"]) if "place" in errors else ()
    return {
        **_frame(arguments),
        "errors": errors,
        "anchors": _ANCHORS,
        "filters_open": not _BAR.issuperset(errors),
        "places": _choices(places, arguments),
    }


def _place_errors(arguments: Arguments) -> dict[str, list[str]]:
    """Return what is wrong with the place, which is looked up only when all else is right."""
    try:
        place_of(typed(arguments)["place"])
    except ValidationError as error:
        return _messages(error)
    return {}


def _messages(error: ValidationError) -> dict[str, list[str]]:
    """Return the messages of each field, those of the items of a list among them."""
    normalized: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    found: dict[str, list[str]] = {}
    for name, messages in normalized.items():
        nested = messages.values() if isinstance(messages, dict) else [messages]
        flat = [str(message) for group in nested for message in group]
        found[name] = list(dict.fromkeys(flat))
    return found


def _choices(places: Sequence[Municipality], arguments: Arguments) -> list[dict[str, str]]:
    return [
        {
            "label": Name(place.label),
            "url": search_url({**without(arguments, "place"), "place": [place.istat]}),
        }
        for place in places
    ]


def _place_chip(query: Query) -> str:
    if query.point is None:
        return ""
    found = municipality(query.place) if query.place else None
    name = Name(found.name) if found else _("Your position")
    km = f"{query.radius_km or DEFAULT_RADIUS_KM:g}"
    # Our own words, the name written as a name.
    said: str = Markup(_("%(place)s, within %(km)s km")) % {"place": name, "km": km}  # noqa: S704
    return said


def answered(
    query: Query, results: Results, arguments: Arguments, ask: Callable[[Query], Results]
) -> dict[str, Any]:
    """Return the page for an answer; `ask` answers further questions when it is empty."""
    frame = _frame(arguments, results.facets)
    if query.place and (found := municipality(query.place)):
        frame["values"]["place"] = found.label
    chips = chips_of(arguments, _place_chip(query))
    frame |= {
        "chips": chips,
        "clear_url": search_url({"q": known(arguments).get("q", [])}) if chips else "",
        "results": results,
        "cards": all_shown(results.cards),
        "sort_options": sort_options(query),
        "order_note": order_note(query.sort),
        "here": query.point,
        "sensitive": is_sensitive(query.needs) or sounds_sensitive(query.text, query.locale),
        "meant_url": _meant_url(arguments, results.did_you_mean),
    }
    if not results.total:
        help_ = help_for(query, results, arguments, chips, ask)
        return frame | {"help": help_, "sensitive": is_sensitive((*query.needs, *help_.needs))}
    return frame | {
        "map_url": map_url(arguments, current_locale()),
        "pages": pages_of(results.total, query.page, query.per_page, page_address(arguments)),
    }


def _meant_url(arguments: Arguments, meant: str | None) -> str:
    return search_url({**without(arguments, "q"), "q": [meant]}) if meant else ""


def sort_options(query: Query) -> list[tuple[str, str]]:
    """Return the orders that make sense for a question."""
    found = [("relevance", _("Best match first"))]
    if query.point is not None:
        found.append(("distance", _("Nearest first")))
    return [*found, ("rating", _("Best rated first"))]


def order_note(sort: str) -> str:
    """Return why the results stand in this order."""
    notes: Mapping[str, str] = {
        "relevance": _(
            "First come the services that fit your words and filters best. Among equals: the "
            "nearest, those that take new people, those confirmed most recently. Nobody can pay "
            "to stand higher."
        ),
        "distance": _("The nearest place comes first. Nobody can pay to stand higher."),
        "rating": _(
            "First come the services rated best by those they helped. Many good ratings count "
            "more than a few, and services with fewer than three stand where middling ones do. "
            "Among equals: those that take new people, those confirmed most recently. Nobody can "
            "pay to stand higher."
        ),
    }
    return notes[sort]
