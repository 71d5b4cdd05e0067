"""The steps of the form that are mostly words: what, for whom, how to ask, languages, places."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.record import (
    AccessibilityRecord,
    ContactRecord,
    EligibilityRecord,
    LanguageRecord,
    LocationRecord,
    PhoneRecord,
    RequiredDocumentRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import CONDITIONS, Answer, Availability, Mode, Target
from wemi_piemonte.pages.provider.listing_form_reading import Typed, numbered, rows_of


@dataclass(frozen=True, slots=True)
class Around:
    """What a step has to know beside the listing: the day, and the places of the body.

    `fixed` are the places that this form may not change: another body's, or shown elsewhere.
    """

    today: date
    places: tuple[LocationRecord, ...]
    fixed: frozenset[UUID]


def tell_what(record: ServiceRecord, _around: Around) -> Typed:
    """Return the first step as it is shown."""
    texts = ("name", "alternate_name", "summary", "description", "what_you_get")
    return {
        **{name: getattr(record, name) for name in texts},
        "needs": list(record.needs),
        "add_need": "",
    }


def keep_what(record: ServiceRecord, said: dict[str, Any], _around: Around) -> ServiceRecord:
    """Return the listing with what the first step says."""
    needs = [*said.pop("needs"), said.pop("add_need")]
    return replace(record, **said, needs=tuple(dict.fromkeys(filter(None, needs))))


def tell_for_whom(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on people as it is shown, with the conditions that a feed brought."""
    answers = {each.condition: each.answer for each in record.eligibility}
    return {
        "targets": [str(target) for target in record.targets],
        "minimum_age": _number(record.minimum_age),
        "maximum_age": _number(record.maximum_age),
        "eligibility_description": record.eligibility_description,
        "eligibility": numbered(
            {"id": "", "condition": each, "answer": str(answers.get(each, Answer.UNKNOWN))}
            for each in dict.fromkeys((*CONDITIONS, *answers))
        ),
    }


def keep_for_whom(record: ServiceRecord, said: dict[str, Any], _around: Around) -> ServiceRecord:
    """Return the listing with what the step on people says."""
    old = {each.condition: each for each in record.eligibility}
    told = {row["condition"]: row["answer"] for row in said["eligibility"]}
    # In the order in which they stood, so that an answer alone is what changes.
    order = dict.fromkeys((*old, *told))
    eligibility = [
        replace(old[each], answer=told.get(each, old[each].answer))
        if each in old
        else EligibilityRecord(
            id=derived_id(record.id, "eligibility", each), condition=each, answer=told[each]
        )
        for each in order
        if each in old or told[each] is not Answer.UNKNOWN
    ]
    return replace(
        record,
        targets=tuple(Target(each) for each in dict.fromkeys(said["targets"])),
        minimum_age=_float(said["minimum_age"]),
        maximum_age=_float(said["maximum_age"]),
        eligibility_description=said["eligibility_description"],
        eligibility=tuple(eligibility),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _float(value: int | None) -> float | None:
    return None if value is None else float(value)


def tell_how(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on asking as it is shown."""
    return {
        "application_process": record.application_process,
        "required_documents": numbered(
            {"id": str(each.id), "document": each.document} for each in record.required_documents
        ),
        "phones": numbered(
            {"id": str(each.id), "number": each.number, "description": each.description}
            for each in record.phones
        ),
        "email": record.email,
        "url": record.url,
        "contacts": numbered(_office_row(each) for each in record.contacts),
    }


def _office_row(each: ContactRecord) -> Typed:
    return {
        "id": str(each.id),
        "department": each.department or each.name,
        "email": each.email,
        "phone": each.phones[0].number if each.phones else "",
    }


def keep_how(record: ServiceRecord, said: dict[str, Any], _around: Around) -> ServiceRecord:
    """Return the listing with what the step on asking says."""
    return replace(
        record,
        application_process=said["application_process"],
        required_documents=rows_of(
            record.id,
            "document",
            said["required_documents"],
            record.required_documents,
            _document,
        ),
        phones=rows_of(record.id, "phone", said["phones"], record.phones, _phone),
        email=said["email"],
        url=said["url"],
        contacts=rows_of(record.id, "contact", said["contacts"], record.contacts, _office),
    )


def _document(each: UUID, old: RequiredDocumentRecord | None, row: Typed) -> RequiredDocumentRecord:
    found = old or RequiredDocumentRecord(id=each, document="")
    return replace(found, document=row["document"])


def _phone(each: UUID, old: PhoneRecord | None, row: Typed) -> PhoneRecord:
    found = old or PhoneRecord(id=each, number="")
    return replace(found, number=row["number"], description=row["description"])


def _office(each: UUID, old: ContactRecord | None, row: Typed) -> ContactRecord:
    found = old or ContactRecord(id=each)
    phones = found.phones
    if row["phone"] != (phones[0].number if phones else ""):
        first = phones[0] if phones else PhoneRecord(id=derived_id(each, "phone", 0), number="")
        phones = (replace(first, number=row["phone"]), *phones[1:]) if row["phone"] else phones[1:]
    # A feed may bring an office under its name alone: it keeps it there.
    field = "name" if found.name and not found.department else "department"
    told: dict[str, Any] = {field: row["department"]}
    return replace(found, email=row["email"], phones=phones, **told)


def tell_languages(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on languages and access as it is shown."""
    return {
        "languages": [each.code for each in record.languages],
        "interpretation_services": record.interpretation_services,
        "entrances": numbered(
            {
                "id": str(link.location.id),
                "description": "\n".join(
                    text
                    for each in link.location.accessibility
                    for text in (each.description, each.details)
                    if text
                ),
            }
            for link in record.locations
        ),
    }


def keep_languages(record: ServiceRecord, said: dict[str, Any], around: Around) -> ServiceRecord:
    """Return the listing with what the step on languages and access says."""
    old = {each.code: each for each in record.languages}
    languages = tuple(
        old.get(code) or LanguageRecord(id=derived_id(record.id, "language", code), code=code)
        for code in dict.fromkeys(said["languages"])
    )
    told = {row["id"]: row["description"] for row in said["entrances"]}
    shown = {row["id"]: row["description"] for row in tell_languages(record, around)["entrances"]}

    def place(found: LocationRecord) -> LocationRecord:
        text = told.get(str(found.id))
        if text is None or found.id in around.fixed or text == shown[str(found.id)].strip():
            return found
        return replace(found, accessibility=_entrance(found, text))

    return replace(
        record,
        languages=languages,
        interpretation_services=said["interpretation_services"],
        locations=tuple(replace(link, location=place(link.location)) for link in record.locations),
    )


def _entrance(place: LocationRecord, text: str) -> tuple[AccessibilityRecord, ...]:
    if not text:
        return ()
    first: Iterable[AccessibilityRecord] = place.accessibility[:1]
    found = next(iter(first), AccessibilityRecord(id=derived_id(place.id, "accessibility", 0)))
    return (replace(found, description=text, details=""),)


def tell_places(record: ServiceRecord, around: Around) -> Typed:
    """Return the step on free places as it is shown."""
    # What has lapsed, or was never said, is said anew as of today.
    known = record.availability is not Availability.UNKNOWN
    on = record.availability_on if known else around.today
    return {
        "availability": str(record.availability),
        "waiting_weeks": _number(record.waiting_weeks),
        "availability_on": on.isoformat() if on else "",
        "wait_time": record.wait_time,
        "alert": record.alert,
    }


def keep_places(record: ServiceRecord, said: dict[str, Any], around: Around) -> ServiceRecord:
    """Return the listing with what the step on free places says; no day lies in the future."""
    availability = said["availability"]
    weeks = said["waiting_weeks"] if availability is Availability.WAITING_LIST else None
    is_same = (availability, weeks) == (record.availability, record.waiting_weeks)
    on = said["availability_on"] or (record.availability_on if is_same else around.today)
    if availability is Availability.UNKNOWN:
        on = record.availability_on if is_same else None
    return replace(
        record,
        availability=availability,
        availability_on=min(on, around.today) if on else None,
        waiting_weeks=weeks,
        wait_time=said["wait_time"],
        alert=said["alert"],
    )


def modes_of(codes: Iterable[str]) -> tuple[Mode, ...]:
    """Return ways in which a service reaches people, in the order of the closed list."""
    chosen = set(codes)
    return tuple(mode for mode in Mode if mode.value in chosen)
