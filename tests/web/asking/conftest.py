"""A site with four services, two bodies that can be written to and one that can not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import inbox
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account, Pass
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import Availability
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.worker import drain_once
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.search import queries as search_queries

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
NEEDS = ("ageing.home-care", "income.food", "school.homework")
BODY_EMAIL = "sportello@melo.example.org"
PERSON_EMAIL = "elena@example.org"

MELO = make.service(
    "Una mano in casa", email=BODY_EMAIL, needs=("ageing.home-care", "ageing.meals")
)
CILIEGIO = make.service(
    "Spesa sospesa",
    email="ciliegio@example.org",
    needs=("income.food",),
    availability=Availability.WAITING_LIST,
    organization=make.organization("Emporio del Ciliegio"),
)
PERO = make.service(
    "Compiti insieme",
    needs=("school.homework",),
    organization=make.organization("Il Pero", id=make.key("pero")),
)
RIFUGIO = make.service(
    "Al sicuro",
    email="rifugio@example.org",
    needs=("protection.violence",),
    organization=make.organization("Casa Sicura"),
)
ALL = (MELO, CILIEGIO, PERO, RIFUGIO)


@dataclass
class Site:
    """The site, and what is done on it again and again."""

    app: Flask
    now: datetime = NOW

    def browser(self, account: Account | None = None) -> Page:
        return Page(signed_in(self.app, account) if account else self.app.test_client())

    def citizen(self, email: str = "anna@example.org") -> Account:
        return make_account(Role.CITIZEN, email)

    def after(self, **time: float) -> None:
        self.now += timedelta(**time)
        clock.start_at(self.now)

    def mails(self) -> list[EmailMessage]:
        """Deliver what waits, and return the mails that came with it."""
        return sorted(inbox(self.app)(), key=lambda each: str(each["To"]))


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Site]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    with db.transaction() as session:
        put_services(session, [(each, "{}") for each in ALL], publish=True, now=NOW)
    clock.start_at(NOW)
    # The first turn of the worker makes the index.
    drain_once(app.extensions["wemi_work"])
    search_queries.open_index(tmp_path / "data")
    yield Site(app)
    clock.start_at(None)
    db.open_engine(sqlite_url).dispose()


def requests() -> list[Referral]:
    """All requests, by service."""
    with db.reading() as session:
        return list(session.scalars(select(Referral).order_by(Referral.service_id)))


def the_request() -> Referral:
    (found,) = requests()
    return found


def passes() -> int:
    with db.reading() as session:
        return len(session.scalars(select(Pass)).all())


def form_of(page: Page, **filled: Any) -> tuple[str, dict[str, Any]]:
    """The address of the form of a page, and what a browser would send with it."""
    (form,) = page.all("//main//form[@method='post']")
    return str(form.get("action")), page._values(form) | filled


def shown_pass(page: Page) -> tuple[str, str]:
    """Code and PIN, as the page shows them."""
    code, pin = ("".join(words.split()) for words in page.all("//dl[@class='pass']//bdi/text()"))
    return code, pin


def planned(page: Page, *needs: str, locale: str = "en") -> Page:
    """Begin a plan with these needs, and show it."""
    token = form_of(page.open(f"/{locale}/services/{RIFUGIO.id}/request"))[1]["csrf_token"]
    values = {"csrf_token": token, "need": list(needs or NEEDS)}
    assert page.client.post(f"/{locale}/plan", data=values).status_code == 303
    return page.open(f"/{locale}/plan/result")


def saved(page: Page, *needs: str) -> tuple[str, str]:
    planned(page, *needs).press("Save with a code", 201)
    return shown_pass(page)


def offered(page: Page) -> set[str]:
    return {str(each) for each in page.all("//input[@name='service']/@value")}


def all_of(model: Any) -> list[Any]:
    with db.reading() as session:
        return list(session.scalars(select(model)))
