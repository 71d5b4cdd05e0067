"""The forms of notices, applications and decisions."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, pre_load, validate

from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.geo.gazetteer.places import municipality, place_meant, provinces
from wemi_piemonte.qualification.rules import (
    LONGEST_VALIDITY,
    REGION,
    REGISTER_SECTIONS,
    SHORTEST_VALIDITY,
    LegalForm,
    Told,
    is_place,
    is_tax_code,
)
from wemi_piemonte.taxonomy import tree

_LONG = _l("This is too long.")
_CHOICE = _l("This is not one of the choices.")
_SHORT_TEXT = validate.Length(max=200, error=_LONG)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REPEATED = ("sections", "needs", "provinces", "territory")


class _Form(Lenient):
    """A form as browsers send it: trimmed, what may be there several times as a list."""

    @pre_load
    def gather(self, sent: Any, **_kwargs: Any) -> dict[str, Any]:
        """Read a form."""
        found: dict[str, Any] = {name: [] for name in _REPEATED}
        for name in sent:
            values = [
                _CONTROL.sub(" ", v).replace("\r\n", "\n").strip() for v in sent.getlist(name)
            ]
            found[name] = list(dict.fromkeys(values)) if name in _REPEATED else values[0]
        return found


def _text(longest: int) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=longest, error=_LONG))


def _title() -> fields.String:
    needed = validate.Length(min=1, error=_l("Write a title."))
    return fields.String(required=True, validate=[_SHORT_TEXT, needed])


def _one_of(*codes: str) -> fields.String:
    return fields.String(load_default="", validate=validate.OneOf(["", *codes], error=_CHOICE))


def _codes(most: int, at_least: int = 0) -> fields.List[str]:
    one = fields.String(validate=validate.Length(max=64, error=_LONG))
    enough = validate.Length(min=at_least, error=_l("Choose an area or a need."))
    too_many = validate.Length(max=most, error=_LONG)
    return fields.List(one, load_default=list, validate=[too_many, enough])


class ApplicationForm(_Form):
    """An application, complete or not: only what can not be kept is refused."""

    legal_name = _text(200)
    tax_code = _text(40)
    legal_form = _one_of(*(each.value for each in LegalForm))
    runts_section = _one_of(*REGISTER_SECTIONS)
    runts_number = _text(40)
    municipality = _text(60)
    email = _text(254)
    phone = _text(60)
    website = _text(300)
    statement = _text(5000)
    sections = _codes(100)
    needs = _codes(200)
    region = _one_of("1")
    provinces = _codes(20)
    municipalities = _text(5000)


class StartForm(_Form):
    """Who applies: a body of one's own, one of the directory, or a new one."""

    organization = fields.String(load_default="")
    legal_name = _text(200)
    tax_code = _text(40)


class TitleForm(_Form):
    """The title under which a notice is begun."""

    key = fields.UUID(required=True)
    title = _title()


_MONTHS = validate.Range(
    SHORTEST_VALIDITY, LONGEST_VALIDITY, error=_l("Choose from 1 to 120 months.")
)


class NoticeForm(_Form):
    """A notice without its parts."""

    revision = fields.Integer(required=True)
    title = _title()
    text = _text(20_000)
    valid_months = fields.Integer(required=True, validate=_MONTHS)


class SectionForm(_Form):
    """A section of a notice."""

    revision = fields.Integer(required=True)
    title = _title()
    needs = _codes(200, at_least=1)


class CriterionForm(_Form):
    """A criterion of a notice."""

    revision = fields.Integer(required=True)
    section = fields.String(load_default="")
    title = _title()
    text = _text(5000)
    needs_document = fields.Boolean(load_default=False)


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValidationError([_("Write a day, such as 2027-03-31.")]) from None


class DaysForm(_Form):
    """From when and until when a notice takes applications."""

    revision = fields.Integer(required=True)
    opens_on = fields.Function(deserialize=_day, load_default=None)
    closes_on = fields.Function(deserialize=_day, load_default=None)


class RevisionForm(_Form):
    """Which state of a thing was seen."""

    revision = fields.Integer(required=True)
    seen = _text(4000)
    text = _text(5000)


class AcceptForm(RevisionForm):
    """For what, where and for how long a body is qualified."""

    needs = _codes(200)
    territory = _codes(1500)
    months = fields.Integer(required=True, validate=_MONTHS)


def told_from(form: dict[str, Any]) -> Told:
    """Return what an application tells, places by their codes where they are known."""
    place = place_meant(form["municipality"])
    return Told(
        legal_name=" ".join(form["legal_name"].split()),
        tax_code=tax_code_meant(form["tax_code"]),
        legal_form=LegalForm(form["legal_form"]) if form["legal_form"] else None,
        runts_section=form["runts_section"],
        runts_number=form["runts_number"],
        municipality=place.istat if place else form["municipality"],
        email=form["email"],
        phone=form["phone"],
        website=form["website"],
        statement=form["statement"],
        sections=tuple(form["sections"]),
        needs=tuple(code for code in tree.need_codes() if code in set(form["needs"])),
        territory=_territory(form),
    )


def _territory(form: dict[str, Any]) -> tuple[str, ...]:
    known = {province.istat for province in provinces()}
    found = [REGION] if form["region"] else []
    found += [code for code in form["provinces"] if code in known]
    for written in re.split(r"[,;\n]", form["municipalities"]):
        words = " ".join(written.split())
        place = place_meant(words) if words else None
        # What is no place stays in sight; its spaces do not part codes.
        found += [place.istat if place else words.replace(" ", "\u00a0")] if words else []
    return tuple(dict.fromkeys(found))


def tax_code_meant(text: str) -> str:
    """Return a tax code as it is kept: without spaces, dots and the letters of the country."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    return code.removeprefix("IT") if is_tax_code(code.removeprefix("IT")) else code


def place_name(code: str) -> str:
    """Return what a place of a territory is called; words that are no place as they are."""
    if code == REGION:
        return str(_("All of Piedmont"))
    place = municipality(code)
    if place is not None:
        return place.label
    province = next((each for each in provinces() if each.istat == code), None)
    return province.name if province else code.replace("\u00a0", " ")


def written_places(territory: tuple[str, ...]) -> str:
    """Return the municipalities of a territory as its form holds them, one a line."""
    return "\n".join(place_name(code) for code in territory if not is_place(code) or len(code) == 6)
