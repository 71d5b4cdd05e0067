"""Making a version of a listing the one that the public sees, and sending one back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Proposal
from wemi_piemonte.directory.operations import put_services, set_publication
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication, move
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import Stale
from wemi_piemonte.listings.difference import fingerprint
from wemi_piemonte.listings.models import Submission, Suspension
from wemi_piemonte.listings.operations import standing
from wemi_piemonte.listings.operations.versions import keep_version
from wemi_piemonte.listings.operations.writing import (
    forget_left,
    guarded,
    open_for_writing,
)
from wemi_piemonte.listings.queries import Working, uncovered_needs, written_version
from wemi_piemonte.listings.rules import NotQualified, SuspensionCause, VersionKind, latest


def publish_version(
    session: Session,
    *,
    working: Working,
    record: ServiceRecord,
    account_id: UUID,
    now: datetime,
) -> None:
    """Let the public see this version; a suspended listing changes, and stays suspended.

    Translations stay with the texts that they translate; those of changed texts are outdated.
    """
    target = working.publication
    if target is not Publication.SUSPENDED and target is not Publication.PUBLISHED:
        target = move(working.publication, Publication.PUBLISHED)
        session.execute(delete(Suspension).where(Suspension.service_id == record.id))
    told = guarded(session, latest(record, working.standing), working.standing)
    hsds = written_version(told)
    put_services(session, [(told, hsds)], publish=True, now=now)
    session.expire_all()
    forget_left(session, working.standing, told)
    if target is Publication.SUSPENDED:
        set_publication(session, service_id=record.id, target=target, now=now)
    # `put_services` leaves a proposal that says what stands already.
    session.execute(delete(Proposal).where(Proposal.service_id == record.id))
    session.execute(delete(Submission).where(Submission.service_id == record.id))
    keep_version(
        session,
        record=told,
        hsds=hsds,
        kind=VersionKind.PUBLISHED,
        account_id=account_id,
        now=now,
    )


def approve(
    session: Session, *, service_id: UUID, seen: str, account_id: UUID, now: datetime
) -> Working:
    """Publish what waits, when it is still what was seen; raises Stale and NotQualified."""
    working = _seen(session, service_id, seen)
    body = working.standing.organization
    today = now.astimezone(ROME).date()
    outside = uncovered_needs(session, body.id, body.kind, working.record.needs, today)
    if outside:
        raise NotQualified(outside)
    publish_version(session, working=working, record=working.record, account_id=account_id, now=now)
    return working


def send_back(session: Session, *, service_id: UUID, seen: str, now: datetime) -> Working:
    """Give what waits back to its author, to go on writing; a published listing stays as it is."""
    working = _seen(session, service_id, seen)
    if working.is_proposal:
        session.get_one(Proposal, service_id).submitted_at = None
    else:
        set_publication(session, service_id=service_id, target=Publication.DRAFT, now=now)
    session.execute(delete(Submission).where(Submission.service_id == service_id))
    return working


def _seen(session: Session, service_id: UUID, seen: str) -> Working:
    working = open_for_writing(session, service_id)
    if not working.waits or fingerprint(working.record) != seen:
        raise Stale
    return working


def suspend_by_region(
    session: Session, *, service_id: UUID, reason: str, note: str, now: datetime
) -> None:
    """Take a listing from the public, until the Region gives it back."""
    working = open_for_writing(session, service_id)
    if working.publication is Publication.SUSPENDED:
        # Whoever suspended it, from now on only the Region takes it up.
        session.merge(
            Suspension(
                service_id=service_id,
                cause=SuspensionCause.BY_REGION,
                reason=reason,
                note=note,
                at=now,
            )
        )
        session.flush()
    else:
        standing.suspend(
            session,
            service_id=service_id,
            cause=SuspensionCause.BY_REGION,
            reason=reason,
            note=note,
            now=now,
        )
    # The Region has looked: one that nobody confirmed no longer waits. A proposal does.
    if not working.waits:
        session.execute(delete(Submission).where(Submission.service_id == service_id))


def take_up_by_region(session: Session, *, service_id: UUID, now: datetime) -> None:
    """Give a listing back that the Region had suspended; raises Stale and NotQualified."""
    working = open_for_writing(session, service_id)
    if working.cause is not SuspensionCause.BY_REGION:
        raise Stale
    body, needs = working.standing.organization, working.standing.needs
    outside = uncovered_needs(session, body.id, body.kind, needs, now.astimezone(ROME).date())
    if outside:
        raise NotQualified(outside)
    standing.take_up(session, service_id=service_id, now=now)
