"""What a visitor takes away, told in their language and in Italian: on a page, as a PDF, as SMS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from wemi_piemonte.cases.queries import Held
from wemi_piemonte.directory.content import Text
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import direction_of, joined, language_name, speaking
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES, SIMPLE, tag_of
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.pages.desk.leaflet_words import Said, desk_said, step_said
from wemi_piemonte.pages.desk.sketch import Sketch, Spot, sketch_of
from wemi_piemonte.pages.desk.told import wishes_of
from wemi_piemonte.pages.desk.two import Side, Sides
from wemi_piemonte.pages.plans.shown import Row, ShownPlan, Step, person_of, plan_now
from wemi_piemonte.plans.rules import Wishes
from wemi_piemonte.taxonomy import tree


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told in each language, under what it is called; the same text is told once."""

    kind: str
    labels: tuple[Side, ...]
    texts: tuple[Side, ...]

    @property
    def is_shared(self) -> bool:
        """Say whether one text does for all languages: a number, an address."""
        return len(self.texts) == 1

    @property
    def pairs(self) -> tuple[tuple[Side, Side], ...]:
        """Return each text with what it is called beside it."""
        last = len(self.labels) - 1
        return tuple((self.labels[min(at, last)], text) for at, text in enumerate(self.texts))


@dataclass(frozen=True, slots=True)
class Stage:
    """One service of the leaflet under its number, with what to show at its counter."""

    number: int
    name: tuple[Side, ...]
    lines: tuple[Told, ...]
    counter: tuple[Side, ...]
    """In Italian first: that is what is shown."""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """All that stands on the sheet, the visitor's language first."""

    sides: Sides
    headline: tuple[Side, ...]
    stages: tuple[Stage, ...]
    gaps: tuple[tuple[Told, ...], ...]
    desk_name: str
    desk: tuple[Told, ...]
    sketch: Sketch | None
    plans: dict[str, ShownPlan]
    sensitive: bool

    @property
    def plan(self) -> ShownPlan:
        """Return the plan as the visitor reads it."""
        return next(iter(self.plans.values()))


def languages_of(visitor_locale: str) -> tuple[str, ...]:
    """Return the languages of the leaflet: the visitor's, and Italian for whoever helps."""
    return tuple(dict.fromkeys((visitor_locale, SIMPLE)))


def leaflet_of(session: Session, held: Held) -> Leaflet | None:
    """Return what the visitor of a case takes away; None while there is no plan."""
    kept = wishes_of(session, held, held.case.visitor_locale)
    if kept is None:
        return None
    codes = languages_of(held.case.visitor_locale)
    plans = _plans(session, kept[0], codes)
    desks: dict[str, tuple[Said, ...]] = {}
    headlines = {}
    for code in codes:
        with speaking(code):
            desks[code] = desk_said(session, held.desk)
            headlines[code] = plans[code].headline
    first = plans[codes[0]]
    return Leaflet(
        sides=Sides(tuple(LOCALES[code] for code in codes)),
        headline=sides_told(headlines.items()),
        stages=tuple(_stage(n, plans, held.case.visitor_locale) for n in range(len(first.steps))),
        gaps=tuple(_gap(n, plans) for n in range(len(first.gaps))),
        desk_name=held.desk.name,
        desk=line_by_line(desks),
        sketch=_sketch(first),
        plans=plans,
        sensitive=first.sensitive,
    )


def _plans(session: Session, wishes: Wishes, codes: Iterable[str]) -> dict[str, ShownPlan]:
    """Return the plan as it stands now in each language, its services in the same order."""
    now, found = clock.now(), {}
    for code in codes:
        with speaking(code):
            found[code] = plan_now(session, replace(wishes, locale=code), code, now)
    return found


def _side(code: str, text: Text | str) -> Side:
    """Return a text in the language it is really in."""
    locale = text.locale if isinstance(text, Text) else code
    language = LOCALES.get(locale)
    return Side(tag_of(locale), direction_of(language) if language else "ltr", str(text))


def sides_told(told: Iterable[tuple[str, Text | str]]) -> tuple[Side, ...]:
    found: dict[str, Side] = {}
    for code, text in told:
        found.setdefault(str(text), _side(code, text))
    return tuple(found.values())


def line_by_line(told: dict[str, tuple[Said, ...]]) -> tuple[Told, ...]:
    """Return what was said in each language, line by line."""
    return tuple(
        Told(
            lines[0].kind,
            sides_told((code, line.label) for code, line in zip(told, lines, strict=True)),
            sides_told((code, line.text) for code, line in zip(told, lines, strict=True)),
        )
        for lines in zip(*told.values(), strict=True)
    )


def _stage(at: int, plans: dict[str, ShownPlan], visitor_locale: str) -> Stage:
    steps = {code: plan.steps[at] for code, plan in plans.items()}
    said = {}
    for code, step in steps.items():
        with speaking(code):
            said[code] = step_said(step, plans[code])
    shown = {code: _at_counter(code, steps[code], plans[code], visitor_locale) for code in steps}
    counter = sorted(shown.items(), key=lambda each: each[0] != SIMPLE)
    return Stage(
        number=at + 1,
        name=sides_told((code, step.card.title) for code, step in steps.items()),
        lines=line_by_line(said),
        counter=sides_told(counter),
    )


def _at_counter(code: str, step: Step, plan: ShownPlan, visitor_locale: str) -> str:
    """Return what to show at the counter: what is asked about, and which language is spoken.

    Who waits behind reads it too: a need that is nobody's business is not named.
    """
    with speaking(code):
        names = joined(dict.fromkeys(_lower(tree.label(each, code)) for each in step.codes))
        asked = (
            _("Good morning, I would like information about what you do.")
            if plan.sensitive
            else _("Good morning, I would like information about: %(needs)s.", needs=names)
        )
        if visitor_locale == SIMPLE:
            return asked
        return f"{asked} " + _(
            "My language is %(language)s.", language=language_name(visitor_locale)
        )


def _lower(name: str) -> str:
    """Return a name as it stands inside a sentence; what is written in capitals stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _gap(at: int, plans: dict[str, ShownPlan]) -> tuple[Told, ...]:
    told = {}
    for code, plan in plans.items():
        with speaking(code):
            told[code] = tuple(_gap_said(plan.gaps[at], plan, code))
    return line_by_line(told)


def _gap_said(row: Row, plan: ShownPlan, code: str) -> Iterator[Said]:
    name = tree.label(row.need.code, code)
    people = plan.wishes.people
    if len(people) > 1:
        name = f"{name} ({person_of(row.need.person, people)})"
    yield Said("need", _("Need"), name)
    yield Said("cause", _("Why"), row.cause)
    yield Said("next", _("What to do"), row.next_step)


def _sketch(plan: ShownPlan) -> Sketch | None:
    spots = [
        Spot(step.number, *step.point, town=str(step.card.town))
        for step in plan.steps
        if step.point and not step.sheet.is_protected and not step.way
    ]
    town = places.municipality(plan.wishes.place) if plan.wishes.place else None
    return sketch_of(spots, Spot(0, town.lat, town.lon, town.label) if town else None)
