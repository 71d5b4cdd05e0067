"""Help desks and the stops of tours, with their next openings."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import Fit, Found, Wanted, find_desks, is_afar, point_of
from wemi_piemonte.desks.queries.finding import DEFAULT_RADIUS_KM
from wemi_piemonte.desks.rules import (
    LOOK_AHEAD_DAYS,
    MOST_AHEAD_DAYS,
    DeskAccess,
    DeskAct,
    DeskKind,
    Halt,
    distance_to,
    next_halt,
)
from wemi_piemonte.exchange.api.answers import desks as shapes
from wemi_piemonte.exchange.api.reach import web_address
from wemi_piemonte.exchange.api.schemas import checked, refuse_unreadable
from wemi_piemonte.exchange.api.towns import town_of
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import counted_search
from wemi_piemonte.foundation.schemas import Strict
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.search.schemas import ApiParameters, place_of

MOST_OPENINGS = 10

_CHOICE = _l("This is not one of the choices.")
_SEARCH = ApiParameters._declared_fields  # noqa: SLF001 - one field, one meaning


class DeskParameters(Strict):
    """A question for desks from the API: what it does not know is refused."""

    place = _SEARCH["place"]
    lat = _SEARCH["lat"]
    lon = _SEARCH["lon"]
    radius_km = fields.Float(
        load_default=None,
        validate=validate.Range(
            0, 500, min_inclusive=False, error=_l("Choose a distance from 1 to 500 km.")
        ),
        metadata={
            "meaning": (
                "How far from the place or point a desk, or a stop of a tour, may be; those by "
                "phone or video are found too. Without a place it has no effect; with one and "
                f"without this it is {DEFAULT_RADIUS_KM:g}."
            )
        },
    )
    spoken = _SEARCH["spoken"]
    kind = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(kind.value for kind in DeskKind)], error=_CHOICE),
    )
    open = fields.String(
        load_default="",
        validate=validate.OneOf(["", "now"], error=_CHOICE),
        metadata={"meaning": "Only desks that are open now."},
    )
    days = fields.Integer(
        load_default=LOOK_AHEAD_DAYS,
        validate=validate.Range(
            1, MOST_AHEAD_DAYS, error=_l("Choose from 1 to %(most)s.", most=MOST_AHEAD_DAYS)
        ),
    )
    lang = _SEARCH["lang"]

    @pre_load
    def gather(self, arguments: Any, **_kwargs: Any) -> dict[str, Any]:
        """Read the languages as a list, and the others once; an empty one is not there."""
        found: dict[str, Any] = {}
        for name in arguments:
            values = [value.strip() for value in arguments.getlist(name) if value.strip()]
            if name == "spoken":
                found[name] = list(dict.fromkeys(values))
            elif values or name not in self.fields:
                found[name] = values[0] if values else ""
        return found

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check(self, _values: dict[str, Any], original: Any, **_kwargs: Any) -> None:
        lat, lon = (any(map(str.strip, original.getlist(name))) for name in ("lat", "lon"))
        if lat != lon:
            raise ValidationError(_("Latitude and longitude go together."), "lat")


DESKS = DeskParameters()


def register(blueprint: Blueprint) -> None:
    """Give the API this question."""
    blueprint.get("/desks")(desks)


@public
@counted_search
def desks() -> ResponseReturnValue:
    refuse_unreadable(request.query_string)
    now = clock.now()
    wanted = _wanted(checked(DESKS, request.args, current_app.config["WEMI"].locales))
    with reading() as session:
        found = find_desks(session, wanted, now)
        answer = _answer(found, wanted, now)
    return jsonify(answer)


def _wanted(values: dict[str, Any]) -> Wanted:
    place = place_of(values["place"])
    origin = Point(place.lat, place.lon) if place else None
    if origin is None and values["lat"] is not None:
        origin = Point(values["lat"], values["lon"])
    return Wanted(
        origin=origin,
        radius_km=values["radius_km"] or DEFAULT_RADIUS_KM,
        spoken=tuple(values["spoken"]),
        kind=DeskKind(values["kind"]) if values["kind"] else None,
        open_now=bool(values["open"]),
        days=values["days"],
    )


def _answer(found: Found, wanted: Wanted, now: datetime) -> shapes.Desks:
    items = [*found.near, *found.afar]
    return {
        "items": [_item(each, wanted, now) for each in items],
        "total": len(items),
        "beyond": [_item(each, wanted, now) for each in found.beyond],
        "by_phone_fits": found.is_afar_fitting,
    }


def _item(fit: Fit, wanted: Wanted, now: datetime) -> shapes.DeskItem:
    desk = fit.desk
    point = None if is_afar(desk) else point_of(desk)
    following = next_halt(fit.times, now)
    return {
        "id": str(desk.id),
        "name": desk.name,
        "kind": desk.kind,
        "description": desk.description,
        "lang": desk.source_lang,
        "organization": {"id": str(desk.organization_id), "name": fit.met.organization_name},
        "municipality": town_of(desk.municipality),
        "address": desk.address,
        "directions": desk.directions,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "distance_km": _rounded(fit.distance_km),
        "phone": desk.phone,
        "email": desk.email,
        "video_url": web_address(desk.url),
        "referent": desk.referent,
        "spoken": list(fit.met.spoken),
        "can_do": [DeskAct(code) for code in _codes(desk.can_do, DeskAct)],
        "access": [DeskAccess(code) for code in _codes(desk.access, DeskAccess)],
        "takes_bookings": desk.slot_places > 0,
        "open_now": fit.met.now is not None,
        "next_opening": _opening(fit, following, wanted) if following else None,
        "openings": [_opening(fit, each, wanted) for each in fit.times[:MOST_OPENINGS]],
    }


def _codes(text: str, known: type[DeskAct] | type[DeskAccess]) -> list[str]:
    """Return those of the codes that we still know."""
    members = {member.value for member in known}
    return [code for code in text.split() if code in members]


def _opening(fit: Fit, halt: Halt, wanted: Wanted) -> shapes.DeskOpening:
    desk: Desk = fit.desk
    place = halt.hours.place
    point = None if is_afar(desk) else place.point
    far = distance_to(halt, wanted.origin) if wanted.origin and point else None
    return {
        "starts": halt.starts.isoformat(),
        "ends": halt.ends.isoformat(),
        "place": "" if place.name == desk.name else place.name,
        "address": place.address,
        "municipality": town_of(place.municipality),
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "distance_km": _rounded(far),
        "spoken": list(fit.met.spoken_at(halt)),
        "note": halt.note or halt.hours.note,
    }


def _rounded(km: float | None) -> float | None:
    return None if km is None else round(km, 1)
