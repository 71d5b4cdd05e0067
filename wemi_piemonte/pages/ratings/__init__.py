"""What people say of services: the ratings of one, and how ratings are checked."""

from flask import Blueprint

from wemi_piemonte.pages.ratings import of_service, policy
from wemi_piemonte.ratings.rules import MARK

blueprint = Blueprint("ratings", __name__)


@blueprint.app_template_filter("around_marks")
def around_marks(text: str) -> list[str]:
    """Return the parts of a text between the places where the Region has taken words out."""
    return text.split(MARK)


for _part in (of_service, policy):
    _part.register(blueprint)
