"""Questions about drafts and plans, and the plan that a household's wishes come to."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.directory.rules import Cost, Mode
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.matching.plan import Plan, plan
from wemi_piemonte.matching.rules import Cell, Need, Offer, Preferences, meet, reach_of
from wemi_piemonte.plans.models import Draft, PlanLink, PlanVersion, SavedPlan
from wemi_piemonte.plans.offers import offers_of
from wemi_piemonte.plans.rules import Wishes, read
from wemi_piemonte.search.queries import offered_for
from wemi_piemonte.search.rules import Card, Query

MOST_CARDS_A_NEED = 60
# Of those that miss a limit only so many: enough to say what stands in the way.
MOST_MISSES_A_NEED = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with the cards of every service it names, by service id.

    `matrix` has for each need a cell for each line of the plan, None where the service does not
    name that need.
    """

    plan: Plan
    cards: dict[str, Card]
    matrix: tuple[tuple[Cell | None, ...], ...] = ()

    @property
    def covered(self) -> int:
        return len(self.plan.needs) - len(self.plan.gaps)

    def kept(self) -> dict[str, Any]:
        """Return what is kept of it with a version: needs covered or not, services in order."""
        return {
            "needs": [f"{need.person}:{need.code}" for need in self.plan.needs],
            "services": list(dict.fromkeys(line.offer.service for line in self.plan.lines)),
            "gaps": [[gap.need.person, gap.need.code, gap.cause.value] for gap in self.plan.gaps],
        }


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a saved plan."""

    number: int
    wishes: Wishes
    outcome: dict[str, Any]
    created_at: datetime


def needs_of(wishes: Wishes) -> list[Need]:
    """Return the needs of a household as the engine takes them."""
    people = {person.id: person for person in wishes.people}
    found = []
    for wanted in wishes.wanted:
        person = people.get(wanted.person)
        age = person.age if person else None
        conditions = frozenset(person.conditions) if person else frozenset()
        found.append(Need(wanted.code, wanted.person, age, conditions))
    return found


def limits_of(wishes: Wishes) -> Preferences:
    """Return the limits of a household as the engine takes them."""
    town = places.municipality(wishes.place) if wishes.place else None
    province = places.province_of(wishes.place) if town else None
    return Preferences(
        origin=Point(town.lat, town.lon) if town else None,
        area=frozenset({town.istat, province.istat}) if town and province else frozenset(),
        max_km=(wishes.max_km or None) if town else None,
        spoken=frozenset(wishes.spoken),
        costs=frozenset({Cost.FREE}) if wishes.free_only else frozenset(),
        modes=frozenset({Mode.REMOTE}) if wishes.by_phone else frozenset(),
    )


def _in_order(outcome: Outcome, first: Sequence[str]) -> Outcome:
    """Return a plan with its services in the order somebody chose, the others after these."""
    places = {service: place for place, service in enumerate(first)}
    lines = outcome.plan.lines
    order = sorted(
        range(len(lines)), key=lambda at: places.get(lines[at].offer.service, len(places))
    )
    return replace(
        outcome,
        plan=replace(outcome.plan, lines=tuple(lines[at] for at in order)),
        matrix=tuple(tuple(row[at] for at in order) for row in outcome.matrix),
    )


def outcome_for(
    session: Session, needs: Sequence[Need], limits: Preferences, *, locale: str, today: date
) -> Outcome:
    """Return the plan that covers these needs with what is published now."""
    cards = offered_for(session, _questions(needs, limits), locale)
    offers: list[Offer] = [offer for card in cards for offer in offers_of(card)]
    made = plan(needs, offers, limits, today)
    named = {line.offer.service for line in made.lines}
    named |= {offer.service for _, others in made.alternatives for offer in others}
    matrix = tuple(
        tuple(
            meet(need, line.offer, reach_of(line.offer, limits), limits, today)
            if need.code in line.offer.needs
            else None
            for line in made.lines
        )
        for need in made.needs
    )
    return Outcome(made, {card["id"]: card for card in cards if card["id"] in named}, matrix)


def _questions(needs: Sequence[Need], limits: Preferences) -> list[Query]:
    """Return what to ask the index: for each need what keeps to the limits, then the nearest."""
    town = max(limits.area, key=len, default="")
    nearest = Query(point=limits.origin, place=town, per_page=MOST_MISSES_A_NEED)
    within = replace(
        nearest,
        radius_km=limits.max_km if limits.origin else None,
        spoken=tuple(sorted(limits.spoken)),
        costs=tuple(sorted(limits.costs)),
        modes=tuple(sorted(limits.modes)),
        per_page=MOST_CARDS_A_NEED,
    )
    wanted = [replace(within, needs=(need.code,), age=need.age) for need in needs]
    missed = [replace(nearest, needs=(need.code,)) for need in needs]
    return list(dict.fromkeys([*wanted, *missed]))


def draft_of(session: Session, draft_id: UUID, now: datetime) -> Wishes | None:
    """Return what is being written, None when its hour is over."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.expires_at <= now:
        return None
    return read(draft.content)


def plan_of_pass(session: Session, pass_id: UUID, now: datetime) -> UUID | None:
    """Return the plan that a pass opens, while the pass lasts."""
    return session.scalar(
        select(SavedPlan.id)
        .join(Pass, Pass.id == SavedPlan.pass_id)
        .where(SavedPlan.pass_id == pass_id, Pass.expires_at > now)
    )


def plan_of_link(session: Session, token: str, now: datetime) -> UUID | None:
    """Return the plan that a read-only address shows, while its pass lasts."""
    return session.scalar(
        select(PlanLink.plan_id)
        .join(SavedPlan, SavedPlan.id == PlanLink.plan_id)
        .join(Pass, Pass.id == SavedPlan.pass_id)
        .where(PlanLink.token_hash == hash_of(token), Pass.expires_at > now)
    )


def times_named(session: Session) -> Counter[UUID]:
    """Return in how many kept plans each service stands or stood."""
    plans: dict[UUID, set[str]] = {}
    for plan_id, outcome in session.execute(select(PlanVersion.plan_id, PlanVersion.outcome)):
        plans.setdefault(plan_id, set()).update(json.loads(outcome)["services"])
    return Counter(UUID(service) for services in plans.values() for service in services)


def versions_of(session: Session, plan_id: UUID) -> list[Version]:
    """Return every version of a plan, the newest first."""
    query = (
        select(PlanVersion)
        .where(PlanVersion.plan_id == plan_id)
        .order_by(PlanVersion.number.desc())
    )
    return [
        Version(row.number, read(row.wishes), json.loads(row.outcome), row.created_at)
        for row in session.scalars(query)
    ]


def outcome_of(session: Session, wishes: Wishes, locale: str, today: date) -> Outcome:
    """Return the plan of a household with what is published now, in the order it has chosen."""
    needs, limits = needs_of(wishes), limits_of(wishes)
    found = outcome_for(session, needs, limits, locale=locale, today=today)
    return _in_order(found, wishes.first)
