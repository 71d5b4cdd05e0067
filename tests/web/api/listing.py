"""A service with something in every part of its record."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from wemi_piemonte.directory import record as r
from wemi_piemonte.directory.rules import (
    Answer,
    Availability,
    Cost,
    Mode,
    OrganizationKind,
    Status,
    Target,
    TranslationState,
    hash_of,
)

TUESDAY_TEN = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def number(last: int) -> UUID:
    return UUID(f"00000000-0000-4000-8000-{last:012d}")


def in_english(part: int, field: str, source: str, text: str, **more: Any) -> r.TranslationRecord:
    state = more.get("state", TranslationState.REVIEWED)
    return r.TranslationRecord(
        part=number(part),
        locale="en",
        field=field,
        text=text,
        state=state,
        source_hash=hash_of(more.get("made_from", source)),
    )


WEEK = r.ScheduleRecord(
    id=number(10), freq="WEEKLY", byday="TU,TH", opens_at=time(9), closes_at=time(12, 30)
)
PLACE = r.LocationRecord(
    id=number(20),
    name="Sede di Biella",
    latitude=45.5664,
    longitude=8.0543,
    municipality="096004",
    url="javascript:alert(1)",
    addresses=(r.AddressRecord(id=number(21), address_1="via dell'Esempio 1", city="Biella"),),
    accessibility=(r.AccessibilityRecord(id=number(22), description="Ingresso senza gradini"),),
    phones=(r.PhoneRecord(id=number(23), number="+39 015 000 1001"),),
    schedules=(replace(WEEK, id=number(24), byday="MO"),),
    translations=(in_english(20, "name", "Sede di Biella", "Biella office"),),
)
COSTS = (
    r.CostOptionRecord(
        id=number(30),
        option="Ogni ora",
        amount_cents=1250,
        bands=(
            r.CostBandRecord(id=number(31), kind="isee", lower=0, upper=800_000, amount_cents=350),
            r.CostBandRecord(id=number(32), kind="people", lower=2, upper=4, amount_cents=900),
        ),
    ),
)
RECORD = r.ServiceRecord(
    id=number(1),
    organization=r.OrganizationRecord(
        id=number(2),
        name="Consorzio di Biella",
        description="Servizi sociali.",
        kind=OrganizationKind.PUBLIC_BODY,
        website="https://consorzio.example",
        tax_code="01234560019",
        translations=(in_english(2, "description", "Servizi sociali.", "Social services."),),
    ),
    name="Pasti a casa",
    summary="Un pasto caldo ogni giorno.",
    description="Portiamo il pranzo.",
    alert="Chiuso a Natale.",
    url="ftp://example",
    email="pasti@consorzio.example",
    assurer_email="redazione@consorzio.example",
    status=Status.ACTIVE,
    minimum_age=65,
    verified_on=date(2026, 10, 1),
    cost=Cost.MEANS_TESTED,
    availability=Availability.ACCEPTS,
    needs=("ageing.meals",),
    modes=(Mode.AT_HOME, Mode.ITINERANT),
    targets=(Target.OLDER_PEOPLE,),
    phones=(r.PhoneRecord(id=number(3), number="+39 015 000 1002", extension=7),),
    contacts=(
        r.ContactRecord(
            id=number(4),
            department="Ufficio pasti",
            email="ufficio@consorzio.example",
            phones=(r.PhoneRecord(id=number(5), number="+39 015 000 1003"),),
        ),
    ),
    schedules=(WEEK,),
    exceptions=(r.ScheduleExceptionRecord(id=number(11), on=date(2026, 12, 24), note="Vigilia"),),
    closures=(
        r.ClosureRecord(
            id=number(12), starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 15), note="Ferie"
        ),
    ),
    stops=(
        r.StopRecord(
            id=number(13),
            name="Piazza",
            municipality="096016",
            freq="MONTHLY",
            byday="1MO",
            opens_at=time(14),
            closes_at=time(16),
        ),
    ),
    languages=(r.LanguageRecord(id=number(14), code="ar", name="arabo"),),
    cost_options=COSTS,
    required_documents=(
        r.RequiredDocumentRecord(id=number(15), document="Carta d'identità"),
        r.RequiredDocumentRecord(id=number(16), document="ISEE", uri="https://isee.example"),
    ),
    service_areas=(
        r.ServiceAreaRecord(id=number(17), extent="096 001272", extent_type="istat"),
        r.ServiceAreaRecord(id=number(18), name="Le valli"),
    ),
    eligibility=(r.EligibilityRecord(id=number(19), condition="not_resident", answer=Answer.NO),),
    locations=(r.ServiceAtLocationRecord(id=number(25), location=PLACE),),
    translations=(
        in_english(1, "name", "Pasti a casa", "Meals at home"),
        in_english(
            *(1, "summary", "Un pasto caldo ogni giorno.", "A hot meal every day."),
            state=TranslationState.MACHINE,
        ),
        in_english(1, "description", "Portiamo il pranzo.", "We bring dinner.", made_from="Cena."),
        in_english(16, "document", "ISEE", "ISEE (family income)"),
    ),
)
