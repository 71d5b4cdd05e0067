"""A plan counts its needs by town and its services once, however often it is looked at."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.web.plans.conftest import Visitor
from tests.web.plans.test_writing import tell
from wemi_piemonte.foundation import tally
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.tally import NeedTally, Tally


@pytest.fixture(autouse=True)
def begun() -> Iterator[None]:
    tally.start(alone=True)
    yield
    tally.stop()


def test_a_plan_is_counted_once_for_each_visitor(visitor: Visitor) -> None:
    for _ in range(2):
        page = tell(visitor()).press("show")
        for _again in range(2):
            page.open("/it/plan/result")
    tally.flush()
    with reading() as session:
        needs = session.scalars(select(NeedTally)).all()
        services = session.scalars(select(Tally).where(Tally.kind == "plan")).all()
    # Biella, as the story says; nothing else of it is kept.
    assert {row.municipality for row in needs} == {"096004"}
    assert {"ageing.home-care", "school.homework"} <= {row.need for row in needs}
    assert services
    assert {row.number for row in needs} | {row.number for row in services} == {2}


def test_a_list_of_results_counts_what_it_shows(page: Page) -> None:
    page.open("/it/search", q="casa")
    tally.flush()
    with reading() as session:
        rows = session.scalars(select(Tally).where(Tally.kind == "result")).all()
    assert len(rows) == len(page.all("//article[contains(@class, 'card-service')]")) > 0
