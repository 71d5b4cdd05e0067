"""Mediators whom a body shares with the desks of all: added, changed, switched off by its people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.models import Mediator
from wemi_piemonte.desks.operations import MediatorValues, share_mediator
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
WHO = UUID("00000000-0000-4000-8000-0000000000aa")


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)
    db.Sessions.kw["bind"].dispose()


def mediator() -> UUID:
    """Somebody whom the body shares already."""
    organization_id = desk_work.body()
    with transaction() as session:
        return share_mediator(
            session,
            organization_id=organization_id,
            values=MediatorValues(name="Oksana", spoken="uk", municipality="004078"),
            by=WHO,
            secret="the form of Oksana",
            now=NOW,
        )


def token(page: Page) -> str:
    return str(page.open("/it/plans").all("//input[@name='csrf_token']/@value")[0])


def body_page(app: Flask, member: MemberRole = MemberRole.EDITOR) -> tuple[Page, str]:
    organization_id = desk_work.body()
    account = make_account(
        Role.PROVIDER, "p@example.org", organization_id=organization_id, member=member
    )
    return Page(signed_in(app, account)), f"/it/provider/organizations/{organization_id}/mediators"


FORM: dict[str, Any] = {
    "name": "Oksana",
    "spoken": ["uk", "ru"],
    "municipality": "Cuneo",
    "is_remote": "1",
    "days": ["TH", "MO"],
    "opens_at": "09:00",
    "closes_at": "12:30",
    "email": "oksana@example.org",
}


def shared() -> list[Mediator]:
    with reading() as session:
        return list(session.scalars(select(Mediator)))


def press_save(page: Page, status: int = 200, **fields: Any) -> Page:
    (button,) = page.all("//form[.//input[@id='name']]//button")
    return page.press(" ".join("".join(button.itertext()).split()), status, **fields)


def test_a_body_shares_changes_and_switches_off_a_mediator(site: Flask) -> None:
    page, address = body_page(site)
    press_save(page.open(address), **FORM)
    (found,) = shared()
    assert (found.name, found.spoken, found.municipality) == ("Oksana", "uk ru", "004078")
    assert (found.byday, f"{found.opens_at:%H:%M}", found.is_remote) == ("MO,TH", "09:00", True)
    page.open(f"{address}/{found.id}")
    assert page.all("//input[@id='municipality']/@value") == ["Cuneo (CN)"]
    press_save(page, name="Oksana P.", days=["FR"])
    (found,) = shared()
    assert (found.name, found.byday, found.spoken) == ("Oksana P.", "FR", "uk ru")
    (switch,) = page.all("//button[@name='active']")
    page.press(" ".join("".join(switch.itertext()).split()))
    assert not shared()[0].is_active
    page.press("1")
    assert shared()[0].is_active


def test_the_form_of_a_body_shares_one_however_often_it_is_sent(site: Flask) -> None:
    page, address = body_page(site)
    page.open(address)
    values = {
        **FORM,
        "key": page.all("//input[@name='key']/@value")[0],
        "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
    }
    for _again in range(2):
        assert page.client.post(address, data=values).status_code == 303
    assert len(shared()) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"spoken": []}, "spoken"),
        ({"municipality": "Atlantide"}, "municipality"),
        ({"municipality": ""}, "municipality"),
        ({"email": ""}, "email"),
        ({"email": "niente"}, "email"),
        ({"closes_at": ""}, "closes_at"),
        ({"opens_at": "12:30"}, "closes_at"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    site: Flask, wrong: dict[str, Any], field: str
) -> None:
    page, address = body_page(site)
    press_save(page.open(address), 422, **{**FORM, **wrong})
    assert page.all(f"//*[@id='{field}-error']")
    if field != "name":
        assert page.all("//input[@id='name']/@value") == ["Oksana"]
    if field != "spoken":
        assert len(page.all("//input[@name='spoken'][@checked]")) == 2
    assert shared() == []


def test_a_reader_of_the_body_changes_nothing(site: Flask) -> None:
    person = mediator()
    page, address = body_page(site, MemberRole.READER)
    page.open(address)
    assert not page.all("//main//form[@method='post']")
    sent = {**FORM, "csrf_token": token(page)}
    assert page.client.post(address, data=sent).status_code == 403
    assert page.client.post(f"{address}/{person}", data=sent).status_code == 403
    assert page.client.post(f"{address}/{person}/switch", data=sent).status_code == 403
    assert page.client.get(f"{address}/{uuid4()}").status_code == 404
    assert [each.is_active for each in shared()] == [True]
