"""Reading a request and answering it by the link of a mail, without signing in.

Programs that look into mails follow links too: a page that is only opened says nothing of the
person and changes nothing. What is personal is in the answer to "Open the request" alone.
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.foundation import clock, forms
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink, IllegalMove, Stale
from wemi_piemonte.foundation.headers import not_stored
from wemi_piemonte.pages.answer_page import (
    revision_seen,
    told,
    typed_answer,
    typed_message,
)
from wemi_piemonte.referrals import operations
from wemi_piemonte.referrals.queries import Told, living_link, referral_of_id, request_of_link
from wemi_piemonte.referrals.rules import LinkFor, Silenced, Staff
from wemi_piemonte.referrals.schemas import AnswerForm, MessageForm

LINK = "/<locale:locale>/request-answers/<string:token>"

blueprint = Blueprint("answering", __name__)


blueprint.after_request(not_stored)


def _dead_link() -> ResponseReturnValue:
    typed = forms.typed("text")["text"]
    return render_template("errors/dead_link.html", typed=typed), 410


def _living(session: Session, token: str) -> Told:
    """Return the request of a link; raises DeadLink."""
    linked = living_link(session, token, LinkFor.BODY, clock.now())
    if linked is None:
        raise DeadLink
    return linked[0]


def _request_of(session: Session, token: str) -> UUID:
    """Return which request a link is of, good or not; raises DeadLink where there is none."""
    referral_id = request_of_link(session, token, LinkFor.BODY)
    if referral_id is None:
        raise DeadLink
    return referral_id


def _opened(token: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Show the whole request, and write down that it was opened."""
    try:
        with transaction() as session:
            found = _living(session, token)
            operations.note_reading(
                session, referral_id=found.referral.id, staff=Staff(), now=clock.now()
            )
            page = told(session, found, is_opened=True, **values)
    except (DeadLink, Silenced):
        return _dead_link()
    return render_template("answering/request.html", token=token, **page), status


@blueprint.get(LINK)
@public
def ask_answer(locale: str, token: str) -> ResponseReturnValue:
    """Show that there is a request, with nothing of the person, and offer to open it."""
    del locale
    try:
        with reading() as session:
            found = _living(session, token)
    except DeadLink:
        return _dead_link()
    return render_template("answering/link.html", token=token, found=found)


@blueprint.get(f"{LINK}/<any('open','answer','messages'):act>")
@public
def back(locale: str, token: str, act: str) -> ResponseReturnValue:
    """Lead who comes back to a page that only a button opens, as in another language."""
    del act
    return redirect(url_for("answering.ask_answer", locale=locale, token=token), code=303)


@blueprint.post(f"{LINK}/open", endpoint="open")
@public
def open_request(locale: str, token: str) -> ResponseReturnValue:
    """Show the person's words and contact; the person sees that they were opened."""
    del locale
    return _opened(token)


@blueprint.post(f"{LINK}/answer")
@public
def answer(locale: str, token: str) -> ResponseReturnValue:
    """Take the body's answer; the link is used up, and a new one sent while it goes on."""
    try:
        form = AnswerForm().load(request.form)
    except ValidationError as error:
        return _opened(token, 422, **typed_answer(errors=error.messages))
    try:
        with transaction() as session:
            referral = operations.answer(
                session,
                referral_id=_request_of(session, token),
                revision=revision_seen(),
                target=form["state"],
                reason=form["reason"],
                text=form["text"],
                locale=locale,
                staff=Staff(),
                secret=forms.key_of_form(),
                now=clock.now(),
                token=token,
            )
    except DeadLink:
        return _dead_link()
    except (Stale, IllegalMove, Silenced):
        return _opened(token, 409, **typed_answer(trouble="stale"))
    return render_template("answering/answered.html", referral=referral, is_message=False)


@blueprint.post(f"{LINK}/messages")
@public
def write(locale: str, token: str) -> ResponseReturnValue:
    """Take words to the person, with no new answer; the link is used up, and a new one sent."""
    try:
        form = MessageForm().load(request.form)
    except ValidationError as error:
        return _opened(token, 422, **typed_message(message_errors=error.messages))
    try:
        with transaction() as session:
            referral_id = _request_of(session, token)
            operations.write_by_link(
                session,
                referral_id=referral_id,
                token=token,
                text=form["text"],
                locale=locale,
                secret=forms.key_of_form(),
                now=clock.now(),
            )
            found = referral_of_id(session, referral_id)
    except (DeadLink, Silenced):
        return _dead_link()
    referral = found.referral if found else None
    return render_template("answering/answered.html", referral=referral, is_message=True)
