"""The values of a listing in words, for those who compare two versions of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from babel.dates import format_date, get_day_names
from babel.numbers import format_currency

from wemi_piemonte.directory import record as r
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.schemas import label
from wemi_piemonte.foundation.i18n import current_language, current_locale, joined, language_name
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.geo.gazetteer.places import municipality, provinces
from wemi_piemonte.listings.difference import Change, changes
from wemi_piemonte.taxonomy import tree

CODED = {
    "cost": "cost",
    "availability": "availability",
    "status": "status",
    "modes": "mode",
    "targets": "target",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: one value before and after, or what several lost and gained."""

    field: str
    before: str
    after: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    is_several: bool


def told_changes(old: r.ServiceRecord | None, new: r.ServiceRecord, only: Any = None) -> list[Told]:
    """Return what differs between two versions, in the reader's language."""
    return [_told(each) for each in changes(old, new, only)]


def _told(change: Change) -> Told:
    return Told(
        field=change.field,
        before=_value(change.field, change.before),
        after=_value(change.field, change.after),
        removed=tuple(_value(change.field, each) for each in change.removed),
        added=tuple(_value(change.field, each) for each in change.added),
        is_several=change.is_several,
    )


def _value(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field in CODED:
        return label(value, CODED[field])
    by_field = FIELDS.get(field) or PARTS.get(type(value), str)
    return by_field(value)


def _need(code: str) -> str:
    return tree.label(code, current_locale())


def _number(value: float) -> str:
    return f"{value:g}"


def _day(value: date) -> str:
    return format_date(value, format="long", locale=current_language().babel)


def _clock(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def _span(opens: time | None, closes: time | None) -> str:
    return f"{_clock(opens)}-{_clock(closes)}" if opens or closes else ""


def _days(byday: str) -> str:
    names = get_day_names("abbreviated", locale=current_language().babel)
    told = []
    for each in filter(None, byday.split(",")):
        code, count = each[-2:], each[:-2]
        name = names[DAYS.index(code)] if code in DAYS else code
        told.append(f"{count} {name}" if count else str(name))
    return joined(told)


def _sentence(*parts: object) -> str:
    return "; ".join(str(part) for part in parts if part)


def _rule(value: r.ScheduleRecord | r.StopRecord) -> str:
    freq = value.freq if value.freq not in {"", "WEEKLY"} else ""
    every = f"x{value.interval}" if (value.interval or 1) > 1 else ""
    extra = " ".join(part for part in (freq, every, getattr(value, "bymonthday", "")) if part)
    valid = [_day(day) for day in (value.valid_from, value.valid_to) if day]
    return _sentence(
        " ".join(
            part
            for part in (_days(value.byday), _span(value.opens_at, value.closes_at), extra)
            if part
        ),
        " - ".join(valid),
    )


def _schedule(value: r.ScheduleRecord) -> str:
    return _sentence(_rule(value), value.description, value.notes)


def _stop(value: r.StopRecord) -> str:
    return _sentence(value.name, town_label(value.municipality), _rule(value))


def town_label(istat: str) -> str:
    """Return what a municipality is called."""
    found = municipality(istat) if istat else None
    return found.label if found else istat


def _exception(value: r.ScheduleExceptionRecord) -> str:
    hours = _span(value.opens_at, value.closes_at) or _("closed")
    return _sentence(f"{_day(value.on)}: {hours}", value.note)


def _closure(value: r.ClosureRecord) -> str:
    return _sentence(f"{_day(value.starts_on)} - {_day(value.ends_on)}", value.note)


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    return format_currency(cents / 100, "EUR", locale=current_language().babel)


def _band(value: r.CostBandRecord) -> str:
    bounds = [value.lower, value.upper]
    if value.kind == "isee":
        told = ["" if bound is None else _euros(bound) for bound in bounds]
        return f"ISEE {told[0]} - {told[1]}: {_euros(value.amount_cents)}"
    told = ["" if bound is None else str(bound) for bound in bounds]
    return f"{_('Group')} {told[0]} - {told[1]}: {_euros(value.amount_cents)}"


def _price(value: r.CostOptionRecord) -> str:
    valid = [_day(day) for day in (value.valid_from, value.valid_to) if day]
    return _sentence(
        value.option,
        _euros(value.amount_cents),
        value.amount_description,
        *(_band(band) for band in value.bands),
        " - ".join(valid),
    )


def _area(value: r.ServiceAreaRecord) -> str:
    names = {province.istat: province.name for province in provinces()}
    codes = value.extent.split() if value.extent_type == "istat" else []
    if codes:
        return joined(names.get(code) or town_label(code) for code in codes)
    return _sentence(value.name, value.description, value.extent)


def _eligibility(value: r.EligibilityRecord) -> str:
    return f"{label(value.condition, 'condition')}: {label(value.answer, 'answer')}"


def _phone(value: r.PhoneRecord) -> str:
    return _sentence(value.number, value.extension, value.description)


def _contact(value: r.ContactRecord) -> str:
    return _sentence(
        value.department or value.name,
        value.title,
        value.email,
        *(_phone(phone) for phone in value.phones),
    )


def _place(value: r.ServiceAtLocationRecord) -> str:
    place = value.location
    address = next(iter(place.addresses), None)
    street = _sentence(address.address_1, address.postal_code) if address else ""
    point = "" if place.latitude is None else f"{place.latitude:g}, {place.longitude:g}"
    return _sentence(
        place.name,
        street,
        town_label(place.municipality) or (address.city if address else ""),
        point,
        value.description or place.description,
        place.transportation,
        *(_sentence(each.description, each.details) for each in place.accessibility),
        *(_phone(phone) for phone in (*value.phones, *place.phones)),
        *(_schedule(rule) for rule in (*value.schedules, *place.schedules)),
    )


FIELDS: dict[str, Callable[[Any], str]] = {"needs": _need}

PARTS: dict[type, Callable[[Any], str]] = {
    date: _day,
    float: _number,
    r.ScheduleRecord: _schedule,
    r.StopRecord: _stop,
    r.ScheduleExceptionRecord: _exception,
    r.ClosureRecord: _closure,
    r.CostOptionRecord: _price,
    r.ServiceAreaRecord: _area,
    r.EligibilityRecord: _eligibility,
    r.PhoneRecord: _phone,
    r.ContactRecord: _contact,
    r.ServiceAtLocationRecord: _place,
    r.RequiredDocumentRecord: lambda value: value.document,
    r.LanguageRecord: lambda value: language_name(value.code),
}
