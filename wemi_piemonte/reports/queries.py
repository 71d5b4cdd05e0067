"""Questions about reports: by their code, by the link to answer them, by body, by what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.reports.models import Report, ReportLink
from wemi_piemonte.reports.rules import ReportState, may_be_disputed


@dataclass(frozen=True, slots=True)
class Told:
    """A report beside the listing it speaks of and the body behind it."""

    report: Report
    title: str
    publication: Publication
    organization_id: UUID
    organization_name: str

    @property
    def may_be_disputed(self) -> bool:
        """Say whether the reporter may still say that it is wrong all the same."""
        report = self.report
        return may_be_disputed(report.state, report.answer_used_at, report.disputed_at)

    @property
    def is_by_region(self) -> bool:
        """Say whether it is the Region that answers, or has answered."""
        return self.report.answer_used_at is None or self.report.disputed_at is not None


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report of which the Region has to look at."""

    report_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime


def _told() -> Select[Report, str, Publication, UUID, str]:
    return (
        select(Report, Service.name, Service.publication, Organization.id, Organization.name)
        .join(Service, Service.id == Report.service_id)
        .join(Organization, Organization.id == Service.organization_id)
    )


def _one(session: Session, condition: ColumnElement[bool]) -> Told | None:
    row = session.execute(_told().where(condition)).one_or_none()
    return Told(*row) if row else None


def report_of_code(session: Session, code: str) -> Told | None:
    """Return the report that its reporter follows by this code."""
    return _one(session, Report.code_hash == hash_of(code))


def report_of_id(session: Session, report_id: UUID) -> Told | None:
    """Return a report."""
    return _one(session, Report.id == report_id)


def report_of_link(session: Session, secret: str, now: datetime) -> tuple[Told, str] | None:
    """Return the report that a link answers, and the address that the link was sent to.

    None once the report was answered, or its time is over. Whether the body is still reached at
    that address the caller has to ask.
    """
    link = session.get(ReportLink, hash_of(secret[:100]))
    found = _one(session, Report.id == link.report_id) if link else None
    if link is None or found is None:
        return None
    if found.report.state is not ReportState.SENT or found.report.due_at <= now:
        return None
    return found, link.recipient


def reports_of(session: Session, organization_id: UUID) -> Sequence[Told]:
    """Return the reports on the listings of a body: those to answer first, then the newest."""
    query = _told().where(Organization.id == organization_id)
    found = [Told(*row) for row in session.execute(query.order_by(Report.created_at.desc()))]
    return sorted(found, key=lambda each: each.report.state is not ReportState.SENT)


def reports_on(session: Session, service_id: UUID) -> Sequence[Report]:
    """Return the reports on one listing, the newest first."""
    query = select(Report).where(Report.service_id == service_id)
    return session.scalars(query.order_by(Report.created_at.desc(), Report.id)).all()


def waiting_reports(session: Session) -> list[WaitingReport]:
    """Return the reports that wait for the Region, the longest waiting first."""
    query = _told().where(Report.state == ReportState.WITH_REGION)
    found = [
        WaitingReport(
            report.id, title, organization_id, name, since=report.disputed_at or report.due_at
        )
        for report, title, _publication, organization_id, name in session.execute(query)
    ]
    return sorted(found, key=lambda each: (each.since, str(each.report_id)))
