"""One queue of all that waits for the Region, the oldest first."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.access import needs


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/moderation/")(show)


@needs(Role.MODERATOR, Role.ADMIN)
def show(locale: str) -> ResponseReturnValue:
    """Show what waits."""
    del locale
    return render_template("moderation/queue.html", items=[])
