"""The provider's room: what a body does for its qualification and its listings."""

from flask import Blueprint

from wemi_piemonte.pages.provider import home

blueprint = Blueprint("provider", __name__)
for _part in (home,):
    _part.register(blueprint)
