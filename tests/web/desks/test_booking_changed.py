"""A booking is moved, cancelled, called off, reminded of, and told where one goes."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.desk_work import NOW
from tests.inbox import inbox
from tests.people import make_account
from tests.web.desks.booking_steps import LATE, TEN, book, fill, form, rows
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import DeskHours
from wemi_piemonte.desks.rules import BookingState, DeskKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.worker import run_jobs


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
    copy = page.client.get("/en/account/data.json").get_json()
    assert [each["starts_at"] for each in copy["bookings"]] == [TEN]
    with transaction() as session:
        operations.end_bookings_of(session, account_id=account.id, now=NOW)
    (row,) = rows()
    assert (row.state, row.account_id) == (BookingState.CANCELLED, None)
    assert TEN in form(site, desk).all("//input[@name='starts']/@value")


def test_a_booking_of_a_tour_says_at_which_stop(site: Flask) -> None:
    desk = desk_work.desk("Camper", kind=DeskKind.ITINERANT)
    with transaction() as session:
        for hours in session.scalars(select(DeskHours)):
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
