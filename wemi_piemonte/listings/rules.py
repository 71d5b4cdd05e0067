"""A provider's listing: what is missing, how good it is, and how long it counts as confirmed."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from dateutil.relativedelta import relativedelta

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Availability, Cost, Mode, OrganizationKind
from wemi_piemonte.foundation.errors import DomainError

EVERY_MONTHS = 6
"""How often a body confirms when it has not chosen."""

FEWEST_MONTHS = 1
MOST_MONTHS = 12


class Freshness(StrEnum):
    """How far the last confirmation lies back."""

    FRESH = "fresh"
    DUE = "due"
    LATE = "late"
    OVERDUE = "overdue"


class VersionKind(StrEnum):
    """Why a version of a listing was kept."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RESTORED = "restored"
    IMPORTED = "imported"
    CONFIRMED = "confirmed"


class SuspensionCause(StrEnum):
    """Why a listing is not shown for now; what the Region suspends only the Region takes up."""

    BY_PROVIDER = "by_provider"
    BY_REGION = "by_region"
    QUALIFICATION = "qualification"


def due_on(confirmed_on: date, every_months: int) -> date:
    """Return the day on which a listing is to be confirmed again."""
    return confirmed_on + relativedelta(months=every_months)


class Missing(StrEnum):
    """What a listing can not be sent without."""

    NAME = "name"
    SUMMARY = "summary"
    DESCRIPTION = "description"
    NEED = "need"
    MODE = "mode"
    PLACE = "place"
    CONTACT = "contact"
    COST = "cost"
    LANGUAGE = "language"


class Word(StrEnum):
    """The four words by which a listing is judged."""

    ACCESSIBLE = "accessible"
    COMPREHENSIBLE = "comprehensible"
    ACTIVATABLE = "activatable"
    ASSESSABLE = "assessable"


class Incomplete(DomainError):
    """Something is missing without which a listing is not sent."""

    code = "listing_incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(missing=[each.value for each in missing])
        self.missing = missing


class NotQualified(DomainError):
    """The Region's qualification of the body does not cover these needs."""

    code = "not_qualified"

    def __init__(self, needs: tuple[str, ...]) -> None:
        super().__init__(needs=list(needs))
        self.needs = needs


class Waiting(DomainError):
    """A listing that waits for the Region is taken back before it is changed."""

    code = "waiting"


class NotYours(DomainError):
    """What the Region suspended only the Region takes up."""

    code = "not_yours"


def missing(record: ServiceRecord) -> tuple[Missing, ...]:
    """Return what a listing still needs before it can be sent, in the order of the form."""
    has = {
        Missing.NAME: record.name,
        Missing.SUMMARY: record.summary,
        Missing.DESCRIPTION: record.description,
        Missing.NEED: record.needs,
        Missing.MODE: record.modes,
        Missing.PLACE: (
            record.locations or record.service_areas or record.stops or Mode.REMOTE in record.modes
        ),
        Missing.CONTACT: ways_to_reach(record),
        Missing.COST: record.cost is not Cost.UNKNOWN,
        Missing.LANGUAGE: record.languages,
    }
    return tuple(each for each in Missing if not has[each])


def ways_to_reach(record: ServiceRecord) -> frozenset[str]:
    """Return the ways in which a reader can ask: phone, email, web; those of the body count."""
    body = record.organization
    phones = record.phones or body.phones or any(each.phones for each in record.contacts)
    email = record.email or body.email or any(each.email for each in record.contacts)
    ways = {"phone": phones, "email": email, "web": record.url or body.website}
    return frozenset(way for way, found in ways.items() if found)


def needs_qualification(kind: OrganizationKind) -> bool:
    """Say whether a body of this kind publishes only what the Region has qualified it for."""
    return kind is OrganizationKind.THIRD_SECTOR


def publishes_directly(kind: OrganizationKind, cause: SuspensionCause | None) -> bool:
    """Say whether a body publishes without the Region's yes; not what the Region suspended."""
    return kind is OrganizationKind.PUBLIC_BODY and cause is not SuspensionCause.BY_REGION


def latest(record: ServiceRecord, standing: ServiceRecord) -> ServiceRecord:
    """Return a version with what was said of the listing itself after it was written.

    A confirmation, or word of free places, that came meanwhile is not undone by an older text.
    """
    values: dict[str, Any] = {}
    if standing.verified_on and (
        record.verified_on is None or record.verified_on < standing.verified_on
    ):
        values["verified_on"] = standing.verified_on
    said, known = record.availability_on, standing.availability_on
    later = known is not None and (said is None or said < known)
    has_lapsed = said == known and standing.availability is Availability.UNKNOWN
    if later or (has_lapsed and known is not None):
        values |= {
            "availability": standing.availability,
            "availability_on": standing.availability_on,
            "waiting_weeks": standing.waiting_weeks,
        }
    return replace(record, **values)
