"""A site with two desks and their people, and services whose bodies can be written to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import signed_in
from tests.web.asking.conftest import ALL, NEEDS, NOW
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases.operations import Opened, give_mandate, note_reading
from wemi_piemonte.cases.rules import MandateScope
from wemi_piemonte.desks.rules import DeskKind, DeskRole
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.worker import drain_once
from wemi_piemonte.plans.operations import save_under
from wemi_piemonte.plans.queries import outcome_of
from wemi_piemonte.plans.rules import Wanted, Wishes
from wemi_piemonte.search import queries as search_queries

ALL_SCOPES = tuple(MandateScope)


@dataclass
class House:
    """The site, its desks and people, and what is done with them again and again."""

    app: Flask
    folder: Path
    cuneo: UUID
    alba: UUID
    point: UUID
    olga: Account
    aldo: Account
    rita: Account

    def browser(self, account: Account | None = None) -> Page:
        return Page(signed_in(self.app, account) if account else self.app.test_client())

    def after(self, **time: float) -> None:
        clock.start_at(clock.now() + timedelta(**time))

    def tomorrow(self, page: Page) -> Page:
        """Go on a day later; Olga signs in again."""
        self.after(days=1)
        page.client = self.browser(self.olga).client
        return page

    def case(self, account: Account | None = None, desk: UUID | None = None) -> Opened:
        """A case of Olga's in Cuneo, unless another one is meant."""
        return desk_work.case(desk or self.cuneo, account or self.olga, now=clock.now())

    def plan(self, case: Opened, *needs: str) -> None:
        """A saved plan for the visitor of a case."""
        wishes = Wishes(wanted=tuple(Wanted(code) for code in needs or NEEDS), place="004078")
        with reading() as session:
            outcome = outcome_of(session, wishes, "it", clock.today()).kept()
        with transaction() as session:
            save_under(
                session, pass_id=case.pass_id, wishes=wishes, outcome=outcome, now=clock.now()
            )

    def mandate(
        self, case: Opened, *scopes: MandateScope, days: int = 30, by: Account | None = None
    ) -> None:
        account = by or self.olga
        with transaction() as session:
            give_mandate(
                session,
                case_id=case.id,
                scopes=scopes or ALL_SCOPES,
                days=days,
                locale="uk",
                account_id=account.id,
                who=account.name,
                now=clock.now(),
            )

    def read(self, case: Opened, account: Account) -> None:
        with transaction() as session:
            note_reading(
                session,
                case_id=case.id,
                account_id=account.id,
                who=account.name,
                now=clock.now(),
            )


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str) -> Iterator[House]:
    """Olga works in Cuneo, Aldo in Alba; Rita is asked for at a Point."""
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    with db.transaction() as session:
        put_services(session, [(each, "{}") for each in ALL], publish=True, now=NOW)
    drain_once(app.extensions["wemi_work"])
    search_queries.open_index(tmp_path / "data")
    cuneo, alba = desk_work.desk(), desk_work.desk("Sportello di Alba")
    point = desk_work.desk("Punto in biblioteca", kind=DeskKind.POINT)
    yield House(
        app,
        tmp_path,
        cuneo,
        alba,
        point,
        desk_work.worker(cuneo),
        desk_work.worker(alba, email="aldo@example.org"),
        desk_work.worker(point, DeskRole.REFERENT, "rita@example.org"),
    )
    clock.start_at(None)


@pytest.fixture
def olga(house: House) -> Page:
    """Olga's browser."""
    return house.browser(house.olga)


def code_and_pin(page: Page) -> tuple[str, str]:
    """The code and the PIN that a page hands over."""
    told = page.all("//dl[contains(@class, 'pass')]//bdi/text()")
    code, pin = ("".join(words.split()) for words in told)
    assert re.fullmatch(r"[0-9B-DF-HJKMNP-TV-Z]{8}", code)
    assert re.fullmatch(r"\d{6}", pin)
    return code, pin


def new_case(page: Page, desk_id: UUID, visitor: str = "uk") -> tuple[str, str]:
    """Open a case in one tap; return code and PIN of its visitor."""
    page.open("/en/desk/").press("New case", 201, form=f"{desk_id}/cases", visitor=visitor)
    return code_and_pin(page)
