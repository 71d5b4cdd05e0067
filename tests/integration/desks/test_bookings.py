"""Bookings on a real database: the last place goes once, what moves keeps its place until it has one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from tests import desk_work
from tests.desk_work import NOW
from tests.people import make_account
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import Requester, Role
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking, Desk, Mediation
from wemi_piemonte.desks.operations import Booked
from wemi_piemonte.desks.queries import bookings_of, own_booking, slots_ahead
from wemi_piemonte.desks.rules import (
    AlreadyBooked,
    BookingState,
    MediationState,
    NoSuchSlot,
    SlotFull,
)
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.mail import Delivery

TEN = datetime(2026, 11, 25, 10, 0, tzinfo=ROME)
ELEVEN = datetime(2026, 11, 25, 11, 0, tzinfo=ROME)
TOMORROW = TEN + timedelta(days=1)
TODAY = date(2026, 11, 25)


def book(desk: UUID, starts: datetime = TEN, secret: str = "", **values: Any) -> Booked:
    told: dict[str, Any] = {"requester": None, "contact": "", "now": NOW, **values}
    with transaction() as session:
        return operations.book(
            session,
            desk_id=desk,
            starts_at=starts,
            locale="it",
            spoken="uk",
            secret=secret or f"a form of the tests {uuid4()}",
            **told,
        )


def rows() -> list[Booking]:
    with reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.starts_at, Booking.id)))


def mails() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Delivery.kind)))


def free(desk: UUID, now: datetime = NOW) -> list[datetime]:
    with reading() as session:
        found = slots_ahead(session, session.get_one(Desk, desk), now)
    return [slot.starts for _halt, slots in found for slot in slots]


def shut(desk: UUID, on: date = TODAY, now: datetime = NOW, **values: Any) -> list[UUID]:
    told: dict[str, Any] = {"hours_id": None, "opens_at": None, "closes_at": None, **values}
    with transaction() as session:
        return operations.set_day(
            session, desk_id=desk, on=on, note="", by=None, now=now, **told
        )


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


def test_a_day_that_is_shut_calls_off_what_is_booked_and_tells(database: Engine) -> None:
    desk = desk_work.desk()
    today, later = book(desk, contact="olena@example.org"), book(desk, TOMORROW)
    with reading() as session:
        told = operations.called_off_by(
            session,
            desk=session.get_one(Desk, desk),
            hours_id=None,
            on=TODAY,
            opens_at=None,
            closes_at=None,
            now=NOW,
        )
    assert told == [today.id]
    assert shut(desk) == [today.id]
    assert shut(desk) == []
    states = {row.id: row.state for row in rows()}
    assert states == {today.id: BookingState.CALLED_OFF, later.id: BookingState.BOOKED}
    assert mails() == ["booking-called-off", "booking-made"]


def test_other_hours_call_off_only_what_they_leave_out(database: Engine) -> None:
    desk = desk_work.desk()
    early, late = book(desk), book(desk, ELEVEN)
    gone = shut(desk, opens_at=time(10), closes_at=time(11, 15))
    assert gone == [late.id]
    assert {row.id: row.state for row in rows()}[early.id] is BookingState.BOOKED


def test_what_has_been_is_not_called_off_when_the_desk_shuts_at_noon(database: Engine) -> None:
    desk = desk_work.desk()
    been, comes = book(desk), book(desk, datetime(2026, 11, 25, 11, 30, tzinfo=ROME))
    assert shut(desk, now=ELEVEN) == [comes.id]
    assert {row.id: row.state for row in rows()}[been.id] is BookingState.BOOKED


def test_a_shut_day_leaves_what_hangs_on_rules_of_the_next_day_alone(database: Engine) -> None:
    """Hours that were taken away leave bookings behind: somebody calls these off by hand."""
    desk = desk_work.desk()
    hours = desk_work.hours(desk, byday="TH", opens_at=time(14), closes_at=time(16))
    orphan = book(desk, datetime(2026, 11, 26, 14, 0, tzinfo=ROME))
    with transaction() as session:
        operations.remove_hours(session, desk_id=desk, hours_id=hours)
    assert shut(desk) == []
    assert {row.id: row.state for row in rows()}[orphan.id] is BookingState.BOOKED


def test_who_cancels_while_the_day_is_shut_is_told_one_thing(database: Engine) -> None:
    desk = desk_work.desk()
    made = book(desk, contact="olena@example.org")

    def cancel() -> None:
        try:
            with transaction() as session:
                operations.cancel_booking(session, booking_id=made.id, now=NOW)
        except IllegalMove:
            pass

    with ThreadPoolExecutor(2) as both:
        results = [both.submit(cancel), both.submit(shut, desk)]
        for each in results:
            each.result()
    ends = {"booking-cancelled", "booking-called-off"}
    assert len([kind for kind in mails() if kind in ends]) == 1


def test_the_reminder_comes_once_and_not_to_who_booked_that_day(database: Engine) -> None:
    desk = desk_work.desk()
    book(desk, TOMORROW + timedelta(days=1), contact="olena@example.org")
    book(desk, contact="today@example.org")
    due = TOMORROW + timedelta(minutes=5)
    for moment in (NOW, due, due + timedelta(hours=1)):
        with transaction() as session:
            operations.remind(session, moment)
    assert mails().count("booking-reminder") == 1


def test_what_was_moved_is_reminded_of_at_its_new_time(database: Engine) -> None:
    desk = desk_work.desk()
    made = book(desk, TOMORROW + timedelta(days=1), contact="olena@example.org")
    with transaction() as session:
        operations.remind(session, TOMORROW + timedelta(minutes=5))
    monday = datetime(2026, 11, 30, 10, 0, tzinfo=ROME)
    moved_at = TOMORROW + timedelta(minutes=10)
    with transaction() as session:
        operations.move_to(session, booking_id=made.id, starts_at=monday, now=moved_at)
        operations.remind(session, monday - timedelta(hours=23))
    assert mails().count("booking-reminder") == 2


def test_on_the_night_of_the_change_of_time_each_hour_is_booked_once(database: Engine) -> None:
    """On 25 October 2026 the hour from two to three comes twice: two bookings, two instants."""
    now = datetime(2026, 10, 20, 8, 0, tzinfo=ROME)
    desk = desk_work.desk(slot_places=1, slot_minutes=60)
    desk_work.hours(desk, byday="SU", opens_at=time(1), closes_at=time(4))
    night = [each for each in free(desk, now) if each.date() == date(2026, 10, 25)]
    moments = [each.timestamp() for each in night]
    assert len(set(moments)) == 4
    for each in night:
        book(desk, each, now=now)
    assert len({row.starts_at for row in rows()}) == 4
    assert not [each for each in free(desk, now) if each.date() == date(2026, 10, 25)]


def test_after_the_change_of_time_ten_is_still_ten(database: Engine) -> None:
    now = datetime(2026, 10, 22, 8, 0, tzinfo=ROME)
    desk = desk_work.desk()
    starts = datetime(2026, 10, 26, 10, 0, tzinfo=ROME)
    book(desk, starts, now=now)
    assert rows()[0].starts_at.astimezone(ROME).hour == 10
    assert rows()[0].starts_at.hour == 9


def test_after_a_month_a_booking_is_of_nobody(database: Engine) -> None:
    desk = desk_work.desk()
    book(desk, contact="olena@example.org")
    with transaction() as session:
        operations.forget_old_bookings(session, TEN + timedelta(days=29))
    assert rows()[0].contact == "olena@example.org"
    with transaction() as session:
        operations.forget_old_bookings(session, TEN + timedelta(days=31))
    (row,) = rows()
    assert (row.contact, row.pass_id, row.account_id) == ("", None, None)
    assert row.state is BookingState.BOOKED


def test_a_mediator_nobody_found_in_time_is_counted_as_unmet(database: Engine) -> None:
    desk = desk_work.desk()
    with transaction() as session:
        session.add(
            Mediation(
                desk_id=desk,
                spoken="ar",
                is_remote=False,
                starts_at=TEN,
                state=MediationState.ASKED,
                asked_by=uuid4(),
                created_at=NOW,
                moved_at=NOW,
            )
        )
        session.flush()
        operations.remind(session, TEN)
    with reading() as session:
        assert session.scalars(select(Mediation.state)).one() is MediationState.UNMET
