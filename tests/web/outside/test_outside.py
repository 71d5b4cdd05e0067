"""Signing in through an outside provider: what its answer has to be, and what it never opens."""

import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.people import SECRET, make_account
from tests.web.outside.conftest import CALLBACK, Provider, accounts, come_back, gone_out, link
from wemi_piemonte.accounts.models import Account, ExternalIdentity
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction

ACCOUNT = "/it/account"


def is_in(client: Any) -> bool:
    return bool(client.get(ACCOUNT).status_code == 200)


def test_somebody_new_becomes_a_citizen_with_the_address_that_was_checked(
    site: Flask, provider: Provider
) -> None:
    client = site.test_client()
    Page(client).open("/it/sign-in")
    asked = gone_out(client, next="/it/account")
    assert asked["redirect_uri"] == f"http://127.0.0.1:5000{CALLBACK}"
    assert asked["code_challenge_method"] == "S256"
    assert {"openid", "email"} <= set(asked["scope"].split())
    response = come_back(client, provider, asked)
    assert (response.status_code, response.headers["Location"]) == (303, "/it/account")
    (account,) = accounts()
    assert (account.email, account.name, account.role) == (
        "anna@example.org",
        "Anna Melo",
        Role.CITIZEN,
    )
    assert account.password_hash == ""
    assert is_in(client)


def test_who_comes_again_is_the_same_whatever_the_address_is_now(
    site: Flask, provider: Provider
) -> None:
    client = site.test_client()
    come_back(client, provider, gone_out(client))
    provider.person |= {"email": "nuova@example.org", "email_verified": False}
    other = site.test_client()
    assert come_back(other, provider, gone_out(other)).status_code == 303
    assert len(accounts()) == 1
    assert is_in(other)


def test_an_address_may_be_told_beside_the_token(site: Flask, provider: Provider) -> None:
    provider.beside = dict(provider.person)
    provider.person = {"sub": "anna-at-the-region"}
    client = site.test_client()
    assert come_back(client, provider, gone_out(client)).status_code == 303
    assert [each.email for each in accounts()] == ["anna@example.org"]


def test_what_is_told_beside_of_another_person_does_not_count(
    site: Flask, provider: Provider
) -> None:
    provider.beside = {**provider.person, "sub": "somebody-else"}
    provider.person = {"sub": "anna-at-the-region"}
    client = site.test_client()
    assert come_back(client, provider, gone_out(client)).status_code == 403
    assert accounts() == []


FALSE: dict[str, Callable[[Provider], object]] = {
    "wrong nonce": lambda p: p.changes.update(nonce="another"),
    "no nonce": lambda p: p.changes.update(nonce=None),
    "wrong audience": lambda p: p.changes.update(aud="another-site"),
    "no audience": lambda p: p.changes.update(aud=None),
    "an audience among others, for another": lambda p: p.changes.update(
        aud=["wemi-test", "another-site"], azp="another-site"
    ),
    "expired": lambda p: p.changes.update(exp=int(time.time()) - 600, iat=int(time.time()) - 900),
    "no end": lambda p: p.changes.update(exp=None),
    "not yet": lambda p: p.changes.update(nbf=int(time.time()) + 3600),
    "wrong issuer": lambda p: p.changes.update(iss="https://elsewhere.example"),
    "no issuer": lambda p: p.changes.update(iss=None),
    "no subject": lambda p: p.changes.update(sub=None),
    "a subject that is no text": lambda p: p.changes.update(sub=["anna"]),
    "an empty subject": lambda p: p.changes.update(sub=""),
    "a false signature": lambda p: setattr(p, "signs_falsely", True),
    "no signature": lambda p: setattr(p, "algorithm", "none"),
}


@pytest.mark.parametrize("how", FALSE)
def test_an_answer_that_is_false_lets_nobody_in(site: Flask, provider: Provider, how: str) -> None:
    FALSE[how](provider)
    client = site.test_client()
    page = Page(client)
    page.response = come_back(client, provider, gone_out(client))
    assert page.response.status_code == 400
    page._read(CALLBACK)
    assert accounts() == []
    assert not is_in(client)


def test_an_answer_counts_once(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    asked = gone_out(client)
    assert come_back(client, provider, asked).status_code == 303
    client.post("/it/sign-out")
    assert come_back(client, provider, asked).status_code == 400


def test_a_code_counts_once(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    asked = gone_out(client)
    code = provider.code_for(asked)
    told = {"state": asked["state"], "code": code}
    assert client.get(CALLBACK, query_string=told).status_code == 303
    other = site.test_client()
    told["state"] = gone_out(other)["state"]
    assert other.get(CALLBACK, query_string=told).status_code == 400


def test_an_answer_to_somebody_elses_question_does_not_count(
    site: Flask, provider: Provider
) -> None:
    attacker, victim = site.test_client(), site.test_client()
    asked = gone_out(attacker)
    gone_out(victim)
    assert come_back(victim, provider, asked).status_code == 400
    assert not is_in(victim)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "x"},
        {"code": "x"},
        {"error": "access_denied"},
        {"error": "<script>", "error_description": "<b>"},
        {"state": "x" * 5000, "code": "x"},
    ],
)
def test_coming_back_with_nothing_is_told_kindly(site: Flask, query: dict[str, str]) -> None:
    page = Page(site.test_client()).open(CALLBACK, 400, **query)
    assert "<script>" not in page.response.get_data(as_text=True).split("<main")[1]


def test_a_strangers_address_does_not_open_the_account_that_has_it(
    site: Flask, provider: Provider
) -> None:
    mine = make_account(Role.CITIZEN, "anna@example.org")
    provider.person["email"] = " Anna@Example.org "
    client = site.test_client()
    page = Page(client)
    page.response = come_back(client, provider, gone_out(client))
    assert page.response.status_code == 409
    page._read(CALLBACK)
    assert not is_in(client)
    with reading() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []
    assert [each.id for each in accounts()] == [mine.id]


@pytest.mark.parametrize(
    "changes",
    [
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email": "no address"},
        {"email": ["anna@example.org"]},
    ],
)
def test_without_an_address_that_was_checked_no_account_is_made(
    site: Flask, provider: Provider, changes: dict[str, Any]
) -> None:
    provider.changes.update(changes)
    client = site.test_client()
    assert come_back(client, provider, gone_out(client)).status_code == 403
    assert accounts() == []


def test_staff_still_give_their_second_factor(site: Flask, provider: Provider) -> None:
    moderator = make_account(Role.MODERATOR, "mod@example.org")
    link(moderator, provider)
    client = site.test_client()
    response = come_back(client, provider, gone_out(client))
    assert response.headers["Location"] == "/it/sign-in/code"
    assert not is_in(client)
    page = Page(client).open("/it/sign-in/code")
    token = page.all("//main//input[@name='csrf_token']/@value")[0]
    code = pyotp.TOTP(SECRET).at(clock.now())
    client.post("/it/sign-in/code", data={"csrf_token": token, "code": code})
    assert is_in(client)


def test_staff_without_a_second_factor_set_one_up_first(site: Flask, provider: Provider) -> None:
    moderator = make_account(Role.MODERATOR, "mod@example.org")
    with transaction() as session:
        found = session.get(Account, moderator.id)
        assert found is not None
        found.second_factor_at = None
    link(moderator, provider)
    client = site.test_client()
    response = come_back(client, provider, gone_out(client))
    assert response.headers["Location"] == "/it/account/second-factor"
    assert client.get("/it/moderation/").status_code in {303, 404}


def test_a_suspended_account_stays_shut(site: Flask, provider: Provider) -> None:
    account = make_account(Role.CITIZEN, "anna@example.org")
    link(account, provider)
    with transaction() as session:
        found = session.get(Account, account.id)
        assert found is not None
        found.suspended_at = clock.now()
    client = site.test_client()
    assert come_back(client, provider, gone_out(client)).status_code == 403
    assert not is_in(client)


def test_the_session_gets_a_new_key(site: Flask, provider: Provider) -> None:
    client = site.test_client()
    asked = gone_out(client)
    before = client.get_cookie("wemi_session")
    come_back(client, provider, asked)
    after = client.get_cookie("wemi_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value


@pytest.mark.parametrize("wanted", ["https://elsewhere.example", "//elsewhere.example", "/\\x"])
def test_nobody_is_sent_to_another_site(site: Flask, provider: Provider, wanted: str) -> None:
    client = site.test_client()
    response = come_back(client, provider, gone_out(client, next=wanted))
    assert response.headers["Location"] == "/it/account"
