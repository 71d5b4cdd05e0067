"""The operator's room: cases for visitors, and what the people of a desk do there."""

from flask import Blueprint
from flask.wrappers import Response

from wemi_piemonte.pages.desk import asking, case, handing, handout, mandate, room, sms, together

blueprint = Blueprint("desk", __name__)

for _part in (room, case, handing, together, mandate, asking, handout, sms):
    _part.register(blueprint)


@blueprint.after_request
def keep_to_oneself(response: Response) -> Response:
    """Let nobody but this operator keep these pages."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
