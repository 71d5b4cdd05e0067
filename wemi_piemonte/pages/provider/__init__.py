"""The provider's room: what a body does for its qualification and its listings."""

from flask import Blueprint

from wemi_piemonte.pages.provider import (
    application,
    applying,
    bulk,
    care,
    documents,
    home,
    listing_form,
    listing_history,
    listing_preview,
    listings,
    mediators,
    numbers,
    people,
    programs,
    ratings,
    reports,
    requests,
)

blueprint = Blueprint("provider", __name__)
for _part in (
    application,
    applying,
    bulk,
    care,
    documents,
    home,
    listing_form,
    listing_history,
    listing_preview,
    listings,
    mediators,
    numbers,
    people,
    programs,
    ratings,
    reports,
    requests,
):
    _part.register(blueprint)
