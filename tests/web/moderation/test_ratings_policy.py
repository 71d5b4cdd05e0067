"""The public page on how ratings are checked says what the rules do, and tells no small number."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests import asking
from tests.asking import NOW
from tests.browser import Page
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import RATING_REASONS, Act, Reason, Subject
from wemi_piemonte.moderation.schemas import LABELS
from wemi_piemonte.ratings import rules
from wemi_piemonte.ratings.models import Appeal, Rating
from wemi_piemonte.ratings.rules import MARK, AppealState, RatingState, Verdict
from wemi_piemonte.referrals.rules import RATED_WITHIN

PATH = "/en/how-ratings-are-checked"


@pytest.fixture
def service(site: Flask) -> ServiceRecord:
    return asking.public_service()


def rows(
    service: ServiceRecord,
    number: int,
    state: RatingState,
    reason: str = "",
    shown: str = "Bene",
    *,
    days: int = 30,
    waited: int = 3,
    appeal: AppealState | None = None,
) -> None:
    """So many ratings as they stand, given some days ago and decided some days later."""
    given = NOW - timedelta(days=days)
    asked = asking.ask(service, now=given, contact=f"{uuid4()}@example.org")
    for _each in range(number):
        with transaction() as session:
            rating_id = uuid4()
            session.add(_rating(rating_id, asked, state, reason, shown))
            session.flush()
            if state in {RatingState.PUBLISHED, RatingState.REJECTED}:
                session.add(
                    Decision(
                        subject=Subject.RATING,
                        subject_id=rating_id,
                        act=Act.PUBLISH,
                        reason=Reason.KEEPS_RULES,
                        account_id=None,
                        at=given + timedelta(days=waited),
                    )
                )
            if appeal:
                session.add(Appeal(rating_id=rating_id, text="", state=appeal, created_at=given))
        asked = asking.ask(service, now=given, contact=f"{uuid4()}@example.org")


def _rating(
    rating_id: UUID, asked: asking.Asking, state: RatingState, reason: str, shown: str
) -> Rating:
    return Rating(
        id=rating_id,
        referral_id=asked.id,
        service_id=asked.service.id,
        comment="Bene",
        shown=shown,
        locale="it",
        state=state,
        findings="[]",
        in_burst=False,
        revision=2,
        created_at=asking.referral(asked.id).created_at,
        reason=reason,
    )


def table(page: Page, caption: str) -> dict[str, list[str]]:
    """A table of the page: the cells of each row by its header."""
    (found,) = page.all(f"//table[caption[@id='{caption}']]")
    return {
        "".join(row.find("th").itertext()).strip(): [
            " ".join("".join(cell.itertext()).split()) for cell in row.findall("td")
        ]
        for row in found.iter("tr")
        if row.find("td") is not None
    }


def test_it_is_linked_from_every_page_and_says_who_decides(site: Flask, page: Page) -> None:
    page.open("/en/accessibility")
    assert PATH in page.links()
    page.open(PATH)
    for words in ("They do not see the stars", "Nobody pays for ratings", "another person decides"):
        assert words in page.text
    for reason in RATING_REASONS[Verdict.REJECT]:
        assert str(LABELS["reason"][reason]) in page.text


def test_the_numbers_in_its_words_are_those_of_the_rules() -> None:
    assert timedelta(days=90) == RATED_WITHIN
    assert timedelta(days=30) == rules.APPEALED_WITHIN
    assert (5, timedelta(days=2)) == (rules.BURST_OF, rules.BURST_WITHIN)
    assert rules.FEWEST_SHOWN == 3
    assert (rules.PRIOR_MEAN, rules.PRIOR_WEIGHT) == (3.5, 5)


def test_without_ratings_nothing_is_told(site: Flask, page: Page) -> None:
    page.open(PATH)
    assert "Too few ratings were given so far" in page.text
    assert not page.all("//main//table")
    assert "Too few ratings were decided" in page.text


def test_in_the_first_year_one_column_tells_all(
    site: Flask, page: Page, service: ServiceRecord
) -> None:
    rows(service, 12, RatingState.PUBLISHED)
    rows(service, 5, RatingState.PUBLISHED, shown=f"{MARK} bene", waited=1)
    rows(service, 6, RatingState.REJECTED, "abuse", appeal=AppealState.DENIED)
    rows(service, 5, RatingState.REJECTED, "illegal", waited=8)
    rows(service, 2, RatingState.WAITING)
    rows(service, 2, RatingState.WITHDRAWN)
    page.open(PATH)
    found = table(page, "outcomes")
    few = {name for name, cells in found.items() if cells == ["fewer than 5"]}
    assert {name: cells for name, cells in found.items() if name not in few} == {
        "Published": ["12"],
        "Published without some words": ["5"],
        "Rejected: It insults or threatens somebody": ["6"],
        "Rejected: It breaks the law": ["5"],
        "Received": ["32"],
    }
    assert "Waiting" in few
    assert len(few) == 9
    assert table(page, "appeals") == {
        "Granted, whole or in part": ["fewer than 5"],
        "Denied": ["6"],
        "Waiting": ["fewer than 5"],
        "Received": ["not shown"],
    }
    assert "half of the ratings were decided within 3 days" in page.text


def test_later_what_came_before_can_not_be_worked_out(
    site: Flask, page: Page, service: ServiceRecord
) -> None:
    rows(service, 9, RatingState.PUBLISHED)
    rows(service, 7, RatingState.REJECTED, "abuse")
    rows(service, 8, RatingState.PUBLISHED, days=500, waited=20)
    rows(service, 3, RatingState.REJECTED, "abuse", days=500, waited=20)
    page.open(PATH)
    found = table(page, "outcomes")
    assert found["Published"] == ["9", "17"]
    # Ten of all times less seven would be three.
    assert found["Rejected: It insults or threatens somebody"] == ["7", "not shown"]
    assert found["Received"] == ["not shown", "not shown"]
    assert "10" not in [cell for row in found.values() for cell in row]
    assert "In the last twelve months half of the ratings were decided within 3 days." in page.text
    assert "Since the beginning half of the ratings were decided within 3 days." in page.text


@pytest.mark.parametrize("locale", ["it", "ar", "zh"])
def test_it_is_a_page_in_each_language(site: Flask, page: Page, locale: str) -> None:
    page.open(f"/{locale}/how-ratings-are-checked")
