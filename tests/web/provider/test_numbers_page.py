"""A body sees how often its listings are seen: by month, small numbers hidden, nobody else's."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.people import make_account
from tests.web.provider.conftest import NOW, Town, member_of
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import tally
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.tally import NeedTally, Seen, Tally
from wemi_piemonte.observatory.rules import months_before

TODAY = NOW.date()


def count(town: Town, number: int, day: date = TODAY, kind: Seen = Seen.SHEET) -> None:
    with transaction() as session:
        session.add(Tally(service_id=town.service, kind=kind.value, day=day, number=number))


def ask(need: str, number: int, *, municipality: str = "004078", covered: bool = False) -> None:
    with transaction() as session:
        session.add(
            NeedTally(
                municipality=municipality, need=need, day=TODAY, covered=covered, number=number
            )
        )


def column(town: Town, number: int = 1) -> list[str]:
    page = town.browser(town.owner).open(town.path("numbers"))
    cells = page.all(f"(//table)[1]//tr/td[{number}]")
    return [" ".join("".join(cell.itertext()).split()) for cell in cells]


def test_months_are_shown_and_small_ones_hidden_with_the_total(town: Town) -> None:
    count(town, 7)
    count(town, 2, TODAY - timedelta(days=1))
    count(town, 3, TODAY.replace(day=1) - timedelta(days=1))
    count(town, 900, TODAY - timedelta(days=400))
    found = column(town)
    assert len(found) == 13
    assert (found[0], found[1], found[-1]) == ("9", "fewer than 5", "not shown")


def test_a_total_that_tells_nothing_is_shown(town: Town) -> None:
    for month in months_before(TODAY):
        count(town, 6, month)
    assert column(town)[-1] == "72"


def test_the_numbers_of_others_are_not_counted(town: Town) -> None:
    with transaction() as session:
        session.add(Tally(service_id=town.other_service, kind="sheet", day=TODAY, number=99))
    assert column(town)[0] == "fewer than 5"


def test_needs_asked_near_and_not_covered(town: Town) -> None:
    ask("work.training", 6)
    ask("home.rent", 4)
    ask("ageing.home-care", 50, covered=True)
    ask("family.babysitting", 50, municipality="001272")
    page = town.browser(town.owner).open(town.path("numbers"))
    rows = page.all("//section[@aria-labelledby='missing']//tbody/tr")
    assert len(rows) == 1
    assert "6" in "".join(rows[0].itertext())


def test_readers_of_the_body_see_them_and_strangers_nothing(town: Town) -> None:
    reader = member_of(town, MemberRole.READER, "bruno@example.org")
    town.browser(reader).open(town.path("numbers"))
    stranger = make_account(Role.PROVIDER, "x@example.org")
    town.browser(stranger).open(town.path("numbers"), 404)
    town.browser(make_account(Role.ADMIN, "y@example.org")).open(town.path("numbers"), 403)


@pytest.fixture
def counting() -> Iterator[None]:
    tally.start(alone=True)
    yield
    tally.stop()


def test_a_reader_of_the_sheet_is_counted_and_the_page_writes_nothing(
    town: Town, counting: None
) -> None:
    town.app.test_cli_runner().invoke(args=["search", "rebuild"], catch_exceptions=False)
    client = town.app.test_client()
    for _ in range(2):
        assert client.get(f"/it/services/{town.service}").status_code == 200
    client.get(f"/it/services/{town.service}", headers={"User-Agent": "Googlebot/2.1"})
    with reading() as session:
        assert session.scalars(select(Tally)).all() == []
    tally.flush()
    with reading() as session:
        (row,) = session.scalars(select(Tally)).all()
    assert (row.service_id, row.kind, row.day, row.number) == (town.service, "sheet", TODAY, 2)
