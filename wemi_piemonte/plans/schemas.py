"""The form of a household's wishes, the body of a match, and what causes and steps are called."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate

from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.geo.gazetteer.places import municipality_at
from wemi_piemonte.matching.rules import Cause
from wemi_piemonte.plans.rules import (
    CONDITIONS,
    KINDS,
    LONGEST_STORY,
    MOST_PEOPLE,
    MOST_WANTED,
    Person,
    Wanted,
    Wishes,
)
from wemi_piemonte.search.schemas import place_of
from wemi_piemonte.taxonomy import tree

Errors = dict[str, list[str]]
RADII_KM = (5, 10, 20, 40, 80)
OLDEST = 130
SEPARATOR = ":"

LABELS: dict[str, dict[str, Any]] = {
    "cause": {
        Cause.NO_SERVICE: _l("No service for this is listed yet."),
        Cause.TOO_FAR: _l("There are services, but none within reach."),
        Cause.AGE: _l("There are services, but not for this person or this age."),
        Cause.LANGUAGE: _l("There are services, but none states your languages."),
        Cause.COST: _l("There are services, but they are not free."),
        Cause.FULL: _l("The services for this are full at the moment."),
        Cause.NOT_CONFIRMED: _l("There are services, but nobody confirmed them lately."),
        Cause.ELIGIBILITY_UNKNOWN: _l("There are services, but it is not known if they admit you."),
    },
    "next_step": {
        Cause.NO_SERVICE: _l(
            "Ask the social service of your municipality: it must listen to you, also without an "
            "appointment when it is urgent."
        ),
        Cause.TOO_FAR: _l("Look farther away, or for help by phone. Some services come to you."),
        Cause.AGE: _l("Check the age you wrote, or ask them: limits are not always strict."),
        Cause.LANGUAGE: _l("Call all the same: many can find an interpreter, if you say it first."),
        Cause.COST: _l("Look at the paid ones too: with a low ISEE many cost little or nothing."),
        Cause.FULL: _l("Call and ask to be put on the waiting list. Places do come free."),
        Cause.NOT_CONFIRMED: _l("Call before you go, to hear if they still do it."),
        Cause.ELIGIBILITY_UNKNOWN: _l("Call and ask. You need not say your name to ask."),
    },
    "person": {
        "self": _l("Me"),
        "mother": _l("My mother"),
        "father": _l("My father"),
        "wife": _l("My wife"),
        "husband": _l("My husband"),
        "partner": _l("My partner"),
        "daughter": _l("My daughter"),
        "son": _l("My son"),
        "child": _l("A child"),
        "baby": _l("A baby"),
        "grandmother": _l("My grandmother"),
        "grandfather": _l("My grandfather"),
        "sister": _l("My sister"),
        "brother": _l("My brother"),
        "uncle": _l("My uncle"),
        "aunt": _l("My aunt"),
        "family": _l("My family"),
        "couple": _l("Us two"),
        "other": _l("Somebody else"),
    },
    "circumstance": {
        "not_resident": _l("Not registered as a resident here"),
        "no_residence_permit": _l("Has no residence permit"),
        "no_disability_certificate": _l("Has no disability certificate"),
        "no_referral": _l("Is not known to the social services"),
        "no_isee": _l("Has no ISEE"),
    },
}


class Form(Protocol):
    """What a browser sends, as werkzeug has it."""

    def get(self, key: str, default: str) -> str: ...

    def getlist(self, key: str) -> list[str]: ...


def age_field() -> fields.Integer:
    """Return the field of an age, with its limits."""
    return fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, OLDEST, error=_l("Write an age from 0 to 130.")),
    )


class LimitsForm(Lenient):
    """Where, and within which limits; the rest of the form repeats for people and needs."""

    place = fields.String(load_default="", validate=validate.Length(max=100))
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180))
    max_km = fields.Integer(load_default=None, validate=validate.Range(1, 500))
    spoken = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z]{2,3}$")), load_default=list
    )
    free_only = fields.Boolean(load_default=False)
    by_phone = fields.Boolean(load_default=False)


_LIMITS = LimitsForm()
_AGE = age_field()


def wishes_in(form: Form, before: Wishes) -> tuple[Wishes, Errors]:
    """Return the wishes of a form that was sent, and what is wrong in it, by field.

    What is wrong is left as it was in `before`; the page shows again what was typed.
    """
    errors: Errors = {}
    people = _people(form, before, errors)
    limits = _limits(form, errors)
    place = _place(limits, form, errors)
    wishes = replace(
        before,
        people=people,
        wanted=_kept(form, before, people),
        place=before.place if place is None else place,
        max_km=limits.get("max_km"),
        spoken=tuple(dict.fromkeys(limits.get("spoken", []))),
        free_only=bool(limits.get("free_only")),
        by_phone=bool(limits.get("by_phone")),
    )
    return wishes, errors


def _limits(form: Form, errors: Errors) -> dict[str, Any]:
    sent: dict[str, Any] = {
        name: value
        for name in ("place", "lat", "lon", "max_km")
        if (value := form.get(name, "").strip())
    }
    sent |= {name: "1" for name in ("free_only", "by_phone") if form.get(name, "")}
    sent["spoken"] = [code for code in form.getlist("spoken") if code]
    try:
        limits: dict[str, Any] = _LIMITS.load(sent)
    except ValidationError as error:
        errors |= {
            str(name): [_("This is not one of the choices.")] for name in error.messages_dict
        }
        return dict(error.valid_data or {})
    return limits


def _place(limits: Mapping[str, Any], form: Form, errors: Errors) -> str | None:
    """Return the ISTAT code of where the person is; None when what they wrote is no place."""
    typed = form.get("place", "").strip()
    if not typed:
        lat, lon = limits.get("lat"), limits.get("lon")
        found = municipality_at(lat, lon) if lat is not None and lon is not None else None
        return found.istat if found else ""
    try:
        place = place_of(typed[:100])
    except ValidationError as error:
        errors["place"] = [str(message) for message in error.messages]
        return None
    return place.istat if place else ""


def _people(form: Form, before: Wishes, errors: Errors) -> tuple[Person, ...]:
    found = []
    for person in before.people:
        kind = form.get(f"kind-{person.id}", person.kind)
        typed = form.get(f"age-{person.id}", "").strip()
        age = person.age
        try:
            age = _AGE.deserialize(typed) if typed else None
        except ValidationError as error:
            errors[f"age-{person.id}"] = [str(message) for message in error.messages]
        conditions = [c for c in form.getlist(f"condition-{person.id}") if c in CONDITIONS]
        found.append(
            Person(
                person.id,
                kind if kind in KINDS else person.kind,
                age,
                tuple(dict.fromkeys(conditions)),
            )
        )
    return tuple(found)


def _kept(form: Form, before: Wishes, people: Sequence[Person]) -> tuple[Wanted, ...]:
    """Return the needs that are ticked, each for the person chosen, then those added."""
    ids = {person.id for person in people}
    evidence = {(each.code, each.person): each.evidence for each in (*before.asked, *before.wanted)}
    found: dict[tuple[str, str], Wanted] = {}
    for ticked in form.getlist("need")[: 2 * MOST_WANTED]:
        code, _sep, shown_for = ticked.partition(SEPARATOR)
        person = form.get(f"for-{ticked}", shown_for) or "1"
        if code in tree.need_codes() and person in ids:
            words = evidence.get((code, shown_for), ())
            found.setdefault((code, person), Wanted(code, person, words))
    added, person = form.get("add", ""), form.get("add-for", "1")
    if added in tree.need_codes():
        found.setdefault((added, person), Wanted(added, person if person in ids else "1"))
    return tuple(found.values())[:MOST_WANTED]


def with_person(wishes: Wishes) -> Wishes:
    """Return the wishes with one person more, unless the household is full."""
    if len(wishes.people) >= MOST_PEOPLE:
        return wishes
    free = next(str(n) for n in range(1, 100) if str(n) not in {p.id for p in wishes.people})
    return replace(wishes, people=(*wishes.people, Person(free, "other")))


def without_person(wishes: Wishes, person: str) -> Wishes:
    """Return the wishes without a person; their needs become those of the one who writes."""
    first = wishes.people[0].id
    if person == first:
        return wishes
    people = tuple(each for each in wishes.people if each.id != person)
    wanted = dict.fromkeys(
        replace(each, person=first) if each.person == person else each for each in wishes.wanted
    )
    return replace(wishes, people=people, wanted=tuple(wanted))


def story_in(form: Form) -> str:
    """Return the story of a form, as long as a story may be, without signs that are no text."""
    text = form.get("text", "")[:LONGEST_STORY]
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\r\t")


def label(code: object, kind: str) -> str:
    """Return what a code of a plan is called in the reader's language."""
    found = LABELS[kind].get(str(code))
    return str(code) if found is None else str(found)
