"""Asking for a service from its sheet, or for all services of a plan at once."""

from flask import Blueprint
from flask.wrappers import Response

from wemi_piemonte.pages.asking import one, several

blueprint = Blueprint("asking", __name__)

one.register(blueprint)
several.register(blueprint)


@blueprint.after_request
def keep_to_oneself(response: Response) -> Response:
    """Let nobody but this visitor keep these pages."""
    response.headers["Cache-Control"] = "no-store"
    return response
