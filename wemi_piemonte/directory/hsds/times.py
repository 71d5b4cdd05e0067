"""Opening hours, their exceptions, closures and the stops of itinerant services."""

import re
from typing import Any

from wemi_piemonte.directory.hsds.refusal import Wrong
from wemi_piemonte.directory.hsds.shapes import Field, Shape
from wemi_piemonte.directory.hsds.values import (
    LINE,
    Kind,
    clock,
    day,
    line,
    number,
    prose,
    text_of,
    web,
    whole,
    word,
)
from wemi_piemonte.directory.record import (
    ClosureRecord,
    ScheduleExceptionRecord,
    ScheduleRecord,
    StopRecord,
)
from wemi_piemonte.geo.gazetteer import places

Fault = tuple[str, str] | None

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_COUNTED = re.compile(r"[+-]?\d{1,3}", re.ASCII)


def _days(value: object) -> str:
    parts = [part.strip().upper() for part in text_of(value, LINE).split(",")]
    if parts == [""]:
        return ""
    if not all(_WEEKDAY.fullmatch(part) for part in parts):
        raise Wrong("must be weekdays of RFC 5545, such as MO,TH or, in a month, 1MO,-1FR")
    return ",".join(dict.fromkeys(parts))


def _counted(most: int) -> Kind:
    def read(value: object) -> str:
        parts = [part.strip() for part in text_of(value, 2 * LINE).split(",")]
        if parts == [""]:
            return ""
        if not all(_COUNTED.fullmatch(part) and 1 <= abs(int(part)) <= most for part in parts):
            raise Wrong(f"must be numbers from 1 to {most} or below zero, divided by commas")
        return ",".join(dict.fromkeys(str(int(part)) for part in parts))

    return Kind(read, empty="")


def _istat(value: object) -> str:
    text = text_of(value, LINE)
    if text and places.municipality(text) is None:
        raise Wrong("must be the ISTAT code of a municipality of Piedmont")
    return text


_FREQ = word("DAILY", "WEEKLY", "MONTHLY", "YEARLY", fold=str.upper)
_byday = Kind(_days, empty="")
_interval = whole(1, 1000)
istat = Kind(_istat, empty="")


def out_of_order(values: dict[str, Any], first: str, last: str) -> Fault:
    """Tell of a span that ends before it begins."""
    if values[first] is not None and values[last] is not None and values[last] < values[first]:
        return last, f"must not be before {first}"
    return None


def _rule(values: dict[str, Any]) -> Fault:
    # Days without a frequency can only mean: every week.
    if values["byday"] and not values["freq"]:
        values["freq"] = "WEEKLY"
    if re.search(r"\d", values["byday"]) and values["freq"] not in {"MONTHLY", "YEARLY"}:
        return "byday", "counts weekdays, which only a MONTHLY or YEARLY rule can do"
    return out_of_order(values, "valid_from", "valid_to")


def _schedule(values: dict[str, Any]) -> Fault:
    if values["count"] is not None and values["until"] is not None:
        return "count", "and until can not both be given (RFC 5545)"
    return _rule(values) or out_of_order(values, "dtstart", "until")


def _exception(values: dict[str, Any]) -> Fault:
    if (values["opens_at"] is None) != (values["closes_at"] is None):
        return "closes_at", "and opens_at must be given together, or neither"
    return None


def _closure(values: dict[str, Any]) -> Fault:
    fault = out_of_order(values, "starts_on", "ends_on")
    return ("to", "must not be before from") if fault else None


def _stop(values: dict[str, Any]) -> Fault:
    if (values["latitude"] is None) != (values["longitude"] is None):
        return "longitude", "and latitude must be given together, or neither"
    return _rule(values)


SCHEDULE = Shape(
    "schedule",
    ScheduleRecord,
    (
        Field("valid_from", day),
        Field("valid_to", day),
        Field("dtstart", day),
        Field("until", day),
        Field("count", whole(1, 100_000)),
        Field("wkst", word(*WEEKDAYS, fold=str.upper)),
        Field("freq", _FREQ, standard=frozenset({"WEEKLY", "MONTHLY"})),
        Field("interval", _interval),
        Field("byday", _byday),
        Field("byweekno", _counted(53)),
        Field("bymonthday", _counted(31)),
        Field("byyearday", _counted(366)),
        Field("description", prose),
        Field("opens_at", clock),
        Field("closes_at", clock),
        Field("schedule_link", web),
        Field("attending_type", line()),
        Field("notes", prose),
    ),
    links=("service_id", "location_id", "service_at_location_id"),
    check=_schedule,
)

EXCEPTION = Shape(
    "exception",
    ScheduleExceptionRecord,
    (
        Field("on", day, "date", required=True),
        Field("opens_at", clock),
        Field("closes_at", clock),
        Field("note", line()),
    ),
    check=_exception,
)

CLOSURE = Shape(
    "closure",
    ClosureRecord,
    (
        Field("starts_on", day, "from", required=True),
        Field("ends_on", day, "to", required=True),
        Field("note", line()),
    ),
    check=_closure,
)

STOP = Shape(
    "stop",
    StopRecord,
    (
        Field("name", line(), required=True),
        Field("municipality", istat),
        Field("latitude", number(-90, 90)),
        Field("longitude", number(-180, 180)),
        Field("freq", _FREQ),
        Field("interval", _interval),
        Field("byday", _byday),
        Field("opens_at", clock),
        Field("closes_at", clock),
        Field("valid_from", day),
        Field("valid_to", day),
    ),
    check=_stop,
)
