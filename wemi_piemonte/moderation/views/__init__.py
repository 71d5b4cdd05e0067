"""The moderators' room: one queue, and a page for each kind of thing that waits in it."""

from flask import Blueprint

from wemi_piemonte.moderation.views import (
    applications,
    desks,
    listings,
    log,
    mails,
    notice_parts,
    notices,
    people,
    qualifications,
    queue,
    ratings,
    reports,
)

blueprint = Blueprint("moderation", __name__)
for _part in (
    queue,
    log,
    people,
    mails,
    reports,
    ratings,
    listings,
    applications,
    notices,
    notice_parts,
    qualifications,
    desks,
):
    _part.register(blueprint)
