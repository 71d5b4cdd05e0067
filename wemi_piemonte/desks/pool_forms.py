"""The forms of the pool of mediators and of the needs that antennas report."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from wemi_piemonte.desks.rules import MOST_AHEAD_DAYS, MOST_REPORTED, LatentState
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.listings.schemas import values
from wemi_piemonte.taxonomy import tree

_CHOOSE = _l("Choose one of these.")
_LANGUAGE = validate.Regexp(r"^[a-z]{2,3}\Z", error=_CHOOSE)


class MediatorForm(Lenient):
    """What a body says of a mediator whom it shares."""

    name = values.line(100)
    spoken = fields.List(fields.String(validate=_LANGUAGE), load_default=list)
    municipality = values.town()
    is_remote = fields.Boolean(load_default=False)
    days = fields.List(fields.String(validate=validate.OneOf(DAYS)), load_default=list)
    opens_at = values.clock()
    closes_at = values.clock()
    email = values.email()
    phone = values.phone()

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        errors: dict[str, list[Any]] = {}
        if not data.get("name"):
            errors["name"] = [_l("Write a name.")]
        if not data.get("spoken"):
            errors["spoken"] = [_l("Choose at least one language.")]
        if not data.get("municipality"):
            errors["municipality"] = [_l("Say in which town.")]
        if not (data.get("email") or data.get("phone")):
            errors["email"] = [_l("Say how to reach them: an e-mail address or a phone number.")]
        opens, closes = data.get("opens_at"), data.get("closes_at")
        for name, one, other in (("opens_at", opens, closes), ("closes_at", closes, opens)):
            if one is None and other is not None:
                errors[name] = [_l("Both times are needed.")]
        if opens is not None and opens == closes:
            errors["closes_at"] = [_l("The end is at the beginning.")]
        if errors:
            raise ValidationError(errors)


class AskForm(Lenient):
    """Which language is asked for, and when: a moment still to come."""

    spoken = fields.String(
        required=True, validate=_LANGUAGE, error_messages={"required": [_CHOOSE]}
    )
    on = values.day()
    at = values.clock()
    remote = fields.Boolean(load_default=False)

    @post_load
    def _moment(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        errors = {}
        if data.get("on") is None:
            errors["on"] = [values.DAY]
        if data.get("at") is None:
            errors["at"] = [_l("Write a time like 14:30.")]
        if errors:
            raise ValidationError(errors)
        starts_at = datetime.combine(data["on"], data["at"], clock.ROME)
        if not clock.now() < starts_at <= clock.now() + timedelta(days=MOST_AHEAD_DAYS):
            raise ValidationError([_l("Choose a time to come, within three months.")], "on")
        return {
            "spoken": data["spoken"],
            "starts_at": starts_at,
            "is_remote": data["remote"],
        }


class ReportForm(Lenient):
    """A need that was seen: which, where, of how many people; no words of anybody."""

    need = fields.String(
        required=True,
        validate=validate.OneOf(tree.need_codes(), error=_CHOOSE),
        error_messages={"required": [_CHOOSE]},
    )
    municipality = values.town()
    number = values.whole(1, MOST_REPORTED)

    @validates_schema
    def _whole(self, data: dict[str, Any], **_more: Any) -> None:
        errors: dict[str, list[Any]] = {}
        if not data.get("municipality"):
            errors["municipality"] = [_l("Say in which town.")]
        if data.get("number") is None:
            errors["number"] = [_l("Write a number.")]
        if errors:
            raise ValidationError(errors)


class AnswerNeedForm(Lenient):
    """What the desk answers; what is covered already names the service."""

    state = fields.Enum(
        LatentState,
        by_value=True,
        required=True,
        validate=validate.NoneOf([LatentState.WAITING], error=_CHOOSE),
        error_messages={"unknown": [_CHOOSE], "required": [_CHOOSE]},
    )
    service = fields.String(load_default="")

    @post_load
    def _service(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        if data["state"] is not LatentState.ALREADY_COVERED:
            return {"state": data["state"], "service_id": None}
        try:
            return {"state": data["state"], "service_id": UUID(data["service"])}
        except ValueError:
            raise ValidationError([_l("Choose the service that covers it.")], "service") from None
