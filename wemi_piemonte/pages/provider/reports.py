"""What readers say is wrong in the listings of a body, and its answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import typed
from wemi_piemonte.pages.provider.door import member
from wemi_piemonte.reports import operations
from wemi_piemonte.reports.queries import Told, report_of_id, reports_of
from wemi_piemonte.reports.rules import ANSWERS, Answered, ReportState
from wemi_piemonte.reports.schemas import AnswerForm

REPORTS = "/<locale:locale>/provider/organizations/<uuid:organization_id>/reports"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REPORTS)(reports)
    blueprint.get(f"{REPORTS}/<uuid:report_id>")(report)
    blueprint.post(f"{REPORTS}/<uuid:report_id>")(answer_report)


@needs(Role.PROVIDER)
def reports(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the reports on the listings of a body, those to answer first."""
    del locale
    with reading() as session:
        member(session, organization_id)
        body = session.get_one(Organization, organization_id)
        found = reports_of(session, organization_id)
    done = request.args.get("done") == "answered"
    return render_template("provider/reports.html", body=body, reports=found, done=done)


def _own_report(
    session: Session, organization_id: UUID, report_id: UUID, at_least: MemberRole
) -> tuple[MemberRole, Told]:
    """Return a report on a listing of this body; what is on another's is not there."""
    right = member(session, organization_id, at_least=at_least)
    found = report_of_id(session, report_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound
    return right, found


def _page(
    organization_id: UUID, report_id: UUID, status: int = 200, **values: Any
) -> ResponseReturnValue:
    with reading() as session:
        right, found = _own_report(session, organization_id, report_id, MemberRole.READER)
    is_editor = MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR]
    told: dict[str, Any] = {
        "found": found,
        "may_answer": is_editor and found.report.state is ReportState.SENT,
        "answers": ANSWERS,
        "values": {"outcome": "", "text": ""},
        "errors": {},
        "too_late": False,
        **values,
    }
    return render_template("provider/report.html", **told), status


@needs(Role.PROVIDER)
def report(locale: str, organization_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Show a report, without the reporter, and ask for an answer while the body may give one."""
    del locale
    return _page(organization_id, report_id)


@needs(Role.PROVIDER)
def answer_report(locale: str, organization_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Answer a report for the body; the link of the mail has then done its work too."""
    values = typed("outcome", "text")
    with reading() as session:
        _own_report(session, organization_id, report_id, MemberRole.EDITOR)
    try:
        form = AnswerForm().load(request.form)
    except ValidationError as error:
        return _page(organization_id, report_id, 422, values=values, errors=error.messages)
    now = clock.now()
    try:
        with transaction() as session:
            _own_report(session, organization_id, report_id, MemberRole.EDITOR)
            operations.answer(session, report_id=report_id, now=now, **form)
            record_act(
                session,
                "answer_report",
                account_id=me().id,
                subject="report",
                subject_id=report_id,
                now=now,
                outcome=form["outcome"].value,
            )
    except Answered:
        return _page(organization_id, report_id, 409, values=values, too_late=True)
    address = url_for(
        "provider.reports", locale=locale, organization_id=organization_id, done="answered"
    )
    return redirect(address, code=303)
