"""A time at a desk is booked without an account, moved, cancelled, and seen by nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.desk_work import NOW
from tests.inbox import inbox
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking
from wemi_piemonte.desks.rules import BookingState, DeskKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.worker import run_jobs

TEN = "2026-11-25T10:00:00+01:00"
HALF_PAST = "2026-11-25T10:30:00+01:00"
LATE = "2026-11-26T11:00:00+01:00"


def form(site: Flask, desk: UUID, account: Account | None = None) -> Page:
    client = signed_in(site, account) if account else site.test_client()
    return Page(client).open(f"/en/desks/{desk}/book")


def book(page: Page, starts: str = TEN, status: int = 201, **fields: str) -> Page:
    return page.press("Book this time", status, starts=starts, **{"spoken": "uk", **fields})


def rows() -> list[Booking]:
    with reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.created_at)))


def code_and_pin(page: Page) -> tuple[str, str]:
    code, pin = page.all("//dl[contains(@class, 'pass')]//bdi/text()")
    return str(code), str(pin)


def fill(desk: UUID, times: int = 2, starts: str = TEN) -> None:
    """Let others book all places of a time."""
    moment = clock.now().fromisoformat(starts)
    for number in range(times):
        with transaction() as session:
            operations.book(
                session,
                requester=None,
                desk_id=desk,
                starts_at=moment,
                contact="",
                locale="it",
                spoken="it",
                secret=f"somebody else with number {number} and {starts}",
                now=NOW,
            )


def test_without_an_account_code_and_pin_open_the_booking_again(site: Flask) -> None:
    desk = desk_work.desk(directions="Dietro la stazione.")
    page = book(form(site, desk))
    code, pin = code_and_pin(page)
    assert (len(code), len(pin)) == (9, 7)
    assert "10:00" in page.text
    assert "Dietro la stazione." in page.text
    (row,) = rows()
    assert (row.spoken, row.contact, row.account_id) == ("uk", "", None)
    other = Page(site.test_client()).open(f"/en/bookings/{row.id}", 404)
    assert "not open here" in other.text
    opened = other.press("open", code=code, pin=pin)
    assert opened.response.request.path == f"/en/bookings/{row.id}"
    assert "Dietro la stazione." in opened.text
    assert opened.response.headers["Cache-Control"] == "no-store"
    assert f"/en/bookings/{row.id}" in opened.open("/en/requests").links()


def test_somebody_elses_booking_is_not_there(site: Flask) -> None:
    desk = desk_work.desk()
    book(form(site, desk))
    (row,) = rows()
    stranger = Page(signed_in(site, make_account(Role.CITIZEN, "eva@example.org")))
    stranger.open(f"/en/bookings/{row.id}", 404)
    token = stranger.all("//input[@name='csrf_token']/@value")[0]
    for act in ("move", "cancel"):
        values = {"csrf_token": token, "starts": LATE}
        path = f"/en/bookings/{row.id}/{act}"
        assert stranger.client.post(path, data=values).status_code == 404
    assert rows()[0].starts_at == row.starts_at
    assert rows()[0].state is BookingState.BOOKED


def test_who_is_signed_in_books_with_the_account_and_is_written_to(site: Flask) -> None:
    mails = inbox(site)
    desk = desk_work.desk()
    account = make_account(Role.CITIZEN, "elena@example.org", locale="en")
    page = form(site, desk, account)
    assert page.all("//input[@name='email']") == []
    shown = book(page, status=200)
    assert "Your time is booked." in shown.text
    (row,) = rows()
    assert (row.account_id, row.pass_id, row.contact) == (account.id, None, "")
    (mail,) = mails()
    assert mail["To"] == "elena@example.org"
    assert "10:00" in mail["Subject"]
    assert f"/bookings/{row.id}" in mail.get_content()
    assert f"/en/bookings/{row.id}" in shown.open("/en/requests").links()


def test_a_pass_that_is_open_is_used_again(site: Flask) -> None:
    desk = desk_work.desk()
    page = book(form(site, desk))
    book(page.open(f"/en/desks/{desk}/book"), LATE, 200)
    first, second = rows()
    assert first.pass_id == second.pass_id
    assert first.pass_id is not None


def test_the_same_form_sent_twice_books_once_and_shows_the_same_code(site: Flask) -> None:
    desk = desk_work.desk()
    page = form(site, desk)
    key = page.all("//input[@name='key']/@value")[0]
    first = code_and_pin(book(page))
    again = form(site, desk)
    again.client = page.client
    again.open(f"/en/desks/{desk}/book")
    assert code_and_pin(book(again, key=key)) == first
    assert len(rows()) == 1


def test_a_form_sent_again_after_the_cancelling_does_not_say_that_it_is_booked(
    site: Flask,
) -> None:
    desk = desk_work.desk()
    page = form(site, desk)
    key = page.all("//input[@name='key']/@value")[0]
    book(page)
    page.open(f"/en/bookings/{rows()[0].id}").press("Yes, cancel my booking")
    shown = book(page.open(f"/en/desks/{desk}/book"), TEN, 200, key=key)
    assert "Cancelled" in shown.text
    assert [row.state for row in rows()] == [BookingState.CANCELLED]


def test_a_time_taken_meanwhile_is_told_kindly_and_nothing_typed_is_lost(site: Flask) -> None:
    desk = desk_work.desk()
    page = form(site, desk)
    fill(desk)
    again = book(page, TEN, 409, email="olena@example.org", spoken="ar")
    assert "Somebody took the last place" in again.text
    assert again.all("//input[@name='email']/@value") == ["olena@example.org"]
    assert again.all("//select[@name='spoken']/option[@selected]/@value") == ["ar"]
    offered = again.all("//input[@name='starts']/@value")
    assert TEN not in offered
    assert HALF_PAST in offered
    book(again, HALF_PAST)
    assert sum(row.contact == "olena@example.org" for row in rows()) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"starts": ""}, "starts"), ({"spoken": "12"}, "spoken"), ({"email": "no"}, "email")],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(
    site: Flask, fields: dict[str, str], field: str
) -> None:
    page = form(site, desk_work.desk())
    values = {"starts": TEN, "spoken": "uk", "email": "olena@example.org", **fields}
    again = page.press("Book this time", 422, **values)
    assert again.all("string(//title)")[0].startswith("Error:")
    assert again.all(f"//*[starts-with(@id, '{field}-error')]")
    chosen = again.all("//input[@name='starts'][@checked]/@value")
    assert chosen == ([] if field == "starts" else [TEN])
    assert again.all("//input[@name='email']/@value") == [values["email"]]
    assert rows() == []


@pytest.mark.parametrize("starts", ["2026-11-25T10:10:00+01:00", "2026-11-28T10:00:00+01:00"])
def test_a_time_that_the_desk_does_not_offer_is_not_booked(site: Flask, starts: str) -> None:
    page = form(site, desk_work.desk())
    assert "can no longer be booked" in book(page, starts, 409).text
    assert rows() == []


def test_the_same_person_books_a_time_once(site: Flask) -> None:
    desk = desk_work.desk()
    page = book(form(site, desk))
    again = book(page.open(f"/en/desks/{desk}/book"), TEN, 409)
    assert "already booked this time" in again.text
    assert f"/en/bookings/{rows()[0].id}" in again.links()


def test_a_desk_without_free_times_says_what_else_there_is(site: Flask) -> None:
    desk = desk_work.desk(slot_places=0, phone="0171 123456")
    afar = {"kind": DeskKind.DIGITAL, "phone": "800 000 000", "municipality": ""}
    desk_work.desk("Sportello a distanza", **afar)
    page = form(site, desk)
    assert page.all("//input[@name='starts']") == []
    assert "0171 123456" in page.text
    assert "800 000 000" in page.text


def test_a_desk_that_is_not_public_can_not_be_booked(site: Flask) -> None:
    desk = desk_work.desk(is_public=False)
    Page(site.test_client()).open(f"/en/desks/{desk}/book", 404)


def test_a_booking_moves_and_the_old_time_is_free_again(site: Flask) -> None:
    desk = desk_work.desk(slot_places=1)
    page = book(form(site, desk))
    (row,) = rows()
    page.open(f"/en/bookings/{row.id}")
    shown = page.press("Move it to this time", starts=LATE)
    assert "Your booking is moved" in shown.text
    assert "11:00" in shown.text
    assert TEN in form(site, desk).all("//input[@name='starts']/@value")


def test_when_the_new_time_is_full_the_old_one_stays(site: Flask) -> None:
    desk = desk_work.desk(slot_places=1)
    page = book(form(site, desk))
    mine = rows()[0]
    page.open(f"/en/bookings/{mine.id}")
    fill(desk, 1, LATE)
    again = page.press("Move it to this time", 409, starts=LATE)
    assert "stays as it was" in again.text
    assert next(row for row in rows() if row.id == mine.id).starts_at == mine.starts_at


def test_moving_without_a_choice_says_so(site: Flask) -> None:
    desk = desk_work.desk()
    page = book(form(site, desk)).open(f"/en/bookings/{rows()[0].id}")
    assert "Choose a time." in page.press("Move it to this time", 422).text


def test_a_cancelled_booking_frees_its_place_and_is_cancelled_once(site: Flask) -> None:
    mails = inbox(site)
    desk = desk_work.desk(slot_places=1)
    page = book(form(site, desk), email="olena@example.org")
    (row,) = rows()
    assert TEN not in form(site, desk).all("//input[@name='starts']/@value")
    page.open(f"/en/bookings/{row.id}")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    page.press("Yes, cancel my booking")
    assert "Thank you for saying so" in page.text
    twice = page.client.post(f"/en/bookings/{row.id}/cancel", data={"csrf_token": token})
    assert twice.status_code == 303
    assert TEN in form(site, desk).all("//input[@name='starts']/@value")
    assert len(mails()) == 2


def test_what_is_over_can_not_be_moved_or_cancelled(site: Flask) -> None:
    desk = desk_work.desk()
    page = book(form(site, desk))
    clock.start_at(NOW + timedelta(minutes=50))
    page.open(f"/en/bookings/{rows()[0].id}")
    clock.start_at(NOW + timedelta(minutes=61))
    assert "Something changed meanwhile" in page.press("Yes, cancel my booking", 409).text
    assert "Its time is over" in page.text
    assert rows()[0].state is BookingState.BOOKED


def test_a_day_on_which_the_desk_can_not_be_there_is_told_by_mail_and_on_the_page(
    site: Flask,
) -> None:
    mails = inbox(site)
    desk = desk_work.desk()
    page = book(form(site, desk), email="olena@example.org")
    mails()
    with transaction() as session:
        operations.set_day(
            session,
            desk_id=desk,
            hours_id=None,
            on=NOW.date(),
            opens_at=None,
            closes_at=None,
            note="Neve",
            by=None,
            now=NOW,
        )
    (mail,) = mails()
    assert "can not meet you" in mail["Subject"]
    assert f"/desks/{desk}/book" in mail.get_content()
    page.open(f"/en/bookings/{rows()[0].id}")
    assert "Called off by the desk" in page.text
    assert page.all("//form[contains(@action, '/move')]") == []


def test_the_reminder_comes_once_a_day_before(site: Flask) -> None:
    mails = inbox(site)
    desk = desk_work.desk()
    book(form(site, desk), "2026-11-27T11:00:00+01:00", email="olena@example.org")
    book(form(site, desk), TEN, email="today@example.org")
    mails()
    for hours in (1, 26, 27):
        clock.start_at(NOW + timedelta(hours=hours))
        run_jobs(site.extensions["wemi_work"], NOW + timedelta(hours=hours))
    told = mails()
    assert [(mail["To"], "Reminder" in mail["Subject"]) for mail in told] == [
        ("olena@example.org", True)
    ]


def test_the_copy_of_ones_data_holds_the_bookings_and_a_deletion_frees_them(site: Flask) -> None:
    desk = desk_work.desk(slot_places=1)
    account = make_account(Role.CITIZEN, "elena@example.org", locale="en")
    page = book(form(site, desk, account), status=200)
    copy = page.client.get("/en/account/data.json").json
    assert [each["starts_at"] for each in copy["bookings"]] == [TEN]
    with transaction() as session:
        operations.end_bookings_of(session, account_id=account.id, now=NOW)
    (row,) = rows()
    assert (row.state, row.account_id) == (BookingState.CANCELLED, None)
    assert TEN in form(site, desk).all("//input[@name='starts']/@value")


def test_a_booking_of_a_tour_says_at_which_stop(site: Flask) -> None:
    desk = desk_work.desk("Camper", kind=DeskKind.ITINERANT)
    with transaction() as session:
        for hours in session.scalars(select(desk_work.operations.keeping.DeskHours)):
            session.delete(hours)
    desk_work.hours(desk, name="Piazza Galimberti", municipality="004078")
    page = form(site, desk)
    assert "Piazza Galimberti" in " ".join(page.all("//legend//text()"))
    assert "Piazza Galimberti" in book(page).text


def test_the_form_and_the_booking_are_told_right_to_left(site: Flask) -> None:
    desk = desk_work.desk()
    page = Page(site.test_client()).open(f"/ar/desks/{desk}/book")
    assert page.all("//html/@dir") == ["rtl"]
    assert page.all("//select[@name='spoken']/option[@selected]/@value") == ["ar"]
