"""The screen turned to the visitor: needs, plan, gaps in two languages; no note of anybody."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import speaking
from wemi_piemonte.pages.desk.door import CASE, is_read, own, to_case
from wemi_piemonte.pages.desk.told import wishes_of
from wemi_piemonte.pages.desk.two import Side, Sides, sides_of
from wemi_piemonte.pages.plans.shown import Row, ShownPlan, Step, person_of, plan_now
from wemi_piemonte.plans.rules import Wishes


@dataclass(frozen=True, slots=True)
class BothStep:
    """A service of the plan: `step` as the operator reads it, its words in both languages."""

    step: Step
    title: tuple[Side, ...]
    sentence: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class BothGap:
    """A need that nothing covers: why, and what to do."""

    row: Row
    cause: tuple[Side, ...]
    next_step: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class BothPlan:
    """A plan in the two languages of a page."""

    plan: ShownPlan
    headline: tuple[Side, ...]
    steps: tuple[BothStep, ...]
    gaps: tuple[BothGap, ...]
    people: dict[str, tuple[Side, ...]]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(f"{CASE}/together")(together)


def both(session: Session, wishes: Wishes, sides: Sides, now: datetime) -> BothPlan:
    """Return a plan told in each of the languages; it is the same plan in all of them."""
    plans, headlines = [], []
    people: dict[str, list[str]] = {each.id: [] for each in wishes.people}
    for language in sides.languages:
        with speaking(language.code):
            told = plan_now(session, replace(wishes, locale=language.code), language.code, now)
            headlines.append(told.headline)
            for each in wishes.people:
                people[each.id].append(person_of(each.id, wishes.people))
        plans.append(told)
    own = plans[-1]
    steps = []
    for step in own.steps:
        same = [s for told in plans for s in told.steps if s.sheet.id == step.sheet.id]
        steps.append(
            BothStep(
                step,
                sides.texts(*(each.card.title for each in same)),
                sides.texts(*(each.card.sentence for each in same)),
            )
        )
    gaps = []
    for row in own.gaps:
        rows = [r for told in plans for r in told.gaps if r.need == row.need]
        gaps.append(
            BothGap(
                row,
                sides.texts(*(each.cause for each in rows)),
                sides.texts(*(each.next_step for each in rows)),
            )
        )
    return BothPlan(
        own,
        sides.texts(*headlines),
        tuple(steps),
        tuple(gaps),
        {key: sides.texts(*names) for key, names in people.items()},
    )


@needs(Role.OPERATOR)
def together(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Show the visitor the plan, in their language beside the operator's."""
    with reading() as session:
        held = own(session, case_id)
        if not is_read(session, held):
            return to_case(locale, case_id)
        sides = sides_of(held.case.visitor_locale)
        kept = wishes_of(session, held, locale)
        plan = both(session, kept[0], sides, clock.now()) if kept else None
    return render_template(
        "desk/together.html",
        held=held,
        sides=sides,
        both=plan,
        sensitive=bool(plan and plan.plan.sensitive),
    )
