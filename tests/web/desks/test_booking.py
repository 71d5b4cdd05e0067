"""A time at a desk is booked without an account, once, and seen by nobody else."""

import pytest
from flask import Flask

from tests import desk_work
from tests.browser import Page
from tests.inbox import inbox
from tests.people import make_account, signed_in
from tests.web.desks.booking_steps import HALF_PAST, LATE, TEN, book, code_and_pin, fill, form, rows
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.rules import BookingState, DeskKind


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
