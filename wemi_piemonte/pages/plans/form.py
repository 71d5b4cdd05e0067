"""The form of step one: needs as chips, people, place and limits, and what is wrong in them."""

from typing import Any

from wemi_piemonte.directory.schemas import label as directory_label
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.geo.gazetteer.places import municipality
from wemi_piemonte.plans.rules import CONDITIONS, KINDS, LONGEST_STORY, MOST_PEOPLE, Wishes
from wemi_piemonte.plans.schemas import LABELS, RADII_KM, SEPARATOR, Errors, label
from wemi_piemonte.search.schemas import candidates_for
from wemi_piemonte.search.views.pins import pins
from wemi_piemonte.search.views.quick_exit import is_sensitive
from wemi_piemonte.taxonomy import tree

# The languages most spoken in Piedmont; any other that was named is added.
SPOKEN = ("en", "fr", "es", "ro", "ar", "sq", "uk", "zh", "ru", "pt", "ur", "bn", "hi", "pa")


def _chips(wishes: Wishes, visitor: str, *, asked: bool) -> list[dict[str, Any]]:
    wanted = {(each.code, each.person) for each in wishes.wanted}
    codes = {each.code for each in wishes.wanted}
    source = [e for e in wishes.asked if e.code not in codes] if asked else wishes.wanted
    return [
        {
            "key": f"{each.code}{SEPARATOR}{each.person}",
            "code": each.code,
            "in_their_words": tree.label(each.code, visitor) if visitor else "",
            "person": each.person,
            "evidence": each.evidence,
            "checked": (each.code, each.person) in wanted,
        }
        for each in source
    ]


def _person(number: int, person: Any, typed: Any) -> dict[str, Any]:
    age = "" if person.age is None else str(person.age)
    return {
        "id": person.id,
        "number": number,
        "kind": person.kind,
        "age": typed.get(f"age-{person.id}", age) if typed else age,
        "conditions": person.conditions,
        "name": label(person.kind, "person"),
    }


def _conditions() -> list[tuple[str, str]]:
    return [
        (
            code,
            label(code, "circumstance")
            if code in LABELS["circumstance"]
            else directory_label(code, "target"),
        )
        for code in CONDITIONS
    ]


def _place(wishes: Wishes, typed: Any) -> str:
    if typed:
        return str(typed.get("place", ""))[:100]
    found = municipality(wishes.place) if wishes.place else None
    return found.label if found else ""


def _choices(place: str, errors: Errors) -> list[str]:
    if "place" not in errors:
        return []
    return [each.label for each in candidates_for(place)]


def form_page(
    wishes: Wishes, errors: Errors, typed: Any = None, visitor: str = ""
) -> dict[str, Any]:
    """Return the page of step one; `typed` is the form as it was sent, when it is shown again.

    `visitor` is the language of who looks on at a help desk: needs are told in it too.
    """
    place = _place(wishes, typed)
    spoken = tuple(dict.fromkeys((*SPOKEN, *wishes.spoken)))
    radii = [(str(km), _("Within %(km)s km", km=km)) for km in RADII_KM]
    story = str(typed.get("text", ""))[:LONGEST_STORY] if typed else wishes.story
    return {
        "wishes": wishes,
        "story": story or wishes.story,
        "chips": _chips(wishes, visitor, asked=False),
        "asked": _chips(wishes, visitor, asked=True),
        "people": [_person(n, p, typed) for n, p in enumerate(wishes.people, start=1)],
        "is_full": len(wishes.people) >= MOST_PEOPLE,
        "kinds": [(kind, label(kind, "person")) for kind in KINDS],
        "conditions": _conditions(),
        "areas": tree.areas(),
        "subjects": pins(),
        "values": {"place": place},
        "places": _choices(place, errors),
        "radii": [*radii, ("", _("Any distance"))],
        "radius": f"{wishes.max_km:g}" if wishes.max_km else "",
        "spoken": sorted(((c, language_name(c)) for c in spoken), key=lambda each: each[1]),
        "errors": errors,
        "limits_open": bool(wishes.spoken or wishes.free_only or wishes.by_phone),
        "sensitive": is_sensitive(each.code for each in wishes.wanted),
        "longest": LONGEST_STORY,
    }
