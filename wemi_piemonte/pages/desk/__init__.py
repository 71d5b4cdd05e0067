"""The operator's room: cases for visitors, and what the people of a desk do there."""

from flask import Blueprint

from wemi_piemonte.foundation.headers import not_indexed, not_stored
from wemi_piemonte.pages.desk import (
    asking,
    case,
    handing,
    handout,
    manage,
    manage_days,
    manage_duty,
    manage_hours,
    manage_numbers,
    manage_people,
    mandate,
    mediators,
    needs,
    offline,
    room,
    sms,
    today,
    together,
)

blueprint = Blueprint("desk", __name__)

for _part in (room, case, handing, together, mandate, asking, handout, sms, mediators, needs):
    _part.register(blueprint)

# What works where there is no network.
offline.register(blueprint)

# Keeping the desk: what it says, when it is met, who works there, its day.
for _part in (
    manage,
    manage_days,
    manage_duty,
    manage_hours,
    manage_numbers,
    manage_people,
    today,
):
    _part.register(blueprint)


blueprint.after_request(not_stored)
blueprint.after_request(not_indexed)
