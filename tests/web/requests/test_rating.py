"""How it was: once, by who was helped; what is held is told; decisions are told and appealed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import asking
from tests.asking import NOW, Asking
from tests.browser import Page
from tests.people import make_account, signed_in
from tests.web.requests.conftest import Site, address, citizen, send
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings.models import Rating, RatingScore
from wemi_piemonte.ratings.rules import RatingState
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.rules import NotHelped, ReferralState, Staff

GIVEN = {"score": "4", "met": "partly", "comment": "They came on time.", "comment_language": "en"}
PHONE = "Call Piero at 333 1234567, he is kind."


def ratings() -> list[Rating]:
    with reading() as session:
        return list(session.scalars(select(Rating)))


def rated(site: Site, **fields: str) -> tuple[Asking, Page]:
    """A rating sent from the page of its request."""
    mine = asking.helped()
    page = site.opened(mine).open(address(mine.id, "/rating"))
    page.press("Send the rating", **{**GIVEN, **fields})
    return mine, page


def test_the_form_says_in_words_what_stars_mean_and_what_happens_next(site: Site) -> None:
    mine = asking.helped()
    page = site.opened(mine).open(address(mine.id, "/rating"))
    for words in ("Very good", "Good", "Fair", "Bad", "Very bad", "I do not know"):
        assert words in page.text
    assert not page.all("//input[@name='score' and @checked]")
    for aspect in ("access", "clarity", "kindness", "usefulness"):
        assert page.all(f"//input[@name='{aspect}' and @checked]/@value") == [""]
    assert page.all("//select[@id='comment_language']/option[@selected]/@value") == ["en"]
    assert len(page.all("//select[@id='comment_language']/option")) == 9
    assert "does not see your stars" in page.text
    assert "/en/how-ratings-are-checked" in page.links()


def test_who_was_helped_rates_and_sees_what_was_said(site: Site) -> None:
    mine, page = rated(site, access="5", kindness="", comment_language="fr")
    assert page.response.request.path == address(mine.id, "/rating")
    assert "Thank you. The rating is sent." in page.text
    (kept,) = ratings()
    assert (kept.state, kept.locale, kept.comment) == (
        RatingState.WAITING,
        "fr",
        "They came on time.",
    )
    with reading() as session:
        score = session.get_one(RatingScore, kept.id)
    assert (score.score, score.met, score.access, score.kindness) == (4, "partly", 5, None)
    assert "4 of 5" in page.text
    assert "The Region is looking at it" in page.open("/en/requests").text


@pytest.mark.parametrize(
    ("wrong", "message", "anchor"),
    [
        ({"score": ""}, "Choose from 1 to 5 stars.", "#score-5"),
        ({"score": "6"}, "Choose from 1 to 5 stars.", "#score-5"),
        ({"score": "4.5"}, "Choose from 1 to 5 stars.", "#score-5"),
        ({"met": "perhaps"}, "Choose one of these.", "#met-yes"),
        ({"kindness": "0"}, "Choose from 1 to 5 stars.", "#kindness-none"),
        ({"comment": "x" * 2001}, "Write at most 2000 letters.", "#comment"),
        ({"comment_language": "xx"}, "Choose one of these.", "#comment_language"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_else_stays(
    site: Site, wrong: dict[str, str], message: str, anchor: str
) -> None:
    mine = asking.helped()
    page = site.opened(mine).open(address(mine.id, "/rating"))
    page.press("Send the rating", 422, **{**GIVEN, "access": "3", **wrong})
    assert message in page.text
    assert anchor in page.links()
    assert page.all("//input[@name='access' and @checked]/@value") == ["3"]
    if "comment" not in wrong:
        assert page.all("//textarea/text()")[0].strip() == GIVEN["comment"]
    assert ratings() == []


@pytest.mark.parametrize(
    "state", [each for each in ReferralState if each is not ReferralState.HELPED]
)
def test_without_help_there_is_no_rating(site: Site, state: ReferralState) -> None:
    mine = asking.ask()
    bring(mine, state, site)
    page = site.opened(mine).open(address(mine.id, "/rating"), 409)
    assert not page.all("//input[@name='score']")
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 409
    for act in ("/comment", "/withdraw", "/appeal"):
        values = {**GIVEN, "text": "No", "revision": "1"}
        assert send(page, address(mine.id, f"/rating{act}"), **values) == 404
    assert ratings() == []


def bring(mine: Asking, state: ReferralState, site: Site) -> None:
    """Bring a request to a state by the operations of the site itself."""
    with transaction() as session:
        if state is ReferralState.SEEN:
            referrals.note_reading(session, referral_id=mine.id, staff=Staff(), now=site.now)
        elif state is ReferralState.WITHDRAWN:
            referrals.withdraw(session, referral_id=mine.id, now=site.now)
        elif state is ReferralState.EXPIRED:
            referrals.keep_going(session, site.now + timedelta(days=31))
    if state in {ReferralState.CONTACTED, ReferralState.WAITING_LIST, ReferralState.ACCEPTED}:
        asking.answer(mine.id, state)
    elif state is ReferralState.NOT_HELPED:
        asking.answer(mine.id, state, reason=NotHelped.FULL)
    assert asking.referral(mine.id).state is state


def test_after_ninety_days_it_is_too_late(site: Site) -> None:
    mine = asking.helped()
    site.after(days=89)
    page = site.opened(mine).open(address(mine.id, "/rating"))
    site.after(days=1)
    page = site.opened(mine).open(address(mine.id, "/rating"), 409)
    assert "within 90 days" in page.text
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 409
    assert ratings() == []


def test_a_second_rating_is_refused_and_its_words_are_not_lost(site: Site) -> None:
    mine, page = rated(site)
    page.open("/en/requests")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    other = {**GIVEN, "score": "1", "comment": "On second thoughts no.", "csrf_token": token}
    answer = page.client.post(address(mine.id, "/rating"), data=other)
    assert answer.status_code == 409
    assert "On second thoughts no." in answer.text
    assert [each.comment for each in ratings()] == [GIVEN["comment"]]


def test_the_same_form_sent_twice_is_one_rating_and_both_answers_are_the_same(site: Site) -> None:
    mine, page = rated(site)
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 303
    assert len(ratings()) == 1


def test_who_belongs_to_the_body_does_not_rate_with_any_right(site: Site) -> None:
    for right in MemberRole:
        account, me = citizen(f"{right.value}@example.org")
        mine = asking.helped(requester=me, contact=f"{right.value}@elsewhere.example")
        body = mine.service.organization.id
        with transaction() as session:
            session.add(
                Membership(account_id=account.id, organization_id=body, role=right, created_at=NOW)
            )
        page = site.browser(account).open(address(mine.id, "/rating"), 403)
        assert "does not rate it" in page.text
        assert send(page, address(mine.id, "/rating"), **GIVEN) == 403
    assert ratings() == []


def test_who_gave_the_address_of_a_member_does_not_rate(site: Site) -> None:
    mine = asking.helped(contact="anna@melo.example.org")
    page = site.opened(mine)
    make_account(
        Role.PROVIDER, "anna@melo.example.org", organization_id=mine.service.organization.id
    )
    page.open(address(mine.id, "/rating"), 403)
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 403
    assert ratings() == []


def test_a_member_who_knows_code_and_pin_does_not_rate_either(site: Site) -> None:
    mine = asking.helped()
    account = make_account(Role.PROVIDER, organization_id=mine.service.organization.id)
    page = Page(signed_in(site.app, account)).open("/en/requests")
    page.press("open", code=mine.code, pin=mine.pin)
    page.open(address(mine.id, "/rating"), 403)
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 403
    assert ratings() == []
