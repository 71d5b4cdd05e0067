"""A site with the listings of two bodies, its clock standing, its mails in a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tests import make
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import opened
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.worker import drain_once, run_jobs

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)

OWN = make.service("L'albero & il melo", email="melo@example.org")
OTHER = make.service("Il pero", organization=make.organization("Il frutteto"))


@dataclass
class Site:
    """The site, and what is done on it again and again."""

    app: Flask
    now: datetime = NOW

    def after(self, **time: float) -> None:
        """Let time pass, and the worker do what is due."""
        self.now += timedelta(**time)
        clock.start_at(self.now)
        run_jobs(self.app.extensions["wemi_work"], self.now)

    def browser(self, account: Account | None = None) -> Page:
        return Page(signed_in(self.app, account) if account else self.app.test_client())

    def member(
        self, email: str, right: MemberRole = MemberRole.OWNER, body: UUID = OWN.organization.id
    ) -> Account:
        return make_account(Role.PROVIDER, email, organization_id=body, member=right, locale="en")

    def mails(self) -> list[EmailMessage]:
        """Deliver what waits, and return the mails that came with it, by address."""
        folder: Path = self.app.config["WEMI"].data_dir / "mail"
        before = set(folder.glob("*.eml")) if folder.exists() else set()
        drain_once(self.app.extensions["wemi_work"])
        found = set(folder.glob("*.eml")) - before if folder.exists() else set()
        letters = [opened(path.read_bytes()) for path in found]
        return sorted(letters, key=lambda each: str(each["To"]))


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Site]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    with db.transaction() as session:
        put_services(session, [(OWN, "{}"), (OTHER, "{}")], publish=True, now=NOW)
    clock.start_at(NOW)
    # The first turn of the worker makes the index.
    drain_once(app.extensions["wemi_work"])
    yield Site(app)
    clock.start_at(None)
    db.open_engine(sqlite_url).dispose()


Told = Callable[..., str]


@pytest.fixture
def report(site: Site) -> Told:
    """Sends a report from a browser of its own, and returns its code."""

    def send(text: str = "The number rings nowhere.", **fields: str) -> str:
        page = site.browser().open(f"/en/services/{OWN.id}/report")
        form = {"field": "contacts", "text": text, **fields}
        page.press("Send the report", 201, **form)
        return str(page.all("//*[@id='report-code']//text()")[0]).strip()

    return send
