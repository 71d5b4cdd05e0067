"""What can be asked of the list of desks, and the question that it makes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from wemi_piemonte.desks.queries import Wanted
from wemi_piemonte.desks.queries.finding import DEFAULT_RADIUS_KM
from wemi_piemonte.desks.rules import MOST_AHEAD_DAYS, DeskKind
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.geo.gazetteer.places import Municipality
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.schemas import PageParameters, place_of

RADII_KM = (5, 15, 30, 60)
SINGLE = ("place", "lat", "lon", "radius_km", "kind", "open", "day", "view")
BY_TIME = "times"

_CHOICE = _l("This is not one of the choices.")
_SEARCH = PageParameters._declared_fields  # noqa: SLF001 - one field, one meaning


class DeskParameters(Lenient):
    """A question from the page: what it does not know is ignored."""

    place = _SEARCH["place"]
    lat = _SEARCH["lat"]
    lon = _SEARCH["lon"]
    radius_km = _SEARCH["radius_km"]
    spoken = _SEARCH["spoken"]
    open = _SEARCH["open"]
    kind = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(kind.value for kind in DeskKind)], error=_CHOICE),
    )
    day = fields.Date(load_default=None, error_messages={"invalid": [_l("Choose a day.")]})
    view = fields.String(load_default="", validate=validate.OneOf(["", BY_TIME], error=_CHOICE))

    @pre_load
    def gather(self, arguments: Any, **_kwargs: Any) -> dict[str, Any]:
        """Read the languages as a list, and the others once; empty ones are not there."""
        found: dict[str, Any] = {}
        for name in arguments:
            values = [value.strip() for value in arguments.getlist(name) if value.strip()]
            if values:
                found[name] = list(dict.fromkeys(values)) if name == "spoken" else values[0]
        return found

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check(self, _values: dict[str, Any], original: Any, **_kwargs: Any) -> None:
        lat, lon = (any(map(str.strip, original.getlist(name))) for name in ("lat", "lon"))
        if lat != lon:
            raise ValidationError(_("Latitude and longitude go together."), "lat")


def wanted_of(values: Mapping[str, Any], now: datetime) -> tuple[Wanted, Municipality | None]:
    """Return the question of these values, and the town that it is asked from, if there is one.

    Raises ValidationError for a place that nobody knows, and for a day that is not near.
    """
    place = place_of(values["place"])
    origin = Point(place.lat, place.lon) if place else None
    if origin is None and values["lat"] is not None:
        origin = Point(values["lat"], values["lon"])
    wanted = Wanted(
        origin=origin,
        radius_km=values["radius_km"] or DEFAULT_RADIUS_KM,
        spoken=tuple(values["spoken"]),
        kind=DeskKind(values["kind"]) if values["kind"] else None,
        open_now=bool(values["open"]),
        day=_near_day(values["day"], now),
    )
    return wanted, place


def _near_day(day: date | None, now: datetime) -> date | None:
    today = now.astimezone(ROME).date()
    if day is not None and not today <= day <= today + timedelta(days=MOST_AHEAD_DAYS):
        raise ValidationError(_("Choose a day from today to three months from now."), "day")
    return day
