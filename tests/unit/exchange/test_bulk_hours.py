"""Opening hours in one cell: what people write is read, and what is written is read back."""

from dataclasses import replace
from datetime import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from wemi_piemonte.exchange.bulk.hours import (
    Span,
    WrongHours,
    read_hours,
    schedules_of,
    written_hours,
)
from wemi_piemonte.exchange.bulk.words import DAYS

SERVICE = UUID(int=7)
WEEK = "MO,TU,WE,TH,FR"


def span(days: str, opens: str, closes: str) -> Span:
    return days, time.fromisoformat(opens), time.fromisoformat(closes)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("lun-ven 9:00-12:30", [span(WEEK, "09:00", "12:30")]),
        (
            "lun-ven 9:00-12:30; sab 9-12",
            [span(WEEK, "09:00", "12:30"), span("SA", "09:00", "12:00")],
        ),
        (
            "dal lunedì al venerdì dalle 9 alle 12 e dalle 14.30 alle 18",
            [span(WEEK, "09:00", "12:00"), span(WEEK, "14:30", "18:00")],
        ),
        ("lun, mer e ven 9–12", [span("MO,WE,FR", "09:00", "12:00")]),
        (
            "lun mer ven: 9-12/14-16",
            [span("MO,WE,FR", "09:00", "12:00"), span("MO,WE,FR", "14:00", "16:00")],
        ),
        ("tutti i giorni 0-24", [span("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")]),
        (
            "Mon-Wed 9:00-17:00\nSat 10-12",
            [span("MO,TU,WE", "09:00", "17:00"), span("SA", "10:00", "12:00")],
        ),
        ("sab-lun 9-12", [span("MO,SA,SU", "09:00", "12:00")]),
        ("MARTEDÌ 9.00 - 12.00.", [span("TU", "09:00", "12:00")]),
        ("lun 9-12; lun 9-12", [span("MO", "09:00", "12:00")]),
    ],
)
def test_what_people_write_is_read(text: str, wanted: list[Span]) -> None:
    assert read_hours(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("su appuntamento", "lun", "9-12", "xyz 9-12", "lun 25-26", "lun 12-9", "lun 9-9"),
        *("lun 9:61-12", "lun-xyz 9-12", "lun 9", "lun 9-12-14", "-lun 9-12", "lun 24-25"),
        *("lun-ven 9:00-12:30; poi boh", "lun ٩-١٢"),
    ],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(WrongHours):
        read_hours(text)


days = st.lists(st.sampled_from(tuple(DAYS)), min_size=1, unique=True).map(
    lambda chosen: ",".join(day for day in DAYS if day in chosen)
)
minutes = st.integers(0, 24 * 60 - 2)
spans = st.lists(
    st.tuples(days, minutes, minutes).map(
        lambda each: (
            each[0],
            time(min(each[1:]) // 60, min(each[1:]) % 60),
            time((max(each[1:]) + 1) // 60, (max(each[1:]) + 1) % 60),
        )
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@given(spans)
def test_what_is_written_is_read_back(told: list[Span]) -> None:
    schedules = schedules_of(told, (), SERVICE)
    text = written_hours(schedules)
    assert text is not None
    assert set(read_hours(text)) == set(told)


def test_schedules_that_were_there_stay_the_very_ones() -> None:
    before = (make.schedule("MO,WE"), make.schedule("FR"))
    told = read_hours("lun, mer 9-12; gio 9-12")
    found = schedules_of(told, before, SERVICE)
    assert found[0] is before[0]
    assert found[1].byday == "TH"


@pytest.mark.parametrize(
    "changes",
    [
        {"freq": "MONTHLY", "byday": "1MO"},
        {"byday": ""},
        {"opens_at": None},
        {"interval": 2},
        {"notes": "Solo su appuntamento"},
        {"valid_from": make.full_service().verified_on},
        {"closes_at": time(12, 0, 30)},
        {"byday": "WE,MO"},
    ],
)
def test_what_a_cell_can_not_hold_is_not_written(changes: dict[str, object]) -> None:
    assert written_hours([replace(make.schedule(), **changes)]) is None  # type: ignore[arg-type]
