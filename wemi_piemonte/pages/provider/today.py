"""What needs a body's people today, and the ways from here: gathered from all that knows of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import Session

from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole, Publication
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.listings.queries import Line, listings_of
from wemi_piemonte.listings.rules import missing
from wemi_piemonte.moderation.queries import decisions_on
from wemi_piemonte.moderation.rules import Act
from wemi_piemonte.qualification.models import Application
from wemi_piemonte.qualification.queries import applications_of, in_force_of
from wemi_piemonte.qualification.rules import ApplicationState
from wemi_piemonte.ratings.queries import without_reply
from wemi_piemonte.referrals.queries import waiting_count
from wemi_piemonte.reports.queries import reports_of
from wemi_piemonte.reports.rules import ReportState

ENDS_SOON = timedelta(days=60)
# How long a rating without a reply is something to do.
RATED_LATELY = timedelta(days=30)
# Drafts that are looked into for what they lack.
MOST_DRAFTS = 50

# The pages of a body: what each is called here, its view, and who may see it.
WAYS: tuple[tuple[str, str, MemberRole], ...] = (
    ("requests", "provider.requests", MemberRole.READER),
    ("ratings", "provider.ratings", MemberRole.READER),
    ("listings", "provider.listings", MemberRole.READER),
    ("bulk", "provider.bulk", MemberRole.EDITOR),
    ("care", "provider.care", MemberRole.READER),
    ("reports", "provider.reports", MemberRole.READER),
    ("numbers", "provider.numbers", MemberRole.READER),
    ("mediators", "provider.mediators", MemberRole.READER),
    ("people", "provider.people", MemberRole.OWNER),
    ("programs", "provider.programs", MemberRole.OWNER),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: how often it waits, where it is done, by when."""

    code: str
    number: int
    url: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BodyToday:
    """A body of the person: what waits for it, and where its pages are."""

    id: UUID
    name: str
    role: MemberRole
    tasks: tuple[Task, ...]
    ways: tuple[tuple[str, str], ...]
    has_listings: bool


def address_of(endpoint: str, **values: Any) -> str:
    """Return the address of a page, empty where there is none."""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, **values)


def bodies_today(
    session: Session,
    account_id: UUID,
    bodies: Sequence[tuple[UUID, str, MemberRole]],
    today: date,
) -> list[BodyToday]:
    """Return what waits for each body of an account."""
    applications = [row[0] for row in applications_of(session, account_id)]
    found = []
    for each, name, role in bodies:
        lines = listings_of(session, each)
        mine = [a for a in applications if a.organization_id == each and not a.is_claim]
        tasks = [
            *_of_requests(session, each),
            *_of_listings(session, each, lines, today),
            *_of_reports(session, each),
            *_of_ratings(session, each, today),
            *_of_standing(session, each, mine, today),
        ]
        found.append(
            BodyToday(each, name, role, tuple(tasks), tuple(_ways(each, role)), bool(lines))
        )
    return found


def _ways(organization_id: UUID, role: MemberRole) -> Iterator[tuple[str, str]]:
    for code, endpoint, least in WAYS:
        url = address_of(endpoint, organization_id=organization_id)
        if url and MEMBER_RIGHTS[role] >= MEMBER_RIGHTS[least]:
            yield code, url


def _of_requests(session: Session, organization_id: UUID) -> Iterator[Task]:
    waiting, first = waiting_count(session, organization_id)
    if waiting:
        url = address_of("provider.requests", organization_id=organization_id)
        yield Task("requests", waiting, url, first.astimezone(ROME).date() if first else None)


def _of_ratings(session: Session, organization_id: UUID, today: date) -> Iterator[Task]:
    since = datetime.combine(today - RATED_LATELY, time.min, ROME)
    number = without_reply(session, organization_id, since)
    if number:
        url = address_of("provider.ratings", organization_id=organization_id)
        yield Task("ratings", number, url)


def _of_listings(
    session: Session, organization_id: UUID, lines: Sequence[Line], today: date
) -> Iterator[Task]:
    url = address_of("provider.listings", organization_id=organization_id)
    due = [
        line
        for line in lines
        if line.publication is Publication.PUBLISHED
        and (line.due_on is None or line.due_on <= today)
    ]
    if due:
        care = address_of("provider.care", organization_id=organization_id)
        yield Task("confirm", len(due), care)
    back = _sent_back(session, lines)
    if back:
        yield Task("sent_back", len(back), url)
    drafts = [
        line.service_id
        for line in lines
        if line.publication is Publication.DRAFT and line.service_id not in back
    ]
    lacking = [r for r in records(session, drafts[:MOST_DRAFTS]) if missing(r)]
    if lacking:
        yield Task("missing", len(lacking), url)


def _sent_back(session: Session, lines: Sequence[Line]) -> set[UUID]:
    """Return the listings that the Region has sent back, and that were not sent again since."""
    open_ = {
        line.service_id
        for line in lines
        if not line.waits and (line.has_changes or line.publication is Publication.DRAFT)
    }
    latest: dict[UUID, Act] = {}
    for decision in decisions_on(session, open_) if open_ else ():
        latest.setdefault(decision.subject_id, decision.act)
    return {each for each, act in latest.items() if act is Act.SEND_BACK}


def _of_reports(session: Session, organization_id: UUID) -> Iterator[Task]:
    open_ = [
        each.report
        for each in reports_of(session, organization_id)
        if each.report.state is ReportState.SENT
    ]
    if open_:
        until = min(each.due_at for each in open_).date()
        url = address_of("provider.reports", organization_id=organization_id)
        yield Task("reports", len(open_), url, until)


def _of_standing(
    session: Session, organization_id: UUID, applications: Sequence[Application], today: date
) -> Iterator[Task]:
    for application in applications:
        if application.state in {ApplicationState.MORE_ASKED, ApplicationState.DRAFT}:
            asked = application.state is ApplicationState.MORE_ASKED
            url = address_of("provider.application", application_id=application.id)
            yield Task("more_asked" if asked else "application", 1, url)
    standing = in_force_of(session, organization_id, today)
    last = max((each.valid_until for each in standing), default=None)
    if last is not None and last - today <= ENDS_SOON:
        url = address_of("provider.applications")
        yield Task("ending", 1, url, last)
