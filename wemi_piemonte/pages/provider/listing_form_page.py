"""What a page of the form of a listing shows beside what is typed."""

from collections.abc import Callable
from typing import Any

from flask import render_template

from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Answer, Availability, Cost, Mode, Target
from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.geo.gazetteer.places import provinces
from wemi_piemonte.intake.recognise import recognise
from wemi_piemonte.listings.difference import fingerprint
from wemi_piemonte.listings.queries import Working
from wemi_piemonte.listings.schemas.telling import PARTS, told_changes
from wemi_piemonte.pages.filters import weekday
from wemi_piemonte.pages.provider.listing_form_reading import Errors, Typed
from wemi_piemonte.pages.provider.listing_form_texts import Around
from wemi_piemonte.pages.provider.listing_form_times import all_rules, is_weekly
from wemi_piemonte.pages.provider.listing_steps import STEPS, Step, after, before
from wemi_piemonte.taxonomy import tree

# The languages most spoken in Piedmont; those that a listing names are added.
SPOKEN = (
    *("it", "en", "fr", "es", "ro", "ar", "sq", "uk", "zh", "ru", "pt", "ur", "bn", "hi", "pa"),
    *("de", "pl", "tr", "fa", "so", "ti", "am", "wo", "yo", "tl", "si", "mk", "bg", "sr", "hr"),
)
MOST_PROPOSED = 8


def step_page(
    step: Step,
    working: Working,
    around: Around,
    typed: Typed,
    *,
    errors: Errors | None = None,
    seen: str = "",
    clash: str = "",
    wanted: ServiceRecord | None = None,
    done: str = "",
) -> str:
    """Return a step as a page.

    `seen` is the mark that the form goes on carrying; `clash` says that somebody else was quicker
    (stale), that the Region has it before it (waiting), or that it was put away meanwhile
    (archived): then both texts are shown.
    """
    both = told_changes(working.record, wanted, step.fields) if clash and wanted else []
    return render_template(
        "provider/listing_edit.html",
        step=step,
        steps=STEPS,
        previous=before(step),
        following=after(step),
        working=working,
        record=working.record,
        values=typed,
        errors=errors or {},
        seen=seen or fingerprint(working.record, step.fields),
        clash=clash,
        both=both,
        done=done,
        week_days=[(code, weekday(code)) for code in DAYS],
        **_choices(step, working, around, typed),
    )


def _choices(step: Step, working: Working, around: Around, typed: Typed) -> dict[str, Any]:
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "what": lambda: _needs(working.record, typed),
        "for-whom": lambda: {
            "targets": [(str(each), label(each, "target")) for each in Target],
            "answers": [(str(each), label(each, "answer")) for each in Answer],
        },
        "where": lambda: _where(working.record, around, typed),
        "when": lambda: _when(working.record),
        "cost": lambda: {"costs": [(str(each), label(each, "cost")) for each in Cost]},
        "languages-and-access": lambda: _languages(working.record, around, typed),
        "availability": lambda: {
            "states": [(str(each), label(each, "availability")) for each in Availability]
        },
    }
    return makers[step.slug]() if step.slug in makers else {}


def _needs(record: ServiceRecord, typed: Typed) -> dict[str, Any]:
    """Return the needs chosen, and those that the texts seem to be about."""
    words = (typed["name"], typed["summary"], typed["description"], typed["what_you_get"])
    text = "\n".join(filter(None, words))
    heard = recognise(text, record.source_lang) if text else None
    proposed = (*heard.needs, *heard.candidates) if heard else ()
    return {
        "proposed": [each for each in proposed if each.code not in typed["needs"]][:MOST_PROPOSED],
        "areas": tree.areas(),
    }


def _where(record: ServiceRecord, around: Around, typed: Typed) -> dict[str, Any]:
    chosen = {row["id"] for row in typed["places"]}
    links = {str(link.location.id): link for link in record.locations}
    return {
        "modes": [(str(each), label(each, "mode")) for each in Mode],
        "known_places": [
            (str(place.id), _place_name(place))
            for place in around.places
            if str(place.id) not in chosen
        ],
        # What may not be changed here is told in a line.
        "fixed": {
            each: PARTS[type(link)](link)
            for each, link in links.items()
            if link.location.id in around.fixed
        },
        "provinces": [(each.istat, each.name) for each in provinces()],
    }


def _place_name(place: Any) -> str:
    address = next(iter(place.addresses), None)
    street = f"{address.address_1} {address.city}".strip() if address else ""
    return ", ".join(part for part in (place.name, street) if part) or str(place.id)


def _when(record: ServiceRecord) -> dict[str, Any]:
    where = [(str(link.id), link.location.name) for link in record.locations]
    return {
        "places": [("", _("Everywhere")), *where] if where else [],
        "others": [
            (str(rule.id), PARTS[type(rule)](rule))
            for _place, rule in all_rules(record)
            if not is_weekly(rule)
        ],
    }


def _languages(record: ServiceRecord, around: Around, typed: Typed) -> dict[str, Any]:
    codes = dict.fromkeys((*SPOKEN, *typed["languages"]))
    return {
        "spoken": sorted(((c, language_name(c)) for c in codes), key=lambda each: each[1]),
        "entrances": {
            str(link.location.id): (_place_name(link.location), link.location.id in around.fixed)
            for link in record.locations
        },
    }
