"""One request of a person: how it stands, who saw it when, what was written, how to end it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import new_token
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.foundation.forms import key_of_form, typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.pages.requests.door import own
from wemi_piemonte.pages.requests.shown import line_of
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.rules import AlreadyRated
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.queries import messages_of, timeline_of
from wemi_piemonte.referrals.rules import REASONS, Actor, ReferralState, Silenced
from wemi_piemonte.referrals.schemas import MessageForm, OutcomeForm

REQUEST = "/<locale:locale>/requests/<uuid:request_id>"
WRITTEN_AT_MOST = "30 per hour"
"""Messages from one address: each is a mail to a body."""

Act = Callable[[Session], object]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REQUEST)(show)
    blueprint.post(f"{REQUEST}/messages")(limiter.limit(WRITTEN_AT_MOST)(write))
    blueprint.post(f"{REQUEST}/withdraw")(withdraw)
    blueprint.post(f"{REQUEST}/consent")(take_consent_back)
    blueprint.post(f"{REQUEST}/outcome")(tell_outcome)
    blueprint.post(f"{REQUEST}/erase")(erase)
    blueprint.get(f"{REQUEST}/<any(messages,withdraw,consent,outcome,erase):act>")(back)


def _page(request_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        line = line_of(session, own(session, request_id))
        events = timeline_of(session, request_id)
        messages = messages_of(session, request_id)
    told: dict[str, Any] = {
        "line": line,
        "events": events,
        "messages": messages,
        "reasons": REASONS[Actor.PERSON],
        "values": {"text": "", "state": "", "reason": ""},
        "errors": {},
        "error": "",
        "key": new_token(),
        "done": request.args.get("done", ""),
        "sensitive": line.is_sensitive,
        **values,
    }
    return render_template("requests/show.html", **told), status


@public
def show(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Show a request to whose it is."""
    del locale
    return _page(request_id)


@public
def back(locale: str, request_id: UUID, act: str) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    del act
    return _to(locale, request_id)


def _to(locale: str, request_id: UUID, done: str | None = None) -> ResponseReturnValue:
    address = url_for("requests.show", locale=locale, request_id=request_id, done=done)
    return redirect(address, code=303)


def _changed() -> str:
    return _("Something changed meanwhile: see below how it stands now.")


@public
def write(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Send a message to the body; the same form sent twice is one message."""
    key, values = key_of_form(), typed("text") | {"state": "", "reason": ""}
    with reading() as session:
        own(session, request_id)
    try:
        form = MessageForm().load(request.form)
    except ValidationError as error:
        return _page(request_id, 422, errors=error.messages, values=values, key=key)
    try:
        with transaction() as session:
            own(session, request_id)
            referrals.write_message(
                session,
                referral_id=request_id,
                actor=Actor.PERSON,
                text=form["text"],
                locale=locale,
                secret=key,
                now=clock.now(),
            )
    except Silenced:
        message = _("This request has ended: nothing more can be written in it.")
        return _page(request_id, 409, error=message, values=values)
    return _to(locale, request_id, "written")


def _is_done(request_id: UUID, act: Act) -> bool:
    """Do what ends a request; asked for twice, it is done once. False where it had moved on."""
    try:
        with transaction() as session:
            own(session, request_id)
            act(session)
    except IllegalMove as error:
        with reading() as session:
            return own(session, request_id).referral.state == error.details.get("target")
    return True


@public
def withdraw(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Withdraw a request: the body can read nothing of it any more."""
    now = clock.now()
    if _is_done(request_id, lambda s: referrals.withdraw(s, referral_id=request_id, now=now)):
        return _to(locale, request_id, "withdrawn")
    return _page(request_id, 409, error=_changed())


@public
def take_consent_back(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Take back the consent to be read; an open request is withdrawn with it."""
    now = clock.now()
    if _is_done(
        request_id, lambda s: referrals.withdraw_consent(s, referral_id=request_id, now=now)
    ):
        return _to(locale, request_id, "consent")
    return _page(request_id, 409, error=_changed())


@public
def tell_outcome(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Take the person's word on whether there was help; who was helped may say how it was."""
    with reading() as session:
        own(session, request_id)
    try:
        form = OutcomeForm().load(request.form)
    except ValidationError as error:
        values = typed("state", "reason") | {"text": ""}
        return _page(request_id, 422, errors=error.messages, values=values)
    now = clock.now()
    told = partial(
        ratings.tell_outcome,
        referral_id=request_id,
        target=form["state"],
        reason=form["reason"],
        now=now,
    )
    try:
        if not _is_done(request_id, told):
            return _page(request_id, 409, error=_changed())
    except AlreadyRated:
        return _page(request_id, 409, error=_("You have said how it was: what was rated was help."))
    if form["state"] is ReferralState.HELPED:
        return redirect(url_for("requests.rate", locale=locale, request_id=request_id), code=303)
    return _to(locale, request_id, "told")


@public
def erase(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Erase a request for good, with its messages and its rating."""
    with transaction() as session:
        own(session, request_id)
        ratings.erase_request(session, referral_id=request_id, now=clock.now())
    return redirect(url_for("requests.mine", locale=locale, done="erased"), code=303)
