"""From a story to a plan: what was understood, the plan, a plan kept under a code and a PIN."""

from flask import Blueprint

from wemi_piemonte.foundation.headers import not_stored
from wemi_piemonte.pages.plans import in_hand, saved, writing
from wemi_piemonte.pages.plans.shown import person_of

blueprint = Blueprint("plans", __name__)
blueprint.add_app_template_filter(person_of, "person_of")

writing.register(blueprint)
saved.register(blueprint)


blueprint.before_request(in_hand.look)


blueprint.after_request(not_stored)
