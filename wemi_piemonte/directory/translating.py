"""Which texts of a listing have translations, and what stays of them when the listing changes."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from wemi_piemonte.directory.record import (
    TRANSLATABLE,
    LocationRecord,
    OrganizationRecord,
    ServiceRecord,
    TranslationRecord,
)
from wemi_piemonte.directory.rules import TranslationState

_OWNERS = (ServiceRecord, OrganizationRecord, LocationRecord)


class OwnerKind(StrEnum):
    """What a text hangs on: a listing, the body behind it, one of its places."""

    SERVICE = "service"
    ORGANIZATION = "organization"
    LOCATION = "location"


class Owner(NamedTuple):
    """The aggregate that a text belongs to."""

    kind: OwnerKind
    id: UUID


def texts_of(owner: Any) -> dict[tuple[UUID, str], str]:
    """Return the texts of a service, body or place that can be translated, by part and field."""
    return {
        (part.id, name): text
        for part in parts_of(owner)
        for name in TRANSLATABLE.get(type(part), ())
        if (text := getattr(part, name))
    }


def in_order(rows: Iterable[TranslationRecord]) -> tuple[TranslationRecord, ...]:
    """Return translations in the one order in which they are kept and compared."""
    return tuple(
        sorted(rows, key=lambda row: (row.locale, str(row.part), row.field, row.state.value))
    )


def _place(row: TranslationRecord) -> tuple[UUID, str, str, bool]:
    """Return what a translation is the only one for: a draft waits beside what readers see."""
    return row.part, row.field, row.locale, row.state is TranslationState.DRAFT


def kept(old: Any, new: Any) -> tuple[TranslationRecord, ...]:
    """Return the translations of `new`, and those of `old` that it says nothing of.

    A source that sends its texts anew, and no translations, does not mean to have them thrown
    away: they stay as long as there is a text that they translate, outdated if it has changed.
    """
    own = {_place(row) for row in new.translations}
    texts = texts_of(new)
    stay = [
        row
        for row in old.translations
        if (row.part, row.field) in texts
        and _place(row) not in own
        and row.locale != new.source_lang
    ]
    return in_order([*new.translations, *stay])


def _is_read(row: TranslationRecord) -> bool:
    return row.state is TranslationState.REVIEWED


def joined(
    old: Iterable[TranslationRecord], new: Iterable[TranslationRecord]
) -> tuple[TranslationRecord, ...]:
    """Return translations with newer ones in the place of what they replace.

    What a person has read ends the draft that waited for it; a draft replaces a draft; what a
    machine made never replaces what a person has read, were it of an older text.
    """
    rows = {_place(row): row for row in old}
    for row in new:
        before = rows.get(_place(row))
        if row.state is TranslationState.MACHINE and before and _is_read(before):
            continue
        if _is_read(row):
            rows.pop((row.part, row.field, row.locale, True), None)
        rows[_place(row)] = row
    return in_order(rows.values())


def with_kept(old: ServiceRecord, new: ServiceRecord) -> ServiceRecord:
    """Return a listing that comes anew with the translations that stay, also of body and places."""
    before = {old.organization.id: old.organization}
    places = {link.location.id: link.location for link in old.locations}
    return replace(
        new,
        translations=kept(old, new),
        organization=_with(before, new.organization),
        locations=tuple(
            replace(link, location=_with(places, link.location)) for link in new.locations
        ),
    )


def _with(before: dict[UUID, Any], item: Any) -> Any:
    old = before.get(item.id)
    return replace(item, translations=kept(old, item)) if old else item


def parts_of(owner: Any) -> Iterator[Any]:
    """Yield an aggregate and its parts; other aggregates inside it are not its own."""
    yield owner
    for each in fields(owner):
        value = getattr(owner, each.name)
        if isinstance(value, tuple) and each.name != "translations":
            yield from _nested(value)


def _nested(values: Iterable[Any]) -> Iterator[Any]:
    for part in values:
        if is_dataclass(part) and not isinstance(part, _OWNERS):
            yield from parts_of(part)
