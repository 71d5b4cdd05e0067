"""The texts of a listing that a language asks for, and how far each of them is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.content import WORTH, state_of
from wemi_piemonte.directory.record import (
    TRANSLATABLE,
    LocationRecord,
    OrganizationRecord,
    ServiceRecord,
    TranslationRecord,
)
from wemi_piemonte.directory.rules import TranslationState, hash_of
from wemi_piemonte.directory.translating import Owner, OwnerKind, parts_of
from wemi_piemonte.foundation.locales import EASY, SIMPLE

# Names of bodies are proper names: they may be translated, and nobody is asked to.
_PROPER = {
    (OrganizationRecord, "name"),
    (OrganizationRecord, "alternate_name"),
    (LocationRecord, "alternate_name"),
}
# What is told in easy Italian; names, hours and places are short anyway.
_TOLD_EASILY = {
    "summary",
    "description",
    "what_you_get",
    "application_process",
    "fees_description",
    "eligibility_description",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A text of a listing, and what there is of it in one language.

    `state` is what readers see of it: None when they see the text as it was written, in its own
    language. `draft` waits for somebody to read it, beside that; it is old when it was made from
    another text than the one of today.
    """

    owner: Owner
    part: UUID
    record: type
    field: str
    source_lang: str
    source: str
    locale: str
    text: str = ""
    state: TranslationState | None = None
    draft: str = ""
    draft_is_old: bool = False

    @property
    def is_done(self) -> bool:
        """Whether a person has read a translation of the text as it is today."""
        return self.state is TranslationState.REVIEWED

    @property
    def readiness(self) -> str:
        """Return missing, machine, draft, reviewed or outdated."""
        if self.state:
            return self.state.value
        return TranslationState.DRAFT.value if self.draft else "missing"


def units_of(record: ServiceRecord, locale: str) -> list[Unit]:
    """Return the texts of a listing, its body and its places that `locale` asks for.

    Names of bodies count only once somebody has translated them; a place that is the whole of a
    municipality goes by its name.
    """
    places = {link.location.id: link.location for link in record.locations}
    owners = [
        (Owner(OwnerKind.SERVICE, record.id), record),
        (Owner(OwnerKind.ORGANIZATION, record.organization.id), record.organization),
        *((Owner(OwnerKind.LOCATION, each), place) for each, place in places.items()),
    ]
    return [unit for owner, item in owners for unit in _units(owner, item, locale)]


def known_units(owner: Owner, item: Any, locale: str) -> dict[tuple[UUID, str], Unit]:
    """Return every text of an owner that may be translated, asked for or not, by part and field."""
    rows = _by_text(item, locale)
    return {
        (part.id, field): _unit(
            Unit(owner, part.id, type(part), field, item.source_lang, source, locale),
            rows.get((part.id, field), ()),
        )
        for part in parts_of(item)
        for field in TRANSLATABLE.get(type(part), ())
        if (source := getattr(part, field))
    }


def _by_text(item: Any, locale: str) -> dict[tuple[UUID, str], list[TranslationRecord]]:
    rows: dict[tuple[UUID, str], list[TranslationRecord]] = {}
    for row in item.translations:
        if row.locale == locale:
            rows.setdefault((row.part, row.field), []).append(row)
    return rows


def _units(owner: Owner, item: Any, locale: str) -> Iterator[Unit]:
    if locale == item.source_lang or (locale == EASY and item.source_lang != SIMPLE):
        return
    towns = _names_of_towns(item)
    for unit in known_units(owner, item, locale).values():
        if unit.readiness != "missing" or _is_asked(unit, towns):
            yield unit


def _is_asked(unit: Unit, towns: set[UUID]) -> bool:
    if unit.locale == EASY:
        return unit.record is ServiceRecord and unit.field in _TOLD_EASILY
    return (unit.record, unit.field) not in _PROPER and unit.part not in towns


def _names_of_towns(item: Any) -> set[UUID]:
    """Return the areas that are one municipality or province: their names are proper names."""
    areas = getattr(item, "service_areas", ())
    return {
        area.id
        for area in areas
        if area.extent_type == "istat" and area.extent and " " not in area.extent
    }


def _unit(empty: Unit, rows: Iterable[TranslationRecord]) -> Unit:
    draft = next((row for row in rows if row.state is TranslationState.DRAFT), None)
    shown = [(state_of(row, empty.source), row.text) for row in rows]
    shown = [each for each in shown if each[0] in WORTH]
    best = min(shown, key=lambda each: WORTH[each[0]], default=None)
    return replace(
        empty,
        text=best[1] if best else "",
        state=best[0] if best else None,
        draft=draft.text if draft else "",
        draft_is_old=draft is not None and draft.source_hash != hash_of(empty.source),
    )
