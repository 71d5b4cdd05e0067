"""The steps of the form on hours and prices."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.record import (
    ClosureRecord,
    CostBandRecord,
    CostOptionRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    ServiceRecord,
)
from wemi_piemonte.pages.provider.listing_form_reading import Typed, numbered, rows_of
from wemi_piemonte.pages.provider.listing_form_texts import Around

PEOPLE = "people"


def is_weekly(rule: ScheduleRecord) -> bool:
    """Say whether the form can show a rule: one that comes back every week, and no more than it."""
    plain = not (rule.bymonthday or rule.byyearday or rule.byweekno or rule.count or rule.until)
    days = rule.byday.split(",")
    return (
        plain
        and rule.freq == "WEEKLY"
        and (rule.interval or 1) == 1
        and all(day in DAYS for day in days)
        and rule.opens_at is not None
        and rule.closes_at is not None
    )


def all_rules(record: ServiceRecord) -> list[tuple[str, ScheduleRecord]]:
    """Return the opening hours of a listing, each with the id of its place; "" is everywhere."""
    own = [("", rule) for rule in record.schedules]
    placed = [(str(link.id), rule) for link in record.locations for rule in link.schedules]
    return own + placed


def tell_when(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on hours as it is shown."""
    rules = all_rules(record)
    return {
        "schedules": numbered(_hours_row(place, r) for place, r in rules if is_weekly(r)),
        "other_schedules": [str(rule.id) for _, rule in rules if not is_weekly(rule)],
        "exceptions": numbered(
            {
                "id": str(each.id),
                "on": each.on.isoformat(),
                "opens_at": _clock(each.opens_at),
                "closes_at": _clock(each.closes_at),
                "note": each.note,
            }
            for each in record.exceptions
        ),
        "closures": numbered(
            {
                "id": str(each.id),
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                "note": each.note,
            }
            for each in record.closures
        ),
    }


def _hours_row(place: str, rule: ScheduleRecord) -> Typed:
    return {
        "id": str(rule.id),
        "place": place,
        "days": rule.byday.split(","),
        "opens_at": _clock(rule.opens_at),
        "closes_at": _clock(rule.closes_at),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
    }


def _clock(value: Any) -> str:
    return value.strftime("%H:%M") if value else ""


def keep_when(record: ServiceRecord, said: dict[str, Any], _around: Around) -> ServiceRecord:
    """Return the listing with what the step on hours says."""
    kept = set(said["other_schedules"])
    old = [rule for _, rule in all_rules(record)]
    links = {str(link.id) for link in record.locations}
    rows: dict[str, list[Typed]] = {}
    for row in said["schedules"]:
        # A place that is no longer one of the listing's: the hours are those of the service.
        rows.setdefault(row["place"] if row["place"] in links else "", []).append(row)

    def rules(place: str, before: tuple[ScheduleRecord, ...]) -> tuple[ScheduleRecord, ...]:
        weekly = rows_of(record.id, f"schedule {place}", rows.get(place, ()), old, _rule)
        others = [r for r in before if not is_weekly(r) and str(r.id) in kept]
        return (*weekly, *others)

    return replace(
        record,
        schedules=rules("", record.schedules),
        locations=tuple(
            replace(link, schedules=rules(str(link.id), link.schedules))
            for link in record.locations
        ),
        exceptions=rows_of(
            record.id, "exception", said["exceptions"], record.exceptions, _exception
        ),
        closures=rows_of(record.id, "closure", said["closures"], record.closures, _closure),
    )


def _rule(each: UUID, old: ScheduleRecord | None, row: Typed) -> ScheduleRecord:
    found = old or ScheduleRecord(id=each, freq="WEEKLY")
    days = ",".join(day for day in DAYS if day in row["days"])
    values = {name: row[name] for name in ("opens_at", "closes_at", "valid_from", "valid_to")}
    # Seconds that a feed brought are not shown, and are not lost for that.
    for name in ("opens_at", "closes_at"):
        before = getattr(found, name)
        if before and before.replace(second=0) == values[name]:
            values[name] = before
    if set(days.split(",")) == set(found.byday.split(",")):
        days = found.byday
    return replace(found, byday=days, **values)


def _exception(
    each: UUID, old: ScheduleExceptionRecord | None, row: Typed
) -> ScheduleExceptionRecord:
    found = old or ScheduleExceptionRecord(id=each, on=row["on"])
    return replace(found, **{name: value for name, value in row.items() if name != "id"})


def _closure(each: UUID, old: ClosureRecord | None, row: Typed) -> ClosureRecord:
    values = {name: value for name, value in row.items() if name != "id"}
    return replace(old, **values) if old else ClosureRecord(id=each, **values)


def tell_cost(record: ServiceRecord, _around: Around) -> Typed:
    """Return the step on prices as it is shown."""
    return {
        "cost": str(record.cost),
        "fees_description": record.fees_description,
        "cost_options": numbered(
            {
                "id": str(each.id),
                "option": each.option,
                "amount": _euros(each.amount_cents),
                "note": each.amount_description,
                "bands": numbered(_band_row(band) for band in each.bands),
            }
            for each in record.cost_options
        ),
    }


def _band_row(band: CostBandRecord) -> Typed:
    bound = _whole if band.kind == PEOPLE else _euros
    return {
        "id": str(band.id),
        "kind": band.kind,
        "lower": bound(band.lower),
        "upper": bound(band.upper),
        "amount": _euros(band.amount_cents),
    }


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    return str(cents // 100) if cents % 100 == 0 else f"{cents // 100},{cents % 100:02}"


def keep_cost(record: ServiceRecord, said: dict[str, Any], _around: Around) -> ServiceRecord:
    """Return the listing with what the step on prices says."""
    return replace(
        record,
        cost=said["cost"],
        fees_description=said["fees_description"],
        cost_options=rows_of(record.id, "price", said["cost_options"], record.cost_options, _price),
    )


def _price(each: UUID, old: CostOptionRecord | None, row: Typed) -> CostOptionRecord:
    found = old or CostOptionRecord(id=each)
    return replace(
        found,
        option=row["option"],
        amount_cents=row["amount"],
        amount_description=row["note"],
        bands=rows_of(each, "band", row["bands"], found.bands, _band),
    )


def _band(each: UUID, old: CostBandRecord | None, row: Typed) -> CostBandRecord:
    # The bounds of a group are typed as numbers of people: read as euros, they are hundredfold.
    share = 100 if row["kind"] == PEOPLE else 1
    lower, upper = (None if row[n] is None else row[n] // share for n in ("lower", "upper"))
    found = old or CostBandRecord(id=each, kind=row["kind"])
    return replace(found, kind=row["kind"], lower=lower, upper=upper, amount_cents=row["amount"])
