"""Keeping listings true: asking bodies, confirming, giving to the Region what nobody confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import hash_of, new_token
from wemi_piemonte.directory.models import Organization, Proposal, Service
from wemi_piemonte.directory.operations import TOPIC, tell_of_services
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.mail import name_in_mail, queue_mail
from wemi_piemonte.foundation.outbox import record_changes
from wemi_piemonte.listings.caring import (
    ESCALATED,
    Due,
    due_listings,
    for_region,
    living_confirmation,
    to_ask,
    was_asked_today,
)
from wemi_piemonte.listings.freshness import LINK_LIVES
from wemi_piemonte.listings.models import Confirmation, ListingCare, Submission
from wemi_piemonte.listings.operations.versions import keep_version, locked
from wemi_piemonte.listings.queries import written_version
from wemi_piemonte.listings.rules import VersionKind

MOST_IN_ONE_MAIL = 50
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Places:
    """What a body says of its free places."""

    availability: Availability
    waiting_weeks: int | None = None


def set_care(
    session: Session,
    *,
    organization_id: UUID,
    every_months: int,
    email: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Keep how often a body confirms its listings, and where the mails about them go."""
    session.merge(
        ListingCare(
            organization_id=organization_id,
            every_months=every_months,
            email=email,
            modified_at=now,
        )
    )
    record_act(
        session,
        "set_care",
        account_id=account_id,
        subject="organization",
        subject_id=organization_id,
        now=now,
        every_months=every_months,
    )
    # From when on they count as not confirmed lately stands in the index.
    query = select(Service.id).where(Service.organization_id == organization_id)
    record_changes(session, TOPIC, sorted(session.scalars(query)), now)


def ask(session: Session, *, organization_id: UUID, now: datetime) -> int:
    """Ask a body whether its listings are still true; return about how many it is asked.

    One mail a day to each address, however many listings there are; the longest due come first.
    Earlier links to the same listings die.
    """
    # Whoever asks the same body at the same time waits here, and then finds that it was asked.
    session.scalar(
        select(Organization.id).where(Organization.id == organization_id).with_for_update()
    )
    today = now.astimezone(ROME).date()
    if was_asked_today(session, organization_id, today):
        return 0
    due = due_listings(session, today, organization_id).get(organization_id, [])
    letters: dict[tuple[str, str], list[tuple[Due, int]]] = {}
    asked = list(islice(to_ask(session, due, today), MOST_IN_ONE_MAIL))
    for each, number, reached in asked:
        for recipient in reached:
            letters.setdefault(recipient, []).append((each, number))
    _end_links(session, {each.service_id for each, _number, _reached in asked}, now)
    for (address, language), told in letters.items():
        listings = [_asked(session, each, number, address, now) for each, number in told]
        queue_mail(
            session,
            to=address,
            locale=language,
            kind="confirm-listing",
            now=now,
            listings=listings,
            is_reminder=all(number > 1 for _each, number in told),
        )
    session.flush()
    return len(asked)


def _asked(session: Session, due: Due, number: int, address: str, now: datetime) -> dict[str, Any]:
    """Make a link to confirm a listing, and return what the mail says of it."""
    secret = new_token()
    session.add(
        Confirmation(
            service_id=due.service_id,
            token_hash=hash_of(secret),
            recipient=address,
            number=number,
            sent_at=now,
            expires_at=now + LINK_LIVES,
        )
    )
    return {"title": name_in_mail(due.name), "token": secret}


def _end_links(session: Session, service_ids: set[UUID], now: datetime) -> None:
    if service_ids:
        session.execute(
            update(Confirmation)
            .where(
                Confirmation.service_id.in_(service_ids),
                Confirmation.used_at.is_(None),
                Confirmation.expires_at > now,
            )
            .values(expires_at=now)
        )


def confirm_by_link(session: Session, *, secret: str, places: Places | None, now: datetime) -> UUID:
    """Confirm a listing through the link of a mail, which works once; raises DeadLink."""
    found = living_confirmation(session, secret, now)
    if found is None:
        raise DeadLink
    locked(session, found.service_id)
    used = session.execute(
        update(Confirmation)
        .where(Confirmation.id == found.id, Confirmation.used_at.is_(None))
        .values(used_at=now)
        .returning(Confirmation.id)
    )
    if used.one_or_none() is None:
        raise DeadLink
    confirm(session, service_id=found.service_id, places=places, account_id=None, now=now)
    return found.service_id


def confirm(
    session: Session,
    *,
    service_id: UUID,
    places: Places | None,
    account_id: UUID | None,
    now: datetime,
) -> None:
    """Keep that a listing is true today, and what is said of its free places; old links die."""
    locked(session, service_id)
    today = now.astimezone(ROME).date()
    values: dict[str, Any] = {"verified_on": today}
    if places is not None:
        is_list = places.availability is Availability.WAITING_LIST
        values |= {
            "availability": places.availability,
            "availability_on": today,
            "waiting_weeks": places.waiting_weeks if is_list else None,
        }
    tell_of_services(session, [service_id], now=now, **values)
    _end_links(session, {service_id}, now)
    _answered(session, service_id)
    (record,) = records(session, [service_id])
    keep_version(
        session,
        record=record,
        hsds=written_version(record),
        kind=VersionKind.CONFIRMED,
        account_id=account_id,
        now=now,
    )
    record_act(
        session,
        "listing_confirmed",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )


def _answered(session: Session, service_id: UUID) -> None:
    """Take a listing from before the Region that stood there because nobody confirmed it."""
    there = session.get(Submission, service_id)
    if there is None or not there.escalated:
        return
    proposal = session.get(Proposal, service_id)
    if proposal is not None and proposal.submitted_at is not None:
        there.escalated = False
    else:
        session.delete(there)
    session.flush()


def escalate(session: Session, *, organization_id: UUID, now: datetime) -> int:
    """Let the Region look at the listings of a body that nobody confirms; return how many.

    They stay where they are: only the Region takes one from the public.
    """
    today = now.astimezone(ROME).date()
    due = due_listings(session, today, organization_id).get(organization_id, [])
    count = 0
    for each in for_region(session, due, today):
        there = session.get(Submission, each.service_id)
        if there is None:
            there = Submission(service_id=each.service_id, escalated=True, account_id=None, at=now)
            session.add(there)
        there.escalated = True
        record_act(
            session,
            ESCALATED,
            account_id=None,
            subject="service",
            subject_id=each.service_id,
            now=now,
        )
        count += 1
    session.flush()
    return count


def forget_places(session: Session, *, service_ids: Sequence[UUID], now: datetime) -> None:
    """Let what was said of free places lapse; the day on which it was said stays."""
    tell_of_services(
        session, service_ids, now=now, availability=Availability.UNKNOWN, waiting_weeks=None
    )


def forget_old_confirmations(session: Session, now: datetime) -> None:
    """Delete the links of mails that were sent long ago; a due job."""
    session.execute(delete(Confirmation).where(Confirmation.sent_at <= now - KEPT_FOR))
