"""How often a body confirms its listings, whom the mails go to, and what is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.directory.models import Membership, Organization, Service
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, Availability, MemberRole, Publication
from wemi_piemonte.directory.storage import table_of
from wemi_piemonte.foundation.asked import ByIds
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.locales import LOCALES, SIMPLE
from wemi_piemonte.listings.freshness import (
    SAID_FOR,
    freshness_on,
    is_for_region,
    late_on,
    next_mail,
)
from wemi_piemonte.listings.models import Confirmation, ListingCare, Submission
from wemi_piemonte.listings.rules import (
    EVERY_MONTHS,
    FEWEST_MONTHS,
    MOST_MONTHS,
    Freshness,
    due_on,
)

AT_ONCE = 500
ESCALATED = "listing_escalated"

Mails = Sequence[tuple[int, date]]


@dataclass(frozen=True, slots=True)
class Care:
    """What a body has chosen; `email` is empty where its owners and editors are written to."""

    every_months: int = EVERY_MONTHS
    email: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A published listing that is to be confirmed; `sent` are the mails that asked already."""

    service_id: UUID
    organization_id: UUID
    name: str
    due_on: date
    sent: Mails = ()


def care_of(session: Session, organization_id: UUID) -> Care:
    """Return what a body has chosen, or what holds until it chooses."""
    found = session.get(ListingCare, organization_id)
    return Care(found.every_months, found.email) if found else Care()


_MONTHS = ByIds.of(
    table_of(ListingCare), "organization_id", columns=("organization_id", "every_months")
)


def late_days(session: Session, records: Iterable[ServiceRecord]) -> dict[UUID, date]:
    """Return from which day on each listing counts as not confirmed lately.

    One that was never confirmed is left out: readers are told that anyway.
    """
    confirmed = [each for each in records if each.verified_on]
    bodies = list({each.organization.id for each in confirmed})
    months = dict(_MONTHS.rows(session, bodies))
    return {
        each.id: late_on(each.verified_on, months.get(each.organization.id, EVERY_MONTHS))
        for each in confirmed
        if each.verified_on
    }


def recipients_of(session: Session, service: Service) -> list[tuple[str, str]]:
    """Return whom to write to about a listing: addresses, each with its language.

    The address that the body chose; else its owners and editors; a body that nobody acts for
    here is written to where the listing says that it can be reached.
    """
    members = _members(session, service.organization_id)
    chosen = care_of(session, service.organization_id).email
    if chosen:
        return [(chosen, members[0][1] if members else SIMPLE)]
    if members:
        return members
    body = session.get_one(Organization, service.organization_id)
    language = body.source_lang if body.source_lang in LOCALES else SIMPLE
    known = (service.assurer_email, service.email, body.email)
    return [(address, language) for address in known if is_address(address)][:1]


def _members(session: Session, organization_id: UUID) -> list[tuple[str, str]]:
    query = acting(Account.email, Account.locale).where(
        Membership.organization_id == organization_id
    )
    found = session.execute(query.order_by(Membership.created_at, Account.id))
    return [(email, locale) for email, locale in found]


def acting(*columns: Any) -> Select[Any]:
    """Return what asks for owners and editors of bodies, who may be written to."""
    least = MEMBER_RIGHTS[MemberRole.EDITOR]
    rights = [role for role in MemberRole if MEMBER_RIGHTS[role] >= least]
    return (
        select(*columns)
        .select_from(Membership)
        .join(Account, Membership.account_id == Account.id)
        .where(
            Membership.role.in_(rights),
            Account.suspended_at.is_(None),
            Account.confirmed_at.is_not(None),
        )
    )


def is_address(text: str) -> bool:
    """Say whether a mail can be sent there; a feed may bring anything."""
    local, at, host = text.partition("@")
    return bool(at and local and "." in host) and not any(sign.isspace() for sign in text)


def due_listings(
    session: Session, today: date, organization_id: UUID | None = None
) -> dict[UUID, list[Due]]:
    """Return the published listings that are to be confirmed, by body, the longest due first."""
    query = (
        select(
            Service.id,
            Service.organization_id,
            Service.name,
            Service.verified_on,
            Service.created_at,
            ListingCare.every_months,
        )
        .outerjoin(ListingCare, ListingCare.organization_id == Service.organization_id)
        .where(Service.publication == Publication.PUBLISHED, _may_be_due(today))
    )
    if organization_id is not None:
        query = query.where(Service.organization_id == organization_id)
    found = [each for row in session.execute(query) for each in _due(row, today)]
    mails = _mails(session, [each.service_id for each in found])
    by_body: dict[UUID, list[Due]] = {}
    for each in sorted(found, key=lambda due: (due.due_on, str(due.service_id))):
        told = Due(
            each.service_id,
            each.organization_id,
            each.name,
            each.due_on,
            tuple(mails.get(each.service_id, ())),
        )
        by_body.setdefault(each.organization_id, []).append(told)
    return by_body


def _may_be_due(today: date) -> ColumnElement[bool]:
    """Return what holds for all that is due; months differ in length, so for some more."""
    months = func.coalesce(ListingCare.every_months, EVERY_MONTHS)
    lines = []
    for each in range(FEWEST_MONTHS, MOST_MONTHS + 1):
        day = today - relativedelta(months=each) + timedelta(days=3)
        midnight = datetime.combine(day, datetime.min.time(), ROME)
        lines.append(
            and_(
                months == each,
                or_(
                    Service.verified_on <= day,
                    and_(Service.verified_on.is_(None), Service.created_at <= midnight),
                ),
            )
        )
    return or_(*lines)


def _due(row: Any, today: date) -> Iterator[Due]:
    confirmed = row.verified_on or row.created_at.astimezone(ROME).date()
    due = due_on(confirmed, row.every_months or EVERY_MONTHS)
    if due <= today:
        yield Due(row.id, row.organization_id, row.name, due)


def _mails(session: Session, service_ids: Sequence[UUID]) -> dict[UUID, set[tuple[int, date]]]:
    found: dict[UUID, set[tuple[int, date]]] = {}
    for first in range(0, len(service_ids), AT_ONCE):
        some = service_ids[first : first + AT_ONCE]
        query = select(Confirmation.service_id, Confirmation.number, Confirmation.sent_at)
        for service_id, number, sent_at in session.execute(
            query.where(Confirmation.service_id.in_(some))
        ):
            day = sent_at.astimezone(ROME).date()
            found.setdefault(service_id, set()).add((number, day))
    return found


def to_ask(
    session: Session, due: Iterable[Due], today: date
) -> Iterator[tuple[Due, int, list[tuple[str, str]]]]:
    """Yield those of what is due that a mail is to ask about, its number, and whom it goes to."""
    for each in due:
        number = next_mail(today, each.due_on, each.sent)
        if number:
            reached = recipients_of(session, session.get_one(Service, each.service_id))
            if reached:
                yield each, number, reached


def for_region(session: Session, due: Iterable[Due], today: date) -> Iterator[Due]:
    """Yield those of what is due that go to the Region now and are not yet before it."""
    overdue = [each for each in due if freshness_on(today, each.due_on) is Freshness.OVERDUE]
    if not overdue:
        return
    before_it = set(session.scalars(select(Submission.service_id).where(Submission.escalated)))
    for each in overdue:
        if each.service_id in before_it:
            continue
        service = session.get_one(Service, each.service_id)
        if is_for_region(
            today,
            each.due_on,
            each.sent,
            can_be_asked=bool(recipients_of(session, service)),
            told_on=_told_on(session, each.service_id),
        ):
            yield each


def _told_on(session: Session, service_id: UUID) -> date | None:
    """Return when the Region was last told that nobody confirms a listing."""
    at = session.scalar(
        select(func.max(AuditRow.at)).where(
            AuditRow.subject_id == service_id, AuditRow.act == ESCALATED
        )
    )
    return at.astimezone(ROME).date() if at else None


def was_asked_today(session: Session, organization_id: UUID, today: date) -> bool:
    """Say whether a body has had its mail of the day."""
    morning = datetime.combine(today, datetime.min.time(), ROME)
    query = (
        select(Confirmation.id)
        .join(Service, Service.id == Confirmation.service_id)
        .where(Service.organization_id == organization_id, Confirmation.sent_at >= morning)
    )
    return session.scalar(query.limit(1)) is not None


def living_confirmation(session: Session, secret: str, now: datetime) -> Confirmation | None:
    """Return what a link confirms; None when it is no longer good.

    It is good once, for a month, while the listing is public and the body still reached there.
    """
    found = session.scalar(
        select(Confirmation).where(
            Confirmation.token_hash == hash_of(secret[:100]),
            Confirmation.used_at.is_(None),
            Confirmation.expires_at > now,
        )
    )
    service = session.get(Service, found.service_id) if found else None
    if found is None or service is None or service.publication is not Publication.PUBLISHED:
        return None
    reached = {address for address, _language in recipients_of(session, service)}
    return found if found.recipient in reached else None


def lapsed_listings(session: Session, today: date) -> list[UUID]:
    """Return some of the listings whose word of free places is too old to be believed."""
    query = select(Service.id).where(
        Service.availability != Availability.UNKNOWN,
        Service.availability_on < today - SAID_FOR,
    )
    return list(session.scalars(query.order_by(Service.id).limit(AT_ONCE)))
