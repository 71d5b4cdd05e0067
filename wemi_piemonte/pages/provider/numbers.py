"""The numbers of a body: how often its listings are seen, and what is asked near it in vain."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.tally import Seen
from wemi_piemonte.observatory.queries import (
    area_of_body,
    days_to_answer,
    needs_not_covered,
    year_of_body,
)
from wemi_piemonte.observatory.rules import SMALLEST_SHOWN
from wemi_piemonte.pages.provider.door import member

ASKED = frozenset({Seen.REQUEST, Seen.REQUEST_ANSWERED, Seen.HELPED, Seen.RATING})


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/organizations/<uuid:organization_id>/numbers")(numbers)


@needs(Role.PROVIDER)
def numbers(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the last twelve months of a body."""
    del locale
    today = clock.today()
    with reading() as session:
        member(session, organization_id)
        body = session.get(Organization, organization_id)
        year = year_of_body(session, organization_id, today)
        area = area_of_body(session, organization_id)
        missing = needs_not_covered(session, area, today)
        days = days_to_answer(session, organization_id, today)
    return render_template(
        "provider/numbers.html",
        body=body,
        seen=year.of(set(Seen) - ASKED),
        asked=year.of(ASKED),
        days=days,
        missing=missing,
        has_area=bool(area),
        smallest=SMALLEST_SHOWN,
    )
