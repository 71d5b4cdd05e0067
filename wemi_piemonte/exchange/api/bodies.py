"""The bodies that the API takes: JSON, strictly read, every fault named by its field."""

import json
from typing import Any

from flask import Request
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate, validates_schema
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from wemi_piemonte.directory.rules import Cost
from wemi_piemonte.foundation import i18n
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.schemas import Strict
from wemi_piemonte.intake.clauses import LONGEST_TEXT
from wemi_piemonte.plans.rules import MOST_WANTED
from wemi_piemonte.plans.schemas import age_field
from wemi_piemonte.search.schemas import place_of
from wemi_piemonte.taxonomy import tree

_CHOICE = _l("This is not one of the choices.")
_NUMBER = _l("Write a number.")


def _text(*, required: bool) -> fields.String:
    too_long = _l("At most %(most)s characters.", most=LONGEST_TEXT)
    length = validate.Length(max=LONGEST_TEXT, error=too_long)
    if required:
        return fields.String(required=True, validate=length)
    return fields.String(load_default="", validate=length)


def _language() -> fields.String:
    return fields.String(load_default=None, validate=validate.OneOf(list(LOCALES), error=_CHOICE))


class RecogniseBody(Strict):
    """A text in the words of a person."""

    text = _text(required=True)
    lang = _language()


class WantedBody(Strict):
    """A need of one person."""

    code = fields.String(required=True, validate=validate.OneOf(tree.need_codes(), error=_CHOICE))
    person = fields.String(load_default="", validate=validate.Length(max=40, error=_CHOICE))
    age = age_field()


class MatchBody(Strict):
    """Needs in words, or as codes, and limits."""

    text = _text(required=False)
    needs = fields.List(
        fields.Nested(WantedBody),
        load_default=list,
        validate=validate.Length(
            max=MOST_WANTED, error=_l("Choose at most %(most)s.", most=MOST_WANTED)
        ),
    )
    place = fields.String(load_default="", validate=validate.Length(max=100, error=_CHOICE))
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90, error=_NUMBER))
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180, error=_NUMBER))
    spoken = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z]{2,3}$", error=_CHOICE)),
        load_default=list,
        validate=validate.Length(max=50, error=_l("Choose at most %(most)s.", most=50)),
    )
    max_km = fields.Float(
        load_default=None,
        validate=validate.Range(
            0, 500, min_inclusive=False, error=_l("Choose a distance from 1 to 500 km.")
        ),
    )
    cost = fields.List(
        fields.String(validate=validate.OneOf([c.value for c in Cost], error=_CHOICE)),
        load_default=list,
    )
    lang = _language()

    @pre_load
    def gather(self, body: Any, **_kwargs: Any) -> Any:
        """Take a single language or cost for a list of one."""
        if not isinstance(body, dict):
            return body
        singles = {k: [body[k]] for k in ("spoken", "cost") if isinstance(body.get(k), str)}
        return {**body, **singles}

    @validates_schema
    def check_whole(self, values: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse half a point, and a question without needs."""
        if (values["lat"] is None) != (values["lon"] is None):
            raise ValidationError(_("Give both lat and lon."), "lat")
        if not values["text"].strip() and not values["needs"]:
            raise ValidationError(_("Give a text, or needs."), "needs")


RECOGNISE = RecogniseBody()
MATCH = MatchBody()


def body_of(request: Request, schema: Strict, locales: tuple[str, ...]) -> dict[str, Any]:
    """Return the values of a body; raises ValidationError for faults in it.

    What is no JSON is a bad request; another kind of content is not read at all.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = json.loads(request.get_data(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadRequest from None
    if isinstance(body, dict) and body.get("lang") in locales:
        # Faults are told in the language of the answer.
        i18n.speak(str(body["lang"]))
    values: dict[str, Any] = schema.load(body)
    asked = values["lang"] or locales[0]
    if asked not in locales:
        raise ValidationError(_("This is not one of the choices."), "lang")
    if "place" in values:
        values["place"] = place_of(values["place"].strip())
    return {**values, "lang": asked}


def _refuse(name: str) -> None:
    raise ValueError(name)
