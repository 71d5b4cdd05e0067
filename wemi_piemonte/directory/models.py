"""The tables of the HSDS heart; their columns carry the fields of the records, name by name."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    MemberRole,
    OrganizationKind,
    Publication,
    Status,
    TranslationState,
)
from wemi_piemonte.foundation.db import Base, Code, UUIDKey, code_type

Serial = BigInteger().with_variant(Integer, "sqlite")


class Organization(Base):
    """The legal body behind services (HSDS organization)."""

    __tablename__ = "organization"

    id: Mapped[UUIDKey]
    name: Mapped[str]
    alternate_name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    legal_status: Mapped[str] = mapped_column(default="")
    year_incorporated: Mapped[int | None]
    logo: Mapped[str] = mapped_column(default="")
    uri: Mapped[str] = mapped_column(default="")
    kind: Mapped[OrganizationKind] = mapped_column(code_type(OrganizationKind))
    tax_code: Mapped[str] = mapped_column(default="")
    source_lang: Mapped[Code]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]


class Location(Base):
    """A place where services are given; hidden places are never stored."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organization.id", ondelete="SET NULL"), index=True
    )
    location_type: Mapped[Code]
    name: Mapped[str] = mapped_column(default="")
    alternate_name: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    transportation: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    external_identifier: Mapped[str] = mapped_column(default="")
    external_identifier_type: Mapped[str] = mapped_column(default="")
    # ISTAT code, empty outside Piedmont; kept without a foreign key, because codes of merged
    # municipalities stay true for the time they were in force.
    municipality: Mapped[Code] = mapped_column(default="", index=True)
    source_lang: Mapped[Code]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]


class Service(Base):
    """What a person can receive (HSDS service), with our own publication life cycle."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("minimum_age BETWEEN 0 AND 150", name="minimum_age_range"),
        CheckConstraint("maximum_age BETWEEN 0 AND 150", name="maximum_age_range"),
        CheckConstraint("minimum_age <= maximum_age", name="age_order"),
        # What is asked of every result again, answered without reading the wide rows.
        Index("ix_service_standing", "id", "publication", "status"),
    )

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str]
    alternate_name: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    what_you_get: Mapped[str] = mapped_column(default="")
    application_process: Mapped[str] = mapped_column(default="")
    fees_description: Mapped[str] = mapped_column(default="")
    eligibility_description: Mapped[str] = mapped_column(default="")
    interpretation_services: Mapped[str] = mapped_column(default="")
    accreditations: Mapped[str] = mapped_column(default="")
    wait_time: Mapped[str] = mapped_column(default="")
    alert: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    status: Mapped[Status] = mapped_column(code_type(Status))
    publication: Mapped[Publication] = mapped_column(code_type(Publication), index=True)
    minimum_age: Mapped[float | None]
    maximum_age: Mapped[float | None]
    verified_on: Mapped[date | None]
    assurer_email: Mapped[str] = mapped_column(default="")
    source_lang: Mapped[Code]
    cost: Mapped[Cost] = mapped_column(code_type(Cost))
    availability: Mapped[Availability] = mapped_column(code_type(Availability))
    # The day on which the body said so, and how long the list is; see directory.rules.
    availability_on: Mapped[date | None]
    waiting_weeks: Mapped[int | None]
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]


class Part(Base):
    """What hangs on a service: `parent` is the id of the part it hangs on inside the listing.

    Parts come and go with their listing as one; their ids are unique only inside it, because a
    feed may name the same phone under two services (decision 0004).
    """

    __abstract__ = True

    serial: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    parent: Mapped[UUID]
    position: Mapped[int]
    id: Mapped[UUID]


class ServicePart(Part):
    """A part of a service and of nothing else."""

    __abstract__ = True

    @declared_attr
    def service_id(self) -> Mapped[UUID]:
        return mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)


class LocationPart(Part):
    """A part of a place."""

    __abstract__ = True

    @declared_attr
    def location_id(self) -> Mapped[UUID]:
        return mapped_column(ForeignKey("location.id", ondelete="CASCADE"), index=True)


class SharedPart(Part):
    """A part that services, organizations and places all have; it belongs to exactly one."""

    __abstract__ = True

    @declared_attr
    def service_id(self) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def organization_id(self) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def location_id(self) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("location.id", ondelete="CASCADE"), index=True)


_ONE_OWNER = (
    "CASE WHEN service_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN location_id IS NULL THEN 0 ELSE 1 END = 1"
)


class Phone(SharedPart):
    __tablename__ = "phone"
    __table_args__ = (CheckConstraint(_ONE_OWNER, name="one_owner"),)

    number: Mapped[str]
    extension: Mapped[int | None]
    type: Mapped[str]
    description: Mapped[str]


class Schedule(SharedPart):
    """Opening hours as an RFC 5545 rule, in Europe/Rome wall time."""

    __tablename__ = "schedule"
    __table_args__ = (CheckConstraint(_ONE_OWNER, name="one_owner"),)

    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    dtstart: Mapped[date | None]
    until: Mapped[date | None]
    count: Mapped[int | None]
    wkst: Mapped[str]
    freq: Mapped[str]
    interval: Mapped[int | None]
    byday: Mapped[str]
    byweekno: Mapped[str]
    bymonthday: Mapped[str]
    byyearday: Mapped[str]
    description: Mapped[str]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    schedule_link: Mapped[str]
    attending_type: Mapped[str]
    notes: Mapped[str]


class Translation(Base):
    """One field of one part in another language, bound to the hash of its source text.

    A draft may wait beside the text that readers see.
    """

    __tablename__ = "translation"
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="one_owner"),
        UniqueConstraint("service_id", "part", "field", "locale", "state"),
        UniqueConstraint("organization_id", "part", "field", "locale", "state"),
        UniqueConstraint("location_id", "part", "field", "locale", "state"),
    )

    serial: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    part: Mapped[UUID]
    locale: Mapped[Code]
    field: Mapped[Code]
    text: Mapped[str]
    state: Mapped[TranslationState] = mapped_column(code_type(TranslationState))
    source_hash: Mapped[Code]


class ServiceAtLocation(ServicePart):
    """A service offered at a place."""

    __tablename__ = "service_at_location"

    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    description: Mapped[str]


class Contact(ServicePart):
    __tablename__ = "contact"

    name: Mapped[str]
    title: Mapped[str]
    department: Mapped[str]
    email: Mapped[str]


class ScheduleException(ServicePart):
    """A day with hours of its own; closed when it has none."""

    __tablename__ = "schedule_exception"

    on: Mapped[date]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    note: Mapped[str]


class Closure(ServicePart):
    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="day_order"),)

    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[str]


class Stop(ServicePart):
    """Where and when an itinerant service halts."""

    __tablename__ = "stop"

    name: Mapped[str]
    municipality: Mapped[Code]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    freq: Mapped[str]
    interval: Mapped[int | None]
    byday: Mapped[str]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Language(ServicePart):
    """A language spoken by the staff."""

    __tablename__ = "language"

    code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[str]
    note: Mapped[str]


class CostOption(ServicePart):
    __tablename__ = "cost_option"

    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    option: Mapped[str]
    currency: Mapped[Code]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    amount_description: Mapped[str]


class CostBand(ServicePart):
    """The amount for an income band (ISEE, cents) or for a number of people sharing."""

    __tablename__ = "cost_band"
    __table_args__ = (CheckConstraint("kind IN ('isee', 'people')", name="kind_known"),)

    kind: Mapped[Code]
    lower: Mapped[int | None] = mapped_column(BigInteger)
    upper: Mapped[int | None] = mapped_column(BigInteger)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)


class RequiredDocument(ServicePart):
    __tablename__ = "required_document"

    document: Mapped[str]
    uri: Mapped[str]


class ServiceArea(ServicePart):
    """The territory served; ISTAT codes in `extent` when `extent_type` is "istat"."""

    __tablename__ = "service_area"

    name: Mapped[str]
    description: Mapped[str]
    extent: Mapped[str]
    extent_type: Mapped[Code]
    uri: Mapped[str]


class Eligibility(ServicePart):
    """Whether people of a condition are admitted: yes, no, or honestly unknown."""

    __tablename__ = "eligibility"

    condition: Mapped[Code]
    answer: Mapped[Answer] = mapped_column(code_type(Answer))


class Attribute(ServicePart):
    """The link from a service to a term of a taxonomy (HSDS attribute)."""

    __tablename__ = "attribute"

    link_type: Mapped[Code]
    value: Mapped[str]
    term_key: Mapped[UUID] = mapped_column(
        ForeignKey("taxonomy_term.key", ondelete="RESTRICT"), index=True
    )


class Accessibility(LocationPart):
    __tablename__ = "accessibility"

    description: Mapped[str]
    details: Mapped[str]
    url: Mapped[str]


class Address(LocationPart):
    __tablename__ = "address"

    attention: Mapped[str]
    address_1: Mapped[str]
    address_2: Mapped[str]
    city: Mapped[str]
    region: Mapped[str]
    state_province: Mapped[str]
    postal_code: Mapped[str]
    country: Mapped[Code]
    address_type: Mapped[Code]


class Proposal(Base):
    """A version of a published listing beside it; one a service.

    It is being written until `submitted_at`, then it waits for a decision.
    """

    __tablename__ = "proposal"

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    hsds: Mapped[str]
    created_at: Mapped[datetime]
    # Who proposes; None for an import.
    account_id: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)


class Membership(Base):
    """What an account may do for an organization; read anew at each request."""

    __tablename__ = "membership"

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[MemberRole] = mapped_column(code_type(MemberRole))
    created_at: Mapped[datetime]


class ApiToken(Base):
    """A program's key to the listings of one organization; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[UUIDKey]
    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    # The first signs, so that people know which one it is.
    start: Mapped[Code]
    # Codes of rules.Scope, separated by one space.
    scopes: Mapped[str]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
