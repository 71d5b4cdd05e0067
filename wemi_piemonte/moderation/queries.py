"""What waits for the Region, and what it has decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.listings.queries import waiting_listings
from wemi_piemonte.moderation.models import Claim, Decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.models import Application, Qualification
from wemi_piemonte.qualification.queries import waiting_applications
from wemi_piemonte.ratings.models import Appeal, Rating
from wemi_piemonte.ratings.queries import waiting_ratings, written_by
from wemi_piemonte.ratings.rules import SameModerator
from wemi_piemonte.reports.models import Report
from wemi_piemonte.reports.queries import waiting_reports


class OwnBody(DomainError):
    """Four eyes: who belongs to the body may not decide about it."""

    code = "own_body"


class ClaimedByOther(DomainError):
    """Another moderator is on it just now."""

    code = "claimed_by_other"


class OwnText(DomainError):
    """Four eyes: who wrote the rating, or the reply to it, may not decide about either."""

    code = "own_text"


OF_RATINGS = frozenset({Subject.RATING, Subject.BURST, Subject.REPLY, Subject.APPEAL})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the queue; `organization_id` is the body it belongs to.

    `unconfirmed` marks a listing that is here because nobody says that it is still true; `not_by`
    is the account that decided the first time about what is appealed against.
    """

    subject: Subject
    subject_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    since: datetime
    unconfirmed: bool = False
    not_by: UUID | None = None


class _Waits(Protocol):
    """What every domain tells of a thing that waits."""

    @property
    def title(self) -> str: ...
    @property
    def organization_id(self) -> UUID: ...
    @property
    def organization_name(self) -> str: ...
    @property
    def since(self) -> datetime: ...


def _item(subject: Subject, subject_id: UUID, told: _Waits, *, unconfirmed: bool = False) -> Item:
    return Item(
        subject,
        subject_id,
        told.title,
        told.organization_id,
        told.organization_name,
        told.since,
        unconfirmed,
    )


def waiting(session: Session) -> list[Item]:
    """Return all that waits for the Region, the oldest first."""
    items = [
        _item(
            Subject.PROPOSAL if each.kind == "change" else Subject.SERVICE,
            each.service_id,
            each,
            unconfirmed=each.kind == "unconfirmed",
        )
        for each in waiting_listings(session)
    ]
    items += [_item(Subject.APPLICATION, each.id, each) for each in waiting_applications(session)]
    items += [_item(Subject.REPORT, each.report_id, each) for each in waiting_reports(session)]
    items += [
        replace(_item(Subject(each.kind), each.id, each), not_by=each.not_by)
        for each in waiting_ratings(session)
    ]
    return sorted(items, key=lambda each: (each.since, str(each.subject_id)))


def claims(session: Session, now: datetime) -> dict[tuple[Subject, UUID], UUID]:
    """Return who is on which item now."""
    rows = session.execute(
        select(Claim.subject, Claim.subject_id, Claim.account_id).where(Claim.until > now)
    )
    return {(subject, subject_id): account for subject, subject_id, account in rows}


def decisions_on(session: Session, subject_ids: Iterable[UUID]) -> Sequence[Decision]:
    """Return what was decided about these things, the newest first."""
    query = select(Decision).where(Decision.subject_id.in_(list(subject_ids)))
    return session.scalars(query.order_by(Decision.at.desc(), Decision.id)).all()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which decisions of the log are wanted; None wants all."""

    subject: Subject | None = None
    act: Act | None = None
    reason: Reason | None = None
    account_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what the rows have to meet."""
        pairs = (
            (Decision.subject, self.subject),
            (Decision.act, self.act),
            (Decision.reason, self.reason),
            (Decision.account_id, self.account_id),
        )
        return [column == value for column, value in pairs if value is not None]


def log_page(
    session: Session, chosen: Chosen, *, page: int, per_page: int
) -> tuple[int, Sequence[Decision]]:
    """Return how many decisions there are, and one page of them, the newest first."""
    conditions = chosen.conditions()
    total = session.scalar(select(func.count()).select_from(Decision).where(*conditions)) or 0
    query = select(Decision).where(*conditions).order_by(Decision.at.desc(), Decision.id)
    return total, session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all()


def titles_of(session: Session, decisions: Iterable[Decision]) -> dict[UUID, str]:
    """Return what the things are called that these decisions speak of, as far as they are left."""
    ids: dict[Subject, set[UUID]] = {each: set() for each in Subject}
    for each in decisions:
        ids[each.subject].add(each.subject_id)
    of_services = ids[Subject.SERVICE] | ids[Subject.PROPOSAL] | ids[Subject.BURST]
    of_ratings = ids[Subject.RATING] | ids[Subject.REPLY] | ids[Subject.APPEAL]
    of_body = Organization.name
    queries = (
        (select(Service.id, Service.name), Service.id, of_services),
        (
            select(Application.id, of_body).join(
                Organization, Organization.id == Application.organization_id
            ),
            Application.id,
            ids[Subject.APPLICATION],
        ),
        (
            select(Qualification.id, of_body).join(
                Organization, Organization.id == Qualification.organization_id
            ),
            Qualification.id,
            ids[Subject.QUALIFICATION],
        ),
        (
            select(Report.id, Service.name).join(Service, Service.id == Report.service_id),
            Report.id,
            ids[Subject.REPORT],
        ),
        (
            select(Rating.id, Service.name).join(Service, Service.id == Rating.service_id),
            Rating.id,
            of_ratings,
        ),
    )
    found: dict[UUID, str] = {}
    for query, column, wanted in queries:
        rows = session.execute(query.where(column.in_(wanted))) if wanted else ()
        found.update((key, name) for key, name in rows)
    return found


def may_decide(
    session: Session,
    *,
    account_id: UUID,
    subject: Subject,
    subject_id: UUID,
    organization_id: UUID,
    now: datetime,
) -> None:
    """Raise where this moderator may not decide on this item now.

    OwnBody, OwnText, SameModerator, ClaimedByOther.
    """
    if membership_of(session, account_id, organization_id) is not None:
        raise OwnBody
    if subject in OF_RATINGS and subject_id in written_by(session, account_id):
        raise OwnText
    if subject is Subject.APPEAL:
        appeal = session.get(Appeal, subject_id)
        if appeal is not None and appeal.against == account_id:
            raise SameModerator
    holder = claims(session, now).get((subject, subject_id))
    if holder is not None and holder != account_id:
        raise ClaimedByOther


def first_waits(session: Session, since: datetime | None = None) -> list[timedelta]:
    """Return how long each rating given since a moment has waited for its first decision."""
    first = func.min(Decision.at)
    query = (
        select(Rating.created_at, first)
        .join(Decision, Decision.subject_id == Rating.id)
        .where(Decision.subject == Subject.RATING)
        .group_by(Rating.id, Rating.created_at)
    )
    if since is not None:
        query = query.where(Rating.created_at >= since)
    return [at - created for created, at in session.execute(query)]
