"""A cooperative with listings and qualifications, for tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from tests import make
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import OrganizationKind, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings import operations
from wemi_piemonte.listings.rules import (
    SuspensionCause,
)
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.rules import QualificationState

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
ANNA = make.key("account", "anna")


def body() -> OrganizationRecord:
    """A body of the Third Sector."""
    return make.organization("Cooperativa del Melo", kind=OrganizationKind.THIRD_SECTOR)


def put(record: ServiceRecord) -> ServiceRecord:
    """Publish a listing without more ado."""
    with transaction() as session:
        put_services(session, [(record, "")], publish=True, now=NOW)
    return record


def listing(name: str, *needs: str) -> ServiceRecord:
    """A published listing of the cooperative, for these needs."""
    full = replace(make.full_service(name), translations=())
    return put(replace(full, organization=body(), needs=needs))


def qualify(needs: str, state: QualificationState = QualificationState.ACTIVE) -> UUID:
    """Qualify the cooperative for some needs or areas."""
    with transaction() as session:
        found = Qualification(
            organization_id=body().id,
            state=state,
            needs=needs,
            territory="",
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
            reason="",
            reason_text="",
            created_at=NOW,
            changed_at=NOW,
        )
        session.add(found)
        session.flush()
        return found.id


def states(*found: ServiceRecord) -> list[Publication]:
    """Where listings stand."""
    with reading() as session:
        return [session.get_one(Service, each.id).publication for each in found]


def take_down(cause: SuspensionCause) -> list[UUID]:
    with transaction() as session:
        return operations.take_down(
            session,
            organization_id=body().id,
            cause=cause,
            reason="not_qualified",
            now=NOW,
        )


def bring_back(cause: SuspensionCause) -> list[UUID]:
    with transaction() as session:
        return operations.bring_back(
            session,
            organization_id=body().id,
            cause=cause,
            now=NOW,
        )
