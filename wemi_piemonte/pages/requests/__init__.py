"""What a person has asked for: where it stands, what was written, how it was; here or by a mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import here
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.accounts.views.own import ENDED, SHOWN, TOLD
from wemi_piemonte.desks.operations import end_bookings_of
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.headers import not_indexed, not_stored
from wemi_piemonte.pages.desks.appointment import copy_of_bookings
from wemi_piemonte.pages.requests import at_desks, following, mine, one, rating
from wemi_piemonte.pages.requests.copying import copy_of
from wemi_piemonte.pages.requests.shown import lines_of
from wemi_piemonte.ratings.operations import erase_requests_of

blueprint = Blueprint("requests", __name__)

mine.register(blueprint)
one.register(blueprint)
at_desks.register(blueprint)
rating.register(blueprint)
following.register(blueprint)


@blueprint.app_template_filter("in_rome")
def in_rome(at: datetime) -> datetime:
    """Return a moment as the clocks of Piedmont show it."""
    return at.astimezone(ROME)


@blueprint.errorhandler(NotFound)
def not_open(_error: NotFound) -> tuple[str, int]:
    """Say the same of what is somebody else's, of what is not there, and of what is not open yet.

    Who comes from a mail finds the two ways in.
    """
    return render_template("requests/not_open.html", next=here()), 404


blueprint.after_request(not_stored)
blueprint.after_request(not_indexed)


def _told(session: Session, account_id: UUID) -> dict[str, Any]:
    who = [Requester(account_id=account_id)]
    return {"requests": copy_of(session, who), "bookings": copy_of_bookings(session, who)}


def _shown(session: Session, account_id: UUID) -> dict[str, Any]:
    return {"asked": lines_of(session, [Requester(account_id=account_id)])}


def _ended(session: Session, account_id: UUID, now: datetime) -> None:
    erase_requests_of(session, requester=Requester(account_id=account_id), now=now)
    end_bookings_of(session, account_id=account_id, now=now)


TOLD.append(_told)
SHOWN.append(_shown)
ENDED.append(_ended)
