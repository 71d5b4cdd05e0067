"""Saying that something on a sheet is wrong, following it by a code, answering it by a link."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import code_meant, new_token
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import visible_record
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation import clock, forms
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.listings.caring import recipients_of
from wemi_piemonte.reports import operations
from wemi_piemonte.reports.operations import dispute, send_report
from wemi_piemonte.reports.queries import Told, report_of_code, report_of_link
from wemi_piemonte.reports.rules import ANSWERS, Answered, ReportField
from wemi_piemonte.reports.schemas import AnswerForm, ReportForm

REPORT = "/<locale:locale>/services/<uuid:service_id>/report"
ANSWER = "/<locale:locale>/report-answers/<string:token>"
SENT_AT_MOST = "10 per hour"
TRIES = "20 per minute"

blueprint = Blueprint("reports", __name__)


@blueprint.get(REPORT)
@public
def ask(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Ask what is wrong, and where."""
    del locale
    field = request.args.get("field", "")
    return _form(_visible(service_id), {"field": field, "text": "", "email": ""})


def _visible(service_id: UUID) -> ServiceRecord:
    with reading() as session:
        return visible_record(session, service_id) or abort(404)


def _title(record: ServiceRecord) -> Text:
    words = Translations(record.source_lang, record.translations)
    return words.text(record.id, "name", record.name, current_voice())


def _form(record: ServiceRecord, values: dict[str, str], **more: Any) -> ResponseReturnValue:
    told = {"errors": {}, "key": new_token(), **more}
    page = render_template(
        "reports/ask.html",
        title=_title(record),
        service_id=record.id,
        fields=list(ReportField),
        values=values,
        **told,
    )
    return page, 422 if told["errors"] else 200


@blueprint.post(REPORT)
@limiter.limit(SENT_AT_MOST, deduct_when=lambda response: response.status_code == 201)
@public
def send(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Take a report in, and show the code to follow it by."""
    record = _visible(service_id)
    key = forms.key_of_form()
    try:
        form = ReportForm().load(request.form)
    except ValidationError as error:
        values = forms.typed("field", "text", "email")
        return _form(record, values, errors=error.messages, key=key)
    with transaction() as session:
        code = send_report(
            session,
            service_id=service_id,
            locale=locale,
            secret=key,
            recipients=recipients_of(session, session.get_one(Service, service_id)),
            now=clock.now(),
            **form,
        )
    page = render_template(
        "reports/sent.html",
        code=code,
        email=form["email"],
        title=_title(record),
        service_id=service_id,
    )
    return page, 201


@blueprint.get("/<locale:locale>/reports")
@public
def find(locale: str) -> ResponseReturnValue:
    """Ask for the code of a report."""
    del locale
    return _find()


def _find(code: str = "", error: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("reports/find.html", code=code, error=error), status


def _state(code: str, found: Told, *, disputed: bool = False) -> ResponseReturnValue:
    return render_template(
        "reports/state.html",
        code=code,
        found=found,
        is_public=found.publication is Publication.PUBLISHED,
        disputed=disputed,
    )


def _found() -> tuple[str, Told | None]:
    """Return the code that was typed, and the report that it follows."""
    typed = request.form.get("code", "")[:40]
    code = code_meant(typed)
    with reading() as session:
        return typed, report_of_code(session, code) if code else None


def _not_found(typed: str) -> ResponseReturnValue:
    message = _("No report has this code. Check its eight letters and digits.")
    return _find(typed, message, 422)


@blueprint.post("/<locale:locale>/reports")
@limiter.limit(TRIES)
@public
def show(locale: str) -> ResponseReturnValue:
    """Show how a report stands to whoever knows its code."""
    del locale
    typed, found = _found()
    return _not_found(typed) if found is None else _state(typed, found)


@blueprint.post("/<locale:locale>/reports/dispute", endpoint="dispute")
@limiter.limit(TRIES)
@public
def say_wrong_still(locale: str) -> ResponseReturnValue:
    """Let the reporter say that it is wrong all the same: the Region looks at it."""
    del locale
    typed, found = _found()
    if found is None:
        return _not_found(typed)
    with transaction() as session:
        done = dispute(session, report_id=found.report.id, now=clock.now())
    typed, found = _found()
    return _not_found(typed) if found is None else _state(typed, found, disputed=done)


def _answer_page(
    token: str, found: Told, values: dict[str, str], errors: Any = None
) -> ResponseReturnValue:
    page = render_template(
        "reports/answer.html",
        token=token,
        found=found,
        answers=ANSWERS,
        values=values,
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _dead_link() -> ResponseReturnValue:
    return render_template("errors/dead_link.html"), 410


def _linked(session: Session, token: str, now: datetime) -> Told:
    """Return the report of a link, while the body is still reached where the link was sent.

    Raises DeadLink: who no longer acts for the body answers by no old mail either.
    """
    linked = report_of_link(session, token, now)
    if linked is None:
        raise DeadLink
    found, recipient = linked
    service = session.get_one(Service, found.report.service_id)
    if recipient not in {address for address, _language in recipients_of(session, service)}:
        raise DeadLink
    return found


@blueprint.get(ANSWER)
@public
def ask_answer(locale: str, token: str) -> ResponseReturnValue:
    """Show a report to the body it is about, without the reporter, and ask for an answer."""
    del locale
    try:
        with reading() as session:
            found = _linked(session, token, clock.now())
    except DeadLink:
        return _dead_link()
    return _answer_page(token, found, {"outcome": "", "text": ""})


@blueprint.post(ANSWER)
@public
def answer(locale: str, token: str) -> ResponseReturnValue:
    """Take the body's answer; the link is used up by it."""
    del locale
    now = clock.now()
    form: dict[str, Any] = {}
    errors: Any = {}
    try:
        form = AnswerForm().load(request.form)
    except ValidationError as error:
        errors = error.messages
    try:
        with transaction() as session:
            found = _linked(session, token, now)
            if not errors:
                operations.answer(session, report_id=found.report.id, now=now, **form)
    except (DeadLink, Answered):
        return _dead_link()
    if errors:
        return _answer_page(token, found, forms.typed("outcome", "text"), errors)
    return render_template("reports/answered.html", found=found)
