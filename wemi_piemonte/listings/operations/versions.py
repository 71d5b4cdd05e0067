"""The history of a listing: what it was, each time that mattered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import locking
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.listings.models import ListingVersion
from wemi_piemonte.listings.rules import VersionKind


def keep_version(
    session: Session,
    *,
    record: ServiceRecord,
    hsds: str,
    kind: VersionKind,
    account_id: UUID | None,
    now: datetime,
) -> ListingVersion:
    """Keep a listing as it stands, as HSDS JSON, under the next number of its history."""
    locked(session, record.id)
    last = select(func.max(ListingVersion.number)).where(ListingVersion.service_id == record.id)
    version = ListingVersion(
        service_id=record.id,
        number=(session.scalar(last) or 0) + 1,
        kind=kind,
        hsds=hsds,
        account_id=account_id,
        at=now,
    )
    session.add(version)
    session.flush()
    return version


def hold_body(session: Session, organization_id: UUID) -> None:
    """Let nobody else publish or suspend for a body until this transaction ends.

    So that no listing slips through while the Region takes a qualification away: whoever comes
    second finds what the first has done. The body is held before any of its listings.
    """
    session.execute(
        select(Organization.id)
        .where(Organization.id == organization_id)
        .with_for_update(key_share=True)
    )


def locked(session: Session, service_id: UUID) -> Service:
    """Return a service that nobody else changes until this transaction ends, as it is now."""
    body = session.scalar(select(Service.organization_id).where(Service.id == service_id))
    if body is None:
        raise NotFound
    hold_body(session, body)
    return locking.locked(session, Service, service_id)
