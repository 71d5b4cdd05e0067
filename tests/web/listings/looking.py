"""What tests of the life of a listing share: addresses, where it stands, who was told."""

from sqlalchemy import select

from tests.browser import Page
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import visible_record
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.listings.queries import history_of
from wemi_piemonte.listings.rules import VersionKind


def home(record: ServiceRecord) -> str:
    """The page of a listing for its body."""
    return f"/en/provider/services/{record.id}"


def region(record: ServiceRecord) -> str:
    """The page of a listing for the Region."""
    return f"/en/moderation/listings/{record.id}"


def as_draft(record: ServiceRecord) -> ServiceRecord:
    """The same listing, taken back to a draft."""
    with transaction() as session:
        session.get_one(Service, record.id).publication = Publication.DRAFT
    return record


def state(record: ServiceRecord) -> Publication:
    """Where a listing stands."""
    with reading() as session:
        return session.get_one(Service, record.id).publication


def shown(record: ServiceRecord) -> ServiceRecord | None:
    """What the public sees."""
    with reading() as session:
        return visible_record(session, record.id)


def kinds(record: ServiceRecord) -> list[VersionKind]:
    """The kinds of the versions kept, the newest first."""
    with reading() as session:
        return [each.kind for each in history_of(session, record.id)]


def mails() -> list[tuple[str, str]]:
    """The mails queued: to whom, of which kind."""
    with reading() as session:
        return [(d.recipient, d.kind) for d in session.scalars(select(Delivery))]


def token(page: Page) -> str:
    """A token for forms, as a browser in which somebody is signed in has it."""
    found: str = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    return found
