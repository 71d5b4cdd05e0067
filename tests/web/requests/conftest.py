"""People who have asked for something, each in a browser of their own; the clock stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tests import asking
from tests.asking import NOW, Asking
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import Mails, inbox, link_in
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Requester, Role
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.worker import drain_once, run_jobs

WORDS = "My mother Ofelia can not wash herself."


@dataclass
class Site:
    """The site, and what is done on it again and again."""

    app: Flask
    inbox: Mails
    now: datetime = NOW

    def after(self, **time: float) -> None:
        """Let time pass, and the worker do what is due."""
        self.now += timedelta(**time)
        clock.start_at(self.now)
        run_jobs(self.app.extensions["wemi_work"], self.now)

    def browser(self, account: Account | None = None) -> Page:
        return Page(signed_in(self.app, account) if account else self.app.test_client())

    def opened(self, asking: Asking) -> Page:
        """A browser in which code and PIN of a request were written."""
        page = self.browser().open("/en/requests")
        return page.press("open", code=asking.code, pin=asking.pin)

    def mails(self) -> list[EmailMessage]:
        return self.inbox()

    def link(self, part: str = "/request-follow-ups/") -> str:
        """The last link of this kind that a person was sent, in English."""
        found = [link_in(each, part) for each in self.mails() if part in each.get_content()]
        return "/en/" + found[-1].split("/", 2)[2]


def _site(folder: Path, url: str) -> Iterator[Site]:
    app = make_app(settings(folder, url))
    clock.start_at(NOW)
    # The first turn of the worker makes the index.
    drain_once(app.extensions["wemi_work"])
    yield Site(app, inbox(app))
    clock.start_at(None)
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Site]:
    yield from _site(tmp_path / "data", sqlite_url)


@pytest.fixture
def either_site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """The same on both kinds of database."""
    yield from _site(tmp_path / "data", database_url)


def citizen(email: str = "elena@example.org") -> tuple[Account, Requester]:
    """Somebody with an account, and as whom they ask."""
    account = make_account(Role.CITIZEN, email, locale="en")
    return account, Requester(account_id=account.id)


def asked(contact: str = asking.PERSON_EMAIL) -> Asking:
    """A request of somebody without an account, with words and a name."""
    return asking.ask(words=WORDS, name="Elena", contact=contact)


def address(request_id: UUID, part: str = "") -> str:
    return f"/en/requests/{request_id}{part}"


def send(page: Page, path: str, **values: str) -> int:
    """Send a form to an address without its page; returns the status."""
    page.open("/en/requests")
    token = str(page.all("//input[@name='csrf_token']/@value")[0])
    return page.client.post(path, data={"csrf_token": token, **values}).status_code
