"""The moderators' room: one queue, and a page for each kind of thing that waits in it."""

from flask import Blueprint

from wemi_piemonte.moderation.views import queue

blueprint = Blueprint("moderation", __name__)
for _part in (queue,):
    _part.register(blueprint)
