"""Who sees and decides what: the body, its strangers, the Region, four eyes, two at once."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.browser import Page
from tests.web.listings.conftest import SignIn, put, qualify, third_sector
from tests.web.listings.looking import as_draft, home, region, state, token
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.letters import write
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.listings.queries import listings_of, waiting_listings
from wemi_piemonte.moderation.models import Decision


def test_a_decision_is_about_the_version_that_was_seen(sign_in: SignIn, moderator: Page) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Send to the Region")
    moderator.open(region(record))
    page.open(home(record)).press("Take it back")
    page.open(f"{home(record)}/edit/what").press("save", name="Nome cambiato")
    page.open(home(record)).press("Send to the Region")
    moderator.press("Publish", 409, reason="other", note="Va bene cosi.")
    assert "Nome cambiato" in moderator.text
    assert any(each.text.strip() == "Va bene cosi." for each in moderator.all("//textarea"))
    assert state(record) is Publication.SUBMITTED
    moderator.press("Publish", reason="complete")
    assert state(record) is Publication.PUBLISHED


def test_two_moderators_decide_once(sign_in: SignIn, moderator: Page) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    page.open(home(record)).press("Send to the Region")
    second = sign_in("nino@region.example", role=Role.MODERATOR).open(region(record))
    moderator.open(region(record)).press("Publish", reason="complete")
    second.press("Send back", 409, reason="not_clear", note="Rifare.")
    with reading() as session:
        assert len(session.scalars(select(Decision)).all()) == 1
    assert state(record) is Publication.PUBLISHED


def test_a_moderator_of_the_body_does_not_decide(sign_in: SignIn) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    sign_in("anna@example.org", record.organization.id).open(home(record)).press(
        "Send to the Region"
    )
    own = sign_in("mara@example.org", record.organization.id, role=Role.MODERATOR)
    own.open(region(record))
    assert "You belong to this body" in own.text
    assert not own.all("//button[text()='Publish']")
    form = {"csrf_token": token(own), "act": "publish", "reason": "complete", "seen": "x"}
    assert own.client.post(region(record), data=form).status_code == 409
    assert state(record) is Publication.SUBMITTED


def test_what_waits_is_taken_back_before_it_is_changed(sign_in: SignIn) -> None:
    record = as_draft(third_sector())
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    other = sign_in("bruno@example.org", record.organization.id)
    other.open(f"{home(record)}/edit/cost")
    page.open(home(record)).press("Send to the Region")
    other.press("save", 409, fees_description="Una parola in piu.")
    assert "The Region is looking at it" in other.text
    other.press("Take it back and save")
    assert state(record) is Publication.DRAFT
    with reading() as session:
        assert records(session, [record.id])[0].fees_description == "Una parola in piu."
        assert waiting_listings(session) == []


def test_the_version_of_another_listing_is_not_there(sign_in: SignIn) -> None:
    one, two = (as_draft(put(make.full_service(name))) for name in ("Uno", "Due"))
    page = sign_in("anna@example.org", one.organization.id)
    for each in (one, two):
        page.open(home(each)).press("Publish")
    page.open(f"{home(two)}/history")
    version = page.all("//main//li/a/@href")[0].rsplit("/", 1)[1]
    page.open(f"{home(one)}/history/{version}", 404)
    form = {"csrf_token": token(page)}
    address = f"{home(one)}/history/{version}/restore"
    assert page.client.post(address, data=form).status_code == 404


ACTS = ("submit", "withdraw", "discard", "suspend", "take-up", "archive", "reopen")


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_does_anything_with_a_listing(sign_in: SignIn, act: str) -> None:
    record = put(make.full_service())
    other = put(replace(make.service("Altrui"), organization=make.organization("Altro")))
    stranger = sign_in("sara@example.org", other.organization.id, MemberRole.OWNER)
    reader = sign_in("rita@example.org", record.organization.id, MemberRole.READER)
    for page, status in ((stranger, 404), (reader, 403)):
        form = {"csrf_token": token(page), "reason": "x"}
        assert page.client.post(f"{home(record)}/{act}", data=form).status_code == status
    assert state(record) is Publication.PUBLISHED


def test_strangers_see_nothing_of_the_room(sign_in: SignIn) -> None:
    record = put(make.full_service())
    other = put(replace(make.service("Altrui"), organization=make.organization("Altro")))
    page = sign_in("sara@example.org", other.organization.id)
    for path in ("", "/preview", "/history"):
        page.open(f"{home(record)}{path}", 404)
    body = f"/en/provider/organizations/{record.organization.id}/services"
    page.open(body, 404)
    page.open(f"{body}/new", 404)
    page.open(region(record), 403)
    page.open(f"{region(record)}/preview", 403)


def test_the_region_sees_no_drafts(moderator: Page) -> None:
    record = as_draft(put(make.full_service()))
    moderator.open(region(record), 404)
    moderator.open(f"{region(record)}/preview", 404)


def test_the_region_sees_no_change_that_nobody_has_sent(sign_in: SignIn, moderator: Page) -> None:
    record = third_sector()
    page = sign_in("anna@example.org", record.organization.id)
    page.open(f"{home(record)}/edit/what").press("save", name="Non ancora detto")
    moderator.open(region(record))
    assert "Non ancora detto" not in moderator.text
    moderator.open(f"{region(record)}/preview")
    assert "Non ancora detto" not in moderator.text


def test_the_list_of_a_body_says_where_each_stands(sign_in: SignIn) -> None:
    record = third_sector()
    qualify(record.organization.id)
    page = sign_in("anna@example.org", record.organization.id)
    body = f"/en/provider/organizations/{record.organization.id}/services"
    page.open(body)
    assert "Published" in page.text
    page.open(f"{home(record)}/edit/what").press("save", name="Altro")
    assert "A change is being written" in page.open(body).text
    page.open(home(record)).press("Send to the Region")
    assert "A change waits for the Region" in page.open(body).text
    with reading() as session:
        line = listings_of(session, record.organization.id)[0]
    assert (line.waits, line.has_changes) == (True, True)


def test_mails_hold_no_more_than_the_name_and_a_coded_reason(
    sign_in: SignIn, moderator: Page
) -> None:
    record = third_sector()
    sign_in("anna@example.org", record.organization.id)
    moderator.open(region(record)).press("Suspend", reason="not_true", note="Parole riservate.")
    with reading() as session:
        values = json.loads(session.scalars(select(Delivery)).one().values)
    assert set(values) == {"service_id", "name", "reason"}
    assert UUID(values["service_id"]) == record.id


@pytest.mark.parametrize("kind", ["listing-published", "listing-sent-back", "listing-suspended"])
def test_each_mail_is_written_with_a_link_to_the_listing(site: Flask, kind: str) -> None:
    each = make.key("service")
    delivery = Delivery(
        locale="en",
        kind=kind,
        values=json.dumps({"service_id": str(each), "name": "Il melo", "reason": "not_clear"}),
    )
    subject, text = write(site, delivery)
    assert "Il melo" in subject
    assert f"/en/provider/services/{each}" in text
    assert ("hard to understand" in text) is (kind != "listing-published")
