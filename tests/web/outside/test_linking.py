"""Linking an outside identity to an account that is here, and where no provider is set."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from config import Config, ConfigError
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import PASSWORD, make_account, signed_in
from tests.web.outside.conftest import CALLBACK, Provider, accounts, come_back, gone_out, link
from wemi_piemonte.accounts.models import ExternalIdentity
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading

IDENTITY = "/it/account/identity"


def want_link(page: Page, password: str = PASSWORD) -> int:
    page.open(IDENTITY)
    token = page.all("//main//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "old": password}
    return int(page.client.post(IDENTITY, data=data).status_code)


def test_the_owner_links_and_removes_with_the_password(site: Flask, provider: Provider) -> None:
    account = make_account(Role.CITIZEN, "altra@example.org")
    page = Page(signed_in(site, account))
    assert want_link(page, "wrong") == 422
    assert want_link(page) == 303
    assert "/it/sign-in/identity" in page.open(IDENTITY).links()
    response = come_back(page.client, provider, gone_out(page.client))
    assert response.headers["Location"] == f"{IDENTITY}?done=linked"
    other = site.test_client()
    assert come_back(other, provider, gone_out(other)).status_code == 303
    assert [each.id for each in accounts()] == [account.id]
    page.open(IDENTITY, done="linked")
    token = page.all("//main//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "old": PASSWORD}
    assert page.client.post(f"{IDENTITY}/remove", data=data).status_code == 303
    with reading() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


def test_without_the_owners_wish_nothing_is_linked(site: Flask, provider: Provider) -> None:
    account = make_account(Role.CITIZEN, "altra@example.org")
    client = signed_in(site, account)
    # Who has signed in and did not ask for it is not sent out at all.
    assert client.get("/it/sign-in/identity").status_code == 303
    assert come_back(client, provider, {"state": "x", "nonce": "x"}).status_code == 400
    with reading() as session:
        assert session.scalars(select(ExternalIdentity)).all() == []


def test_a_wish_to_link_ends_after_ten_minutes(site: Flask, provider: Provider) -> None:
    del provider
    account = make_account(Role.CITIZEN, "altra@example.org")
    page = Page(signed_in(site, account))
    assert want_link(page) == 303
    clock._clock.offset += timedelta(minutes=11)
    try:
        assert page.client.get("/it/sign-in/identity").status_code == 303
    finally:
        clock.start_at(None)


def test_an_identity_opens_one_account_only(site: Flask, provider: Provider) -> None:
    first = make_account(Role.CITIZEN, "prima@example.org")
    link(first, provider)
    page = Page(signed_in(site, make_account(Role.CITIZEN, "altra@example.org")))
    want_link(page)
    response = come_back(page.client, provider, gone_out(page.client))
    assert response.status_code == 409
    with reading() as session:
        assert session.scalars(select(ExternalIdentity.account_id)).all() == [first.id]


def test_a_provider_that_calls_itself_otherwise_is_not_asked(
    site: Flask, provider: Provider
) -> None:
    provider.calls_itself = "https://elsewhere.example"
    page = Page(site.test_client()).open("/it/sign-in/identity", 503)
    assert page.client.get(CALLBACK).status_code == 503


def test_a_provider_that_is_down_is_told_kindly(site: Flask) -> None:
    site.extensions["wemi_outside"]._server_metadata_url = "http://127.0.0.1:9/x"
    Page(site.test_client()).open("/it/sign-in/identity", 503)


def test_without_settings_there_is_no_button_and_no_way(
    sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = make_app(settings(tmp_path_factory.mktemp("off"), sqlite_url))
    page = Page(app.test_client()).open("/it/sign-in")
    assert not [each for each in page.links() if "identity" in each]
    for path in ("/it/sign-in/identity", CALLBACK):
        assert page.client.get(path).status_code == 404
    client = signed_in(app, make_account(Role.CITIZEN, "altra@example.org"))
    assert client.get(IDENTITY).status_code == 404


@pytest.mark.parametrize(
    ("env", "is_right"),
    [
        ({"WEMI_OIDC_ISSUER": "https://id.example", "WEMI_OIDC_CLIENT_ID": "x"}, False),
        ({"WEMI_OIDC_ISSUER": "http://id.example"}, False),
        ({"WEMI_OIDC_ISSUER": "ftp://127.0.0.1"}, False),
        ({"WEMI_OIDC_ISSUER": "https://id.example"}, True),
        ({"WEMI_OIDC_ISSUER": "http://127.0.0.1:9000"}, True),
        ({}, True),
    ],
)
def test_the_settings_are_checked(tmp_path: Any, env: dict[str, str], is_right: bool) -> None:
    beside = {} if len(env) > 1 else {"WEMI_OIDC_CLIENT_ID": "x", "WEMI_OIDC_CLIENT_SECRET": "y"}
    whole = {"WEMI_DATA_DIR": str(tmp_path), **beside, **env}
    if is_right:
        assert Config.from_env(whole).oidc_issuer == env.get("WEMI_OIDC_ISSUER", "")
    else:
        with pytest.raises(ConfigError):
            Config.from_env(whole)
