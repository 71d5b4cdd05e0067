"""How somebody books a time, for the tests of booking."""

from uuid import UUID

from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.desk_work import NOW
from tests.people import signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import Booking
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction

TEN = "2026-11-25T10:00:00+01:00"
HALF_PAST = "2026-11-25T10:30:00+01:00"
LATE = "2026-11-26T11:00:00+01:00"


def form(site: Flask, desk: UUID, account: Account | None = None) -> Page:
    client = signed_in(site, account) if account else site.test_client()
    return Page(client).open(f"/en/desks/{desk}/book")


def book(page: Page, starts: str = TEN, status: int = 201, **fields: str) -> Page:
    return page.press("Book this time", status, starts=starts, **{"spoken": "uk", **fields})


def rows() -> list[Booking]:
    with reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.created_at)))


def code_and_pin(page: Page) -> tuple[str, str]:
    code, pin = page.all("//dl[contains(@class, 'pass')]//bdi/text()")
    return str(code), str(pin)


def fill(desk: UUID, times: int = 2, starts: str = TEN) -> None:
    """Let others book all places of a time."""
    moment = clock.now().fromisoformat(starts)
    for number in range(times):
        with transaction() as session:
            operations.book(
                session,
                requester=None,
                desk_id=desk,
                starts_at=moment,
                contact="",
                locale="it",
                spoken="it",
                secret=f"somebody else with number {number} and {starts}",
                now=NOW,
            )
