"""Reports sent, answered by the body or by the Region, disputed, handed over and forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import hash_of, new_token
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.mail import name_in_mail, queue_mail
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.reports.models import Report, ReportLink
from wemi_piemonte.reports.rules import (
    KEPT_FOR,
    Answered,
    ReportField,
    ReportState,
    due_at,
    identity_of,
    may_be_disputed,
    move,
)


def send_report(
    session: Session,
    *,
    service_id: UUID,
    field: ReportField,
    text: str,
    email: str,
    locale: str,
    secret: str,
    recipients: Iterable[tuple[str, str]],
    now: datetime,
) -> str:
    """Take a report in, tell the body by mail, and return the code to follow it by.

    The same form sent twice is one report. `recipients` are addresses with their languages; where
    there is nobody to tell, the Region looks at it at once. Raises NotFound.
    """
    service = _taken(session, service_id)
    report_id, code = identity_of(secret, str(service_id), field.value, text, email)
    if session.get(Report, report_id) is not None:
        return code
    told = list(recipients)
    report = Report(
        id=report_id,
        service_id=service_id,
        field=field,
        text=text,
        email=email,
        locale=locale,
        state=ReportState.SENT if told else ReportState.WITH_REGION,
        code_hash=hash_of(code),
        answer="",
        created_at=now,
        due_at=due_at(now) if told else now,
    )
    session.add(report)
    note(session, Seen.REPORT, service_id, now)
    session.flush()
    _tell_body(session, report, service.name, told, now)
    return code


def _taken(session: Session, service_id: UUID) -> Service:
    """Return a service; who sends the same form at the same time waits, then finds the report."""
    service = session.scalar(select(Service).where(Service.id == service_id).with_for_update())
    if service is None:
        raise NotFound
    return service


def _tell_body(
    session: Session, report: Report, title: str, told: Sequence[tuple[str, str]], now: datetime
) -> None:
    """Send each address of a body a link of its own, by which one of them answers."""
    for address, language in told:
        link = new_token()
        session.add(ReportLink(token_hash=hash_of(link), report_id=report.id, recipient=address))
        queue_mail(
            session,
            to=address,
            locale=language,
            kind="report-received",
            now=now,
            token=link,
            title=name_in_mail(title),
            field=report.field.value,
        )
    session.flush()


def answer(
    session: Session, *, report_id: UUID, outcome: ReportState, text: str, now: datetime
) -> Report:
    """Take the body's answer, and tell the reporter; raises Answered when it comes too late."""
    move(ReportState.SENT, outcome)
    values = {"state": outcome, "answer": text, "answer_used_at": now, "ended_at": now}
    report = _end(session, report_id, Report.state == ReportState.SENT, values, now)
    note(session, Seen.REPORT_ANSWERED, report.service_id, now)
    return report


def decide_report(
    session: Session, *, report_id: UUID, outcome: ReportState, text: str, now: datetime
) -> Report:
    """Take the Region's answer, and tell the reporter; raises Answered when it is decided."""
    move(ReportState.WITH_REGION, outcome)
    values = {"state": outcome, "answer": text, "ended_at": now}
    return _end(session, report_id, Report.state == ReportState.WITH_REGION, values, now)


def _end(
    session: Session,
    report_id: UUID,
    stands: ColumnElement[bool],
    values: dict[str, Any],
    now: datetime,
) -> Report:
    """End a report when it still stands as it was seen: of two at once one wins."""
    query = update(Report).where(Report.id == report_id, stands).values(**values)
    if session.execute(query.returning(Report.id)).one_or_none() is None:
        raise Answered
    report = session.get_one(Report, report_id, populate_existing=True)
    is_open = may_be_disputed(report.state, report.answer_used_at, report.disputed_at)
    if report.email:
        title = session.scalars(select(Service.name).where(Service.id == report.service_id)).one()
        queue_mail(
            session,
            to=report.email,
            locale=report.locale,
            kind="report-ended",
            now=now,
            title=name_in_mail(title),
            state=report.state.value,
            may_be_disputed=is_open,
        )
    if not is_open:
        # Nothing more will be written to the reporter.
        report.email = ""
    session.flush()
    return report


def dispute(session: Session, *, report_id: UUID, now: datetime) -> bool:
    """Let the reporter say that it is wrong all the same; say whether this call did."""
    query = (
        update(Report)
        .where(
            Report.id == report_id,
            Report.state == ReportState.NOT_WRONG,
            Report.answer_used_at.is_not(None),
            Report.disputed_at.is_(None),
        )
        .values(state=ReportState.WITH_REGION, disputed_at=now, ended_at=None)
    )
    return session.execute(query.returning(Report.id)).one_or_none() is not None


def hand_over(session: Session, now: datetime) -> None:
    """Give the Region the reports that no body has answered in time; a due job."""
    session.execute(
        update(Report)
        .where(Report.state == ReportState.SENT, Report.due_at <= now)
        .values(state=ReportState.WITH_REGION)
    )


def forget_ended_reports(session: Session, now: datetime) -> None:
    """Delete the reports that ended long ago, with the reporter's address; a due job."""
    session.execute(delete(Report).where(Report.ended_at <= now - KEPT_FOR))
