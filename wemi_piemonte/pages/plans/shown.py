"""A plan made ready for a page and for paper: services with numbers, needs by person, gaps."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template
from sqlalchemy.orm import Session

from wemi_piemonte.directory.queries import records
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.i18n import current_voice, ngettext
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.matching.plan import Line
from wemi_piemonte.matching.rules import Cell, Need
from wemi_piemonte.pages.requests.door import requesters
from wemi_piemonte.pages.sheet import Sheet, sheet_of
from wemi_piemonte.plans.queries import Outcome, outcome_of
from wemi_piemonte.plans.rules import Person, Wishes
from wemi_piemonte.plans.schemas import label
from wemi_piemonte.referrals.askable import askable, by_service
from wemi_piemonte.referrals.queries import Told, referrals_of
from wemi_piemonte.search.views.cards import ShownCard, shown
from wemi_piemonte.search.views.pins import pins
from wemi_piemonte.search.views.quick_exit import is_sensitive

FARTHER_KM = 80


@dataclass(frozen=True, slots=True)
class Step:
    """One service of the plan under its number, with what it covers and why."""

    number: int
    card: ShownCard
    sheet: Sheet
    covers: tuple[tuple[Need, tuple[str, ...]], ...]
    sure: bool
    distance_km: float | None
    point: tuple[float, float] | None
    takes_requests: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the needs that the service covers, each once, whoever's they are."""
        return tuple(dict.fromkeys(need.code for need, _reasons in self.covers))

    @property
    def way(self) -> str:
        """Return how the service reaches the person: remote, at_home, or "" for going there."""
        reasons = {code for _, codes in self.covers for code in codes}
        return next((code for code in ("remote", "at_home") if code in reasons), "")


@dataclass(frozen=True, slots=True)
class Row:
    """One need of one person: the step that covers it, or the gap; its cells; its alternatives."""

    need: Need
    step: Step | None
    cause: str
    next_step: str
    cells: tuple[Cell | None, ...]
    others: tuple[ShownCard, ...]


@dataclass(frozen=True, slots=True)
class ForPerson:
    """The needs of one person."""

    person: Person
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A "what if": what changes, and how many needs would be covered then."""

    name: str
    label: str
    covered: int
    gain: int


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """All that pages and paper show of a plan."""

    wishes: Wishes
    steps: tuple[Step, ...]
    people: tuple[ForPerson, ...]
    gaps: tuple[Row, ...]
    total: int
    covered: int
    changes: tuple[Change, ...]
    sensitive: bool

    @property
    def headline(self) -> str:
        """Return in one sentence how much is covered."""
        if not self.covered:
            return str(
                ngettext(
                    "Nothing listed covers this need yet",
                    "Nothing listed covers these %(num)s needs yet",
                    self.total,
                )
            )
        if self.total == 1:
            return str(_("One service covers your need"))
        return str(
            ngettext(
                "%(num)s service covers %(covered)s of your %(total)s needs",
                "%(num)s services cover %(covered)s of your %(total)s needs",
                len(self.steps),
                covered=self.covered,
                total=self.total,
            )
        )

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for each in self.people for row in each.rows)


CHANGES: dict[str, Callable[[Wishes], Wishes]] = {
    "farther": lambda wishes: replace(wishes, max_km=float(FARTHER_KM)),
    "anywhere": lambda wishes: replace(wishes, max_km=0.0),
    "paid": lambda wishes: replace(wishes, free_only=False),
    "any_language": lambda wishes: replace(wishes, spoken=()),
    "by_phone": lambda wishes: replace(wishes, by_phone=True),
    "in_person": lambda wishes: replace(wishes, by_phone=False),
}
"""What can be tried with one touch."""


def _offered_changes(wishes: Wishes) -> list[tuple[str, str]]:
    radius = wishes.max_km or 0 if wishes.place else 0
    offered = (
        ("farther", _("Up to %(km)s km", km=FARTHER_KM), 0 < radius < FARTHER_KM),
        ("anywhere", _("However far"), radius >= FARTHER_KM),
        ("paid", _("Paid services too"), wishes.free_only),
        ("any_language", _("Whatever language they speak"), bool(wishes.spoken)),
        ("by_phone", _("Only by phone or online"), not wishes.by_phone),
        ("in_person", _("In person too"), wishes.by_phone),
    )
    return [(name, words) for name, words, holds in offered if holds]


def covered_by(plan: ShownPlan) -> dict[UUID, tuple[str, ...]]:
    """Return what each service of a plan covers."""
    found: dict[UUID, tuple[str, ...]] = {}
    for step in plan.steps:
        before = found.get(step.sheet.id, ())
        found[step.sheet.id] = tuple(dict.fromkeys((*before, *step.codes)))
    return found


def plan_now(session: Session, wishes: Wishes, locale: str, now: datetime) -> ShownPlan:
    """Return the plan of these wishes as it stands at an instant, without what could be changed."""
    outcome = outcome_of(session, wishes, locale, now.astimezone(clock.ROME).date())
    return _from_outcome(session, wishes, outcome, now)


def plan_shown(session: Session, wishes: Wishes, locale: str, now: datetime) -> ShownPlan:
    """Return the plan of these wishes as it stands at an instant."""
    today = now.astimezone(clock.ROME).date()
    outcome = outcome_of(session, wishes, locale, today)
    changes = tuple(
        Change(name, words, tried, tried - outcome.covered)
        for name, words in _offered_changes(wishes)
        for tried in [outcome_of(session, CHANGES[name](wishes), locale, today).covered]
    )
    shown_plan = _from_outcome(session, wishes, outcome, now)
    return replace(shown_plan, changes=changes)


def _from_outcome(session: Session, wishes: Wishes, outcome: Outcome, now: datetime) -> ShownPlan:
    today = now.astimezone(clock.ROME).date()
    ids = list(dict.fromkeys(UUID(line.offer.service) for line in outcome.plan.lines))
    found = records(session, ids)
    sheets = {
        str(record.id): sheet_of(record, current_voice(), now=now, today=today) for record in found
    }
    taking = askable(session, found)
    steps = tuple(
        _step(number, line, outcome, sheets[line.offer.service], taking)
        for number, line in enumerate(outcome.plan.lines, start=1)
        # Withdrawn between the two questions: it is no longer anybody's to see.
        if line.offer.service in sheets
    )
    rows = _rows(outcome, steps)
    people = tuple(
        ForPerson(person, mine)
        for person in wishes.people
        if (mine := tuple(row for row in rows if row.need.person == person.id))
    )
    gaps = tuple(row for row in rows if row.step is None)
    return ShownPlan(
        wishes,
        steps,
        people,
        gaps,
        len(rows),
        len(rows) - len(gaps),
        (),
        is_sensitive(need.code for need in outcome.plan.needs),
    )


def _step(
    number: int, line: Line, outcome: Outcome, sheet: Sheet, taking: Collection[UUID]
) -> Step:
    card = outcome.cards[line.offer.service]
    point = line.offer.point
    told = {**card, "distance_km": line.distance_km, "_open": sheet.now.is_open}
    return Step(
        number,
        shown(told, clock.today().isoformat()),
        sheet,
        tuple((each.need, tuple(str(code) for code in each.cell.reasons)) for each in line.covers),
        all(each.cell.answer == "yes" for each in line.covers),
        line.distance_km,
        (point.lat, point.lon) if point else None,
        sheet.id in taking,
    )


def _rows(outcome: Outcome, steps: Sequence[Step]) -> list[Row]:
    causes = {gap.need: str(gap.cause) for gap in outcome.plan.gaps}
    others = dict(outcome.plan.alternatives)
    day = clock.today().isoformat()
    found = []
    for number, need in enumerate(outcome.plan.needs):
        step = next((s for s in steps if any(each == need for each, _ in s.covers)), None)
        cause = causes.get(need, "" if step else "no_service")
        cards = [outcome.cards[offer.service] for offer in others.get(need, ())]
        found.append(
            Row(
                need,
                step,
                label(cause, "cause") if cause else "",
                label(cause, "next_step") if cause else "",
                outcome.matrix[number],
                tuple(shown(card, day) for card in cards),
            )
        )
    return found


def person_label(person: Person) -> str:
    """Return who a person is, with their age where it is told."""
    name = label(person.kind, "person")
    if person.age is None:
        return name
    return str(_("%(person)s, aged %(age)s", person=name, age=person.age))


def person_of(person_id: str, people: Sequence[Person]) -> str:
    """Return who is meant by a person's number in a plan."""
    found = next((each for each in people if each.id == person_id), None)
    return person_label(found) if found else ""


def asked_here(session: Session) -> dict[UUID, Told]:
    """Return what this visitor has asked for, by service; nothing is read for a stranger."""
    return by_service(referrals_of(session, requesters(session)))


def plan_page(
    template: str, shown_plan: ShownPlan, asked: Mapping[UUID, Told] | None = None, **values: Any
) -> str:
    """Return a page around a plan; `asked` is what its reader has asked for already."""
    return render_template(
        template,
        plan=shown_plan,
        asked=asked or {},
        areas=pins(),
        sensitive=shown_plan.sensitive,
        today=clock.today(),
        **values,
    )
