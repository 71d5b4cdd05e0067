"""Builders of listings for tests: fixed, readable values, each of which can be named otherwise."""

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID, uuid5

from wemi_piemonte.directory.record import (
    AddressRecord,
    ClosureRecord,
    ContactRecord,
    CostBandRecord,
    CostOptionRecord,
    EligibilityRecord,
    LanguageRecord,
    LocationRecord,
    OrganizationRecord,
    PhoneRecord,
    RequiredDocumentRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
    StopRecord,
    TranslationRecord,
)
from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Publication,
    Target,
    TranslationState,
    hash_of,
)

NAMESPACE = UUID("00000000-0000-4000-8000-00000000dada")


def key(*words: object) -> UUID:
    """An id that says the same in every run."""
    return uuid5(NAMESPACE, " ".join(map(str, words)))


def organization(name: str = "Consorzio del Melo", **values: Any) -> OrganizationRecord:
    """A public body with a phone."""
    found = OrganizationRecord(
        id=key("organization", name),
        name=name,
        description="Si occupa di servizi sociali per otto comuni.",
        kind=OrganizationKind.PUBLIC_BODY,
        phones=(PhoneRecord(id=key("phone", name), number="+39 0171 000 1001"),),
    )
    return replace(found, **values)


def location(name: str = "Casa del Melo", **values: Any) -> LocationRecord:
    """A place in Cuneo."""
    found = LocationRecord(
        id=key("location", name),
        name=name,
        latitude=44.39,
        longitude=7.55,
        municipality="004078",
        addresses=(
            AddressRecord(id=key("address", name), address_1="via dell'Esempio 1", city="Cuneo"),
        ),
    )
    return replace(found, **values)


def schedule(
    byday: str = "MO,WE", opens: str = "09:00", closes: str = "12:00", **values: Any
) -> ScheduleRecord:
    """Hours that come back every week."""
    found = ScheduleRecord(
        id=key("schedule", byday, opens, closes),
        freq="WEEKLY",
        byday=byday,
        opens_at=time.fromisoformat(opens),
        closes_at=time.fromisoformat(closes),
    )
    return replace(found, **values)


def translation(part: UUID, field: str, source: str, text: str, **values: Any) -> TranslationRecord:
    """A reviewed translation of a text into English."""
    found = TranslationRecord(
        part=part,
        locale="en",
        field=field,
        text=text,
        state=TranslationState.REVIEWED,
        source_hash=hash_of(source),
    )
    return replace(found, **values)


def service(name: str = "Una mano in casa", **values: Any) -> ServiceRecord:
    """A published service of home care, free of charge."""
    found = ServiceRecord(
        id=key("service", name),
        organization=organization(),
        name=name,
        summary="Un operatore viene a casa due volte la settimana.",
        description="Aiuto per lavarsi, vestirsi, fare la spesa.",
        publication=Publication.PUBLISHED,
        cost=Cost.FREE,
        availability=Availability.ACCEPTS,
        needs=("ageing.home-care",),
        modes=(Mode.AT_HOME,),
        targets=(Target.OLDER_PEOPLE,),
        verified_on=date(2026, 10, 14),
    )
    return replace(found, **values)


def full_service(
    name: str = "Il melo che cammina", place: LocationRecord | None = None
) -> ServiceRecord:
    """A service with a part of every kind, so that nothing is forgotten on its way."""
    found = service(name)
    return replace(
        found,
        minimum_age=65,
        modes=(Mode.ON_SITE, Mode.AT_HOME, Mode.ITINERANT),
        phones=(PhoneRecord(id=key("phone", name), number="+39 0171 000 1002", extension=7),),
        contacts=(
            ContactRecord(
                id=key("contact", name),
                name="Sportello casa",
                phones=(PhoneRecord(id=key("contact phone", name), number="+39 0171 000 1003"),),
            ),
        ),
        schedules=(schedule(), schedule("TH", "14:00", "18:00")),
        exceptions=(ScheduleExceptionRecord(id=key("exception", name), on=date(2026, 12, 24)),),
        closures=(
            ClosureRecord(
                id=key("closure", name), starts_on=date(2026, 8, 10), ends_on=date(2026, 8, 21)
            ),
        ),
        stops=(
            StopRecord(
                id=key("stop", name),
                name="Piazza del mercato",
                municipality="004078",
                freq="WEEKLY",
                byday="TU",
                opens_at=time(9, 30),
                closes_at=time(12),
            ),
        ),
        languages=(
            LanguageRecord(id=key("it", name), code="it"),
            LanguageRecord(id=key("ro", name), code="ro"),
        ),
        cost=Cost.MEANS_TESTED,
        cost_options=(
            CostOptionRecord(
                id=key("cost", name),
                option="Ogni ora",
                amount_cents=600,
                bands=(
                    CostBandRecord(
                        id=key("band", name), kind="isee", lower=0, upper=800000, amount_cents=300
                    ),
                ),
            ),
        ),
        required_documents=(RequiredDocumentRecord(id=key("document", name), document="ISEE"),),
        service_areas=(
            ServiceAreaRecord(id=key("area", name), extent="004078 001", extent_type="istat"),
        ),
        eligibility=(
            EligibilityRecord(id=key("eligibility", name), condition="no_isee", answer=Answer.NO),
        ),
        locations=(
            ServiceAtLocationRecord(
                id=key("at", name), location=place or location(), schedules=(schedule("FR"),)
            ),
        ),
        translations=(translation(found.id, "name", name, "The apple tree that walks"),),
    )
