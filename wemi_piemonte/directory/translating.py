"""Which texts of a listing have translations, and what stays of them when the listing changes."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.record import (
    TRANSLATABLE,
    LocationRecord,
    OrganizationRecord,
    ServiceRecord,
    TranslationRecord,
)

_OWNERS = (ServiceRecord, OrganizationRecord, LocationRecord)


def texts_of(owner: Any) -> dict[tuple[UUID, str], str]:
    """Return the texts of a service, body or place that can be translated, by part and field."""
    return {
        (part.id, name): text
        for part in _parts(owner)
        for name in TRANSLATABLE.get(type(part), ())
        if (text := getattr(part, name))
    }


def kept(old: Any, new: Any) -> tuple[TranslationRecord, ...]:
    """Return the translations of `new`, and those of `old` that it says nothing of.

    A source that sends its texts anew, and no translations, does not mean to have them thrown
    away: they stay as long as there is a text that they translate, outdated if it has changed.
    """
    own = {(row.part, row.field, row.locale) for row in new.translations}
    texts = texts_of(new)
    stay = [
        row
        for row in old.translations
        if (row.part, row.field) in texts
        and (row.part, row.field, row.locale) not in own
        and row.locale != new.source_lang
    ]
    return (*new.translations, *stay)


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


def _parts(owner: Any) -> Iterator[Any]:
    """Yield an aggregate and its parts; other aggregates inside it are not its own."""
    yield owner
    for each in fields(owner):
        value = getattr(owner, each.name)
        if isinstance(value, tuple) and each.name != "translations":
            yield from _nested(value)


def _nested(values: Iterable[Any]) -> Iterator[Any]:
    for part in values:
        if is_dataclass(part) and not isinstance(part, _OWNERS):
            yield from _parts(part)
