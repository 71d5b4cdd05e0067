"""When a mediator is usually there: by days and hours of Piedmont, also over midnight."""

from datetime import UTC, datetime, time

import pytest

from wemi_piemonte.desks.pool import is_usually_there
from wemi_piemonte.directory.hours import ROME

# Thursday 26 November 2026, eleven o'clock in Piedmont.
THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("byday", "opens", "closes", "there"),
    [
        ("", None, None, True),
        ("TH", None, None, True),
        ("MO, TH", None, None, True),
        ("MO,TU", None, None, False),
        ("", time(9), time(12), True),
        ("TH", time(11), time(12), True),
        ("TH", time(9), time(11), False),
        ("FR", time(9), time(12), False),
    ],
)
def test_days_and_hours_both_count(
    byday: str, opens: time | None, closes: time | None, *, there: bool
) -> None:
    assert is_usually_there(byday, opens, closes, THURSDAY) is there


@pytest.mark.parametrize(
    ("hour", "day", "there"),
    [
        (21, 26, True),
        (23, 26, True),
        (1, 27, True),
        (4, 27, False),
        (1, 26, False),
        (12, 26, False),
    ],
)
def test_hours_over_midnight_belong_to_the_evening_before(
    hour: int, day: int, *, there: bool
) -> None:
    moment = datetime(2026, 11, day, hour, 30, tzinfo=ROME)
    assert is_usually_there("TH", time(20), time(4), moment) is there
