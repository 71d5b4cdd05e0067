"""Keys of programs: made by owners, shown once, dead at once; and what they open."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.browser import Page
from tests.people import signed_in
from tests.web.bulk.conftest import NOW, OTHERS, OURS, get, key, put
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import ApiToken, Membership
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction

PROGRAMS = f"/it/provider/organizations/{OURS.id}/programs"


def form_of(page: Page, **values: Any) -> dict[str, Any]:
    page.open(PROGRAMS)
    token = str(page.all("//main//input[@name='csrf_token']/@value")[0])
    made = str(page.all("//input[@name='token_id']/@value")[0])
    told = {"csrf_token": token, "token_id": made, "name": "Gestionale", "days": "30"}
    return {**told, "scopes": ["read_listings"], **values}


def shown_secret(page: Page, response: TestResponse) -> str:
    page.response = response
    page._read(PROGRAMS)
    (secret,) = [each for each in page.all("//code/text()") if not each.endswith("…")]
    return str(secret)


def test_a_key_is_shown_once_and_opens_what_it_says(site: Flask, owner: Account) -> None:
    page = Page(signed_in(site, owner))
    form = form_of(page)
    secret = shown_secret(page, page.client.post(PROGRAMS, data=form))
    assert secret.startswith("wemi_")
    assert len(secret) > 40
    assert secret not in page.open(PROGRAMS).response.get_data(as_text=True)
    assert get(site, secret).status_code == 200
    assert put(site, secret, uuid4(), {"name": "Mensa"}).status_code == 403
    with reading() as session:
        token = session.scalars(select(ApiToken)).one()
    assert secret not in {token.token_hash, token.name, token.start}
    assert token.used_at is not None
    assert abs(token.used_at - NOW) < timedelta(minutes=1)


def test_the_form_sent_twice_makes_one_key(site: Flask, owner: Account) -> None:
    page = Page(signed_in(site, owner))
    form = form_of(page)
    assert page.client.post(PROGRAMS, data=form).status_code == 200
    assert page.client.post(PROGRAMS, data=form).status_code == 409
    with reading() as session:
        assert len(session.scalars(select(ApiToken)).all()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": "366"},
        {"days": "0"},
        {"days": "x"},
        {"name": ""},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["everything"]},
    ],
)
def test_what_a_key_can_not_be_is_told_at_the_field(
    site: Flask, owner: Account, wrong: dict[str, Any]
) -> None:
    page = Page(signed_in(site, owner))
    response = page.client.post(PROGRAMS, data=form_of(page, **wrong))
    assert response.status_code == 422
    page.response = response
    page._read(PROGRAMS)
    (name,) = wrong
    assert page.all(f"//*[@id='{name}-error']")


def test_a_key_taken_back_is_dead_at_once(site: Flask, owner: Account) -> None:
    secret = key(owner)
    assert get(site, secret).status_code == 200
    page = Page(signed_in(site, owner)).open(PROGRAMS)
    (action,) = page.all("//form[contains(@action, '/revoke')]/@action")
    token = str(page.all("//main//input[@name='csrf_token']/@value")[0])
    assert page.client.post(action, data={"csrf_token": token}).status_code == 303
    assert get(site, secret).status_code == 401
    assert put(site, secret, uuid4(), {"name": "Mensa"}).status_code == 401


def test_only_owners_make_keys_and_strangers_see_nothing(
    site: Flask, owner: Account, editor: Account, stranger: Account
) -> None:
    key(owner)
    with reading() as session:
        token_id = session.scalars(select(ApiToken.id)).one()
    assert signed_in(site, editor).get(PROGRAMS).status_code == 403
    other = signed_in(site, stranger)
    assert other.get(PROGRAMS).status_code == 404
    own_path = f"/it/provider/organizations/{OTHERS.id}/programs"
    page = Page(other).open(own_path)
    token = {"csrf_token": str(page.all("//main//input[@name='csrf_token']/@value")[0])}
    # The key of one body under the address of another.
    assert other.post(f"{own_path}/{token_id}/revoke", data=token).status_code == 404
    assert other.post(f"{PROGRAMS}/{token_id}/revoke", data=token).status_code == 404
    with reading() as session:
        assert session.scalars(select(ApiToken.revoked_at)).one() is None


def test_a_key_ends(site: Flask, owner: Account) -> None:
    secret = key(owner, days=1)
    clock.start_at(NOW + timedelta(hours=23))
    assert get(site, secret).status_code == 200
    clock.start_at(NOW + timedelta(hours=25))
    assert get(site, secret).status_code == 401


def test_a_key_dies_with_the_right_of_who_made_it(site: Flask, owner: Account) -> None:
    secret = key(owner)
    with transaction() as session:
        membership = session.get(Membership, (owner.id, OURS.id))
        assert membership is not None
        membership.role = MemberRole.EDITOR
    assert get(site, secret).status_code == 401


def test_a_suspended_owner_opens_nothing(site: Flask, stranger: Account) -> None:
    secret = key(stranger, body=OTHERS.id)
    assert get(site, secret).status_code == 200
    with transaction() as session:
        account = session.get(Account, stranger.id)
        assert account is not None
        account.suspended_at = NOW
    assert get(site, secret).status_code == 401
