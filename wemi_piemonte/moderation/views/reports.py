"""A report that waits for the Region: what is said, what the body said, and the Region's answer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.moderation.operations import record_decision
from wemi_piemonte.moderation.queries import ClaimedByOther, OwnBody, decisions_on, may_decide
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.moderation.views.queue import names_of, page_of
from wemi_piemonte.reports import operations
from wemi_piemonte.reports.queries import Told, report_of_id, reports_on
from wemi_piemonte.reports.rules import Answered, ReportState
from wemi_piemonte.reports.schemas import DecisionForm

REPORT = "/<locale:locale>/moderation/reports/<uuid:report_id>"
# The reasons that fit each answer; the first is the one that most often does.
REASONS = (
    *(Reason.MENDED, Reason.UNFOUNDED, Reason.NOT_TRUE, Reason.NOT_CLEAR, Reason.INCOMPLETE),
    *(Reason.PERSONAL_DATA, Reason.DUPLICATE, Reason.OTHER),
)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REPORT)(report)
    blueprint.post(REPORT)(decide_report)


def _told(session: Session, report_id: UUID) -> Told:
    found = report_of_id(session, report_id)
    if found is None:
        raise NotFound
    return found


def _may_decide(session: Session, found: Told) -> None:
    may_decide(
        session,
        account_id=me().id,
        subject=Subject.REPORT,
        subject_id=found.report.id,
        organization_id=found.organization_id,
        now=clock.now(),
    )


def _why_not(error: Exception) -> str:
    """Return in words why this moderator does not decide."""
    if isinstance(error, OwnBody):
        return _("You belong to this body: somebody else decides.")
    if isinstance(error, ClaimedByOther):
        return _("Somebody else took it a moment ago.")
    return _("This no longer waits: it was decided or taken back.")


def _page(report_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    why_not = ""
    with reading() as session:
        found = _told(session, report_id)
        try:
            _may_decide(session, found)
        except (OwnBody, ClaimedByOther) as refused:
            why_not = _why_not(refused)
        decisions = decisions_on(session, [report_id])
        names = names_of(session, {each.account_id for each in decisions if each.account_id})
        others = reports_on(session, found.report.service_id)
    told: dict[str, Any] = {
        "found": found,
        "waits": found.report.state is ReportState.WITH_REGION,
        "why_not": why_not,
        "decisions": decisions,
        "names": names,
        "others": [each for each in others if each.id != report_id],
        "listing": page_of(Subject.SERVICE, found.report.service_id),
        "outcomes": DecisionForm.outcomes,
        "reasons": REASONS,
        "values": {"outcome": "", "reason": "", "text": ""},
        "errors": {},
        "error": "",
        **values,
    }
    return render_template("moderation/report.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def report(locale: str, report_id: UUID) -> ResponseReturnValue:
    """Show a report and what has come of it."""
    del locale
    return _page(report_id)


def _form() -> dict[str, Any]:
    """Return the answer with its reason; raises ValidationError with what is wrong in both."""
    errors: dict[str, Any] = {}
    form: dict[str, Any] = {}
    try:
        form = DecisionForm().load(request.form)
    except ValidationError as error:
        errors = dict(error.messages_dict)
    wanted = request.form.get("reason", "")
    if wanted in {each.value for each in REASONS}:
        form["reason"] = Reason(wanted)
    else:
        errors["reason"] = [_("Choose one of these.")]
    if errors:
        raise ValidationError(errors)
    return form


@needs(Role.MODERATOR, Role.ADMIN)
def decide_report(locale: str, report_id: UUID) -> ResponseReturnValue:
    """Answer the reporter for the Region, and write the decision down."""
    names = ("outcome", "reason", "text")
    values = typed(*names)
    try:
        form = _form()
    except ValidationError as error:
        return _page(report_id, 422, values=values, errors=error.messages)
    now = clock.now()
    is_dismissed = form["outcome"] is ReportState.DISMISSED
    try:
        with transaction() as session:
            _may_decide(session, _told(session, report_id))
            operations.decide_report(
                session, report_id=report_id, outcome=form["outcome"], text=form["text"], now=now
            )
            record_decision(
                session,
                subject=Subject.REPORT,
                subject_id=report_id,
                act=Act.DISMISS if is_dismissed else Act.CLOSE,
                reason=form["reason"],
                note=form["text"],
                account_id=me().id,
                now=now,
            )
    except (OwnBody, ClaimedByOther, Answered) as refused:
        status = 403 if isinstance(refused, OwnBody) else 409
        return _page(report_id, status, values=values, error=_why_not(refused))
    return redirect(url_for("moderation.show", locale=locale), code=303)
