"""The plan of a visitor as a text for SMS: nothing is sent from here, it is copied or opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases.queries import Held
from wemi_piemonte.desks.sms import (
    ONE_PART,
    Encoding,
    Line,
    encoding_of,
    fewest_parts,
    in_one_part,
    length_in,
    parts_of,
    plainer,
)
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import direction_of
from wemi_piemonte.foundation.locales import LOCALES, Language
from wemi_piemonte.pages.desk.door import CASE, is_read, to_case, working
from wemi_piemonte.pages.desk.handout import address_of_plan, code_typed
from wemi_piemonte.pages.desk.leaflet import Leaflet, leaflet_of
from wemi_piemonte.pages.plans.shown import ShownPlan


@dataclass(frozen=True, slots=True)
class Message:
    """A text in one language, counted as a phone counts it."""

    language: Language
    text: str
    left_out: int
    is_short: bool = False

    @property
    def encoding(self) -> Encoding:
        return encoding_of(self.text)

    @property
    def length(self) -> int:
        return length_in(self.text)

    @property
    def parts(self) -> int:
        return len(parts_of(self.text))

    @property
    def one_part(self) -> int:
        """Return how much one part holds."""
        return ONE_PART[self.encoding]

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def href(self) -> str:
        """Return what opens the text in the program for messages of a phone."""
        return f"sms:?&body={quote(self.text)}"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get(f"{CASE}/sms")(sms)


@needs(Role.OPERATOR)
def sms(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Show the plan as a text for SMS to who has opened the case."""
    with reading() as session:
        held = working(session, case_id, fully=False)
        leaflet = leaflet_of(session, held) if is_read(session, held) else None
        code, error = code_typed(session, held)
    if leaflet is None:
        return to_case(locale, case_id)
    link = address_of_plan(held, code) if code and not error else ""
    page = render_template(
        "desk/sms.html",
        held=held,
        leaflet=leaflet,
        messages=list(_messages(held, leaflet, link)),
        code=code,
        known="" if error else code,
        errors={"code": [error]} if error else {},
    )
    return page, 422 if error else 200


def _messages(held: Held, leaflet: Leaflet, link: str) -> Iterator[Message]:
    """Return the text in the visitor's language, and in Italian where that is another text.

    One that goes in several messages is told once more as the one message that holds most of it.
    """
    told: set[str] = set()
    for code, plan in leaflet.plans.items():
        lines = list(_lines(held, plan, link))
        for is_short, (text, left_out) in enumerate((fewest_parts(lines), in_one_part(lines))):
            if text not in told and (text or not is_short):
                told.add(text)
                yield Message(LOCALES[code], text, left_out, bool(is_short))


def _lines(held: Held, plan: ShownPlan, link: str) -> Iterator[Line]:
    for step in plan.steps:
        reached = step.sheet.actions[0].value if step.sheet.actions else ""
        yield Line(plainer(step.card.title.text), plainer(reached))
    if held.desk.phone:
        yield Line(plainer(held.desk.name), held.desk.phone)
    if link:
        yield Line("", link)
