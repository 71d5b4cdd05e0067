"""Parts of records, of every shape that parsing can yield."""

from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from wemi_piemonte.directory import record as r
from wemi_piemonte.geo.gazetteer import places

MUNICIPALITIES = tuple(m.istat for m in places.municipalities())
# Texts that break careless programs; drawn from a list, because long texts take long to draw.
_TEXTS = (
    "Cuneo",
    "Un'ora, 8.000\u00a0€ «è» – ž",
    '{"a": "\\"}',
    "<script>alert(1)</script>",
    "null",
    "0",
    "نعم الخدمة 中文 🧑\u200d🦽",
    "e\u0301 \u202eabc",
    "%s %(a)s {0} \\n",
)

ids = st.uuids(version=4)
words = st.sampled_from(_TEXTS)
lines = st.sampled_from(("", *_TEXTS))
proses = st.sampled_from(("", *_TEXTS, "Uno.\n\nDue\tdue.\nTre."))
days = st.sampled_from((None, date(1900, 1, 1), date(2026, 2, 28), date(2199, 12, 31)))
clocks = st.sampled_from((None, time(0), time(9), time(12, 30, 5), time(23, 59, 59)))
latitudes = st.floats(-90, 90).map(lambda value: value + 0.0)
longitudes = st.floats(-180, 180).map(lambda value: value + 0.0)
emails = st.sampled_from(["", "a.b+c@servizio.example", "ufficio@città.example"])
webs = st.sampled_from(["", "https://servizio.example/a?b=c#d", "HTTP://servizio.example"])
cents = st.none() | st.integers(0, 10**9)
phones = st.builds(
    r.PhoneRecord,
    id=ids,
    number=st.sampled_from(["+39 0171 000 1001", "112", "(011) 000-1.2/3"]),
    extension=st.none() | st.integers(0, 999_999_999),
    type=lines,
    description=proses,
)


def some(parts: Any) -> Any:
    """A few parts."""
    return st.one_of(st.just(()), st.tuples(parts), st.tuples(parts, parts))


@st.composite
def spans(draw: Any) -> dict[str, date | None]:
    """A time of validity that does not end before it begins."""
    first, last = draw(days), draw(days)
    if first and last and last < first:
        first, last = last, first
    return {"valid_from": first, "valid_to": last}


RULES = (
    {"freq": "WEEKLY", "byday": "MO,SU", "interval": 2},
    {"freq": "MONTHLY", "byday": "1MO,-1FR", "interval": None},
    {"freq": "DAILY", "byday": "", "interval": 1},
    {"freq": "YEARLY", "byday": "", "interval": None},
    {"freq": "", "byday": "", "interval": None},
)


@st.composite
def schedules(draw: Any) -> r.ScheduleRecord:
    return r.ScheduleRecord(
        id=draw(ids),
        **draw(spans()),
        **draw(st.sampled_from(RULES)),
        dtstart=draw(st.none() | st.just(date(2026, 1, 5))),
        count=draw(st.none() | st.integers(1, 100_000)),
        wkst=draw(st.sampled_from(["", "MO", "SU"])),
        byweekno=draw(st.sampled_from(["", "1,-1,53"])),
        bymonthday=draw(st.sampled_from(["", "1,-31"])),
        byyearday=draw(st.sampled_from(["", "366,-1"])),
        description=draw(proses),
        opens_at=draw(clocks),
        closes_at=draw(clocks),
        schedule_link=draw(webs),
        attending_type=draw(lines),
        # One text at least, so that the schedule says something.
        notes=draw(words),
    )


@st.composite
def stops(draw: Any) -> r.StopRecord:
    point = draw(st.none() | st.tuples(latitudes, longitudes))
    return r.StopRecord(
        id=draw(ids),
        name=draw(words),
        municipality=draw(st.sampled_from(("", *MUNICIPALITIES))),
        latitude=point and point[0],
        longitude=point and point[1],
        opens_at=draw(clocks),
        closes_at=draw(clocks),
        **draw(st.sampled_from(RULES)),
        **draw(spans()),
    )


@st.composite
def bands(draw: Any, kind: str, most: int) -> r.CostBandRecord:
    least = 1 if kind == "people" else 0
    lower, upper = draw(st.none() | st.integers(least, most)), draw(st.none())
    if lower is not None:
        upper = draw(st.none() | st.integers(lower, most))
    amount = draw(st.integers(0, 10**9))
    return r.CostBandRecord(id=draw(ids), kind=kind, lower=lower, upper=upper, amount_cents=amount)


@st.composite
def cost_options(draw: Any) -> r.CostOptionRecord:
    found = (*draw(some(bands("isee", 10**9))), *draw(some(bands("people", 1000))))
    return r.CostOptionRecord(
        id=draw(ids),
        **draw(spans()),
        option=draw(words),
        amount_cents=draw(cents),
        amount_description=draw(proses),
        bands=found,
    )


addresses = st.builds(
    r.AddressRecord,
    id=ids,
    attention=lines,
    address_1=words,
    address_2=lines,
    city=lines,
    region=lines,
    state_province=lines,
    postal_code=st.sampled_from(["", "12100"]),
    country=st.sampled_from(["IT", "CH", "Suisse"]),
    address_type=st.sampled_from(["physical", "postal"]),
)
accessibility = st.builds(
    r.AccessibilityRecord, id=ids, description=words, details=proses, url=webs
)
languages = st.builds(
    r.LanguageRecord, id=ids, code=st.sampled_from(["it", "ar", "rmn"]), name=lines, note=proses
)
documents = st.builds(r.RequiredDocumentRecord, id=ids, document=words, uri=webs)
closures = st.builds(
    r.ClosureRecord,
    id=ids,
    starts_on=st.just(date(2026, 8, 1)),
    ends_on=st.dates(date(2026, 8, 1), date(2026, 9, 1)),
    note=lines,
)
exceptions = st.builds(
    r.ScheduleExceptionRecord,
    id=ids,
    on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    opens_at=st.just(None),
    note=lines,
) | st.builds(
    r.ScheduleExceptionRecord,
    id=ids,
    on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    opens_at=st.just(time(9)),
    closes_at=st.just(time(12, 30, 5)),
)
areas = st.builds(
    r.ServiceAreaRecord,
    id=ids,
    name=lines,
    description=proses,
    extent=st.lists(
        st.sampled_from(("001", "096", *MUNICIPALITIES[:50])), min_size=1, unique=True
    ).map(" ".join),
    extent_type=st.just("istat"),
)
attributes = st.builds(
    r.AttributeRecord,
    id=ids,
    link_type=lines.map(lambda text: text[:20].strip()),
    value=lines,
    term_id=ids.map(str),
    term_code=lines,
    term_name=lines,
    term_description=proses,
    term_uri=st.sampled_from(["", "urn:example:1", "https://taxonomy.example/1"]),
    taxonomy=words,
    language=st.sampled_from(["", "en"]),
)


@st.composite
def contacts(draw: Any) -> r.ContactRecord:
    texts = {name: draw(lines) for name in ("name", "title")}
    found = draw(some(phones))
    office, mail = draw(words), draw(emails)
    return r.ContactRecord(id=draw(ids), **texts, department=office, email=mail, phones=found)
