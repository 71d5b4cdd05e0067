"""What the closed lists of desks are called, and the forms of those who book and keep them."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from wemi_piemonte.desks.rules import (
    MOST_PLACES,
    BookingState,
    DeskAccess,
    DeskAct,
    DeskKind,
    DeskRole,
    LatentState,
    MediationState,
)
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.listings.schemas import values

LABELS: dict[str, dict[str, Any]] = {
    "desk_kind": {
        DeskKind.FIXED: _l("Help desk"),
        DeskKind.ITINERANT: _l("Help desk on the move"),
        DeskKind.POINT: _l("Community point"),
        DeskKind.DIGITAL: _l("Help desk by phone or video"),
    },
    "desk_act": {
        DeskAct.LISTEN: _l("Listen and help you find your way"),
        DeskAct.PLAN: _l("Make a plan for all your needs with you"),
        DeskAct.SEND_REQUESTS: _l("Ask for services on your behalf"),
        DeskAct.FILL_FORMS: _l("Help with forms and papers"),
        DeskAct.ISEE: _l("Help with the ISEE"),
        DeskAct.DIGITAL_IDENTITY: _l("Help with SPID and the electronic identity card"),
        DeskAct.BOOK_VISITS: _l("Book medical visits"),
        DeskAct.INTERPRETER: _l("Call an interpreter"),
        DeskAct.HOME_VISIT: _l("Come to your home"),
    },
    "desk_access": {
        DeskAccess.STEP_FREE: _l("No steps at the entrance"),
        DeskAccess.ACCESSIBLE_TOILET: _l("Accessible toilet"),
        DeskAccess.LIFT: _l("Lift"),
        DeskAccess.SIGN_LANGUAGE: _l("Sign language"),
        DeskAccess.HEARING_LOOP: _l("Hearing loop"),
        DeskAccess.QUIET_ROOM: _l("Quiet room"),
        DeskAccess.PARKING: _l("Parking for people with a disability"),
    },
    "desk_role": {
        DeskRole.MANAGER: _l("Manager of the desk"),
        DeskRole.OPERATOR: _l("Operator"),
        DeskRole.REFERENT: _l("Contact person of a community point"),
        DeskRole.ANTENNA: _l("Antenna"),
    },
    "booking_state": {
        BookingState.BOOKED: _l("Booked"),
        BookingState.CANCELLED: _l("Cancelled"),
        BookingState.CALLED_OFF: _l("Called off by the desk"),
        BookingState.CAME: _l("Came"),
        BookingState.MISSED: _l("Did not come"),
    },
    "latent_state": {
        LatentState.WAITING: _l("Waiting for an answer"),
        LatentState.TAKEN_UP: _l("Taken up"),
        LatentState.ALREADY_COVERED: _l("Already covered by a service"),
        LatentState.NOT_COVERED: _l("Not covered"),
    },
    "mediation_state": {
        MediationState.ASKED: _l("Asked"),
        MediationState.CONFIRMED: _l("Confirmed"),
        MediationState.UNMET: _l("Nobody found"),
        MediationState.CANCELLED: _l("Cancelled"),
    },
}

_CHOOSE = _l("Choose one of these.")
_LANGUAGE = validate.Regexp("[a-z]{2,3}$", error=_CHOOSE)


class Moment(fields.String):
    """A time to be chosen from a list, as the list wrote it: an instant with its zone."""

    default_error_messages = {"required": [_l("Choose a time.")]}  # noqa: RUF012 - as declared

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            found = datetime.fromisoformat(text[:40])
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError([_l("Choose a time.")])


class MoveForm(Lenient):
    """Which time somebody wants instead."""

    starts = Moment(required=True)


class BookForm(MoveForm):
    """Which time, in which language, and where to tell, if anywhere."""

    spoken = fields.String(required=True, validate=_LANGUAGE)
    email = values.email()


def _codes(allowed: Any) -> fields.List[str]:
    each = fields.String(validate=validate.OneOf([str(code) for code in allowed]))
    return fields.List(each, load_default=list)


def _languages() -> fields.List[str]:
    return fields.List(fields.String(validate=_LANGUAGE), load_default=list)


def _point(data: dict[str, Any]) -> None:
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if data.get(one) is not None and data.get(other) is None:
            raise ValidationError([_l("A point needs both numbers.")], other)


def _in_order(data: dict[str, Any], first: str, last: str) -> None:
    before, after = data.get(first), data.get(last)
    if before is not None and after is not None and after < before:
        raise ValidationError([_l("The end is before the beginning.")], last)


def _both_times(data: dict[str, Any], *, needed: bool) -> None:
    opens, closes = data.get("opens_at"), data.get("closes_at")
    for name, one, other in (("opens_at", opens, closes), ("closes_at", closes, opens)):
        if one is None and (needed or other is not None):
            raise ValidationError([_l("Both times are needed.")], name)
    if opens is not None and opens == closes:
        raise ValidationError([_l("The end is at the beginning.")], "closes_at")


class DeskForm(Lenient):
    """What a desk says of itself."""

    kind = fields.Enum(
        DeskKind, by_value=True, required=True, error_messages={"unknown": [_CHOOSE]}
    )
    name = values.line(150)
    description = values.prose()
    can_do = _codes(DeskAct)
    access = _codes(DeskAccess)
    spoken = _languages()
    municipality = values.town()
    address = values.line()
    directions = values.prose()
    latitude = values.degrees(90)
    longitude = values.degrees(180)
    phone = values.phone()
    email = values.email()
    url = values.web()
    referent = values.line(150)
    slot_minutes = values.whole(5, 240)
    slot_places = values.whole(0, MOST_PLACES)
    revision = fields.Integer(required=True)

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        errors: dict[str, list[Any]] = {}
        if not data.get("name"):
            errors["name"] = [_l("Give it a name.")]
        if not data.get("spoken"):
            errors["spoken"] = [_l("Choose at least one language.")]
        if data.get("kind") in {DeskKind.FIXED, DeskKind.POINT} and not data.get("municipality"):
            errors["municipality"] = [_l("Say in which town.")]
        if data.get("kind") is DeskKind.DIGITAL and not (data.get("url") or data.get("phone")):
            errors["url"] = [_l("Say where it is met: a telephone number or an address.")]
        for name in ("slot_minutes", "slot_places"):
            if data.get(name) is None:
                errors[name] = [_l("Write a number.")]
        if errors:
            raise ValidationError(errors)
        _point(data)


class HoursForm(Lenient):
    """One rule of when, and of a tour where, a desk is met."""

    days = _codes(DAYS)
    interval = values.whole(1, 8)
    opens_at = values.clock()
    closes_at = values.clock()
    valid_from = values.day()
    valid_to = values.day()
    name = values.line(150)
    municipality = values.town()
    address = values.line()
    latitude = values.degrees(90)
    longitude = values.degrees(180)
    spoken = _languages()
    note = values.line()

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        if not data.get("days"):
            raise ValidationError([_l("Choose at least one day.")], "days")
        _both_times(data, needed=True)
        if data.get("valid_from") is None:
            raise ValidationError([values.DAY], "valid_from")
        _in_order(data, "valid_from", "valid_to")
        _point(data)


class DayForm(Lenient):
    """A day that differs; without hours the desk is shut."""

    on = values.day()
    opens_at = values.clock()
    closes_at = values.clock()
    hours_id = fields.String(load_default="")
    note = values.line()

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        if data.get("on") is None:
            raise ValidationError([values.DAY], "on")
        _both_times(data, needed=False)


class MemberForm(Lenient):
    """What somebody is at a desk, and the languages they speak."""

    role = fields.Enum(
        DeskRole,
        by_value=True,
        required=True,
        error_messages={"unknown": [_CHOOSE], "required": [_CHOOSE]},
    )
    spoken = _languages()


class FoundForm(Lenient):
    """A new desk, and who keeps it first."""

    body = values.line(200)
    name = values.line(150)
    kind = fields.Enum(
        DeskKind,
        by_value=True,
        required=True,
        error_messages={"unknown": [_CHOOSE], "required": [_CHOOSE]},
    )
    municipality = values.town()
    email = values.email()

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        needed = {
            "body": _l("Write the name of the body."),
            "name": _l("Give it a name."),
            "email": values.EMAIL,
        }
        errors = {name: [message] for name, message in needed.items() if not data.get(name)}
        if errors:
            raise ValidationError(errors)
