"""The parameters of a search, the same for the page and the API."""

import re
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from wemi_piemonte.directory.rules import Cost, Mode, Target
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.schemas import Lenient, Strict
from wemi_piemonte.geo.gazetteer.places import Municipality, apart, find_places, matches
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.rules import Query
from wemi_piemonte.taxonomy import tree

LONGEST_QUERY = 200
DEFAULT_RADIUS_KM = 30.0
RADII_KM = (5, 10, 30, 60)
MOST_PER_PAGE = 100
WHOLE_NAME = 1
REPEATED = ("need", "spoken", "mode", "cost", "target")
SINGLE = (
    *("q", "place", "lat", "lon", "radius_km", "age", "open", "available", "sort"),
    *("page", "per_page", "lang"),
)

_CHOICE = _l("This is not one of the choices.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _codes(allowed: tuple[str, ...]) -> fields.List[str]:
    one = fields.String(validate=validate.OneOf(allowed, error=_CHOICE))
    too_many = _l("Choose at most %(most)s.", most=50)
    return fields.List(one, load_default=list, validate=validate.Length(max=50, error=too_many))


class _Search:
    """The fields themselves; the two schemas below differ in what they do with unknown ones."""

    q = fields.String(load_default="")
    need = _codes(tree.all_codes())
    place = fields.String(load_default="", validate=validate.Length(max=100, error=_CHOICE))
    lat = fields.Float(
        load_default=None, validate=validate.Range(-90, 90, error=_l("Write a number."))
    )
    lon = fields.Float(
        load_default=None, validate=validate.Range(-180, 180, error=_l("Write a number."))
    )
    radius_km = fields.Float(
        load_default=None,
        validate=validate.Range(
            0, 500, min_inclusive=False, error=_l("Choose a distance from 1 to 500 km.")
        ),
    )
    spoken = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z]{2,3}$", error=_CHOICE)),
        load_default=list,
        validate=validate.Length(max=50, error=_l("Choose at most %(most)s.", most=50)),
    )
    mode = _codes(tuple(mode.value for mode in Mode))
    cost = _codes(tuple(cost.value for cost in Cost))
    age = fields.Integer(
        load_default=None,
        validate=validate.Range(0, 130, error=_l("Write an age from 0 to 130.")),
    )
    target = _codes(tuple(target.value for target in Target))
    open = fields.String(load_default="", validate=validate.OneOf(["", "now"], error=_CHOICE))
    available = fields.String(load_default="", validate=validate.OneOf(["", "1"], error=_CHOICE))
    sort = fields.String(
        load_default="relevance",
        validate=validate.OneOf(["relevance", "distance", "rating"], error=_CHOICE),
    )
    page = fields.Integer(load_default=1)
    per_page = fields.Integer(
        load_default=20,
        validate=validate.Range(1, MOST_PER_PAGE, error=_l("Choose from 1 to 100.")),
    )
    lang = fields.String(load_default=None, validate=validate.OneOf(list(LOCALES), error=_CHOICE))

    @pre_load
    def gather(self, arguments: Any, **_kwargs: Any) -> dict[str, Any]:
        """Read repeated parameters as lists, and the others once; empty ones are not there."""
        found: dict[str, Any] = {}
        for name in arguments:
            values = [value.strip() for value in arguments.getlist(name) if value.strip()]
            if name in REPEATED:
                found[name] = list(dict.fromkeys(values))
            elif values:
                found[name] = values[0]
            elif name not in SINGLE:
                found[name] = ""
        return found

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check(self, values: dict[str, Any], original: Any, **_kwargs: Any) -> None:
        if len(values.get("q") or "") > LONGEST_QUERY:
            raise ValidationError(_("Write at most %(most)s characters.", most=LONGEST_QUERY), "q")
        lat, lon = (any(map(str.strip, original.getlist(name))) for name in ("lat", "lon"))
        if lat != lon:
            raise ValidationError(_("Latitude and longitude go together."), "lat")


class PageParameters(_Search, Lenient):
    """A search from the page: what it does not know is ignored."""


class ApiParameters(_Search, Strict):
    """A search from the API: what it does not know is refused."""


@lru_cache(maxsize=4096)
def candidates_for(text: str) -> tuple[Municipality, ...]:
    """Return the municipalities that a text may mean, the likeliest first."""
    return tuple(find_places(text, limit=8))


@lru_cache(maxsize=4096)
def _is_name(text: str) -> bool:
    """Say whether a text is the whole name of a place, and not only its beginning."""
    ranks = [rank for rank, _place in matches(apart(text)[0])]
    return not text.strip().isdigit() and min(ranks, default=9) <= WHOLE_NAME


def place_of(text: str) -> Municipality | None:
    """Return the municipality that a person means; None for no text.

    Raises ValidationError when nothing in Piedmont is called so, or when several are; the
    several stand in `candidates_for`.
    """
    if not text:
        return None
    found = candidates_for(text)
    if not found:
        message = _("We know no municipality of Piedmont with this name. Check how it is written.")
        raise ValidationError(message, "place")
    if len(found) > 1 and not _is_name(text):
        raise ValidationError(_("Several places match. Choose one of them."), "place")
    return found[0]


def query_of(values: dict[str, Any], *, locale: str, now: Any) -> Query:
    """Return the engine's question for these checked parameters; `now` is an aware instant."""
    place = place_of(values["place"])
    point = Point(place.lat, place.lon) if place else None
    if point is None and values["lat"] is not None:
        point = Point(values["lat"], values["lon"])
    radius = values["radius_km"] or (DEFAULT_RADIUS_KM if point else None)
    return Query(
        text=_CONTROL.sub(" ", values["q"]),
        needs=tuple(values["need"]),
        point=point,
        place=place.istat if place else "",
        radius_km=radius if point else None,
        spoken=tuple(values["spoken"]),
        modes=tuple(values["mode"]),
        costs=tuple(values["cost"]),
        age=values["age"],
        targets=tuple(values["target"]),
        open_at=now if values["open"] else None,
        available=bool(values["available"]),
        sort=values["sort"],
        page=values["page"],
        per_page=values["per_page"],
        locale=locale,
    )
