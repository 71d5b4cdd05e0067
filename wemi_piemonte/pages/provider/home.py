"""The first page of the provider's room: what needs you today, then the ways into the rest."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import memberships
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.pages.provider.today import address_of, bodies_today
from wemi_piemonte.qualification.queries import applications_of


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/")(room)


@needs(Role.PROVIDER)
def room(locale: str) -> ResponseReturnValue:
    """Show the bodies of the person, and what waits for them."""
    del locale
    with reading() as session:
        mine = memberships(session, me().id)
        bodies = bodies_today(session, me().id, mine, clock.today())
        begun = applications_of(session, me().id)
    return render_template(
        "provider/home.html",
        bodies=bodies,
        begun=[
            (
                application.state,
                notice,
                name,
                address_of("provider.application", application_id=application.id),
            )
            for application, notice, name in begun
        ],
        notices_url=address_of("provider.applications"),
        is_new=not any(body.has_listings for body in bodies),
    )
