"""How it was: a person rates a request that helped, sees what became of it, answers a decision."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, Invalid, NotFound, Stale
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.requests.door import own
from wemi_piemonte.pages.requests.giving import (
    REFUSALS,
    blank,
    choices,
    give,
    refusal_of,
    refused,
    typed_rating,
)
from wemi_piemonte.pages.requests.one import REQUEST
from wemi_piemonte.pages.requests.shown import line_of
from wemi_piemonte.ratings import operations
from wemi_piemonte.ratings.queries import Own, own_rating
from wemi_piemonte.ratings.rules import APPEALED_WITHIN, NotAppealable
from wemi_piemonte.ratings.schemas import CommentForm, RatingForm, TextForm
from wemi_piemonte.ratings.writing import removed_from

RATING = f"{REQUEST}/rating"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(RATING)(rate)
    blueprint.post(RATING)(send_rating)
    blueprint.post(f"{RATING}/comment")(change_comment)
    blueprint.post(f"{RATING}/withdraw", endpoint="take_rating_back")(take_back)
    blueprint.post(f"{RATING}/appeal", endpoint="appeal")(appeal)
    blueprint.get(f"{RATING}/<any(comment,withdraw,appeal):act>", endpoint="back_to_rating")(back)


def own_given(session: Session, request_id: UUID) -> Own:
    """Return the rating that this visitor gave of a request of their own; raises NotFound."""
    own(session, request_id)
    given = own_rating(session, request_id, clock.now())
    if given is None:
        raise NotFound
    return given


def decision_of(given: Own) -> dict[str, Any]:
    """Return what the statement of reasons needs: what was taken out, until when to appeal."""
    decided = given.rating.decided_at
    return {
        "removed": removed_from(given.rating.comment, given.rating.shown),
        "appeal_until": decided + APPEALED_WITHIN if decided else None,
    }


@public
def rate(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Ask how it was; or show what became of the rating that was given."""
    with reading() as session:
        told = own(session, request_id)
        is_given = own_rating(session, request_id, clock.now()) is not None
        refusal = None if is_given else refusal_of(session, told.referral)
    if is_given:
        return _given(request_id)
    if refusal is not None:
        return refused(refusal, request_id=request_id)
    return _form(request_id, blank(locale))


def _form(request_id: UUID, values: dict[str, str], errors: Any = None) -> ResponseReturnValue:
    with reading() as session:
        line = line_of(session, own(session, request_id))
    page = render_template(
        "requests/rate.html",
        line=line,
        values=values,
        errors=errors or {},
        sensitive=line.is_sensitive,
        **choices(),
    )
    return page, 422 if errors else 200


def _given(request_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        given = own_given(session, request_id)
        line = line_of(session, own(session, request_id))
    told: dict[str, Any] = {
        "line": line,
        "given": given,
        "values": {
            "comment": given.rating.comment,
            "comment_language": given.rating.locale,
            "text": "",
        },
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        "sensitive": line.is_sensitive,
        **decision_of(given),
        **choices(),
        **values,
    }
    return render_template("requests/rating.html", **told), status


@public
def back(locale: str, request_id: UUID, act: str) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    del act
    return _to(locale, request_id)


def _to(locale: str, request_id: UUID, done: str | None = None) -> ResponseReturnValue:
    address = url_for("requests.rate", locale=locale, request_id=request_id, done=done)
    return redirect(address, code=303)


@public
def send_rating(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Take a rating in; it is shown once the Region has said yes."""
    values = typed_rating()
    with reading() as session:
        own(session, request_id)
    try:
        form = RatingForm().load(request.form)
    except ValidationError as error:
        return _form(request_id, values, error.messages)
    try:
        give(request_id, form)
    except REFUSALS as error:
        return refused(error, request_id=request_id, values=values)
    return _to(locale, request_id, "sent")


@public
def change_comment(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Change the words of a rating that waits; they are looked at anew."""
    values = typed("comment", "comment_language") | {"text": ""}
    with reading() as session:
        own_given(session, request_id)
    try:
        form = CommentForm().load(request.form)
    except ValidationError as error:
        return _given(request_id, 422, errors=error.messages, values=values)
    revision = request.form.get("revision", "")[:9]
    try:
        with transaction() as session:
            given = own_given(session, request_id)
            operations.change_comment(
                session,
                rating_id=given.rating.id,
                revision=int(revision) if revision.isdecimal() else -1,
                comment=form["comment"],
                locale=form["comment_language"],
            )
    except (Stale, Invalid):
        message = _("It was changed or decided meanwhile. What you wrote is below.")
        return _given(request_id, 409, error=message, values=values)
    return _to(locale, request_id, "changed")


@public
def take_back(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Take a rating back for good; asked for twice, it is done once."""
    try:
        with transaction() as session:
            given = own_given(session, request_id)
            operations.withdraw_rating(session, rating_id=given.rating.id, now=clock.now())
    except IllegalMove:
        return _to(locale, request_id)
    return _to(locale, request_id, "withdrawn")


@public
def appeal(locale: str, request_id: UUID) -> ResponseReturnValue:
    """Ask that somebody else decides anew, once."""
    values = typed("text", "comment", "comment_language")
    with reading() as session:
        own_given(session, request_id)
    try:
        form = TextForm().load(request.form)
    except ValidationError as error:
        return _given(request_id, 422, errors=error.messages, values=values)
    try:
        with transaction() as session:
            given = own_given(session, request_id)
            operations.appeal(
                session, rating_id=given.rating.id, text=form["text"], now=clock.now()
            )
    except NotAppealable:
        with reading() as session:
            sent = own_given(session, request_id).appeal
        if sent is None or sent.text != form["text"]:
            message = _("This can not be appealed any more. What you wrote is below.")
            return _given(request_id, 409, error=message, values=values)
    return _to(locale, request_id, "appealed")
