"""Qualifications as moderators see them: who has one, and to suspend, take up or revoke it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, IllegalMove, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.moderation.operations import STANDING, decide_qualification
from wemi_piemonte.moderation.queries import ClaimedByOther, OwnBody, decisions_on, may_decide
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.moderation.views.applications import choices_of
from wemi_piemonte.moderation.views.queue import names_of
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.queries import (
    PER_PAGE,
    qualification_with_body,
    register_page,
)
from wemi_piemonte.qualification.rules import QUALIFICATION_MOVES, QualificationState
from wemi_piemonte.qualification.schemas.forms import RevisionForm
from wemi_piemonte.search.views.address import page_number, pages_of

PLACE = "/<locale:locale>/moderation/qualifications"
REASONS: dict[Act, tuple[Reason, ...]] = {
    Act.SUSPEND: (
        *(Reason.LEFT_REGISTER, Reason.CRITERIA_NOT_MET, Reason.RULES_BROKEN, Reason.NOT_TRUE),
        *(Reason.ASKED_BY_BODY, Reason.OTHER),
    ),
    Act.TAKE_UP: (Reason.CAUSE_ENDED, Reason.MENDED, Reason.ASKED_BY_BODY, Reason.OTHER),
    Act.REVOKE: (
        *(Reason.LEFT_REGISTER, Reason.CRITERIA_NOT_MET, Reason.RULES_BROKEN, Reason.NOT_TRUE),
        *(Reason.ASKED_BY_BODY, Reason.OTHER),
    ),
}


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(PLACE)(qualifications)
    blueprint.get(f"{PLACE}/<uuid:qualification_id>")(qualification)
    blueprint.post(f"{PLACE}/<uuid:qualification_id>")(change_standing)


@needs(Role.MODERATOR, Role.ADMIN)
def qualifications(locale: str) -> ResponseReturnValue:
    """Show the bodies that have had a qualification, by name or by state."""
    del locale
    page = page_number(request.args.get("page", "")) or abort(404)
    name, wanted = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    if wanted and wanted not in set(QualificationState):
        abort(404)
    state = QualificationState(wanted) if wanted else None
    with reading() as session:
        total, bodies = register_page(session, name=name, state=state, page=page)
    if page > 1 and not bodies:
        abort(404)
    filters: dict[str, Any] = {"q": name or None, "state": wanted or None}
    return render_template(
        "moderation/qualifications.html",
        bodies=bodies,
        total=total,
        name=name,
        state=wanted,
        states=list(QualificationState),
        pages=pages_of(
            total,
            page,
            PER_PAGE,
            lambda number: url_for("moderation.qualifications", **filters, page=number),
        ),
        is_admin=me().role is Role.ADMIN,
        today=clock.today(),
    )


def _check_right(session: Session, found: Qualification) -> None:
    may_decide(
        session,
        account_id=me().id,
        subject=Subject.QUALIFICATION,
        subject_id=found.id,
        organization_id=found.organization_id,
        now=clock.now(),
    )


def _page(qualification_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    is_own = False
    with reading() as session:
        found, body = qualification_with_body(session, qualification_id)
        try:
            _check_right(session, found)
        except OwnBody:
            is_own = True
        except ClaimedByOther:
            pass
        decisions = decisions_on(session, [qualification_id])
        names = names_of(session, {each.account_id for each in decisions if each.account_id})
    acts = [act for act, state in STANDING.items() if state in QUALIFICATION_MOVES[found.state]]
    told: dict[str, Any] = {
        "qualification": found,
        "body": body,
        "is_own": is_own,
        "decisions": decisions,
        "names": names,
        "acts": [(act, REASONS[act]) for act in acts],
        "choices": {act.value: choices_of(REASONS[act]) for act in acts},
        "today": clock.today(),
        "act": "",
        "typed": {},
        "errors": {},
        "error": "",
        **values,
    }
    return render_template("moderation/qualification.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def qualification(locale: str, qualification_id: UUID) -> ResponseReturnValue:
    """Show a qualification, and what may be done with it."""
    del locale
    return _page(qualification_id)


def _form() -> tuple[Act, Reason, dict[str, Any]]:
    form: dict[str, Any] = RevisionForm().load(request.form)
    errors: dict[str, Any] = {}
    wanted, given = request.form.get("act", ""), request.form.get("reason", "")
    if wanted not in {each.value for each in STANDING}:
        raise ValidationError({"reason": [_("Choose one of these.")]})
    act = Act(wanted)
    if given not in {each.value for each in REASONS[act]}:
        errors["reason"] = [_("Choose one of these.")]
    if not form["text"]:
        errors["text"] = [_("Write it in your words: the body reads it.")]
    if errors:
        raise ValidationError(errors)
    return act, Reason(given), form


@needs(Role.MODERATOR, Role.ADMIN)
def change_standing(locale: str, qualification_id: UUID) -> ResponseReturnValue:
    """Suspend, take up or revoke."""
    typed: dict[str, Any] = {
        "act": request.form.get("act", ""),
        "typed": {name: value[:5000] for name, value in request.form.items()},
    }
    try:
        act, reason, form = _form()
    except ValidationError as error:
        return _page(qualification_id, 422, errors=error.messages, **typed)
    try:
        with transaction() as session:
            _check_right(session, qualification_with_body(session, qualification_id)[0])
            decide_qualification(
                session,
                qualification_id=qualification_id,
                revision=form["revision"],
                act=act,
                reason=reason,
                text=form["text"],
                account_id=me().id,
                now=clock.now(),
            )
    except (OwnBody, ClaimedByOther, Stale, IllegalMove) as error:
        return _page(qualification_id, 409, error=_worded(error), **typed)
    where = url_for("moderation.qualification", locale=locale, qualification_id=qualification_id)
    return redirect(where, code=303)


def _worded(error: DomainError) -> str:
    if isinstance(error, OwnBody):
        return _("You belong to this body: somebody else decides.")
    if isinstance(error, ClaimedByOther):
        return _("Somebody else is on it just now.")
    return _("It changed after you opened it. Nothing was decided: look again.")
