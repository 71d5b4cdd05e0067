"""Asking for a service from its sheet, or for all services of a plan at once."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.foundation.headers import not_stored
from wemi_piemonte.pages.asking import one, several
from wemi_piemonte.pages.plans import in_hand

blueprint = Blueprint("asking", __name__)

one.register(blueprint)
several.register(blueprint)


@blueprint.before_request
def ask_for_the_visitor() -> ResponseReturnValue | None:
    """Lead an operator with a visitor's case in hand to the requests of that visitor.

    From here they would ask in their own name.
    """
    if (lost := in_hand.look()) is not None:
        return lost
    found = in_hand.in_hand()
    return redirect(url_for("desk.requests", case_id=found.id), code=303) if found else None


blueprint.after_request(not_stored)
