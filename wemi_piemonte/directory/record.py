"""The whole of a listing as frozen dataclasses: what is imported, exported, indexed and shown."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Publication,
    Status,
    Target,
    TranslationState,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRecord:
    """One translated field; `part` is the id of the row it belongs to, in this aggregate."""

    part: UUID
    locale: str
    field: str
    text: str
    state: TranslationState
    source_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRecord:
    """A language spoken by the staff; `code` is ISO 639-1 or -3."""

    id: UUID
    code: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRecord:
    id: UUID
    number: str
    extension: int | None = None
    type: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    """An office to ask for; a person's name only where the feed brings one."""

    id: UUID
    name: str = ""
    title: str = ""
    department: str = ""
    email: str = ""
    phones: tuple[PhoneRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRecord:
    """Opening hours by the rules of RFC 5545, as Europe/Rome wall time."""

    id: UUID
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    wkst: str = ""
    freq: str = ""
    interval: int | None = None
    byday: str = ""
    byweekno: str = ""
    bymonthday: str = ""
    byyearday: str = ""
    description: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    schedule_link: str = ""
    attending_type: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleExceptionRecord:
    """A day that differs from the rule: other hours, or closed when both times are None."""

    id: UUID
    on: date
    opens_at: time | None = None
    closes_at: time | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRecord:
    """A stretch of days, both included, in which the whole service is closed."""

    id: UUID
    starts_on: date
    ends_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecord:
    """A regular halt of an itinerant service."""

    id: UUID
    name: str
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None
    freq: str = ""
    interval: int | None = None
    byday: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBandRecord:
    """A price that depends on income (`isee`, bounds in euro cents) or on `people` sharing."""

    id: UUID
    kind: str
    lower: int | None = None
    upper: int | None = None
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOptionRecord:
    id: UUID
    valid_from: date | None = None
    valid_to: date | None = None
    option: str = ""
    currency: str = "EUR"
    amount_cents: int | None = None
    amount_description: str = ""
    bands: tuple[CostBandRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredDocumentRecord:
    id: UUID
    document: str
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAreaRecord:
    """Where people live who may use the service.

    With `extent_type` "istat", `extent` holds codes of municipalities (six digits) and
    provinces (three digits), separated by one space.
    """

    id: UUID
    name: str = ""
    description: str = ""
    extent: str = ""
    extent_type: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRecord:
    """Whether people of a condition (see rules.CONDITIONS) are admitted."""

    id: UUID
    condition: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRecord:
    """A term of a taxonomy that is not ours: kept, and written back as it came."""

    id: UUID
    link_type: str = ""
    value: str = ""
    term_id: str = ""
    term_code: str = ""
    term_name: str = ""
    term_description: str = ""
    term_uri: str = ""
    taxonomy: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityRecord:
    id: UUID
    description: str = ""
    details: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRecord:
    id: UUID
    attention: str = ""
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    state_province: str = ""
    postal_code: str = ""
    country: str = "IT"
    address_type: str = "physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord:
    """A place; `municipality` is its ISTAT code, empty outside Piedmont or when not known."""

    id: UUID
    organization_id: UUID | None = None
    location_type: str = "physical"
    name: str = ""
    alternate_name: str = ""
    description: str = ""
    transportation: str = ""
    url: str = ""
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str = ""
    external_identifier_type: str = ""
    municipality: str = ""
    source_lang: str = "it"
    addresses: tuple[AddressRecord, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    accessibility: tuple[AccessibilityRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    translations: tuple[TranslationRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAtLocationRecord:
    id: UUID
    location: LocationRecord
    description: str = ""
    phones: tuple[PhoneRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRecord:
    id: UUID
    name: str
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    legal_status: str = ""
    year_incorporated: int | None = None
    logo: str = ""
    uri: str = ""
    kind: OrganizationKind = OrganizationKind.OTHER
    tax_code: str = ""
    source_lang: str = "it"
    phones: tuple[PhoneRecord, ...] = ()
    translations: tuple[TranslationRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A service with all that hangs on it; money in euro cents, ages in years."""

    id: UUID
    organization: OrganizationRecord
    name: str
    alternate_name: str = ""
    summary: str = ""
    description: str = ""
    what_you_get: str = ""
    application_process: str = ""
    fees_description: str = ""
    eligibility_description: str = ""
    interpretation_services: str = ""
    accreditations: str = ""
    wait_time: str = ""
    alert: str = ""
    url: str = ""
    email: str = ""
    status: Status = Status.ACTIVE
    publication: Publication = Publication.DRAFT
    minimum_age: float | None = None
    maximum_age: float | None = None
    verified_on: date | None = None
    assurer_email: str = ""
    source_lang: str = "it"
    cost: Cost = Cost.UNKNOWN
    availability: Availability = Availability.UNKNOWN
    availability_on: date | None = None
    waiting_weeks: int | None = None
    needs: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    targets: tuple[Target, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    schedules: tuple[ScheduleRecord, ...] = ()
    exceptions: tuple[ScheduleExceptionRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    stops: tuple[StopRecord, ...] = ()
    languages: tuple[LanguageRecord, ...] = ()
    cost_options: tuple[CostOptionRecord, ...] = ()
    required_documents: tuple[RequiredDocumentRecord, ...] = ()
    service_areas: tuple[ServiceAreaRecord, ...] = ()
    eligibility: tuple[EligibilityRecord, ...] = ()
    attributes: tuple[AttributeRecord, ...] = ()
    locations: tuple[ServiceAtLocationRecord, ...] = ()
    translations: tuple[TranslationRecord, ...] = ()


TRANSLATABLE: dict[type, tuple[str, ...]] = {
    ServiceRecord: (
        "name",
        "alternate_name",
        "summary",
        "description",
        "what_you_get",
        "application_process",
        "fees_description",
        "eligibility_description",
        "interpretation_services",
        "wait_time",
        "alert",
    ),
    OrganizationRecord: ("name", "alternate_name", "description", "legal_status"),
    LocationRecord: ("name", "alternate_name", "description", "transportation"),
    ServiceAtLocationRecord: ("description",),
    PhoneRecord: ("description",),
    ContactRecord: ("name", "title", "department"),
    ScheduleRecord: ("description", "notes"),
    ScheduleExceptionRecord: ("note",),
    ClosureRecord: ("note",),
    StopRecord: ("name",),
    CostOptionRecord: ("option", "amount_description"),
    RequiredDocumentRecord: ("document",),
    ServiceAreaRecord: ("name", "description"),
    AccessibilityRecord: ("description", "details"),
}
"""Fields that hold human text of the source language, for each kind of part."""
