"""What was written down without network, as a device sends it when the network is back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from wemi_piemonte.cases.rules import LONGEST_NOTE
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.foundation.schemas import Strict, Words
from wemi_piemonte.plans.rules import KINDS, MOST_PEOPLE, MOST_WANTED, Person, Wanted, Wishes
from wemi_piemonte.plans.schemas import age_field
from wemi_piemonte.search.schemas import place_of
from wemi_piemonte.taxonomy import tree

_CHOICE = _l("This is not one of the choices.")
_TOO_LONG = _l("Write at most 1000 letters.")


@dataclass(frozen=True, slots=True)
class DeviceNote:
    """One note: its own id, whose it is, the visitor's language and wishes, what was written.

    `agreed_in` is the language in which the visitor agreed that the desk keeps notes, else empty.
    """

    id: UUID
    account: str
    visitor: str
    wishes: Wishes
    words: str
    note: str
    agreed_in: str


class _PersonForm(Strict):
    id = fields.String(required=True, validate=validate.Regexp(r"^\d{1,2}$", error=_CHOICE))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS, error=_CHOICE))
    age = age_field()


class _WantedForm(Strict):
    code = fields.String(required=True, validate=validate.OneOf(tree.need_codes(), error=_CHOICE))
    person = fields.String(required=True)


class DeviceNoteForm(Strict):
    """The body of a note; what it does not know is refused."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    visitor = fields.String(required=True, validate=validate.OneOf(list(LOCALES), error=_CHOICE))
    people = fields.List(
        fields.Nested(_PersonForm),
        required=True,
        validate=validate.Length(min=1, max=MOST_PEOPLE, error=_CHOICE),
    )
    wanted = fields.List(
        fields.Nested(_WantedForm),
        required=True,
        validate=validate.Length(
            max=MOST_WANTED, error=_l("Choose at most %(most)s.", most=MOST_WANTED)
        ),
    )
    place = fields.String(load_default="", validate=validate.Length(max=100, error=_CHOICE))
    words = Words(load_default="", validate=validate.Length(max=LONGEST_NOTE, error=_TOO_LONG))
    note = Words(load_default="", validate=validate.Length(max=LONGEST_NOTE, error=_TOO_LONG))
    agreed_in = fields.String(
        load_default="", validate=validate.OneOf(["", *LOCALES], error=_CHOICE)
    )

    @validates_schema
    def _fits(self, values: dict[str, Any], **_more: Any) -> None:
        ids = [each["id"] for each in values["people"]]
        if len(set(ids)) < len(ids) or any(w["person"] not in ids for w in values["wanted"]):
            raise ValidationError(_("This is not one of the choices."), "wanted")
        if (values["words"] or values["note"]) and not values["agreed_in"]:
            message = _("Words are kept only where the visitor lets the desk keep notes.")
            raise ValidationError(message, "agreed_in")


def note_in(body: Any) -> DeviceNote:
    """Return the note of a body; raises ValidationError with what is wrong, by field."""
    form = DeviceNoteForm().load(body)
    town = place_of(form["place"].strip())
    wanted = dict.fromkeys(Wanted(each["code"], each["person"]) for each in form["wanted"])
    return DeviceNote(
        id=form["id"],
        account=form["account"],
        visitor=form["visitor"],
        wishes=Wishes(
            locale=form["visitor"],
            wanted=tuple(wanted),
            people=tuple(Person(**each) for each in form["people"]),
            place=town.istat if town else "",
        ),
        words=form["words"],
        note=form["note"],
        agreed_in=form["agreed_in"],
    )
