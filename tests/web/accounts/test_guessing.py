"""Whoever guesses passwords is slowed down, by client and by account, for all workers together."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import limits
from wemi_piemonte.search import queries as search_queries


@pytest.fixture
def guarded(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    yield make_app(replace(settings(tmp_path / "data", sqlite_url), rate_limits=True))
    limits.limiter.enabled = False


def guess(page: Page, email: str, address: str) -> int:
    page.open("/en/sign-in")
    (token,) = page.all("//form[contains(@action,'sign-in')]//input[@name='csrf_token']/@value")
    answer = page.client.post(
        "/en/sign-in",
        data={"email": email, "password": "a guess of mine", "csrf_token": token},
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code


def test_one_client_guesses_ten_times_in_five_minutes(guarded: Flask) -> None:
    page = Page(guarded.test_client())
    statuses = [guess(page, f"a{n}@example.org", "192.0.2.1") for n in range(11)]
    assert statuses == [422] * 10 + [429]
    assert guess(page, "other@example.org", "192.0.2.2") == 422


def test_one_account_is_guessed_at_ten_times_from_anywhere(guarded: Flask) -> None:
    make_account(Role.CITIZEN)
    page = Page(guarded.test_client())
    statuses = [guess(page, "Anna@example.org", f"192.0.2.{n}") for n in range(11)]
    assert statuses == [422] * 10 + [429]


def test_mails_for_a_new_password_are_five_a_day(guarded: Flask) -> None:
    make_account(Role.CITIZEN)
    statuses = []
    for number in range(6):
        page = Page(guarded.test_client()).open("/en/reset-password")
        (token,) = page.all("//form[contains(@action,'reset')]//input[@name='csrf_token']/@value")
        answer = page.client.post(
            "/en/reset-password",
            data={"email": "anna@example.org", "csrf_token": token},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        )
        statuses.append(answer.status_code)
    assert statuses == [200] * 5 + [429]


def test_a_help_desk_may_search_more_than_a_visitor(demo_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(demo_folder, folder)
    app = make_app(replace(settings(folder), rate_limits=True))
    search_queries.open_index(folder)
    try:
        visitor = app.test_client()
        statuses = [visitor.get("/it/search?q=casa").status_code for _ in range(31)]
        assert statuses == [200] * 30 + [429]
        for role, last in ((Role.OPERATOR, 200), (Role.CITIZEN, 429)):
            client = signed_in(app, make_account(role, f"{role.value}@example.org"))
            assert client.get("/it/search?q=casa").status_code == last
    finally:
        limits.limiter.enabled = False
