"""Needs recognised in words, and plans, as the API answers them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_type_hints

from sqlalchemy.orm import Session

from wemi_piemonte.directory.rules import Answer, Cost
from wemi_piemonte.directory.schemas import label as directory_label
from wemi_piemonte.exchange.api.answers import found
from wemi_piemonte.exchange.api.answers import plan as shapes
from wemi_piemonte.geo.gazetteer.places import municipality_at, province_of
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.intake.recognise import Recognised, Understood, recognise
from wemi_piemonte.matching.plan import Covered, Gap, Line
from wemi_piemonte.matching.rules import Need, Preferences
from wemi_piemonte.plans.queries import Outcome, needs_of, outcome_for
from wemi_piemonte.plans.schemas import label
from wemi_piemonte.plans.story import heard
from wemi_piemonte.search.rules import Card
from wemi_piemonte.taxonomy import tree

_ON_CARD = tuple(get_type_hints(found.Card))


def recognised_in(text: str, locale: str) -> shapes.Recognition:
    """Return the needs of a text, named in `locale`."""
    understood: Understood = recognise(text, locale)
    return {
        "lang": locale,
        "needs": [_recognised(each, locale) for each in understood.needs],
        "candidates": [_recognised(each, locale) for each in understood.candidates],
    }


def _recognised(need: Recognised, locale: str) -> shapes.RecognisedNeed:
    return {
        "code": need.code,
        "label": tree.label(need.code, locale),
        "score": need.score,
        "evidence": list(need.evidence),
    }


def plan_for(session: Session, question: dict[str, Any], today: date) -> shapes.PlanAnswer:
    """Return the plan for a checked question."""
    locale = question["lang"]
    outcome = outcome_for(session, _needs(question), _limits(question), locale=locale, today=today)
    plan = outcome.plan
    alternatives: dict[str, list[found.Card]] = {}
    for need, offers in plan.alternatives:
        cards = alternatives.setdefault(need.code, [])
        known = {card["id"] for card in cards}
        cards += [_card(outcome.cards[o.service]) for o in offers if o.service not in known]
    return {
        "lang": locale,
        "needs": [
            {"code": need.code, "label": tree.label(need.code, locale), "person": need.person}
            for need in plan.needs
        ],
        "plan": [_line(line, outcome) for line in plan.lines],
        "uncovered": [_gap(gap) for gap in plan.gaps],
        "alternatives": alternatives,
    }


def _needs(question: dict[str, Any]) -> list[Need]:
    """Return the needs named, then those that the text tells and nobody named."""
    named = [Need(each["code"], each["person"], each["age"]) for each in question["needs"]]
    known = {need.code for need in named}
    wishes = heard(question["text"], question["lang"])
    kinds = {person.id: person.kind for person in wishes.people}
    told: Sequence[Need] = needs_of(wishes) if question["text"].strip() else ()
    added = [
        Need(need.code, kinds.get(need.person, ""), need.age, need.conditions)
        for need in told
        if need.code not in known
    ]
    return [*named, *added]


def _limits(question: dict[str, Any]) -> Preferences:
    place = question["place"]
    origin = Point(place.lat, place.lon) if place else None
    if origin is None and question["lat"] is not None:
        origin = Point(question["lat"], question["lon"])
        place = municipality_at(origin.lat, origin.lon)
    province = province_of(place.istat) if place else None
    return Preferences(
        origin=origin,
        area=frozenset({place.istat, province.istat}) if place and province else frozenset(),
        max_km=question["max_km"] if origin else None,
        spoken=frozenset(question["spoken"]),
        costs=frozenset(Cost(code) for code in question["cost"]),
    )


def _card(card: Card) -> found.Card:
    return {name: card[name] for name in _ON_CARD}  # type: ignore[return-value]


def _line(line: Line, outcome: Outcome) -> shapes.PlanLine:
    reasons = dict.fromkeys(str(r) for each in line.covers for r in each.cell.reasons)
    card = outcome.cards[line.offer.service]
    kilometres = None if line.distance_km is None else round(line.distance_km, 1)
    return {
        "service": _card({**card, "distance_km": kilometres, "why": list(reasons)}),
        "covers": [_covered(each) for each in line.covers],
        "distance_km": kilometres,
    }


def _covered(covered: Covered) -> shapes.CoveredNeed:
    return {
        "need": covered.need.code,
        "person": covered.need.person,
        "sure": covered.cell.answer is Answer.YES,
        "reasons": [
            {"code": str(code), "text": directory_label(str(code), "why")}
            for code in covered.cell.reasons
        ],
    }


def _gap(gap: Gap) -> shapes.Uncovered:
    return {
        "need": gap.need.code,
        "person": gap.need.person,
        "cause": str(gap.cause),
        "cause_text": label(gap.cause.value, "cause"),
        "next_step": label(gap.cause.value, "next_step"),
    }
