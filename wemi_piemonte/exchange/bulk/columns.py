"""A row of a table and a listing, both ways: pure, column by column.

A column that a table does not have leaves that part of a listing as it is, and so does a cell that
says what the export would: what a cell can not hold (bands of income, contacts, closures) is never
lost. An empty cell empties. `*` stands for "as it is on the site".
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from wemi_piemonte.directory.hsds import Refused, parse, render
from wemi_piemonte.directory.record import OrganizationRecord, ServiceRecord
from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.directory.translating import texts_of
from wemi_piemonte.exchange.bulk.fields import FIELDS, KEEP, Making
from wemi_piemonte.exchange.bulk.places import (
    PLACE_COLUMNS,
    key_of_places,
    read_places,
    written_places,
)
from wemi_piemonte.exchange.bulk.rules import Fault
from wemi_piemonte.exchange.bulk.words import COLUMN_NAMES
from wemi_piemonte.geo.gazetteer.names import folded

ORDER = tuple(COLUMN_NAMES)


def derived_service_id(body: UUID, name: str, municipality: str) -> UUID:
    """Return the id of a row without one: the same name in the same town is the same service."""
    return uuid5(body, f"service\x1f{folded(name)}\x1f{key_of_places(municipality)}")


def headings(locale: str) -> list[str]:
    """Return the header of a table: Italian names for Italian pages, else codes."""
    if locale != "it":
        return list(ORDER)
    return [names[0] for names in COLUMN_NAMES.values()]


def cells_of(record: ServiceRecord) -> dict[str, str]:
    """Return a listing as cells; `*` where it says more than a cell can."""
    found = {"id": str(record.id)}
    for name, field in FIELDS.items():
        cell = field.write(record)
        found[name] = KEEP if cell is None else cell
    found |= dict(zip(PLACE_COLUMNS, written_places(record), strict=True))
    return found


def record_of(
    cells: Mapping[str, str],
    *,
    service_id: UUID,
    body: OrganizationRecord,
    base: ServiceRecord | None,
    today: date,
) -> tuple[ServiceRecord | None, list[Fault]]:
    """Return the listing that a row makes of what is there, or everything that is wrong with it."""
    is_new = base is None
    before = base or ServiceRecord(id=service_id, organization=body, name="")
    making = Making(before, body, is_new=is_new)
    known = {} if base is None else cells_of(base)
    for name, field in FIELDS.items():
        cell = cells.get(name)
        if cell == KEEP:
            making.keep(name)
        elif cell is not None and cell != known.get(name, ""):
            field.read(making, name, cell)
    _read_places(making, cells, known)
    _check(making)
    if making.faults:
        return None, sorted(making.faults, key=lambda fault: ORDER.index(fault.column))
    return _made(making, today)


def _read_places(making: Making, cells: Mapping[str, str], known: Mapping[str, str]) -> None:
    told = [cells.get(name) for name in PLACE_COLUMNS]
    if all(each is None for each in told):
        return
    if KEEP in told:
        if set(told) <= {KEEP, None, ""} or not making.is_new:
            making.keep("municipality")
        return
    if told != [known.get(name, "") for name in PLACE_COLUMNS]:
        read_places(making, told[0] or "", told[1] or "")


def _check(making: Making) -> None:
    """Look at what can only be said of the whole row."""
    if not making.value("name") and not any(each.column == "name" for each in making.faults):
        making.fault("name", "required")
    least, most = making.value("minimum_age"), making.value("maximum_age")
    if least is not None and most is not None and most < least:
        making.fault("maximum_age", "age_order")


def _made(making: Making, today: date) -> tuple[ServiceRecord | None, list[Fault]]:
    values = making.values
    if not values:
        return making.base, []
    if {"availability", "waiting_weeks"} & set(values):
        said = making.value("availability") is not Availability.UNKNOWN
        values["availability_on"] = today if said else None
    whole = replace(making.base, **values)
    texts = texts_of(whole)
    # What translates a text that is gone goes with it.
    stay = tuple(row for row in whole.translations if (row.part, row.field) in texts)
    try:
        # As any other source tells it: what is no sound listing comes to light here.
        record, _ = parse(render(replace(whole, translations=stay)))
    except Refused as refused:
        reason = {"pointer": refused.pointer, "reason": refused.reason}
        return None, [Fault("", "refused", reason)]
    return replace(record, publication=making.base.publication), []
