"""Many ratings of one service at once: looked at together, let through or rejected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.moderation import operations
from wemi_piemonte.moderation.rules import BURST_REASONS, Act, Subject
from wemi_piemonte.moderation.schemas import BurstForm
from wemi_piemonte.moderation.views.queue import page_of
from wemi_piemonte.moderation.views.ratings.desk import (
    BARRED,
    REFUSED,
    check_may,
    history,
    revision_in,
    standing_of_me,
    worded,
)
from wemi_piemonte.ratings.marking import Piece, pieces
from wemi_piemonte.ratings.queries.standing import Standing, standings
from wemi_piemonte.ratings.queries.waiting import Blind, burst_of

BURST = "/<locale:locale>/moderation/bursts/<uuid:service_id>"


@dataclass(frozen=True, slots=True)
class Member:
    """One rating of a burst, `at` what time it came; `same_as` are those that say the same."""

    rating: Blind
    standing: Standing
    pieces: Sequence[Piece]
    at: time
    same_as: Sequence[int]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(BURST)(burst)
    blueprint.post(BURST)(decide_burst)


def _members(session: Session, service_id: UUID) -> list[Member]:
    found = burst_of(session, service_id)
    stood = standings(session, [each.id for each in found])
    said = [" ".join(each.comment.casefold().split()) for each in found]
    return [
        Member(
            each,
            stood[each.id],
            pieces(each.comment, each.findings),
            each.created_at.astimezone(ROME).time(),
            [
                number
                for number, other in enumerate(said, 1)
                if said[at] and other == said[at] and number != at + 1
            ],
        )
        for at, each in enumerate(found)
    ]


def _body_of(session: Session, service_id: UUID) -> tuple[Service, Organization]:
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound
    return service, session.get_one(Organization, service.organization_id)


def _page(service_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        service, body = _body_of(session, service_id)
        members = _members(session, service_id)
        told: dict[str, Any] = {
            **standing_of_me(session, Subject.BURST, service_id, body.id),
            **history(session, service_id, (Subject.BURST,)),
        }
    told |= {
        "service": service,
        "body": body,
        "members": members,
        "subject_id": service_id,
        "here": page_of(Subject.BURST, service_id),
        "acts": BurstForm.acts,
        "reasons": BURST_REASONS,
        "values": {"act": "", "reason": "", "note": ""},
        "errors": {},
        "error": "",
        **values,
    }
    return render_template("moderation/burst.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def burst(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show the ratings of a service that came at once, side by side."""
    del locale
    return _page(service_id)


def _seen() -> dict[UUID, int]:
    """Return the ratings that the form shows, each with the state in which it was shown."""
    pairs = (each.partition(":") for each in request.form.getlist("seen"))
    found = ((id_in(name), revision_in(revision)) for name, _colon, revision in pairs)
    return {rating_id: revision for rating_id, revision in found if rating_id}


@needs(Role.MODERATOR, Role.ADMIN)
def decide_burst(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Let them through, to be decided one by one, or reject them all."""
    names = ("act", "reason", "note")
    values = typed(*names)
    try:
        form = BurstForm().load(request.form)
    except ValidationError as wrong:
        return _page(service_id, 422, values=values, errors=wrong.messages)
    why: dict[str, Any] = {
        "service_id": service_id,
        "seen": _seen(),
        "note": form["note"],
        "account_id": me().id,
        "now": clock.now(),
    }
    try:
        with transaction() as session:
            _service, body = _body_of(session, service_id)
            check_may(session, Subject.BURST, service_id, body.id)
            if form["act"] is Act.RELEASE:
                operations.release_burst(session, **why)
            else:
                operations.reject_burst(session, reason=form["reason"], **why)
    except REFUSED as refused:
        status = 403 if isinstance(refused, BARRED) else 409
        return _page(service_id, status, values=values, error=worded(refused))
    return redirect(url_for("moderation.show", locale=locale), code=303)
