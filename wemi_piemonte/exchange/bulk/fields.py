"""What each column of a table says of a listing, and how it is written; places stand apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wemi_piemonte.directory.hsds.reading import derived_id
from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.hsds.values import (
    LINE,
    PROSE,
    Kind,
    email,
    line,
    number,
    phone,
    prose,
    web,
    whole,
)
from wemi_piemonte.directory.record import (
    LanguageRecord,
    OrganizationRecord,
    PhoneRecord,
    RequiredDocumentRecord,
    ServiceAreaRecord,
    ServiceRecord,
)
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.exchange.bulk import words
from wemi_piemonte.exchange.bulk.hours import WrongHours, read_hours, schedules_of, written_hours
from wemi_piemonte.exchange.bulk.rules import Fault
from wemi_piemonte.exchange.bulk.towns import WrongTown, area_named, code_of_area
from wemi_piemonte.geo.gazetteer.names import folded

KEEP = "*"
BETWEEN = "|"
MOST_ITEMS = 100
LONGEST_HOURS = 500
SHOWN = 60


@dataclass(slots=True)
class Making:
    """A listing that is being made of a row: what was there, what changes, what is wrong."""

    base: ServiceRecord
    body: OrganizationRecord
    is_new: bool
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def value(self, name: str) -> Any:
        return self.values[name] if name in self.values else getattr(self.base, name)

    def fault(self, column: str, code: str, **values: str) -> None:
        self.faults.append(Fault(column, code, values))

    def keep(self, column: str) -> None:
        """Leave a part as it is; a new listing has nothing to leave."""
        if self.is_new:
            self.fault(column, "nothing_to_keep")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: how its cell is read, and written; None where a cell can not say it all."""

    read: Callable[[Making, str, str], None]
    write: Callable[[ServiceRecord], str | None]


def items_of(cell: str) -> list[str]:
    """Return what a cell lists."""
    return list(dict.fromkeys(each.strip() for each in cell.split(BETWEEN) if each.strip()))


def shown(text: str) -> str:
    """Return as much of a cell as a sentence can name."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _listed(making: Making, column: str, cell: str) -> list[str]:
    items = items_of(cell)
    if len(items) > MOST_ITEMS:
        making.fault(column, "too_many", most=str(MOST_ITEMS))
        return []
    return items


@dataclass(frozen=True, slots=True)
class Text:
    """What a text has to be, the fault where it is not, and how long it may be."""

    kind: Kind
    code: str = "signs"
    longest: int = LINE

    def read(self, making: Making, column: str, cell: str) -> Any | None:
        """Return what a cell says, None when it is at fault."""
        if len(cell) > self.longest:
            making.fault(column, "too_long", most=str(self.longest))
            return None
        try:
            return self.kind.read(cell)
        except Wrong:
            making.fault(column, self.code, shown=shown(cell))
            return None


_PROSE = Text(prose, longest=PROSE)
_PHONE = Text(phone, "phone", 60)
_LONG_LINE = Text(line(1000), longest=1000)


def _text(attribute: str, text: Text) -> Field:
    def read(making: Making, column: str, cell: str) -> None:
        found = text.read(making, column, cell)
        if found is not None:
            making.values[attribute] = found

    return Field(read, lambda record: str(getattr(record, attribute)))


def _number(attribute: str, kind: Kind, least: int, most: int) -> Field:
    def read(making: Making, column: str, cell: str) -> None:
        try:
            making.values[attribute] = kind.read(float(cell.replace(",", "."))) if cell else None
        except (Wrong, ValueError):
            limits = {"least": str(least), "most": str(most)}
            making.fault(column, "number", shown=shown(cell), **limits)

    def write(record: ServiceRecord) -> str:
        value = getattr(record, attribute)
        return "" if value is None else f"{value:g}"

    return Field(read, write)


def _codes(names: Mapping[str, Any], codes: type[StrEnum]) -> dict[str, Any]:
    return {word: codes(code) for word, code in words.by_word(names).items()}


def _choice(attribute: str, names: Mapping[str, Any], codes: type[StrEnum], unsaid: Any) -> Field:
    known = _codes(names, codes)

    def read(making: Making, column: str, cell: str) -> None:
        found = known.get(folded(cell)) if cell else unsaid
        if found is None:
            making.fault(column, "choice", shown=shown(cell), choices=", ".join(names))
        else:
            making.values[attribute] = found

    return Field(read, lambda record: _unless(getattr(record, attribute), unsaid))


def _unless(value: StrEnum, unsaid: Any) -> str:
    return "" if value is unsaid else value.value


def _choices(attribute: str, names: Mapping[str, Any], codes: type[StrEnum]) -> Field:
    known = _codes(names, codes)

    def read(making: Making, column: str, cell: str) -> None:
        found = []
        for item in _listed(making, column, cell):
            code = known.get(folded(item))
            if code is None:
                making.fault(column, "choice", shown=shown(item), choices=", ".join(names))
            else:
                found.append(code)
        making.values[attribute] = tuple(dict.fromkeys(found))

    return Field(read, lambda record: BETWEEN.join(getattr(record, attribute)))


def _read_needs(making: Making, column: str, cell: str) -> None:
    found = []
    for item in _listed(making, column, cell):
        code = words.need_words().get(folded(item))
        if code is not None:
            found.append(code)
        elif near := words.nearest_need(item):
            making.fault(column, "need_near", shown=shown(item), near=near)
        else:
            making.fault(column, "need", shown=shown(item))
    making.values["needs"] = tuple(dict.fromkeys(found))


def _read_phones(making: Making, column: str, cell: str) -> None:
    there = {each.number: each for each in making.base.phones}
    found = []
    for item in _listed(making, column, cell):
        said = _PHONE.read(making, column, item)
        if said is not None:
            new = PhoneRecord(id=derived_id(making.base.id, "phone", said), number=said)
            found.append(there.get(said, new))
    making.values["phones"] = tuple(found)


def _read_languages(making: Making, column: str, cell: str) -> None:
    there = {each.code: each for each in making.base.languages}
    found = {}
    for item in _listed(making, column, cell):
        code = words.language_words().get(folded(item))
        if code is None:
            making.fault(column, "language", shown=shown(item))
            continue
        new = LanguageRecord(id=derived_id(making.base.id, "language", code), code=code)
        found[code] = there.get(code, new)
    making.values["languages"] = tuple(found.values())


def _read_documents(making: Making, column: str, cell: str) -> None:
    there = {each.document: each for each in making.base.required_documents}
    found = []
    for item in _listed(making, column, cell):
        said = _LONG_LINE.read(making, column, item)
        if said is not None:
            new_id = derived_id(making.base.id, "required_document", said)
            found.append(there.get(said, RequiredDocumentRecord(id=new_id, document=said)))
    making.values["required_documents"] = tuple(found)


def _read_hours(making: Making, column: str, cell: str) -> None:
    if len(cell) > LONGEST_HOURS:
        making.fault(column, "too_long", most=str(LONGEST_HOURS))
        return
    try:
        spans = read_hours(cell)
    except WrongHours as wrong:
        making.fault(column, "hours", shown=shown(str(wrong)))
        return
    making.values["schedules"] = schedules_of(spans, making.base.schedules, making.base.id)


def _read_area(making: Making, column: str, cell: str) -> None:
    codes = []
    for item in _listed(making, column, cell):
        try:
            codes.append(code_of_area(item))
        except WrongTown as wrong:
            making.fault(column, wrong.code, shown=shown(item), **wrong.values)
    extent = " ".join(dict.fromkeys(codes))
    area_id = derived_id(making.base.id, "service_area", extent)
    area = ServiceAreaRecord(id=area_id, extent=extent, extent_type="istat")
    making.values["service_areas"] = (area,) if extent else ()


def _written_area(record: ServiceRecord) -> str | None:
    if not record.service_areas:
        return ""
    area, *others = record.service_areas
    if others or area.extent_type != "istat" or area.description or area.uri:
        return None
    return BETWEEN.join(area_named(code) for code in area.extent.split())


def _list_of(attribute: str, name: str, read: Callable[[Making, str, str], None]) -> Field:
    return Field(
        read,
        lambda record: BETWEEN.join(getattr(each, name) for each in getattr(record, attribute)),
    )


FIELDS: dict[str, Field] = {
    "name": _text("name", Text(line())),
    "summary": _text("summary", _LONG_LINE),
    "description": _text("description", _PROSE),
    "what_you_get": _text("what_you_get", _PROSE),
    "application_process": _text("application_process", _PROSE),
    "needs": Field(_read_needs, lambda record: BETWEEN.join(record.needs)),
    "modes": _choices("modes", words.MODES, Mode),
    "targets": _choices("targets", words.TARGETS, Target),
    "minimum_age": _number("minimum_age", number(0, 150), 0, 150),
    "maximum_age": _number("maximum_age", number(0, 150), 0, 150),
    "cost": _choice("cost", words.COSTS, Cost, Cost.UNKNOWN),
    "price": _text("fees_description", _PROSE),
    "area": Field(_read_area, _written_area),
    "phone": _list_of("phones", "number", _read_phones),
    "email": _text("email", Text(email, "email")),
    "url": _text("url", Text(web, "url", 2000)),
    "languages": _list_of("languages", "code", _read_languages),
    "hours": Field(_read_hours, lambda record: written_hours(record.schedules)),
    "availability": _choice(
        "availability", words.AVAILABILITIES, Availability, Availability.UNKNOWN
    ),
    "waiting_weeks": _number("waiting_weeks", whole(0, 520), 0, 520),
    "documents": _list_of("required_documents", "document", _read_documents),
}
