"""The numbers of a desk for its manager: load, what waits, outcomes, languages; of no person."""

from uuid import UUID

from flask import Blueprint, render_template

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.rules import DeskRight
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.observatory.desks import CASES_KNOWN_FOR, figures_of_desk
from wemi_piemonte.observatory.rules import SMALLEST_SHOWN
from wemi_piemonte.pages.desk.manage import OWN, desk_of


def register(blueprint: Blueprint) -> None:
    """Give the blueprint this page."""
    blueprint.get(f"{OWN}/numbers")(numbers)


@needs(Role.OPERATOR)
def numbers(locale: str, desk_id: UUID) -> str:
    """Show the figures of the last twelve months."""
    del locale
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
        found = figures_of_desk(session, desk_id, clock.today())
    return render_template(
        "desk/numbers.html",
        desk=desk,
        role=role,
        found=found,
        smallest=SMALLEST_SHOWN,
        kept_days=CASES_KNOWN_FOR.days,
    )
