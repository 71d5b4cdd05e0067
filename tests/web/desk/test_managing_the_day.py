"""The day at a desk, and its numbers: who came, walk-ins by language, small counts hidden."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests import desk_work
from tests.desk_work import NOW
from tests.web.desk.keeping import TEN, TOMORROW, Kept, booked, kept, state_of
from wemi_piemonte.cases.models import Case
from wemi_piemonte.cases.rules import CaseOutcome, CaseState
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking, DeskVisits, Mediation
from wemi_piemonte.desks.rules import BookingState, DeskRole, MediationState
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.observatory.desks import DeskFigures, figures_of_desk

__all__ = ["kept"]


def mark(kept: Kept, booking: UUID, state: str, status: int = 303) -> None:
    page = kept.open("today")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    path = kept.path(f"today/bookings/{booking}")
    answer = page.client.post(path, data={"csrf_token": token, "state": state})
    assert answer.status_code == status


def visits() -> dict[str, int]:
    with reading() as session:
        return {each.spoken: each.number for each in session.scalars(select(DeskVisits))}


def test_the_bookings_stand_in_the_order_of_the_hours_with_the_language(kept: Kept) -> None:
    late, early = booked(kept.desk, "2026-11-25T11:00:00+01:00"), booked(kept.desk)
    page = kept.open("today", desk_work.worker(kept.desk))
    first, second = ("".join(each.itertext()) for each in page.all("//main//ol//h2"))
    assert ("10:00" in first, "11:00" in second) == (True, True)
    assert "Ukrainian" in page.text
    assert "olena@example.org" not in page.text
    acts = [str(each) for each in page.all("//ol//form/@action")]
    assert str(early) in acts[0]
    assert str(late) in acts[-1]


def test_who_came_is_noted_and_mended_and_noted_once(kept: Kept) -> None:
    booking = booked(kept.desk)
    kept.open("today").press("came")
    assert state_of(booking) is BookingState.CAME
    clock.start_at(NOW + timedelta(hours=2))
    mark(kept, booking, "missed")
    mark(kept, booking, "missed")
    assert state_of(booking) is BookingState.MISSED
    mark(kept, booking, "came")
    assert state_of(booking) is BookingState.CAME


@pytest.mark.parametrize(
    ("starts", "state", "status"),
    [(TOMORROW, "came", 409), (TEN, "missed", 409), (TEN, "cancelled", 422), (TEN, "", 422)],
)
def test_what_can_not_be_said_yet_is_not_noted(
    kept: Kept, starts: str, state: str, status: int
) -> None:
    booking = booked(kept.desk, starts)
    mark(kept, booking, state, status)
    assert state_of(booking) is BookingState.BOOKED


def test_what_has_been_is_not_called_off(kept: Kept) -> None:
    booking = booked(kept.desk)
    clock.start_at(NOW + timedelta(hours=2))
    mark(kept, booking, "called_off", 409)
    assert state_of(booking) is BookingState.BOOKED


def test_what_was_cancelled_is_not_marked(kept: Kept) -> None:
    booking = booked(kept.desk)
    with transaction() as session:
        operations.cancel_booking(session, booking_id=booking, now=NOW)
    mark(kept, booking, "came", 409)


def test_a_visitor_who_booked_without_an_account_brings_code_and_pin(kept: Kept) -> None:
    with transaction() as session:
        made = operations.book(
            session,
            requester=None,
            desk_id=kept.desk,
            starts_at=clock.now().fromisoformat(TEN),
            contact="",
            locale="en",
            spoken="uk",
            secret="the form of a visitor of the tests",
            now=NOW,
        )
    page = kept.open("today")
    page.press("Open a case with the code and the PIN", code=made.code, pin=made.pin)
    assert "/en/desk/cases/" in page.response.request.path
    assert "Ukrainian" in page.text


def test_walk_ins_are_counted_by_language_with_one_tap_each(kept: Kept) -> None:
    page = kept.open("today", desk_work.worker(kept.desk))
    page.press("uk")
    page.press("uk")
    page.press("bn")
    assert visits() == {"uk": 2, "bn": 1}
    assert "Counted." in page.text
    token = page.all("//input[@name='csrf_token']/@value")[0]
    values = {"csrf_token": token, "spoken": "xx"}
    assert page.client.post(kept.path("today/walk-ins"), data=values).status_code == 422
    assert visits() == {"uk": 2, "bn": 1}


def test_another_day_shows_what_is_booked_on_it(kept: Kept) -> None:
    booked(kept.desk, TOMORROW)
    page = kept.open("today")
    assert "Nothing is booked for this day." in page.text
    assert "10:00" in page.open(kept.path("today?day=2026-11-26")).text
    assert "(today)" in page.open(kept.path("today?day=never")).text


def count(kept: Kept, spoken: str, number: int) -> None:
    with transaction() as session:
        for _each in range(number):
            operations.count_visit(session, desk_id=kept.desk, on=clock.today(), spoken=spoken)


def test_numbers_tell_load_and_languages_and_hide_what_is_small(kept: Kept) -> None:
    count(kept, "uk", 7)
    count(kept, "ar", 3)
    count(kept, "fr", 2)
    olga = desk_work.worker(kept.desk)
    for _each in range(6):
        desk_work.case(kept.desk, olga)
    with transaction() as session:
        for spoken, number in (("ar", 5), ("ti", 4)):
            for _each in range(number):
                session.add(
                    Mediation(
                        desk_id=kept.desk,
                        spoken=spoken,
                        is_remote=False,
                        starts_at=NOW,
                        state=MediationState.UNMET,
                        asked_by=uuid4(),
                        created_at=NOW,
                        moved_at=NOW,
                    )
                )
    with reading() as session:
        found = figures_of_desk(session, kept.desk, clock.today())
    assert told_of(found) == [("uk", 7, 6), ("ar", None, None), ("fr", None, None)]
    assert [(each.code, each.number) for each in found.unmet] == [("ar", 5), ("ti", None)]
    now = found.months[0]
    assert (now.cases, now.bookings, now.visits, now.cases_known) == (6, None, 12, True)
    assert (found.open_cases, found.overdue, found.outcomes) == (6, 0, ())
    assert [each.cases_known for each in found.months].count(True) == 3
    page = kept.open("numbers")
    assert "fewer than 5" in page.text
    assert "no longer known" in page.text
    # Nothing is told by person.
    assert "Olga" not in page.text


def told_of(found: DeskFigures) -> list[tuple[str, int | None, int | None]]:
    return [(each.code, each.asked, each.cases) for each in found.languages]


def test_languages_of_cases_stand_beside_those_of_bookings_and_visits(kept: Kept) -> None:
    """Who was counted at the door and then had a case is one visitor: nothing is added up."""
    count(kept, "uk", 8)
    count(kept, "zh", 6)
    olga = desk_work.worker(kept.desk)
    for visitor, number in (("uk", 7), ("sq", 9), ("ar", 1), ("fr", 2)):
        for _each in range(number):
            desk_work.case(kept.desk, olga, visitor=visitor)
    with reading() as session:
        found = figures_of_desk(session, kept.desk, clock.today())
    rows = [("uk", 8, 7), ("zh", 6, None), ("sq", None, 9), ("ar", None, None), ("fr", None, None)]
    assert told_of(found) == rows
    page = kept.open("numbers")
    cells = [
        ["".join(each.itertext()).strip() for each in row]
        for row in page.all("//section[@aria-labelledby='languages']//tbody/tr")
    ]
    assert cells[0] == ["Ukrainian", "8", "7"]
    assert cells[3] == ["Arabic", "not shown", "not shown"]


def test_the_only_small_number_of_languages_is_not_told_by_the_sum(kept: Kept) -> None:
    count(kept, "uk", 9)
    count(kept, "fr", 6)
    count(kept, "ar", 3)
    with reading() as session:
        found = figures_of_desk(session, kept.desk, clock.today())
    # The sum, 18, stands in the table of months: with 9 and 6 shown it would tell the 3.
    assert found.months[0].visits == 18
    assert told_of(found) == [("uk", 9, None), ("ar", None, None), ("fr", None, None)]


def test_the_only_small_number_of_outcomes_is_not_told_by_the_sum(kept: Kept) -> None:
    olga = desk_work.worker(kept.desk)
    for outcome, number in (
        (CaseOutcome.HELPED, 8),
        (CaseOutcome.PASSED_ON, 6),
        (CaseOutcome.PARTLY, 2),
    ):
        for _each in range(number):
            opened = desk_work.case(kept.desk, olga)
            with transaction() as session:
                ended = session.get_one(Case, opened.id)
                ended.state, ended.outcome = CaseState.CLOSED, outcome
    with reading() as session:
        found = figures_of_desk(session, kept.desk, clock.today())
    # 16 cases and none open stand on the same page.
    assert [(each.code, each.number) for each in found.outcomes] == [
        (CaseOutcome.HELPED.value, 8),
        *((code, None) for code in sorted((CaseOutcome.PASSED_ON.value, CaseOutcome.PARTLY.value))),
    ]


def test_numbers_of_another_desk_do_not_count(kept: Kept) -> None:
    other = desk_work.desk("Sportello di Alba")
    count(kept, "uk", 9)
    with reading() as session:
        found = figures_of_desk(session, other, clock.today())
    assert found.languages == ()
    assert found.months[0].visits is None


def test_bookings_that_were_cancelled_are_no_load(kept: Kept) -> None:
    for starts in (TEN, "2026-11-25T10:30:00+01:00", "2026-11-25T11:00:00+01:00"):
        for _each in range(2):
            booked(kept.desk, starts, "")
    with reading() as session:
        assert figures_of_desk(session, kept.desk, clock.today()).months[0].bookings == 6
        ids = list(session.scalars(select(Booking.id)))
    with transaction() as session:
        for each in ids[:2]:
            operations.cancel_booking(session, booking_id=each, now=NOW)
    with reading() as session:
        assert figures_of_desk(session, kept.desk, clock.today()).months[0].bookings is None


def test_numbers_are_for_the_manager(kept: Kept) -> None:
    page = kept.browser(desk_work.worker(kept.desk, DeskRole.OPERATOR))
    page.open(kept.path("numbers"), 403)
