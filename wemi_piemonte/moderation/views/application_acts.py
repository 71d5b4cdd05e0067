"""What moderators do with an application: each act reads its form and does its part of a whole."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.moderation.operations import accept_application, record_decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.operations import ask_more, judge, refuse
from wemi_piemonte.qualification.queries import application_sheet
from wemi_piemonte.qualification.rules import Verdict
from wemi_piemonte.qualification.schemas.forms import AcceptForm, RevisionForm

REFUSALS = (
    *(Reason.CRITERIA_NOT_MET, Reason.DOCUMENTS_MISSING, Reason.NOT_IN_REGISTER),
    *(Reason.OUT_OF_SCOPE, Reason.NOT_TRUE, Reason.DUPLICATE, Reason.OTHER),
)
ASKING = (Reason.INCOMPLETE, Reason.DOCUMENTS_MISSING, Reason.NOT_CLEAR)
NOTE = "note-"


def _reason(allowed: tuple[Reason, ...]) -> Reason:
    wanted = request.form.get("reason", "")
    if wanted not in {each.value for each in allowed}:
        raise ValidationError({"reason": [_("Choose one of these.")]})
    return Reason(wanted)


def _form() -> dict[str, Any]:
    form: dict[str, Any] = RevisionForm().load(request.form)
    return form


def _with_text() -> dict[str, Any]:
    form = _form()
    if not form["text"]:
        raise ValidationError({"text": [_("Write it in your words: the body reads it.")]})
    return form


def _judge(session: Session, application_id: UUID) -> None:
    form, now = _form(), clock.now()
    found = {}
    for criterion in application_sheet(session, application_id).notice.criteria:
        wanted = request.form.get(str(criterion.id), "")
        verdict = Verdict(wanted) if wanted in set(Verdict) else None
        if f"{NOTE}{criterion.id}" in request.form:
            note = request.form[f"{NOTE}{criterion.id}"].strip()[:5000]
            found[criterion.id] = (verdict, note)
    judge(
        session,
        application_id=application_id,
        revision=form["revision"],
        found=found,
        account_id=me().id,
        now=now,
    )
    record_act(
        session,
        "judge",
        account_id=me().id,
        subject=Subject.APPLICATION.value,
        subject_id=application_id,
        now=now,
    )


def _ask_more(session: Session, application_id: UUID) -> None:
    form, reason, now = _with_text(), _reason(ASKING), clock.now()
    ask_more(
        session,
        application_id=application_id,
        revision=form["revision"],
        text=form["text"],
        account_id=me().id,
        now=now,
    )
    _record(session, application_id, Act.ASK_MORE, reason, form["text"])


def _refuse(session: Session, application_id: UUID) -> None:
    form, reason, now = _with_text(), _reason(REFUSALS), clock.now()
    refuse(
        session,
        application_id=application_id,
        revision=form["revision"],
        reason=reason.value,
        text=form["text"],
        account_id=me().id,
        now=now,
    )
    _record(session, application_id, Act.REFUSE, reason, form["text"])


def _record(session: Session, application_id: UUID, act: Act, reason: Reason, note: str) -> None:
    record_decision(
        session,
        subject=Subject.APPLICATION,
        subject_id=application_id,
        act=act,
        reason=reason,
        note=note,
        account_id=me().id,
        now=clock.now(),
    )


def _accept(session: Session, application_id: UUID) -> None:
    form: dict[str, Any] = AcceptForm().load(request.form)
    accept_application(
        session,
        application_id=application_id,
        revision=form["revision"],
        needs=form["needs"],
        territory=form["territory"],
        months=form["months"],
        note=form["text"],
        account_id=me().id,
        now=clock.now(),
    )


ACTS: dict[str, Callable[[Session, UUID], None]] = {
    "judge": _judge,
    "ask_more": _ask_more,
    "accept": _accept,
    "refuse": _refuse,
}
