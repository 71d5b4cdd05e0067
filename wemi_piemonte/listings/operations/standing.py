"""Taking listings from the public for a time, and giving them back."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import OrganizationKind, Publication
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.listings.models import Suspension
from wemi_piemonte.listings.operations.versions import hold_body, locked
from wemi_piemonte.listings.rules import SuspensionCause
from wemi_piemonte.qualification.queries import scope_of
from wemi_piemonte.qualification.rules import covers


def take_down(
    session: Session,
    *,
    organization_id: UUID,
    cause: SuspensionCause,
    reason: str,
    now: datetime,
) -> list[UUID]:
    """Suspend every published listing of a body; all that show listings lose them at once.

    For the cause of qualification only those whose needs it does not cover, and none of a body
    that needs no qualification. Returns the ids of those taken down.
    """
    hold_body(session, organization_id)
    query = select(Service.id).where(
        Service.organization_id == organization_id, Service.publication == Publication.PUBLISHED
    )
    ids = list(session.scalars(query.order_by(Service.id)))
    if cause is SuspensionCause.QUALIFICATION:
        allowed = set(_covered(session, organization_id, ids, now))
        ids = [each for each in ids if each not in allowed]
    for each in ids:
        suspend(session, service_id=each, cause=cause, reason=reason, note="", now=now)
    return ids


def bring_back(
    session: Session, *, organization_id: UUID, cause: SuspensionCause, now: datetime
) -> list[UUID]:
    """Publish again the listings of a body that were suspended for this cause alone.

    Those that its qualification does not cover stay where they are. Returns the ids of those
    that are back.
    """
    hold_body(session, organization_id)
    query = (
        select(Service.id)
        .join(Suspension, Suspension.service_id == Service.id)
        .where(
            Service.organization_id == organization_id,
            Service.publication == Publication.SUSPENDED,
            Suspension.cause == cause,
        )
    )
    ids = _covered(session, organization_id, list(session.scalars(query.order_by(Service.id))), now)
    back = list(ids)
    for each in back:
        take_up(session, service_id=each, now=now)
    return back


def suspend(
    session: Session,
    *,
    service_id: UUID,
    cause: SuspensionCause,
    reason: str,
    note: str,
    now: datetime,
) -> None:
    """Suspend one published listing, and keep why."""
    locked(session, service_id)
    set_publication(session, service_id=service_id, target=Publication.SUSPENDED, now=now)
    session.merge(Suspension(service_id=service_id, cause=cause, reason=reason, note=note, at=now))


def take_up(session: Session, *, service_id: UUID, now: datetime) -> None:
    """Publish a suspended listing again; whoever calls has judged that it may."""
    locked(session, service_id)
    set_publication(session, service_id=service_id, target=Publication.PUBLISHED, now=now)
    found = session.get(Suspension, service_id)
    if found is not None:
        session.delete(found)
        session.flush()


def _covered(
    session: Session, organization_id: UUID, ids: list[UUID], now: datetime
) -> Iterator[UUID]:
    """Yield those of the listings of a body that the law of qualification lets it publish."""
    kind = session.scalar(select(Organization.kind).where(Organization.id == organization_id))
    if kind is not OrganizationKind.THIRD_SECTOR:
        yield from ids
        return
    scope = scope_of(session, organization_id, now.astimezone(ROME).date())
    for record in records(session, ids):
        if covers(scope, frozenset(record.needs)):
            yield record.id
