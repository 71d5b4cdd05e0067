"""What is said of a service and of a desk on a sheet, in the language that is being spoken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from wemi_piemonte.desks.models import Desk
from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import (
    FILTERS,
    current_language,
    current_locale,
    direction_of,
    joined,
)
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.desks.showing import ShownStop, desk_page
from wemi_piemonte.pages.filters import weekday
from wemi_piemonte.pages.plans.shown import ShownPlan, Step, person_of
from wemi_piemonte.pages.sheet import Sheet
from wemi_piemonte.pages.timetable import Recurrence, Timetable
from wemi_piemonte.pages.whereabouts import Place
from wemi_piemonte.taxonomy import tree

MOST_STOPS = 6
MOST_DOCUMENTS = 6
MOST_RHYTHMS = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a sheet: its kind, what it is called, what it says."""

    kind: str
    label: str
    text: Text | str


def step_said(step: Step, plan: ShownPlan) -> tuple[Said, ...]:
    """Return all that is said of a service; the same lines in every language."""
    return tuple(_step_said(step, plan))


def _step_said(step: Step, plan: ShownPlan) -> Iterator[Said]:
    sheet = step.sheet
    place = sheet.places[0] if sheet.places else None
    yield Said("what", _("What it is"), step.card.sentence)
    yield Said("need", _("What it is for"), joined(_needs(step, plan)))
    yield Said("when", _("When"), when_said(sheet, place))
    yield from _where(step, place)
    for action in sheet.actions[:2]:
        words = {"call": _("Phone"), "write": _("E-mail")}.get(action.kind, _("Website"))
        yield Said(action.kind, words, action.value)
    yield Said("cost", _("Cost"), label(step.card.cost, "cost"))
    for number, document in enumerate(sheet.documents[:MOST_DOCUMENTS]):
        yield Said("bring", "" if number else _("What to bring"), document.text)
    if not step.sure:
        yield Said("mind", "", _("It is not known if they admit you: ask before you go."))


def apart(text: str) -> str:
    """Hold a name or an hour apart from words that run the other way."""
    return f"\u2066{text}\u2069" if direction_of(current_language()) == "rtl" else text


def _needs(step: Step, plan: ShownPlan) -> Iterator[str]:
    people = plan.wishes.people
    for need, _reasons in step.covers:
        name = tree.label(need.code, current_locale())
        yield f"{name} ({person_of(need.person, people)})" if len(people) > 1 else name


def when_said(sheet: Sheet, place: Place | None = None) -> str:
    """Return when a service is met: its stops, else the hours it keeps at a place or anywhere."""
    if sheet.is_closed_for_now:
        return _("Closed for now")
    stops = "\n".join(
        f"{_halt(str(stop.name), stop.municipality)}{current_language().colon}"
        f"{rhythm_said(stop.recurrence)}"
        for stop in sheet.stops[:MOST_STOPS]
    )
    table = place.hours if place is not None and place.hours else sheet.hours
    return stops or hours_said(table) or _("By appointment, or ask them.")


def _halt(name: str, town: str) -> str:
    """Return where a stop is; a name that says the town already says it once."""
    parts = (name,) if town.partition(" (")[0] in name else (name, town)
    return apart(", ".join(part for part in parts if part))


def _where(step: Step, place: Place | None) -> Iterator[Said]:
    sheet = step.sheet
    if step.way:
        yield Said("where", _("Where"), label(step.way, "mode"))
    elif sheet.is_protected:
        safe = _("In a safe place. The address is never published.")
        yield Said("where", _("Where"), safe)
    elif place is not None:
        lines = place.lines or (place.municipality,)
        yield Said("where", _("Where"), apart(", ".join(str(each) for each in lines if each)))
        if step.distance_km is not None:
            far = _("%(distance)s away", distance=FILTERS["km"](step.distance_km))
            yield Said("far", _("How far"), far)
        if place.getting_there:
            yield Said("way", _("How to get there"), place.getting_there)
    else:
        modes = joined(label(each, "mode") for each in step.card.elsewhere)
        yield Said("where", _("Where"), modes or str(step.card.town))


def hours_said(table: Timetable) -> str:
    """Return opening hours in a line: days that are alike together."""
    alike: dict[str, list[str]] = {}
    for row in table.rows:
        hours = joined(_stretch(each.stretch.opens, each.stretch.closes) for each in row.hours)
        alike.setdefault(hours, []).append(weekday(row.day))
    weekly = [f"{joined(days)}{current_language().colon}{hours}" for hours, days in alike.items()]
    others = [rhythm_said(each) for each in table.recurrences[:MOST_RHYTHMS]]
    return "\n".join([*weekly, *others])


def _stretch(opens: object, closes: object) -> str:
    time = FILTERS["time"]
    return apart(f"{time(opens)}–{time(closes)}")


def rhythm_said(each: Recurrence) -> str:
    """Return hours that come back, as pages say them."""
    written = render_template("desk/rhythm.html", each=each, today=clock.today())
    # An hour stands apart in it already, by the element that is taken away.
    for sign, mark in (("<bdi>", "\u2066"), ("</bdi>", "\u2069"), ("<br>", ". ")):
        kept = mark if sign == "<br>" or direction_of(current_language()) == "rtl" else ""
        written = written.replace(sign, kept)
    return " ".join(Markup(written).striptags().split())  # noqa: S704


def desk_said(session: Session, desk: Desk) -> tuple[Said, ...]:
    """Return how to find the desk again, in the language that is being spoken."""
    page = desk_page(session, desk)
    return tuple(_desk_said(desk, page.hours, list(_stops(page.stops)), str(page.town)))


def _stops(stops: Sequence[ShownStop]) -> Iterator[str]:
    for stop in stops[:MOST_STOPS]:
        where = _halt(", ".join(str(p) for p in (stop.place, stop.address) if p), str(stop.town))
        yield f"{where}{current_language().colon}{rhythm_said(stop.recurrence)}"


def _desk_said(desk: Desk, hours: Timetable, stops: list[str], town: str) -> Iterator[Said]:
    if not stops and (desk.address or town):
        yield Said(
            "where", _("Where"), apart(", ".join(each for each in (desk.address, town) if each))
        )
    if desk.directions:
        yield Said("way", _("How to get there"), Text(desk.directions, desk.source_lang, "source"))
    when = "\n".join(stops) or hours_said(hours)
    if when:
        yield Said("when", _("When"), when)
    if desk.phone:
        yield Said("call", _("Phone"), desk.phone)
    if desk.email:
        yield Said("write", _("E-mail"), desk.email)
