"""What time does to bookings: days that are shut, reminders, summer time, forgetting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import Engine, select

from tests import desk_work
from tests.desk_work import NOW
from tests.integration.desks.booking_steps import (
    ELEVEN,
    TEN,
    TODAY,
    TOMORROW,
    book,
    free,
    mails,
    rows,
    shut,
)
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Desk, Mediation
from wemi_piemonte.desks.rules import (
    BookingState,
    MediationState,
)
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove


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
        cancelling, shutting = both.submit(cancel), both.submit(shut, desk)
        cancelling.result()
        shutting.result()
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
