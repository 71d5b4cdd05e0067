"""The first page of the provider's room: what needs you today."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import memberships
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/")(room)


@needs(Role.PROVIDER)
def room(locale: str) -> ResponseReturnValue:
    """Show the bodies of the person, and what waits for them."""
    del locale
    with reading() as session:
        bodies = memberships(session, me().id)
    return render_template("provider/home.html", bodies=bodies)
