"""The forms by which a body keeps its listings true."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.foundation.schemas import Lenient
from wemi_piemonte.listings.rules import FEWEST_MONTHS, MOST_MONTHS
from wemi_piemonte.listings.schemas import values

PLACES = (Availability.ACCEPTS, Availability.WAITING_LIST, Availability.FULL)
"""What a body may say of its free places; that nobody knows follows by itself."""


class CareForm(Lenient):
    """How often a body confirms, and where the mails go."""

    every_months = fields.Integer(
        required=True,
        validate=validate.Range(
            FEWEST_MONTHS, MOST_MONTHS, error=_l("Choose from 1 to 12 months.")
        ),
    )
    email = values.email()


class PlacesForm(Lenient):
    """Whether there are free places today."""

    availability = fields.Enum(
        Availability,
        by_value=True,
        required=True,
        validate=validate.OneOf(PLACES, error=_l("Choose one of these.")),
        error_messages={
            "required": [_l("Choose one of these.")],
            "unknown": [_l("Choose one of these.")],
        },
    )
    waiting_weeks = values.whole(0, 520)
