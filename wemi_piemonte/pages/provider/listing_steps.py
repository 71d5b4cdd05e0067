"""The steps of the form of a listing, in order: what each shows, reads and keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.listings.rules import Missing
from wemi_piemonte.listings.schemas import steps as shapes
from wemi_piemonte.pages.provider import listing_form_places as places
from wemi_piemonte.pages.provider import listing_form_texts as texts
from wemi_piemonte.pages.provider import listing_form_times as times
from wemi_piemonte.pages.provider.listing_form_reading import Typed

Tell = Callable[[ServiceRecord, texts.Around], Typed]
Keep = Callable[[ServiceRecord, dict[str, Any], texts.Around], ServiceRecord]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form; `fields` are those of the listing that it writes.

    `rows` are the lists to which a row can be added, with an empty row of each. A step that may
    hold what must not be kept, such as a hidden address, is not saved by itself.
    """

    slug: str
    title: Any
    template: str
    shape: type[Schema]
    fields: tuple[str, ...]
    tell: Tell
    keep: Keep
    rows: Mapping[str, Typed] = field(default_factory=dict)
    saves_itself: bool = True

    @property
    def schema(self) -> Schema:
        """Return the shape, ready to read."""
        return self.shape()


_PLACE: Typed = dict.fromkeys(
    (
        *("id", "hidden", "name", "town", "address", "postcode"),
        *("latitude", "longitude", "transportation"),
    ),
    "",
)
_STOP: Typed = {"id": "", "name": "", "town": "", "days": [], "every": "1"} | {
    "opens_at": "",
    "closes_at": "",
}
_HOURS: Typed = {"id": "", "place": "", "days": []} | dict.fromkeys(
    ("opens_at", "closes_at", "valid_from", "valid_to"), ""
)
_DAY: Typed = dict.fromkeys(("id", "on", "opens_at", "closes_at", "note"), "")
_CLOSURE: Typed = dict.fromkeys(("id", "starts_on", "ends_on", "note"), "")
_BAND: Typed = {"id": "", "kind": "isee", "lower": "", "upper": "", "amount": ""}
_PRICE: Typed = {"id": "", "option": "", "amount": "", "note": "", "bands": []}

STEPS: tuple[Step, ...] = (
    Step(
        "what",
        _l("What it is"),
        "provider/listing_step_what.html",
        shapes.What,
        ("name", "alternate_name", "summary", "description", "what_you_get", "needs"),
        texts.tell_what,
        texts.keep_what,
    ),
    Step(
        "for-whom",
        _l("For whom"),
        "provider/listing_step_for_whom.html",
        shapes.ForWhom,
        ("targets", "minimum_age", "maximum_age", "eligibility_description", "eligibility"),
        texts.tell_for_whom,
        texts.keep_for_whom,
    ),
    Step(
        "where",
        _l("Where"),
        "provider/listing_step_where.html",
        shapes.Where,
        ("modes", "locations", "stops", "service_areas"),
        places.tell_where,
        places.keep_where,
        {"places": _PLACE, "stops": _STOP},
        saves_itself=False,
    ),
    Step(
        "when",
        _l("Times and hours"),
        "provider/listing_step_when.html",
        shapes.When,
        ("schedules", "locations", "exceptions", "closures"),
        times.tell_when,
        times.keep_when,
        {"schedules": _HOURS, "exceptions": _DAY, "closures": _CLOSURE},
    ),
    Step(
        "cost",
        _l("Cost"),
        "provider/listing_step_cost.html",
        shapes.Price,
        ("cost", "fees_description", "cost_options"),
        times.tell_cost,
        times.keep_cost,
        {"cost_options": _PRICE, "bands": _BAND},
    ),
    Step(
        "how-to-ask",
        _l("How to ask"),
        "provider/listing_step_how_to_ask.html",
        shapes.HowToAsk,
        ("application_process", "required_documents", "phones", "email", "url", "contacts"),
        texts.tell_how,
        texts.keep_how,
        {
            "required_documents": {"id": "", "document": ""},
            "phones": {"id": "", "number": "", "description": ""},
            "contacts": {"id": "", "department": "", "email": "", "phone": ""},
        },
    ),
    Step(
        "languages-and-access",
        _l("Languages and access"),
        "provider/listing_step_languages_and_access.html",
        shapes.Languages,
        ("languages", "interpretation_services", "locations"),
        texts.tell_languages,
        texts.keep_languages,
    ),
    Step(
        "availability",
        _l("Free places"),
        "provider/listing_step_availability.html",
        shapes.Places,
        ("availability", "waiting_weeks", "availability_on", "wait_time", "alert"),
        texts.tell_places,
        texts.keep_places,
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}

MENDED_IN: dict[Missing, str] = {
    Missing.NAME: "what",
    Missing.SUMMARY: "what",
    Missing.DESCRIPTION: "what",
    Missing.NEED: "what",
    Missing.MODE: "where",
    Missing.PLACE: "where",
    Missing.CONTACT: "how-to-ask",
    Missing.COST: "cost",
    Missing.LANGUAGE: "languages-and-access",
}
"""On which step a thing that is missing is told."""


def step_of(name: str) -> str:
    """Return the step on which a field of a listing is written; the first when none is."""
    return next((step.slug for step in STEPS if name in step.fields), STEPS[0].slug)


def after(step: Step) -> Step | None:
    """Return the step that follows, None after the last."""
    number = STEPS.index(step) + 1
    return STEPS[number] if number < len(STEPS) else None


def before(step: Step) -> Step | None:
    """Return the step in front, None before the first."""
    number = STEPS.index(step)
    return STEPS[number - 1] if number else None
