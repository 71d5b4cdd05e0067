"""A manager keeps the desk: what it says, its hours, and its days."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import desk_work
from tests.browser import Page
from tests.desk_work import NOW
from tests.inbox import inbox
from tests.web.desk.keeping import PARTS, TOMORROW, Kept, booked, kept, role_of, state_of
from wemi_piemonte.desks.models import Desk, DeskDay, DeskHours
from wemi_piemonte.desks.rules import BookingState, DeskKind, DeskRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction

__all__ = ["kept"]


@pytest.mark.parametrize("part", [*PARTS, "today"])
def test_each_part_opens_for_the_manager(kept: Kept, part: str) -> None:
    page = kept.open(part)
    assert "Sportello di Cuneo" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all(f"//a[@aria-current='page'][contains(@href, '/{part}')]")


@pytest.mark.parametrize(
    ("role", "keeping", "today"),
    [(DeskRole.OPERATOR, 403, 200), (DeskRole.REFERENT, 403, 403), (DeskRole.ANTENNA, 404, 404)],
)
def test_who_works_there_without_the_right_may_not(
    kept: Kept, role: DeskRole, keeping: int, today: int
) -> None:
    page = kept.browser(desk_work.worker(kept.desk, role))
    for part in PARTS:
        page.open(kept.path(part), keeping)
    page.open(kept.path("today"), today)


def test_another_desks_pages_are_not_there(kept: Kept) -> None:
    other = desk_work.desk("Sportello di Alba")
    page = kept.browser(desk_work.worker(other, DeskRole.MANAGER))
    for part in (*PARTS, "today"):
        page.open(kept.path(part), 404)


def test_no_form_of_another_desk_changes_anything(kept: Kept) -> None:
    other = desk_work.desk("Sportello di Alba")
    hours, booking = desk_work.hours(kept.desk), booked(kept.desk)
    aldo = desk_work.worker(other, DeskRole.MANAGER, "aldo@example.org")
    page = kept.browser(aldo).open(f"/en/desk/{other}/hours")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    forms = {"csrf_token": token, "on": "2026-11-26", "state": "called_off", "role": "manager"}
    rest = ("days", "days/clear", "duty", "hours", "manage", "people/invitations")
    for desk, path, status in (
        *((kept.desk, each, 404) for each in rest),
        (kept.desk, f"hours/{hours}", 404),
        (kept.desk, f"people/{aldo.id}", 404),
        (kept.desk, f"people/{kept.marta.id}/remove", 404),
        (kept.desk, "today/walk-ins", 404),
        # And under the address of one's own desk, with the things of the other.
        (other, f"hours/{hours}", 404),
        (other, f"people/{kept.marta.id}", 404),
        (other, f"people/{kept.marta.id}/remove", 404),
        (other, f"today/bookings/{booking}", 404),
    ):
        answer = page.client.post(f"/en/desk/{desk}/{path}", data=forms)
        assert (path, answer.status_code) == (path, status)
    assert role_of(kept, kept.marta) is DeskRole.MANAGER
    assert state_of(booking) is BookingState.BOOKED


def test_what_the_desk_says_is_saved_and_seen_by_everybody(kept: Kept) -> None:
    page = kept.open("manage")
    page.press("Save", name="Sportello nuovo", spoken=["it", "ar"], directions="Dietro al mercato")
    assert "It is saved." in page.text
    public = Page(kept.app.test_client()).open(f"/en/desks/{kept.desk}")
    assert "Dietro al mercato" in public.text
    with reading() as session:
        desk = session.get_one(Desk, kept.desk)
        acts = set(session.scalars(select(AuditRow.act).where(AuditRow.subject_id == kept.desk)))
    assert (desk.name, desk.spoken, desk.municipality) == ("Sportello nuovo", "it ar", "004078")
    assert (desk.slot_places, desk.can_do) == (2, "listen plan send_requests")
    assert "change_desk" in acts


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("municipality", "Nowhere"),
        ("slot_minutes", "3"),
        ("slot_places", "many"),
        ("email", "no address"),
        ("url", "javascript:alert(1)"),
        ("latitude", "44.4"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(kept: Kept, field: str, value: str) -> None:
    page = kept.open("manage")
    page.press("Save", 422, **{"description": "Nuovo", field: value})
    assert page.all("string(//title)")[0].startswith("Error:")
    at = "longitude" if field == "latitude" else field
    assert page.all(f"//*[@id='{at}'][@aria-invalid='true']")
    assert "Nuovo" in page.all("string(//textarea[@id='description'])")[0]
    assert page.all(f"string(//*[@id='{field}']/@value)") == [value]


def test_of_two_who_change_it_the_slower_one_is_told_and_keeps_what_was_typed(kept: Kept) -> None:
    slow, quick = kept.open("manage"), kept.open("manage")
    quick.press("Save", phone="0171 111111")
    slow.press("Save", 409, description="Con il treno")
    assert "Somebody else changed the desk" in slow.text
    assert "Con il treno" in slow.all("string(//textarea[@id='description'])")[0]
    slow.press("Save")
    with reading() as session:
        assert session.get_one(Desk, kept.desk).description.strip() == "Con il treno"


def test_the_same_form_sent_twice_is_saved_once(kept: Kept) -> None:
    first, second = kept.open("manage"), kept.open("manage")
    first.press("Save", phone="0171 111111", municipality="Cuneo (CN)")
    second.press("Save", phone="0171 111111", municipality="Cuneo (CN)")
    assert "It is saved." in second.text


def test_hours_of_a_stop_every_second_week_are_added_changed_and_taken_away(kept: Kept) -> None:
    page = kept.open("hours")
    key = page.all("//input[@name='key']/@value")[0]
    fields: dict[str, Any] = {
        "days": ["WE", "FR"],
        "opens_at": "14:00",
        "closes_at": "16:00",
        "interval": "2",
        "municipality": "Alba",
        "name": "Biblioteca",
        "spoken": ["ar"],
    }
    page.press("Save", **fields)
    kept.open("hours").press("Save", key=key, **fields)
    with reading() as session:
        (row,) = session.scalars(select(DeskHours).where(DeskHours.name == "Biblioteca"))
    assert (row.byday, row.interval, row.municipality) == ("WE,FR", 2, "004003")
    page.open(kept.path(f"hours/{row.id}")).press("Save", closes_at="17:30")
    with reading() as session:
        assert f"{session.get_one(DeskHours, row.id).closes_at:%H:%M}" == "17:30"
    page.press("Take these hours away", form=str(row.id))
    with reading() as session:
        assert session.get(DeskHours, row.id) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("closes_at", ""), ("interval", "0"), ("valid_from", ""), ("municipality", "Nowhere")],
)
def test_hours_that_are_wrong_are_not_kept(kept: Kept, field: str, value: str) -> None:
    page = kept.open("hours")
    fields: dict[str, Any] = {
        "days": ["MO"],
        "opens_at": "14:00",
        "closes_at": "16:00",
        "note": "Suonare",
    }
    page.press("Save", 422, **(fields | {field: value}))
    assert page.all(f"//*[@id='{field}'][@aria-invalid='true']")
    assert page.all("string(//*[@id='note']/@value)") == ["Suonare"]
    assert page.all("//input[@name='days'][@checked]/@value") == ["MO"]


def test_bookings_outside_of_the_hours_are_shown_and_called_off_by_hand(kept: Kept) -> None:
    mails = inbox(kept.app)
    booking = booked(kept.desk, TOMORROW)
    page = kept.open("hours")
    page.press("Take these hours away")
    assert "1 booking falls outside" in page.text
    mails()
    page.open(kept.path("today?day=2026-11-26")).press("called_off")
    assert state_of(booking) is BookingState.CALLED_OFF
    assert len(mails()) == 1
    assert "falls outside" not in kept.open("hours").text


def test_not_today_is_one_tap_and_tells_who_booked(kept: Kept) -> None:
    mails = inbox(kept.app)
    today, later = booked(kept.desk), booked(kept.desk, TOMORROW)
    mails()
    page = kept.open("days")
    assert "1 booking is called off" in page.text
    page.press("We are not there today", note="Neve")
    assert "It is said." in page.text
    assert (state_of(today), state_of(later)) == (BookingState.CALLED_OFF, BookingState.BOOKED)
    (mail,) = mails()
    assert mail["To"] == "olena@example.org"
    public = Page(kept.app.test_client()).open(f"/en/desks/{kept.desk}")
    assert "Neve" in public.text


def test_what_another_day_calls_off_is_said_before_it_is_done(kept: Kept) -> None:
    booking = booked(kept.desk, TOMORROW)
    page = kept.open("days")
    page.press("Say so", 409, on="2026-11-26", opens_at="11:00", closes_at="12:00", note="Tardi")
    assert "This calls off 1 booking" in page.text
    assert state_of(booking) is BookingState.BOOKED
    page.press("Say it, and call off 1 booking")
    assert state_of(booking) is BookingState.CALLED_OFF
    with reading() as session:
        (day,) = session.scalars(select(DeskDay))
    assert (day.on, f"{day.opens_at:%H:%M}", day.note) == (date(2026, 11, 26), "11:00", "Tardi")


def test_what_is_booked_after_the_page_was_opened_asks_again(kept: Kept) -> None:
    page = kept.open("days")
    booking = booked(kept.desk)
    page.press("We are not there today", 409)
    assert state_of(booking) is BookingState.BOOKED


def test_a_day_is_as_usual_again(kept: Kept) -> None:
    page = kept.open("days")
    page.press("Say so", on="2026-11-26")
    page.press("As usual after all Thursday 26 November")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(DeskDay)) == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": ""}, "on"),
        ({"on": "2026-11-24"}, "on"),
        ({"on": "2026-11-26", "opens_at": "10:00"}, "closes_at"),
    ],
)
def test_a_day_that_is_wrong_is_not_said(kept: Kept, fields: dict[str, str], field: str) -> None:
    page = kept.open("days").press("Say so", 422, note="Perché", **fields)
    assert page.all("//input[@id='note']/@value") == ["Perché"]
    if field != "closes_at":
        assert page.all(f"//*[@id='{field}'][@aria-invalid='true']")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(DeskDay)) == 0


def test_the_stops_of_a_tour_can_be_called_off_one_by_one(kept: Kept) -> None:
    with transaction() as session:
        session.get_one(Desk, kept.desk).kind = DeskKind.ITINERANT
    stop = desk_work.hours(kept.desk, byday="WE", name="Piazza", municipality="004003")
    page = kept.open("days")
    assert str(stop) in page.all("//select[@id='hours_id']/option/@value")
    page.press("Say so", on="2026-12-02", hours_id=str(stop))
    with reading() as session:
        assert session.scalars(select(DeskDay.hours_id)).one() == stop
    page.press("Say so", 422, on="2026-12-02", hours_id=str(uuid4()))
    assert page.all("//select[@id='hours_id'][@aria-invalid='true']")


def test_a_day_that_is_not_one_can_not_be_cleared(kept: Kept) -> None:
    page = kept.open("days")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    answer = page.client.post(kept.path("days/clear"), data={"csrf_token": token, "on": "x"})
    assert answer.status_code == 422
    assert clock.today() - NOW.date() < timedelta(days=1)
