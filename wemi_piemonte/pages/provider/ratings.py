"""The ratings of a body's services: what is published, and what the body replies, once each."""

from operator import itemgetter
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.foundation import clock, forms
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Conflict, NotFound
from wemi_piemonte.pages.provider.door import member
from wemi_piemonte.ratings.operations import write_reply
from wemi_piemonte.ratings.queries import (
    body_of_rating,
    ratings_of_body,
    replies_of_body,
    summaries,
)
from wemi_piemonte.ratings.schemas import TextForm
from wemi_piemonte.search.views.address import page_number, pages_of

RATINGS = "/<locale:locale>/provider/organizations/<uuid:organization_id>/ratings"
PER_PAGE = 20


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(RATINGS)(ratings)
    blueprint.get(f"{RATINGS}/<uuid:rating_id>/reply")(back_to_ratings)
    blueprint.post(f"{RATINGS}/<uuid:rating_id>/reply")(reply)


def _pages(organization_id: UUID, total: int, page: int) -> Any:
    def address(number: int) -> str:
        return url_for("provider.ratings", organization_id=organization_id, page=number)

    return pages_of(total, page, PER_PAGE, address)


def _page(
    organization_id: UUID, status: int = 200, *, tried: UUID | None = None, **values: Any
) -> ResponseReturnValue:
    """Show a page of the ratings, the newest first: the one of `tried`, or the one asked for."""
    page = page_number(request.args.get("page", "")) or abort(404)
    with reading() as session:
        right = member(session, organization_id)
        body = session.get_one(Organization, organization_id)
        found = ratings_of_body(session, organization_id)
        replies = replies_of_body(session, organization_id)
        counts = summaries(session, {shown.service_id for shown, _name in found})
    ids = [shown.id for shown, _name in found]
    if tried in ids:
        page = ids.index(tried) // PER_PAGE + 1
    lines = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    if page > 1 and not lines:
        abort(404)
    names = {shown.service_id: name for shown, name in found}
    services = sorted(((name, counts[each]) for each, name in names.items()), key=itemgetter(0))
    told: dict[str, Any] = {
        "body": body,
        "lines": lines,
        "replies": replies,
        "services": services,
        "may_reply": MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR],
        "tried": tried,
        "text": "",
        "errors": {},
        "trouble": False,
        "done": request.args.get("done") == "sent",
        "pages": _pages(organization_id, len(found), page),
        **values,
    }
    return render_template("provider/ratings.html", **told), status


@needs(Role.PROVIDER)
def ratings(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the published ratings of a body's services: it can neither hide nor reorder them."""
    del locale
    return _page(organization_id)


def _to(locale: str, organization_id: UUID, **more: Any) -> ResponseReturnValue:
    address = url_for("provider.ratings", locale=locale, organization_id=organization_id, **more)
    return redirect(address, code=303)


def _own_rating(
    session: Session, organization_id: UUID, rating_id: UUID, at_least: MemberRole
) -> None:
    """Raise NotFound for what is not a published rating of a service of this body."""
    member(session, organization_id, at_least=at_least)
    if body_of_rating(session, rating_id) != organization_id:
        raise NotFound


@needs(Role.PROVIDER)
def back_to_ratings(locale: str, organization_id: UUID, rating_id: UUID) -> ResponseReturnValue:
    """Lead who comes back to a form that was sent, as in another language."""
    with reading() as session:
        _own_rating(session, organization_id, rating_id, MemberRole.READER)
    return _to(locale, organization_id)


@needs(Role.PROVIDER)
def reply(locale: str, organization_id: UUID, rating_id: UUID) -> ResponseReturnValue:
    """Take the body's reply to a rating; it appears once the Region has read it."""
    typed = forms.typed("text")["text"]
    with reading() as session:
        _own_rating(session, organization_id, rating_id, MemberRole.EDITOR)
    try:
        form = TextForm().load(request.form)
    except ValidationError as error:
        return _page(organization_id, 422, tried=rating_id, text=typed, errors=error.messages)
    now = clock.now()
    try:
        with transaction() as session:
            _own_rating(session, organization_id, rating_id, MemberRole.EDITOR)
            write_reply(
                session,
                rating_id=rating_id,
                text=form["text"],
                locale=locale,
                account_id=me().id,
                now=now,
            )
            record_act(
                session,
                "reply_to_rating",
                account_id=me().id,
                subject="rating",
                subject_id=rating_id,
                now=now,
            )
    except Conflict:
        if not _is_there(organization_id, rating_id, form["text"]):
            return _page(organization_id, 409, tried=rating_id, text=typed, trouble=True)
    return _to(locale, organization_id, done="sent")


def _is_there(organization_id: UUID, rating_id: UUID, text: str) -> bool:
    """Say whether the reply to a rating is this very one: the form was sent twice."""
    with reading() as session:
        found = replies_of_body(session, organization_id).get(rating_id)
    return found is not None and found.reply.text == text
