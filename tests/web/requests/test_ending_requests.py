"""The ways to end a request: withdrawn, the consent taken back, said how it went, closed in time."""

import pytest

from tests import asking
from tests.asking import NOW
from tests.web.requests.conftest import WORDS, Site, address, asked, send
from wemi_piemonte.referrals.rules import NotHelped, ReferralState


def test_withdrawing_is_asked_once_more_and_done_once(site: Site) -> None:
    mine = asked()
    page = site.opened(mine).open(address(mine.id))
    assert page.all("//details[.//button[text()='Yes, withdraw it']]")
    page.press("Yes, withdraw it")
    assert "The request is withdrawn." in page.text
    assert asking.referral(mine.id).state is ReferralState.WITHDRAWN
    assert send(page, address(mine.id, "/withdraw")) == 303
    page.open(address(mine.id))
    assert not page.all("//button[text()='Yes, withdraw it']")
    assert not page.all("//textarea")


def test_withdrawing_what_has_ended_otherwise_says_how_it_stands(site: Site) -> None:
    mine = asked()
    page = site.opened(mine).open(address(mine.id))
    asking.answer(mine.id, ReferralState.NOT_HELPED, reason=NotHelped.FULL)
    page.press("Yes, withdraw it", 409)
    assert "Something changed meanwhile" in page.text
    assert asking.referral(mine.id).state is ReferralState.NOT_HELPED


def test_the_consent_is_taken_back_from_what_has_ended_too(site: Site) -> None:
    mine = asking.helped(words=WORDS)
    page = site.opened(mine).open(address(mine.id)).press("Yes, take it back")
    assert "The body can not read" in page.text
    found = asking.referral(mine.id)
    assert found.state is ReferralState.HELPED
    assert found.consent_withdrawn_at is not None
    assert not page.all("//button[text()='Yes, take it back']")
    assert send(page, address(mine.id, "/consent")) == 303


@pytest.mark.parametrize(
    ("state", "outcomes"),
    [
        (None, 0),
        (ReferralState.CONTACTED, 2),
        (ReferralState.WAITING_LIST, 2),
        (ReferralState.ACCEPTED, 2),
        (ReferralState.HELPED, 1),
    ],
)
def test_how_it_went_is_asked_where_it_can_be_told(
    site: Site, state: ReferralState | None, outcomes: int
) -> None:
    mine = asked()
    if state:
        asking.answer(mine.id, state)
    page = site.opened(mine).open(address(mine.id))
    said = page.all("//form[contains(@action, '/outcome')]//input[@name='state']/@value")
    assert len(said) == outcomes


def test_a_no_asks_why_and_a_yes_leads_on_to_the_rating(site: Site) -> None:
    mine = asked()
    asking.answer(mine.id, ReferralState.CONTACTED)
    page = site.opened(mine).open(address(mine.id))
    page.press("Send", 422, form="/outcome")
    page.press("Send", 422, form="/outcome", state="not_helped")
    assert "Say why: choose one of these." in page.text
    assert page.all("//input[@name='state' and @checked]/@value") == ["not_helped"]
    page.press("Send", 422, form="/outcome", state="not_helped", reason="could_not_reach")
    page.press("Send", form="/outcome", state="helped", reason="")
    assert page.response.request.path == address(mine.id, "/rating")
    assert asking.referral(mine.id).state is ReferralState.HELPED


def test_what_the_body_calls_help_the_person_may_deny_once(site: Site) -> None:
    mine = asking.helped()
    page = site.opened(mine).open(address(mine.id))
    page.press("I was not helped", reason="no_answer")
    assert "You said that you were not helped: Nobody answered" in page.text
    values = {"state": "not_helped", "reason": "no_answer"}
    assert send(page, address(mine.id, "/outcome"), **values) == 303
    assert send(page, address(mine.id, "/outcome"), state="helped") == 409
    assert asking.referral(mine.id).reason is NotHelped.NO_ANSWER


def test_what_was_rated_was_help(site: Site) -> None:
    mine = asking.helped()
    page = site.opened(mine).open(address(mine.id))
    asking.rate(mine, now=NOW)
    page.press("I was not helped", 409, reason="no_answer")
    assert asking.referral(mine.id).state is ReferralState.HELPED
    assert not page.open(address(mine.id)).all("//form[contains(@action, '/outcome')]")


def test_what_nobody_answered_is_closed_and_the_person_says_how_it_went(site: Site) -> None:
    mine = asked()
    site.after(days=6)
    page = site.opened(mine)
    assert "They have until 5 December 2026" in page.text
    site.after(days=5)
    page = site.opened(mine).open(address(mine.id))
    assert "Without an answer by 25 December 2026 we close the request" in page.text
    assert page.text.count("The body was reminded") == 2
    site.after(days=20)
    page = site.opened(mine).open(address(mine.id))
    assert "Did you get help all the same?" in page.text
    page.press("Send", form="/outcome", state="helped", reason="")
    assert asking.referral(mine.id).state is ReferralState.HELPED
