"""Help desks for everybody: found near oneself, with their times, a calendar, a poster."""

from flask import Blueprint

from wemi_piemonte.pages.desks import booking, finding, own_booking, paper, showing
from wemi_piemonte.pages.desks.shown import FILTERS

blueprint = Blueprint("desks", __name__)
for _name, _filter in FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)

finding.register(blueprint)
showing.register(blueprint)
paper.register(blueprint)
booking.register(blueprint)
own_booking.register(blueprint)
