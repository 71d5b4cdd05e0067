"""Where a service is found: its places as shown, and the area it serves in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.record import (
    LocationRecord,
    PhoneRecord,
    ServiceAreaRecord,
    ServiceAtLocationRecord,
    ServiceRecord,
)
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.geo.gazetteer import places as gazetteer
from wemi_piemonte.pages.timetable import Timetable, timetable

PROTECTED_NEEDS = frozenset({"protection.violence", "protection.trafficking"})
"""Needs whose places are never published; the page says so instead of looking incomplete."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place as a page shows it."""

    id: UUID
    name: Text
    description: Text
    lines: tuple[Name, ...]
    municipality: Name
    getting_there: Text
    accessibility: tuple[Text, ...]
    phones: tuple[PhoneRecord, ...]
    hours: Timetable
    lat: float | None
    lon: float | None

    @property
    def is_mapped(self) -> bool:
        return self.lat is not None and self.lon is not None


@dataclass(frozen=True, slots=True)
class ServedArea:
    """Whom a service reaches: whole provinces, single municipalities, or words of its own."""

    provinces: tuple[Name, ...]
    municipalities: tuple[Name, ...]
    words: tuple[Text, ...]

    def __bool__(self) -> bool:
        return bool(self.provinces or self.municipalities or self.words)


def municipality_label(istat: str) -> Name:
    """Return "Biella (BI)", or nothing for a code that is not ours."""
    found = gazetteer.municipality(istat)
    return Name(found.label if found else "")


def _address_lines(location: LocationRecord) -> tuple[Name, ...]:
    for address in location.addresses:
        town = " ".join(part for part in (address.postal_code, address.city) if part)
        if address.state_province:
            town = f"{town} ({address.state_province})"
        street = (address.attention, address.address_1, address.address_2, town)
        return tuple(Name(line) for line in street if line.strip())
    return ()


def place_of(
    link: ServiceAtLocationRecord, service_words: Translations, locale: str, today: date
) -> Place:
    """Return a place of a service, with the hours that the service keeps there."""
    words = Translations(link.location.source_lang, link.location.translations)
    hours = timetable(link.schedules, service_words, locale, today=today)
    if not hours:
        hours = timetable(link.location.schedules, words, locale, today=today)
    own = link.description
    return _place(
        link.location,
        words,
        locale,
        phones=(*link.phones, *link.location.phones),
        hours=hours,
        description=service_words.text(link.id, "description", own, locale) if own else None,
    )


def place_of_location(location: LocationRecord, locale: str, today: date) -> Place:
    """Return a place of an organization."""
    words = Translations(location.source_lang, location.translations)
    hours = timetable(location.schedules, words, locale, today=today)
    return _place(location, words, locale, phones=location.phones, hours=hours, description=None)


def _place(
    location: LocationRecord,
    words: Translations,
    locale: str,
    *,
    phones: tuple[PhoneRecord, ...],
    hours: Timetable,
    description: Text | None,
) -> Place:
    def text(field: str, source: str) -> Text:
        return words.text(location.id, field, source, locale)

    entrances = tuple(
        words.text(each.id, field, source, locale)
        for each in location.accessibility
        for field, source in (("description", each.description), ("details", each.details))
        if source
    )
    return Place(
        id=location.id,
        name=text("name", location.name),
        description=description or text("description", location.description),
        lines=_address_lines(location),
        municipality=municipality_label(location.municipality),
        getting_there=text("transportation", location.transportation),
        accessibility=entrances,
        phones=phones,
        hours=hours,
        lat=location.latitude,
        lon=location.longitude,
    )


def served_area(areas: Iterable[ServiceAreaRecord], words: Translations, locale: str) -> ServedArea:
    """Return the area that a service serves, codes turned into names."""
    provinces: dict[Name, None] = {}
    municipalities: dict[Name, None] = {}
    texts: list[Text] = []
    names = {province.istat: province.name for province in gazetteer.provinces()}
    for area in areas:
        codes = area.extent.split() if area.extent_type == "istat" else []
        known = [code for code in codes if code in names or gazetteer.municipality(code)]
        provinces.update({Name(names[code]): None for code in known if code in names})
        municipalities.update(
            {municipality_label(code): None for code in known if code not in names}
        )
        if not known and (area.name or area.description):
            field, source = ("name", area.name) if area.name else ("description", area.description)
            texts.append(words.text(area.id, field, source, locale))
    return ServedArea(tuple(provinces), tuple(sorted(municipalities)), tuple(texts))


def is_protected(record: ServiceRecord) -> bool:
    """Say whether the address is kept back on purpose."""
    return not record.locations and bool(PROTECTED_NEEDS & set(record.needs))
