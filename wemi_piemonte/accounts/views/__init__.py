"""Signing in, and one's own account."""

from flask import Blueprint
from flask.wrappers import Response

from wemi_piemonte.accounts.views import entering, invited, links, outside, own

blueprint = Blueprint("accounts", __name__)
for _part in (entering, outside, links, invited, own):
    _part.register(blueprint)


@blueprint.after_request
def keep_to_oneself(response: Response) -> Response:
    """Let no cache keep these pages, and no other site hear of their addresses."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
