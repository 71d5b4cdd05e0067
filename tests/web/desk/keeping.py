"""A desk with its manager, for the tests of keeping one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.desk_work import NOW
from tests.people import signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking
from wemi_piemonte.desks.queries import desk_role
from wemi_piemonte.desks.rules import BookingState, DeskRole
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction

TEN = "2026-11-25T10:00:00+01:00"
TOMORROW = "2026-11-26T10:00:00+01:00"
PARTS = ("manage", "hours", "days", "people", "duty", "numbers")


@dataclass
class Kept:
    """A desk with a manager, and the site."""

    app: Flask
    desk: UUID
    marta: Account

    def browser(self, account: Account | None = None) -> Page:
        return Page(signed_in(self.app, account or self.marta))

    def path(self, part: str) -> str:
        return f"/en/desk/{self.desk}/{part}"

    def open(self, part: str, account: Account | None = None) -> Page:
        return self.browser(account).open(self.path(part))


@pytest.fixture
def kept(tmp_path: Path, sqlite_url: str) -> Iterator[Kept]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    desk = desk_work.desk()
    yield Kept(app, desk, desk_work.worker(desk, DeskRole.MANAGER, "marta@example.org"))
    clock.start_at(None)
    db.Sessions.kw["bind"].dispose()


def booked(desk: UUID, starts: str = TEN, contact: str = "olena@example.org") -> UUID:
    with transaction() as session:
        return operations.book(
            session,
            requester=None,
            desk_id=desk,
            starts_at=clock.now().fromisoformat(starts),
            contact=contact,
            locale="en",
            spoken="uk",
            secret=f"a form of the tests {uuid4()}",
            now=NOW,
        ).id


def state_of(booking: UUID) -> BookingState:
    with reading() as session:
        return session.get_one(Booking, booking).state


def role_of(kept: Kept, account: Account) -> DeskRole | None:
    with reading() as session:
        return desk_role(session, account.id, kept.desk)
