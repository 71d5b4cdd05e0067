"""What differs between two versions of a listing, field by field, and the mark of what was seen."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from wemi_piemonte.directory.record import LocationRecord, OrganizationRecord, ServiceRecord

SINGLE: tuple[str, ...] = (
    "name",
    "alternate_name",
    "summary",
    "description",
    "what_you_get",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "application_process",
    "email",
    "url",
    "cost",
    "fees_description",
    "interpretation_services",
    "accreditations",
    "availability",
    "waiting_weeks",
    "availability_on",
    "wait_time",
    "alert",
    "status",
)
"""The fields of a listing that hold one value, in the order in which they are told."""

SEVERAL: tuple[str, ...] = (
    "needs",
    "targets",
    "eligibility",
    "modes",
    "locations",
    "stops",
    "service_areas",
    "schedules",
    "exceptions",
    "closures",
    "cost_options",
    "required_documents",
    "phones",
    "contacts",
    "languages",
)
"""The fields that hold several."""

EMPTY = (None, "", "unknown")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: one value before and after, or what several lost and gained."""

    field: str
    before: Any = None
    after: Any = None
    removed: tuple[Any, ...] = ()
    added: tuple[Any, ...] = ()

    @property
    def is_several(self) -> bool:
        """Say whether the field holds several values."""
        return self.field in SEVERAL


def changes(
    old: ServiceRecord | None, new: ServiceRecord, only: Collection[str] | None = None
) -> tuple[Change, ...]:
    """Return what `new` changes; without an old version, all that is said. Ids do not count."""
    found: list[Change] = []
    for field in _fields(only):
        after = getattr(new, field)
        if field in SEVERAL:
            before = getattr(old, field) if old else ()
            removed, added = _without(before, after), _without(after, before)
            if removed or added:
                found.append(Change(field, removed=removed, added=added))
            continue
        before = getattr(old, field) if old else None
        if before != after and not (before in EMPTY and after in EMPTY):
            found.append(Change(field, before=before, after=after))
    return tuple(found)


def _fields(only: Collection[str] | None) -> list[str]:
    return [each for each in (*SINGLE, *SEVERAL) if only is None or each in only]


def _without(parts: Iterable[Any], others: Iterable[Any]) -> tuple[Any, ...]:
    known = {plain(each) for each in others}
    return tuple(each for each in parts if plain(each) not in known)


def plain(part: Any) -> Any:
    """Return what a part says, without ids and translations; a place is known by its own id."""
    if isinstance(part, tuple):
        return tuple(plain(each) for each in part)
    if not is_dataclass(part) or isinstance(part, OrganizationRecord):
        return str(getattr(part, "id", part))
    skipped = {"translations", "organization", "source_lang"}
    if not isinstance(part, LocationRecord):
        skipped.add("id")
    # Who owns a place, and where its code came from, is not told by who writes a listing.
    skipped |= {"organization_id", "external_identifier", "external_identifier_type"}
    said = tuple(
        (each.name, plain(getattr(part, each.name)))
        for each in fields(part)
        if each.name not in skipped
    )
    return (type(part).__name__, said)


def fingerprint(record: ServiceRecord, only: Collection[str] | None = None) -> str:
    """Return the mark of what a listing says, or of some of its fields, as a form carries it."""
    said = [(each, plain(getattr(record, each))) for each in _fields(only)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
