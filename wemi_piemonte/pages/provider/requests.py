"""The requests to a body: its queue, one request, its answer, messages to the person."""

from collections import Counter
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
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound, Stale
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.pages.answer_page import (
    midnight,
    revision_seen,
    told,
    typed_answer,
    typed_message,
)
from wemi_piemonte.pages.provider.door import member
from wemi_piemonte.referrals import operations
from wemi_piemonte.referrals.queries import Told, has_read, lines_of_body, referral_of_id
from wemi_piemonte.referrals.rules import Actor, ReferralState, Silenced, Staff
from wemi_piemonte.referrals.schemas import AnswerForm, MessageForm
from wemi_piemonte.search.views.address import page_number, pages_of

REQUESTS = "/<locale:locale>/provider/organizations/<uuid:organization_id>/requests"
ONE = f"{REQUESTS}/<uuid:request_id>"
PER_PAGE = 50


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REQUESTS)(requests)
    blueprint.get(ONE, endpoint="request")(show_request)
    blueprint.get(f"{ONE}/<any('open','answer','messages'):act>")(back_to_request)
    blueprint.post(f"{ONE}/open")(open_request)
    blueprint.post(f"{ONE}/answer")(answer_request)
    blueprint.post(f"{ONE}/messages")(write_in_request)


def _wanted_state() -> ReferralState | None:
    code = request.args.get("state", "")
    if not code:
        return None
    return ReferralState(code) if code in set(ReferralState) else abort(404)


def _wanted_service() -> UUID | None:
    text = request.args.get("service", "")
    return (id_in(text) or abort(404)) if text else None


@needs(Role.PROVIDER)
def requests(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """List the requests to a body, those that wait for it first; nothing of them is personal."""
    del locale
    with reading() as session:
        member(session, organization_id)
        body = session.get_one(Organization, organization_id)
        lines = lines_of_body(session, organization_id)
    state, service = _wanted_state(), _wanted_service()
    page = page_number(request.args.get("page", "")) or abort(404)
    chosen = [
        line
        for line in lines
        if (state is None or line.state is state)
        and (service is None or line.service_id == service)
    ]
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    if page > 1 and not shown:
        abort(404)
    filters: dict[str, Any] = {"state": state, "service": service}
    here: dict[str, Any] = {"organization_id": organization_id, **filters}
    names = {line.service_id: line.service_name for line in lines}
    return render_template(
        "provider/requests.html",
        body=body,
        lines=shown,
        total=len(lines),
        waiting=sum(line.waits_for_body for line in lines),
        counts=Counter(line.state for line in lines),
        states=list(ReferralState),
        services=sorted(names.items(), key=lambda pair: (pair[1].casefold(), str(pair[0]))),
        **filters,
        pages=pages_of(
            len(chosen),
            page,
            PER_PAGE,
            lambda number: url_for("provider.requests", **here, page=number),
        ),
    )


def _own_request(
    session: Session, organization_id: UUID, request_id: UUID, at_least: MemberRole
) -> tuple[MemberRole, Told]:
    """Return a request to this body; what was asked of another is not there."""
    right = member(session, organization_id, at_least=at_least)
    found = referral_of_id(session, request_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound
    return right, found


def _page(
    organization_id: UUID, request_id: UUID, status: int = 200, **values: Any
) -> ResponseReturnValue:
    with reading() as session:
        right, found = _own_request(session, organization_id, request_id, MemberRole.READER)
        is_opened = has_read(session, request_id, account_id=me().id, since=midnight())
        page = told(session, found, is_opened=is_opened, **values)
    is_editor = MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR]
    done = request.args.get("done", "")
    return render_template("provider/request.html", may_answer=is_editor, done=done, **page), status


def _to(
    locale: str, organization_id: UUID, request_id: UUID, done: str | None = None
) -> ResponseReturnValue:
    address = url_for(
        "provider.request",
        locale=locale,
        organization_id=organization_id,
        request_id=request_id,
        done=done,
    )
    return redirect(address, code=303)


@needs(Role.PROVIDER)
def show_request(locale: str, organization_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Show a request: what is personal in it to who has opened it today."""
    del locale
    return _page(organization_id, request_id)


@needs(Role.PROVIDER)
def back_to_request(
    locale: str, organization_id: UUID, request_id: UUID, act: str
) -> ResponseReturnValue:
    """Lead who comes back to a page that only a button opens, as in another language."""
    del act
    with reading() as session:
        _own_request(session, organization_id, request_id, MemberRole.READER)
    return _to(locale, organization_id, request_id)


def _staff() -> Staff:
    return Staff(account_id=me().id, name=me().name)


@needs(Role.PROVIDER)
def open_request(locale: str, organization_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Write down who opens a request, which the person sees, and show it."""
    try:
        with transaction() as session:
            _own_request(session, organization_id, request_id, MemberRole.READER)
            operations.note_reading(
                session, referral_id=request_id, staff=_staff(), now=clock.now()
            )
    except Silenced:
        # The page says why nothing of it can be read.
        return _page(organization_id, request_id, 409)
    return _to(locale, organization_id, request_id)


@needs(Role.PROVIDER)
def answer_request(locale: str, organization_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Take the body's answer."""
    with reading() as session:
        _own_request(session, organization_id, request_id, MemberRole.EDITOR)
    try:
        form = AnswerForm().load(request.form)
    except ValidationError as error:
        return _page(organization_id, request_id, 422, **typed_answer(errors=error.messages))
    try:
        with transaction() as session:
            _own_request(session, organization_id, request_id, MemberRole.EDITOR)
            operations.answer(
                session,
                referral_id=request_id,
                revision=revision_seen(),
                target=form["state"],
                reason=form["reason"],
                text=form["text"],
                locale=locale,
                staff=_staff(),
                secret=key_of_form(),
                now=clock.now(),
            )
    except (Stale, IllegalMove, Silenced):
        return _page(organization_id, request_id, 409, **typed_answer(trouble="stale"))
    return _to(locale, organization_id, request_id, "answered")


@needs(Role.PROVIDER)
def write_in_request(locale: str, organization_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Write to the person, while the request goes on."""
    with reading() as session:
        _own_request(session, organization_id, request_id, MemberRole.EDITOR)
    try:
        form = MessageForm().load(request.form)
    except ValidationError as error:
        return _page(
            organization_id, request_id, 422, **typed_message(message_errors=error.messages)
        )
    try:
        with transaction() as session:
            _own_request(session, organization_id, request_id, MemberRole.EDITOR)
            operations.write_message(
                session,
                referral_id=request_id,
                actor=Actor.BODY,
                text=form["text"],
                locale=locale,
                secret=key_of_form(),
                staff=_staff(),
                now=clock.now(),
            )
    except Silenced:
        return _page(organization_id, request_id, 409, **typed_message(trouble="silenced"))
    return _to(locale, organization_id, request_id, "written")
