"""A body sees how many requests it got, answered, and how soon; small numbers stay hidden."""

from datetime import timedelta

from tests import asking
from tests.web.provider.conftest import NOW, Town
from tests.web.provider.requesting import MINE, THEIRS, ask
from wemi_piemonte.referrals.rules import ReferralState


def row(town: Town) -> list[str]:
    """What the present month says of requests, answers, people helped, ratings."""
    page = town.browser(town.owner).open(town.path("numbers"))
    cells = page.all("//section[@aria-labelledby='asked']//tbody/tr[1]/td")
    return [" ".join("".join(each.itertext()).split()) for each in cells]


def answered(days: float, service: object = MINE) -> None:
    asked = ask(service, now=NOW - timedelta(days=20))
    moment = NOW - timedelta(days=20) + timedelta(days=days)
    asking.answer(asked.id, ReferralState.CONTACTED, now=moment)
    # What comes after the first answer does not count.
    asking.answer(asked.id, ReferralState.HELPED, now=NOW)


def test_requests_are_counted_and_few_are_hidden(town: Town) -> None:
    few = "fewer than 5"
    assert row(town) == [few] * 4
    for _ in range(6):
        answered(2)
    ask()
    assert row(town) == ["7", "6", "6", few]


def test_the_median_of_days_to_answer_is_told_once_there_are_enough(town: Town) -> None:
    for days in (0.2, 1.5, 2.4, 16):
        answered(days)
    for _ in range(9):
        answered(10, THEIRS)
    browser = town.browser(town.owner)
    assert "first answer" not in browser.open(town.path("numbers")).text
    answered(19)
    told = "Half of the requests get a first answer within 3 days."
    assert told in browser.open(town.path("numbers")).text
