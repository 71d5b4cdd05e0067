"""The link of a mail to the person: was there help, how was it, an appeal; without signing in.

Somebody else may hold the mail: of the request its date alone is shown.
"""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink, IllegalMove
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.requests.giving import (
    REFUSALS,
    blank,
    choices,
    give,
    refusal_of,
    refused,
    typed_rating,
)
from wemi_piemonte.pages.requests.rating import decision_of
from wemi_piemonte.pages.requests.shown import line_of
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.queries import own_rating
from wemi_piemonte.ratings.rules import AlreadyRated, NotAppealable
from wemi_piemonte.ratings.schemas import RatingForm, TextForm
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.queries import Told, living_link
from wemi_piemonte.referrals.rules import REASONS, Actor, LinkFor, ReferralState
from wemi_piemonte.referrals.schemas import OutcomeForm

FOLLOW = "/<locale:locale>/request-follow-ups/<string:token>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(FOLLOW)(follow_up)
    blueprint.post(f"{FOLLOW}/outcome", endpoint="follow_outcome")(tell_outcome)
    blueprint.post(f"{FOLLOW}/rating", endpoint="follow_rating")(send_rating)
    blueprint.post(f"{FOLLOW}/appeal", endpoint="follow_appeal")(appeal)
    blueprint.get(f"{FOLLOW}/<any(outcome,rating,appeal):act>", endpoint="back_to_link")(back)
    blueprint.register_error_handler(DeadLink, _dead_link)


def _dead_link(_error: DeadLink) -> tuple[str, int]:
    return render_template("errors/dead_link.html", is_for_person=True), 410


def linked(session: Session, token: str) -> Told:
    """Return the request of a mail's link; raises DeadLink for one that is used, old or none."""
    found = living_link(session, token, LinkFor.PERSON, clock.now())
    if found is None:
        raise DeadLink
    return found[0]


def _page(locale: str, token: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        found = linked(session, token)
        line = line_of(session, found)
        given = own_rating(session, found.referral.id, clock.now())
        refusal = refusal_of(session, found.referral)
    told: dict[str, Any] = {
        "token": token,
        "request_id": found.referral.id,
        "sent_on": found.referral.created_at,
        "state": found.referral.state,
        "outcomes": line.outcomes,
        "may_rate": refusal is None,
        "given": given,
        "reasons": REASONS[Actor.PERSON],
        "values": blank(locale) | {"state": "", "reason": "", "text": ""},
        "errors": {},
        "error": "",
        **(decision_of(given) if given else {}),
        **choices(),
        **values,
    }
    return render_template("requests/follow_up.html", **told), status


@public
def follow_up(locale: str, token: str) -> ResponseReturnValue:
    """Ask what the link of a mail is for: programs that look into mails follow links too."""
    return _page(locale, token)


@public
def back(locale: str, token: str, act: str) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    del act
    return redirect(url_for("requests.follow_up", locale=locale, token=token), code=303)


def _done(code: str) -> ResponseReturnValue:
    return render_template("requests/followed.html", code=code)


@public
def tell_outcome(locale: str, token: str) -> ResponseReturnValue:
    """Take the person's word on whether there was help; a yes leads on to the rating."""
    with reading() as session:
        request_id = linked(session, token).referral.id
    try:
        form = OutcomeForm().load(request.form)
    except ValidationError as error:
        values = blank(locale) | typed("state", "reason") | {"text": ""}
        return _page(locale, token, 422, errors=error.messages, values=values)
    try:
        with transaction() as session:
            ratings.tell_outcome(
                session,
                referral_id=request_id,
                target=form["state"],
                reason=form["reason"],
                now=clock.now(),
                token=token,
            )
    except AlreadyRated as error:
        return refused(error, request_id=None)
    except IllegalMove:
        with reading() as session:
            if linked(session, token).referral.state is not form["state"]:
                message = _("Something changed meanwhile: see below how it stands now.")
                return _page(locale, token, 409, error=message)
    if form["state"] is ReferralState.HELPED:
        return redirect(url_for("requests.follow_up", locale=locale, token=token), code=303)
    return _done("outcome")


@public
def send_rating(locale: str, token: str) -> ResponseReturnValue:
    """Take a rating in by the link, which is used up."""
    values = typed_rating()
    with reading() as session:
        request_id = linked(session, token).referral.id
    try:
        form = RatingForm().load(request.form)
    except ValidationError as error:
        more = {"state": "", "reason": "", "text": ""}
        return _page(locale, token, 422, errors=error.messages, values=values | more)
    try:
        give(request_id, form, token)
    except REFUSALS as error:
        return refused(error, request_id=None, values=values)
    return _done("rating")


def _appeal(session: Session, token: str, text: str) -> None:
    now = clock.now()
    given = own_rating(session, linked(session, token).referral.id, now)
    if given is None:
        raise NotAppealable
    referrals.use_person_link(session, token=token, now=now)
    ratings.appeal(session, rating_id=given.rating.id, text=text, now=now)


@public
def appeal(locale: str, token: str) -> ResponseReturnValue:
    """Ask by the link, which is used up, that somebody else decides anew."""
    values = blank(locale) | typed("text") | {"state": "", "reason": ""}
    with reading() as session:
        linked(session, token)
    try:
        form = TextForm().load(request.form)
    except ValidationError as error:
        return _page(locale, token, 422, errors=error.messages, values=values)
    try:
        with transaction() as session:
            _appeal(session, token, form["text"])
    except NotAppealable:
        message = _("This can not be appealed any more. What you wrote is below.")
        return _page(locale, token, 409, error=message, values=values)
    return _done("appeal")
