"""Writing by shape: from a record to a JSON object, always in the same order."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hsds.shapes import EXTENSION, Shape
from wemi_piemonte.directory.record import TranslationRecord
from wemi_piemonte.directory.rules import TranslationState

Json = dict[str, Any]
Translations = dict[UUID, Json]


def by_part(rows: Iterable[TranslationRecord]) -> Translations:
    """Return what goes under `translations` of each part: what readers see before a draft."""
    found: Translations = {}
    drafts_first = sorted(rows, key=lambda row: row.state is not TranslationState.DRAFT)
    for row in sorted(drafts_first, key=lambda row: (row.locale, row.field)):
        entry = {"text": row.text, "state": row.state.value, "source_hash": row.source_hash}
        found.setdefault(row.part, {}).setdefault(row.locale, {})[row.field] = entry
    return found


def written(shape: Shape, record: Any, translations: Translations) -> Json:
    """Return a record as its HSDS object; what was not said is left out."""
    plain: Json = {"id": str(record.id)}
    own: Json = {}
    for field in shape.fields:
        value = getattr(record, field.name)
        if field.always or value != field.unsaid:
            holder = own if field.is_own(value) else plain
            holder[field.hsds] = None if value is None else field.kind.write(value)
    for child in shape.children:
        parts = [written(child.shape, part, translations) for part in child.parts_of(record)]
        if parts:
            (own if child.own else plain)[child.keys[0]] = parts
    if record.id in translations:
        own["translations"] = translations[record.id]
    if own:
        plain[EXTENSION] = own
    return plain
