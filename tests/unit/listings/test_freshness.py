"""How fresh a listing is on a day, and what follows."""

from datetime import date, timedelta

import pytest

from wemi_piemonte.listings.freshness import (
    freshness_on,
    has_lapsed,
    is_for_region,
    late_on,
    next_mail,
)
from wemi_piemonte.listings.rules import Freshness, due_on

DUE = date(2026, 3, 1)


def day(number: int) -> date:
    return DUE + timedelta(days=number)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, Freshness.FRESH),
        (0, Freshness.DUE),
        (29, Freshness.DUE),
        (30, Freshness.LATE),
        (59, Freshness.LATE),
        (60, Freshness.OVERDUE),
        (900, Freshness.OVERDUE),
    ],
)
def test_a_listing_grows_old_step_by_step(days: int, state: Freshness) -> None:
    assert freshness_on(day(days), DUE) is state


def test_months_end_where_the_calendar_says() -> None:
    assert due_on(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert late_on(date(2026, 1, 1), 1) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("days", "sent", "number"),
    [
        (-1, [], 0),
        (0, [], 1),
        (40, [], 1),
        (0, [(1, 0)], 0),
        (13, [(1, 0)], 0),
        (14, [(1, 0)], 2),
        (27, [(1, 0), (2, 14)], 0),
        (28, [(1, 0), (2, 14)], 3),
        (400, [(1, 0), (2, 14), (3, 28)], 0),
        # Mails of an earlier round do not count.
        (0, [(1, -190), (2, -176), (3, -162)], 1),
        # A listing found late is reminded as long after its first mail.
        (53, [(1, 40)], 0),
        (54, [(1, 40)], 2),
    ],
)
def test_a_body_is_asked_once_and_reminded_twice(
    days: int, sent: list[tuple[int, int]], number: int
) -> None:
    mails = [(each, day(at)) for each, at in sent]
    assert next_mail(day(days), DUE, mails) == number


@pytest.mark.parametrize(
    ("days", "sent", "can_be_asked", "told"),
    [
        (59, [(1, 0)], True, False),
        (60, [(1, 0)], True, True),
        (60, [], False, True),
        (59, [], False, False),
        # Who was never asked is asked first.
        (500, [], True, False),
        (500, [(1, 480)], True, False),
        (510, [(1, 480)], True, True),
        (60, [(1, -100)], True, False),
    ],
)
def test_the_region_looks_at_what_nobody_confirms(
    days: int, sent: list[tuple[int, int]], can_be_asked: bool, told: bool
) -> None:
    mails = [(each, day(at)) for each, at in sent]
    assert is_for_region(day(days), DUE, mails, can_be_asked=can_be_asked) is told


@pytest.mark.parametrize(
    ("told", "again"),
    # Told in an earlier round, long ago, not long ago, never.
    [(-1, True), (320, True), (321, False), (499, False), (None, True)],
)
def test_what_the_region_has_closed_does_not_come_back_at_once(
    told: int | None, again: bool
) -> None:
    told_on = None if told is None else day(told)
    mails = [(1, day(0))]
    assert is_for_region(day(500), DUE, mails, can_be_asked=True, told_on=told_on) is again


def test_word_of_free_places_is_believed_for_forty_five_days() -> None:
    assert not has_lapsed(day(0), day(45))
    assert has_lapsed(day(0), day(46))
