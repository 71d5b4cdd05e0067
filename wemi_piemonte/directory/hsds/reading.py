"""Reading by shape: from a JSON object to a record, with everything that hangs on it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from uuid import UUID, uuid5

from wemi_piemonte.directory.hsds.refusal import Refused, Wrong, printable, step
from wemi_piemonte.directory.hsds.shapes import EXTENSION, MOST_PARTS, Field, Shape
from wemi_piemonte.directory.hsds.values import Kind, choice, pattern, uuid_of
from wemi_piemonte.directory.record import TRANSLATABLE, TranslationRecord
from wemi_piemonte.directory.rules import TranslationState, hash_of
from wemi_piemonte.directory.translating import in_order
from wemi_piemonte.foundation.locales import CONTENT

_STATE = choice(TranslationState)
# The lengths of HH:MM and HH:MM:SS.
_WALL_TIME = (5, 8)
_HASH = pattern("[0-9A-Za-z]{1,64}", "must be the fingerprint of the source text")


@dataclass(slots=True)
class Reading:
    """What is gathered while one document is read."""

    warnings: list[str] = field(default_factory=list)
    parts: dict[UUID, Any] = field(default_factory=dict)
    organization_id: UUID | None = None

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)


@dataclass(slots=True)
class Aggregate:
    """A service, body or place being read: its language, and the translations found in it."""

    reading: Reading
    source_lang: str
    translations: dict[tuple[UUID, str, str], TranslationRecord] = field(default_factory=dict)

    def in_order(self) -> tuple[TranslationRecord, ...]:
        return in_order(self.translations.values())


class Source:
    """A JSON object, with its place in the document."""

    __slots__ = ("own", "pointer", "raw")

    def __init__(self, raw: object, pointer: str) -> None:
        if not isinstance(raw, dict):
            raise Refused(pointer, "must be an object")
        own = raw.get(EXTENSION)
        if own is not None and not isinstance(own, dict):
            raise Refused(pointer + step(EXTENSION), "must be an object")
        self.raw: dict[str, Any] = raw
        self.own: dict[str, Any] = own or {}
        self.pointer = pointer

    def at(self, key: str | int, *, own: bool = False) -> str:
        return self.pointer + (step(EXTENSION) if own else "") + step(key)

    def refuse(self, key: str, reason: str, *, own: bool = False) -> NoReturn:
        raise Refused(self.at(key, own=own), reason)

    def get(self, key: str, *, own: bool = False) -> Any:
        return (self.own if own else self.raw).get(key)

    def read(self, key: str, kind: Kind, *, own: bool = False) -> Any:
        """Return a value, or what stands for "not said"."""
        raw = self.get(key, own=own)
        if raw is None:
            return kind.empty
        try:
            return kind.read(raw)
        except Wrong as wrong:
            raise Refused(self.at(key, own=own), str(wrong)) from None

    def id(self, key: str) -> UUID | None:
        raw = self.raw.get(key)
        if raw is None:
            return None
        try:
            return uuid_of(raw)
        except Wrong as wrong:
            raise Refused(self.at(key), str(wrong)) from None

    def object(self, key: str, *, own: bool = False) -> "Source | None":
        raw = self.get(key, own=own)
        return None if raw is None else Source(raw, self.at(key, own=own))

    def objects(self, key: str, *, own: bool = False) -> Iterator["Source"]:
        raw = self.get(key, own=own)
        if raw is None:
            return
        pointer = self.at(key, own=own)
        if not isinstance(raw, list):
            raise Refused(pointer, "must be a list")
        if len(raw) > MOST_PARTS:
            raise Refused(pointer, f"holds more than {MOST_PARTS} items")
        for index, each in enumerate(raw):
            yield Source(each, pointer + step(index))


def derived_id(parent: UUID, kind: str, content: object) -> UUID:
    """Return the id of a part that came without one: the same content gives the same id."""
    return uuid5(parent, kind + json.dumps(content, sort_keys=True, separators=(",", ":")))


def read_values(shape: Shape, source: Source) -> dict[str, Any]:
    """Return the values of an object, without its parts."""
    values = dict(shape.constants)
    for each in shape.fields:
        own = each.own or (each.standard is not None and each.hsds in source.own)
        said = (source.own if own else source.raw).get(each.hsds)
        values[each.name] = each.unsaid if said is None else _read_field(each, source, own=own)
        if each.required and values[each.name] == each.kind.empty:
            source.refuse(each.hsds, "is required", own=each.own)
    return values


def _read_field(each: Field, source: Source, *, own: bool) -> Any:
    value = source.read(each.hsds, each.kind, own=own)
    return each.unsaid if value == each.kind.empty else value


def read_children(shape: Shape, source: Source, part_id: UUID, into: Aggregate) -> dict[str, Any]:
    """Return the parts of an object by the names of their attributes."""
    found: dict[str, Any] = {}
    for child in shape.children:
        parts = found.get(child.name, ())
        holder = source.own if child.own else source.raw
        for key in child.keys:
            if holder.get(key) is not None:
                parts += read_list(child.shape, source, key, part_id, into, own=child.own)
        found[child.name] = tuple(dict.fromkeys(parts)) if parts else ()
    return found


def read_list(
    shape: Shape, source: Source, key: str, parent: UUID, into: Aggregate, *, own: bool = False
) -> tuple[Any, ...]:
    """Return the parts in a list; exact repetitions and empty ones are left out."""
    found: dict[UUID, Any] = {}
    for each in source.objects(key, own=own):
        record = read_part(shape, each, parent, into)
        if record is not None:
            found[record.id] = record
    return tuple(found.values())


def read_part(shape: Shape, source: Source, parent: UUID, into: Aggregate) -> Any | None:
    """Return one part, or None when it says nothing at all."""
    part_id = source.id("id") or derived_id(parent, shape.name, source.raw)
    values = read_values(shape, source) | read_children(shape, source, part_id, into)
    if not _says_something(shape, values):
        into.reading.warn(f"An empty {shape.name} is not kept.")
        return None
    if shape.core and not values[shape.core]:
        into.reading.warn(f"A {shape.name} without {shape.core} is not kept.")
        return None
    return make(shape, source, part_id, values, into)


def make(
    shape: Shape, source: Source, part_id: UUID, values: dict[str, Any], into: Aggregate
) -> Any:
    """Return the record of these values, checked, with its translations put aside."""
    wrong = shape.check(values) if shape.check else None
    if wrong:
        key, reason = wrong
        own = any(each.own and each.hsds == key for each in shape.fields)
        source.refuse(key, reason, own=own)
    note_ignored(shape, source, into.reading)
    record = shape.record(id=part_id, **values)
    translations = _read_translations(shape, source, part_id, values, into.source_lang)
    _register(record, translations, source, into)
    return record


def _says_something(shape: Shape, values: dict[str, Any]) -> bool:
    return any(values[each.name] != each.unsaid for each in shape.fields) or any(
        values[child.name] for child in shape.children
    )


def _register(
    record: Any, translations: list[TranslationRecord], source: Source, into: Aggregate
) -> None:
    whole = (record, translations)
    if into.reading.parts.setdefault(record.id, whole) != whole:
        source.refuse("id", "is the id of another part of this record too")
    for row in translations:
        into.translations[row.part, row.locale, row.field] = row


def note_ignored(shape: Shape, source: Source, reading: Reading) -> None:
    """Warn of every field that says something and is not read."""
    strange = [(key, source.raw) for key in source.raw.keys() - shape.known]
    strange += [(key, source.own) for key in source.own.keys() - shape.known_own]
    for key, holder in strange:
        if holder[key] not in (None, "", [], {}):
            inner = f"{EXTENSION}." if holder is source.own else ""
            reading.warn(f"The field {shape.name}.{inner}{printable(key)} is not kept.")
    for key in shape.clocks:
        said = source.raw.get(key)
        if said is not None and len(said) not in _WALL_TIME:
            reading.warn(f"The offset of {shape.name}.{key} is not kept: hours are wall time.")


def _read_translations(
    shape: Shape, source: Source, part_id: UUID, values: dict[str, Any], source_lang: str
) -> list[TranslationRecord]:
    if source.own.get("translations") is None:
        return []
    translations = Source(source.own["translations"], source.at("translations", own=True))
    rows = []
    for locale in translations.raw:
        if locale not in CONTENT:
            translations.refuse(locale, f"must be one of the languages {', '.join(CONTENT)}")
        if locale == source_lang:
            translations.refuse(locale, "is the language of the source itself")
        fields = Source(translations.raw[locale], translations.at(locale))
        for name in fields.raw:
            if name not in TRANSLATABLE.get(shape.record, ()):
                fields.refuse(name, f"is not a text of a {shape.name} that can be translated")
            entry = Source(fields.raw[name], fields.at(name))
            source_text = str(values[name])
            if not source_text:
                fields.refuse(name, "translates a text that is empty")
            rows.append(
                _read_translation(entry, shape.kinds[name], source_text)
                | {
                    "part": part_id,
                    "locale": locale,
                    "field": name,
                }
            )
    return [TranslationRecord(**row) for row in rows]


def _read_translation(entry: Source, kind: Kind, source_text: str) -> dict[str, Any]:
    text = entry.read("text", kind)
    if not text:
        entry.refuse("text", "is required")
    return {
        "text": text,
        "state": entry.read("state", _STATE) or TranslationState.DRAFT,
        "source_hash": entry.read("source_hash", _HASH) or hash_of(source_text),
    }
