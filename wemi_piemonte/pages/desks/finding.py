"""The list of help desks: near a place, by language, kind and day; as desks or as times."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.desks.queries import Found, Wanted, find_desks, is_afar
from wemi_piemonte.desks.queries.finding import DEFAULT_RADIUS_KM
from wemi_piemonte.desks.rules import MOST_AHEAD_DAYS, DeskKind
from wemi_piemonte.desks.schemas import LABELS
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.foundation.limits import counted_search
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.geo.gazetteer.places import Municipality
from wemi_piemonte.pages.desks.parameters import (
    BY_TIME,
    RADII_KM,
    SINGLE,
    DeskParameters,
    wanted_of,
)
from wemi_piemonte.pages.desks.shown import PINS, desk_shown, times_shown
from wemi_piemonte.search.schemas import candidates_for

MOST_TIMES = 40
PARAMETERS = DeskParameters()
_FORM = "desk-form"
# Where each message leads.
_ANCHORS = {
    **{name: name for name in ("place", "radius_km", "kind", "day", "open")},
    "lat": "place",
    "lon": "place",
    "spoken": "desk-languages",
}

Arguments = Mapping[str, Sequence[str]]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get("/<locale:locale>/desks")(index)


@public
@counted_search
def index(locale: str) -> ResponseReturnValue:
    """Show the desks that fit, the nearest first, or their times, the soonest first."""
    del locale
    now = clock.now()
    arguments = request.args.to_dict(flat=False)
    try:
        values = PARAMETERS.load(request.args)
        wanted, place = wanted_of(values, now)
    except ValidationError as error:
        return render_template("desks/index.html", **_refused(arguments, error)), 400
    with reading() as session:
        found = find_desks(session, wanted, now)
        page = _page(arguments, wanted, place, found, by_time=values["view"] == BY_TIME)
    return render_template("desks/index.html", **page)


def _typed(arguments: Arguments) -> dict[str, Any]:
    """Return what stands in the form, as it was typed."""
    values: dict[str, Any] = {"spoken": list(arguments.get("spoken", []))}
    for name in SINGLE:
        first = next(iter(arguments.get(name, [])), "")
        values[name] = "".join(char for char in first if char.isprintable())
    values["radius_km"] = values["radius_km"] or f"{DEFAULT_RADIUS_KM:g}"
    return values


def _frame(arguments: Arguments) -> dict[str, Any]:
    values, today = _typed(arguments), clock.today()
    radii = [(str(km), _("Within %(km)s km", km=km)) for km in RADII_KM]
    chosen = values["radius_km"]
    if chosen not in dict(radii) and chosen.replace(".", "", 1).isdigit():
        radii.append((chosen, _("Within %(km)s km", km=chosen)))
    return {
        "form": _FORM,
        "values": values,
        "errors": {},
        "anchors": _ANCHORS,
        "places": [],
        "radius_options": radii,
        "languages_offered": _languages(values["spoken"]),
        "kind_options": [
            ("", _("Every kind")),
            *((kind.value, str(LABELS["desk_kind"][kind])) for kind in DeskKind),
        ],
        "filters_open": False,
        "in_use": sum(bool(values[name]) for name in ("spoken", "kind", "day", "open")),
        "first_day": today.isoformat(),
        "last_day": today.fromordinal(today.toordinal() + MOST_AHEAD_DAYS).isoformat(),
        "found": None,
    }


def _languages(chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Return the languages to choose from: those of the site, and what else was asked for."""
    codes = [*LOCALES, *(code for code in dict.fromkeys(chosen) if code not in LOCALES)]
    return [(code, language_name(code)) for code in codes if code.isascii() and code.isalpha()]


def _refused(arguments: Arguments, error: ValidationError) -> dict[str, Any]:
    """Return the page for a question that can not be asked: the form, with what is wrong."""
    normalized: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
    errors: dict[str, list[str]] = {}
    for name, messages in normalized.items():
        nested = messages.values() if isinstance(messages, dict) else [messages]
        flat = [str(message) for group in nested for message in group]
        errors[name] = list(dict.fromkeys(flat))
    frame = _frame(arguments)
    places = candidates_for(frame["values"]["place"]) if "place" in errors else ()
    return {
        **frame,
        "errors": errors,
        "filters_open": True,
        "places": [
            {"label": Name(each.label), "url": _address(arguments, place=each.istat)}
            for each in places
        ],
    }


def _address(arguments: Arguments, **changed: str) -> str:
    """Return the address of the same question with something changed; what is empty goes."""
    kept = {
        name: [value for value in values if value.strip()]
        for name, values in arguments.items()
        if name in (*SINGLE, "spoken")
    }
    query = urlencode(
        {**kept, **{name: [value] * bool(value) for name, value in changed.items()}}, doseq=True
    )
    path = url_for("desks.index")
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def _page(
    arguments: Arguments,
    wanted: Wanted,
    place: Municipality | None,
    found: Found,
    *,
    by_time: bool,
) -> dict[str, Any]:
    frame = _frame(arguments)
    if place is not None:
        frame["values"]["place"] = place.label
    wider = next((km for km in RADII_KM if km > wanted.radius_km), None)
    # A desk by phone is there every day: among stops it would hide them.
    only_afar = wanted.kind is DeskKind.DIGITAL
    times = [each for each in found.times if is_afar(each[0].desk) is only_afar]
    return {
        **frame,
        "found": found,
        "here": wanted.origin,
        "wanted": wanted,
        "near": [desk_shown(each) for each in found.near],
        "afar": [desk_shown(each) for each in found.afar],
        "beyond": [desk_shown(each) for each in found.beyond],
        "by_time": by_time,
        "desks_url": _address(arguments, view=""),
        "times_url": _address(arguments, view=BY_TIME),
        "wider_url": _address(arguments, radius_km=str(wider)) if wider and wanted.origin else "",
        "wider_km": wider,
        "clear_url": url_for("desks.index"),
        "days": list(times_shown(times[:MOST_TIMES])) if by_time else [],
        "is_cut": len(times) > MOST_TIMES,
        "most_times": MOST_TIMES,
        "tours": list(times_shown(found.tours)),
        "pins": PINS,
    }
