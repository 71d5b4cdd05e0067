"""What tests of the form share: a draft, the address of a step, what is being written."""

from uuid import UUID

from tests import make
from tests.web.listings.conftest import put
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings.queries import working_copy


def written(service_id: UUID) -> ServiceRecord:
    """The listing as it is being written."""
    with reading() as session:
        return working_copy(session, service_id).record


def draft(name: str = "Una mano in casa") -> ServiceRecord:
    """A draft of a body that is in the database."""
    record = put(make.service(name))
    with transaction() as session:
        session.get_one(Service, record.id).publication = Publication.DRAFT
    return record


def step(record: ServiceRecord, slug: str) -> str:
    """The address of a step."""
    return f"/en/provider/services/{record.id}/edit/{slug}"
