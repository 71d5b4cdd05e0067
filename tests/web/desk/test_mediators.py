"""Mediators of all bodies: a body shares one, a desk finds and asks one, others find nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import inbox
from tests.people import signed_in
from wemi_piemonte.cases.models import CaseMediation
from wemi_piemonte.desks.models import Mediation
from wemi_piemonte.desks.operations import MediatorValues, book, share_mediator
from wemi_piemonte.desks.rules import DeskRole, MediationState
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction

# A Wednesday, nine o'clock in Piedmont.
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
ASKED: dict[str, Any] = {"spoken": "uk", "on": "2026-11-26", "at": "10:00"}
WHO = UUID("00000000-0000-4000-8000-0000000000aa")


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)
    db.Sessions.kw["bind"].dispose()


def at_desk(
    app: Flask, desk_id: UUID, role: DeskRole = DeskRole.OPERATOR, name: str = "olga"
) -> Page:
    account = desk_work.worker(desk_id, role, f"{name}@example.org")
    return Page(signed_in(app, account))


def mediator(name: str = "Oksana", **values: Any) -> UUID:
    told = {"spoken": "uk", "municipality": "004078", "email": f"{name.lower()}@example.org"}
    organization_id = desk_work.body()
    with transaction() as session:
        return share_mediator(
            session,
            organization_id=organization_id,
            values=MediatorValues(name=name, **{**told, **values}),
            by=WHO,
            secret=f"the form of {name}",
            now=NOW,
        )


def mediations() -> list[Mediation]:
    with reading() as session:
        return list(session.scalars(select(Mediation)))


def booking_of_tomorrow(desk_id: UUID) -> UUID:
    """A booking for half past nine, by somebody who speaks Ukrainian."""
    with transaction() as session:
        return book(
            session,
            requester=None,
            desk_id=desk_id,
            starts_at=datetime(2026, 11, 26, 8, 30, tzinfo=UTC),
            contact="canarino@example.org",
            locale="uk",
            spoken="uk",
            secret="a form of a visitor, long enough",
            now=NOW,
        ).id


def token(page: Page) -> str:
    return str(page.open("/it/plans").all("//input[@name='csrf_token']/@value")[0])


def test_a_desk_finds_asks_and_confirms_a_mediator(site: Flask) -> None:
    desk_id, mails = desk_work.desk(), inbox(site)
    mediator()
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/mediators", **ASKED)
    page.press(str(mediator()))
    assert page.all("//p[@role='status']")
    (mediation,) = mediations()
    assert (mediation.state, mediation.spoken) == (MediationState.ASKED, "uk")
    assert mediation.starts_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    (mail,) = mails()
    assert mail["To"] == "oksana@example.org"
    assert "Sportello di Cuneo" in mail.get_content()
    assert "10:00" in mail.get_content()
    page.press("confirmed")
    assert mediations()[0].state is MediationState.CONFIRMED
    page.press("cancelled")
    assert mediations()[0].state is MediationState.CANCELLED
    assert len(mails()) == 1


def test_the_same_form_asks_once(site: Flask) -> None:
    desk_id = desk_work.desk()
    person = str(mediator())
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/mediators", **ASKED)
    values = {
        **ASKED,
        "mediator": person,
        "key": page.all("//input[@name='key']/@value")[0],
        "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
    }
    for _again in range(2):
        answer = page.client.post(f"/it/desk/{desk_id}/mediators", data=values)
        assert answer.status_code == 303
    assert len(mediations()) == 1
    assert len(inbox(site)()) == 1


def test_where_there_is_nobody_it_is_counted(site: Flask) -> None:
    desk_id = desk_work.desk()
    page = at_desk(site, desk_id)
    page.open(f"/it/desk/{desk_id}/mediators", **{**ASKED, "spoken": "zh"})
    (button,) = page.all("//button[@name='mediator']")
    assert button.get("value") == ""
    page.press(" ".join("".join(button.itertext()).split()))
    assert [each.state for each in mediations()] == [MediationState.UNMET]
    assert page.all("//h2[@id='unmet']")
    assert inbox(site)() == []


def test_a_booking_says_language_and_time_already(site: Flask) -> None:
    desk_id = desk_work.desk()
    person = str(mediator())
    booking_id = booking_of_tomorrow(desk_id)
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/mediators", booking=str(booking_id))
    assert page.all("//input[@id='at']/@value") == ["09:30"]
    page.press(person)
    (mediation,) = mediations()
    assert mediation.booking_id == booking_id
    told = [mail.as_string() for mail in inbox(site)() if mail["To"] == "oksana@example.org"]
    assert len(told) == 1
    assert "canarino" not in told[0]
    other = desk_work.desk("Altrove")
    stranger = at_desk(site, other, DeskRole.MANAGER, "max")
    stranger.open(f"/it/desk/{other}/mediators", 404, booking=str(booking_id))


def test_a_booking_leads_to_the_mediators_for_it(site: Flask) -> None:
    desk_id = desk_work.desk()
    booking_id = booking_of_tomorrow(desk_id)
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/today", day="2026-11-26")
    (link,) = [each for each in page.links() if f"booking={booking_id}" in each]
    assert page.open(link).all("//input[@id='at']/@value") == ["09:30"]


def test_a_case_is_bound_to_who_was_asked_in_it(site: Flask) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    person = str(mediator())
    account = desk_work.worker(desk_id)
    opened = desk_work.case(desk_id, account, visitor="uk")
    page = Page(signed_in(site, account))
    page.open(f"/it/desk/{desk_id}/mediators", case=str(opened.id), on="2026-11-26", at="10:00")
    page.press(person)
    with reading() as session:
        (bound,) = session.scalars(select(CaseMediation)).all()
    assert (bound.case_id, bound.mediation_id) == (opened.id, mediations()[0].id)
    stranger = at_desk(site, other, DeskRole.MANAGER, "max")
    stranger.open(f"/it/desk/{other}/mediators", 404, case=str(opened.id))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": "2026-11-24"}, "on"),
        ({"on": "2027-11-24"}, "on"),
        ({"on": "domani"}, "on"),
        ({"at": "25:00"}, "at"),
        ({"spoken": "x1"}, "spoken"),
    ],
)
def test_what_can_not_be_asked_is_said_at_its_field_and_stays(
    site: Flask, wrong: dict[str, str], field: str
) -> None:
    desk_id = desk_work.desk()
    mediator()
    page = at_desk(site, desk_id)
    page.open(f"/it/desk/{desk_id}/mediators", 422, **{**ASKED, **wrong})
    assert page.all(f"//*[@id='{field}-error']")
    if field != "spoken":
        assert page.all(f"//input[@id='{field}']/@value") == list(wrong.values())
    values = {**ASKED, **wrong, "csrf_token": token(page)}
    assert page.client.post(f"/it/desk/{desk_id}/mediators", data=values).status_code == 422
    assert mediations() == []


@pytest.mark.parametrize(
    ("role", "status"), [(DeskRole.REFERENT, 403), (DeskRole.ANTENNA, 404), (None, 404)]
)
def test_only_who_opens_cases_asks_mediators(
    site: Flask, role: DeskRole | None, status: int
) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    person = mediator()
    page = at_desk(site, desk_id if role else other, role or DeskRole.MANAGER, "max")
    address = f"/it/desk/{desk_id}/mediators"
    sent = {**ASKED, "mediator": str(person), "csrf_token": token(page)}
    assert page.client.get(address).status_code == status
    assert page.client.post(address, data=sent).status_code == status
    olga = at_desk(site, desk_id)
    olga.open(address, **ASKED).press(str(person))
    (mediation,) = mediations()
    settle = {"state": "cancelled", "csrf_token": sent["csrf_token"]}
    answer = page.client.post(f"{address}/{mediation.id}", data=settle)
    assert answer.status_code == status
    if role is None:
        own = page.client.post(f"/it/desk/{other}/mediators/{mediation.id}", data=settle)
        assert own.status_code == 404
    assert mediations()[0].state is MediationState.ASKED
