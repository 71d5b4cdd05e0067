"""The last place goes once, and what moves keeps its place until it has a new one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from tests import desk_work
from tests.desk_work import NOW
from tests.integration.desks.booking_steps import (
    ELEVEN,
    TEN,
    TOMORROW,
    book,
    free,
    mails,
    rows,
)
from tests.people import make_account
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import Requester, Role
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.queries import bookings_of, own_booking
from wemi_piemonte.desks.rules import (
    AlreadyBooked,
    BookingState,
    NoSuchSlot,
    SlotFull,
)
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound


def test_of_two_who_want_the_last_place_one_has_it(database: Engine) -> None:
    desk = desk_work.desk(slot_places=2)
    book(desk)

    def race(number: int) -> str:
        try:
            book(desk, secret=f"racer number {number} of the tests")
        except SlotFull:
            return "full"
        return "booked"

    with ThreadPoolExecutor(4) as several:
        answers = sorted(several.map(race, range(4)))
    assert answers == ["booked", "full", "full", "full"]
    assert len(rows()) == 2


def test_twenty_identical_forms_book_once_under_one_pass(database: Engine) -> None:
    desk = desk_work.desk()
    with ThreadPoolExecutor(4) as several:
        found = list(several.map(lambda _n: book(desk, secret="x" * 30), range(20)))
    assert len({each.id for each in found}) == 1
    assert len({(each.code, each.pin) for each in found}) == 1
    with reading() as session:
        assert len(session.scalars(select(Pass)).all()) == 1
    assert len(rows()) == 1


def test_the_same_person_has_one_booking_at_one_time(database: Engine) -> None:
    desk = desk_work.desk()
    made = book(desk)
    with pytest.raises(AlreadyBooked):
        book(desk, requester=made.requester)
    second = book(desk, ELEVEN, requester=made.requester)
    with pytest.raises(AlreadyBooked), transaction() as session:
        operations.move_to(session, booking_id=second.id, starts_at=TEN, now=NOW)
    assert [row.starts_at for row in rows()] == [TEN, ELEVEN]


@pytest.mark.parametrize(
    "starts",
    [
        TEN + timedelta(minutes=10),
        datetime(2026, 11, 25, 9, 0, tzinfo=ROME),
        datetime(2026, 11, 28, 10, 0, tzinfo=ROME),
        datetime(2026, 12, 21, 10, 0, tzinfo=ROME),
        datetime(2026, 12, 8, 10, 0, tzinfo=ROME),
    ],
    ids=["between", "too late", "a Saturday", "too far off", "a holiday"],
)
def test_only_what_the_desk_offers_is_booked(database: Engine, starts: datetime) -> None:
    desk = desk_work.desk()
    with pytest.raises(NoSuchSlot):
        book(desk, starts)
    assert rows() == []


def test_moving_frees_the_old_place_and_takes_the_new_one(database: Engine) -> None:
    desk = desk_work.desk(slot_places=1)
    made = book(desk, contact="olena@example.org")
    with transaction() as session:
        operations.move_to(session, booking_id=made.id, starts_at=TOMORROW, now=NOW)
    assert TEN in free(desk)
    assert TOMORROW not in free(desk)
    assert mails() == ["booking-made", "booking-moved"]


def test_when_the_new_time_is_full_the_old_place_is_kept(database: Engine) -> None:
    desk = desk_work.desk(slot_places=1)
    made = book(desk)
    book(desk, TOMORROW)
    with pytest.raises(SlotFull), transaction() as session:
        operations.move_to(session, booking_id=made.id, starts_at=TOMORROW, now=NOW)
    assert [row.starts_at for row in rows() if row.id == made.id] == [TEN]
    assert TEN not in free(desk)


def test_two_who_swap_their_times_do_not_wait_for_ever(database: Engine) -> None:
    desk = desk_work.desk(slot_places=2)
    first, second = book(desk), book(desk, ELEVEN)

    def move(pair: tuple[UUID, datetime]) -> None:
        with transaction() as session:
            operations.move_to(session, booking_id=pair[0], starts_at=pair[1], now=NOW)

    with ThreadPoolExecutor(2) as both:
        list(both.map(move, [(first.id, ELEVEN), (second.id, TEN)]))
    assert {row.id: row.starts_at for row in rows()} == {first.id: ELEVEN, second.id: TEN}


def test_cancelling_frees_the_place_at_once_and_is_not_done_twice(database: Engine) -> None:
    desk = desk_work.desk(slot_places=1)
    made = book(desk, contact="olena@example.org")
    assert TEN not in free(desk)
    with transaction() as session:
        operations.cancel_booking(session, booking_id=made.id, now=NOW)
    assert TEN in free(desk)
    with pytest.raises(IllegalMove), transaction() as session:
        operations.cancel_booking(session, booking_id=made.id, now=NOW)
    with pytest.raises(IllegalMove), transaction() as session:
        operations.move_to(session, booking_id=made.id, starts_at=ELEVEN, now=NOW)
    assert mails() == ["booking-cancelled", "booking-made"]


def test_what_is_over_is_neither_cancelled_nor_moved(database: Engine) -> None:
    desk = desk_work.desk()
    made = book(desk)
    with pytest.raises(IllegalMove), transaction() as session:
        operations.cancel_booking(session, booking_id=made.id, now=TEN)
    with pytest.raises(IllegalMove), transaction() as session:
        operations.move_to(session, booking_id=made.id, starts_at=TOMORROW, now=TEN)


def test_a_booking_is_of_who_made_it_and_of_nobody_else(database: Engine) -> None:
    desk = desk_work.desk()
    account = Requester(account_id=make_account(Role.CITIZEN, "elena@example.org").id)
    mine, other = book(desk, requester=account), book(desk, ELEVEN)
    with reading() as session:
        assert [row.id for row, _desk in bookings_of(session, [account])] == [mine.id]
        assert own_booking(session, other.id, [account]) is None
        assert own_booking(session, other.id, [other.requester]) is not None
        assert bookings_of(session, []) == []
    with pytest.raises(NotFound), transaction() as session:
        operations.mark_booking(
            session,
            booking_id=mine.id,
            desk_id=desk_work.desk("Sportello di Alba"),
            target=BookingState.CAME,
            now=NOW,
        )
