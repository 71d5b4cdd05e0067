"""What a body does with its listing: send it, take it back, suspend it, put it away."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Proposal
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.listings.difference import changes
from wemi_piemonte.listings.models import Submission
from wemi_piemonte.listings.operations import standing
from wemi_piemonte.listings.operations.publishing import publish_version
from wemi_piemonte.listings.operations.versions import keep_version
from wemi_piemonte.listings.operations.writing import discard, open_for_writing, save
from wemi_piemonte.listings.queries import Working, uncovered_needs, written_version
from wemi_piemonte.listings.rules import (
    Incomplete,
    NotQualified,
    NotYours,
    SuspensionCause,
    VersionKind,
    missing,
)


def submit(session: Session, *, service_id: UUID, account_id: UUID, now: datetime) -> Publication:
    """Send a listing, or its next version: a public body publishes it, others' goes to the Region.

    By sending it the body says that all of it is true today. Sent twice, it is sent once. Raises
    Incomplete and NotQualified. Returns PUBLISHED or SUBMITTED.
    """
    working = open_for_writing(session, service_id)
    if working.waits:
        return Publication.SUBMITTED
    if not working.is_proposal and working.publication is not Publication.DRAFT:
        return working.publication
    if working.is_proposal and not changes(working.standing, working.record):
        discard(session, service_id=service_id)
        return working.publication
    _check(session, working, now)
    record = replace(working.record, verified_on=now.astimezone(ROME).date())
    act = "listing_published" if working.is_direct else "listing_submitted"
    record_act(
        session, act, account_id=account_id, subject="service", subject_id=service_id, now=now
    )
    if working.is_direct:
        publish_version(session, working=working, record=record, account_id=account_id, now=now)
        return Publication.PUBLISHED
    save(session, working=working, record=record, account_id=account_id, now=now)
    if not working.is_proposal:
        set_publication(session, service_id=service_id, target=Publication.SUBMITTED, now=now)
    else:
        proposal = session.get_one(Proposal, service_id)
        proposal.submitted_at = now
    _wait(session, service_id, account_id=account_id, now=now)
    hsds = written_version(record)
    kind = VersionKind.SUBMITTED
    keep_version(session, record=record, hsds=hsds, kind=kind, account_id=account_id, now=now)
    return Publication.SUBMITTED


def _check(session: Session, working: Working, now: datetime) -> None:
    lacking = missing(working.record)
    if lacking:
        raise Incomplete(lacking)
    body = working.standing.organization
    today = now.astimezone(ROME).date()
    outside = uncovered_needs(session, body.id, body.kind, working.record.needs, today)
    if outside:
        raise NotQualified(outside)


def _wait(session: Session, service_id: UUID, *, account_id: UUID, now: datetime) -> None:
    there = session.get(Submission, service_id)
    if there is None:
        session.add(
            Submission(service_id=service_id, escalated=False, account_id=account_id, at=now)
        )
    else:
        # One that nobody confirmed stands there already: it keeps its place in the queue.
        there.account_id = account_id
    session.flush()


def is_escalated(session: Session, service_id: UUID) -> bool:
    """Say whether a listing stands before the Region because nobody confirmed it."""
    there = session.get(Submission, service_id)
    return there is not None and there.escalated


def stop_waiting(session: Session, service_id: UUID, *, is_answered: bool) -> None:
    """Take a listing from before the Region; one that nobody confirmed stays until answered."""
    there = session.get(Submission, service_id)
    if there is not None and (is_answered or not there.escalated):
        session.delete(there)
        session.flush()


def withdraw(session: Session, *, service_id: UUID, account_id: UUID, now: datetime) -> None:
    """Take back what waits for the Region, to go on writing; what does not wait stays."""
    working = open_for_writing(session, service_id)
    if not working.waits:
        return
    if working.is_proposal:
        session.get_one(Proposal, service_id).submitted_at = None
    else:
        set_publication(session, service_id=service_id, target=Publication.DRAFT, now=now)
    stop_waiting(session, service_id, is_answered=False)
    record_act(
        session,
        "listing_withdrawn",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )


def suspend_own(
    session: Session, *, service_id: UUID, reason: str, account_id: UUID, now: datetime
) -> None:
    """Take a published listing of one's own from the public for a time."""
    if open_for_writing(session, service_id).publication is Publication.SUSPENDED:
        return
    standing.suspend(
        session,
        service_id=service_id,
        cause=SuspensionCause.BY_PROVIDER,
        reason=reason,
        note="",
        now=now,
    )
    record_act(
        session,
        "listing_suspended",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )


def take_up_own(session: Session, *, service_id: UUID, account_id: UUID, now: datetime) -> None:
    """Give a listing back that the body itself had suspended; raises NotYours, NotQualified."""
    working = open_for_writing(session, service_id)
    if working.publication is Publication.PUBLISHED:
        return
    _check_cause(session, working, now)
    standing.take_up(session, service_id=service_id, now=now)
    record_act(
        session,
        "listing_taken_up",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )


def _check_cause(session: Session, working: Working, now: datetime) -> None:
    if working.publication is not Publication.SUSPENDED:
        raise IllegalMove(current=working.publication.value, target=Publication.PUBLISHED.value)
    if working.cause is not SuspensionCause.BY_PROVIDER:
        raise NotYours
    body, needs = working.standing.organization, working.standing.needs
    outside = uncovered_needs(session, body.id, body.kind, needs, now.astimezone(ROME).date())
    if outside:
        raise NotQualified(outside)


def archive(session: Session, *, service_id: UUID, account_id: UUID, now: datetime) -> None:
    """Put a listing away, with what was being written; its history stays."""
    working = open_for_writing(session, service_id)
    if working.publication is Publication.ARCHIVED:
        return
    set_publication(session, service_id=service_id, target=Publication.ARCHIVED, now=now)
    proposal = session.get(Proposal, service_id)
    if proposal is not None:
        session.delete(proposal)
    stop_waiting(session, service_id, is_answered=True)
    record_act(
        session,
        "listing_archived",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )


def reopen(session: Session, *, service_id: UUID, account_id: UUID, now: datetime) -> None:
    """Take a listing out of the archive, as a draft."""
    open_for_writing(session, service_id)
    set_publication(session, service_id=service_id, target=Publication.DRAFT, now=now)
    record_act(
        session,
        "listing_reopened",
        account_id=account_id,
        subject="service",
        subject_id=service_id,
        now=now,
    )
