"""The link of a mail: told without signing in, once; it shows nothing of what was asked for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import asking
from tests.asking import NOW, Asking
from tests.browser import Page
from tests.inbox import link_in
from tests.people import make_account, signed_in
from tests.web.requests.conftest import WORDS, Site, send
from tests.web.requests.test_rating import GIVEN, bring, ratings
from wemi_piemonte.accounts.rules import Role, hash_of, new_token
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings.models import Appeal
from wemi_piemonte.ratings.rules import RatingState, Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import ReferralEvent, ReferralLink
from wemi_piemonte.referrals.rules import LinkFor, NotHelped, ReferralState

ACTS = ("/outcome", "/rating", "/appeal")


def helped(site: Site) -> tuple[Asking, str]:
    mine = asking.helped(words=WORDS, name="Elena")
    return mine, site.link()


def closed(site: Site) -> tuple[Asking, str]:
    """A request that nobody answered, and the link by which its person is asked."""
    mine = asking.ask(words=WORDS, name="Elena")
    site.mails()
    site.after(days=31)
    return mine, site.link()


def shown_nothing(page: Page, mine: Asking) -> bool:
    """Whether a page tells nothing of what was asked for, of whom, by whom."""
    secrets = (WORDS, "Elena", asking.PERSON_EMAIL, mine.service.name)
    names = (mine.service.organization.name, str(mine.service.id))
    return not any(each in page.response.text for each in (*secrets, *names))


def test_the_link_shows_a_date_and_nothing_of_the_request(site: Site) -> None:
    mine, link = helped(site)
    page = site.browser().open(link)
    assert "Your request of 25 November 2026" in page.text
    assert shown_nothing(page, mine)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]


def test_looking_at_a_link_uses_nothing_up_and_writes_nothing(site: Site) -> None:
    _mine, link = helped(site)
    for _ in range(3):
        site.browser().open(link)
    with reading() as session:
        events = session.scalar(select(func.count()).select_from(ReferralEvent))
        used = select(ReferralLink.token_hash).where(
            ReferralLink.used_at.is_not(None), ReferralLink.link_for == "person"
        )
        assert session.scalars(used).all() == []
    assert events == 2


def test_who_was_helped_rates_by_the_link_once(site: Site) -> None:
    mine, link = helped(site)
    page = site.browser().open(link)
    page.press("Send the rating", 422, score="5")
    assert page.all("//input[@name='score' and @checked]/@value") == ["5"]
    page.press("Send the rating", **GIVEN)
    assert "Thank you. The rating is sent." in page.text
    assert shown_nothing(page, mine)
    (kept,) = ratings()
    assert (kept.referral_id, kept.state) == (mine.id, RatingState.WAITING)
    page.open(link, 410)
    assert "/en/requests" in page.links()
    assert send(page, f"{link}/rating", **GIVEN) == 410
    assert len(ratings()) == 1


def test_what_was_rated_on_its_page_is_not_rated_by_the_link(site: Site) -> None:
    mine, link = helped(site)
    asking.rate(mine, now=NOW)
    page = site.browser().open(link)
    assert "You have said how it was." in page.text
    assert not page.all("//input[@name='score']")
    token = page.open("/en/requests").all("//input[@name='csrf_token']/@value")[0]
    answer = page.client.post(f"{link}/rating", data={**GIVEN, "csrf_token": token})
    assert answer.status_code == 409
    assert GIVEN["comment"] in answer.text
    assert mine.service.name not in answer.text
    assert len(ratings()) == 1


@pytest.mark.parametrize(
    "state", [each for each in ReferralState if each is not ReferralState.HELPED]
)
def test_no_link_rates_what_has_not_helped(site: Site, state: ReferralState) -> None:
    mine = asking.ask()
    bring(mine, state, site)
    with transaction() as session:
        token = new_link(session, mine)
    link = f"/en/request-follow-ups/{token}"
    page = site.browser().open(link)
    assert not page.all("//input[@name='score']")
    assert send(page, f"{link}/rating", **GIVEN) == 409
    assert ratings() == []
    # The refusal did not use it up.
    page.open(link)


def new_link(session: Session, mine: Asking) -> str:
    """A link as a mail to the person holds one, whatever the state of the request."""
    token = new_token()
    session.add(
        ReferralLink(
            token_hash=hash_of(token),
            referral_id=mine.id,
            link_for=LinkFor.PERSON,
            recipient=asking.PERSON_EMAIL,
            created_at=NOW,
        )
    )
    return token


def test_staff_of_the_body_do_not_rate_by_a_link_either(site: Site) -> None:
    mine, link = helped(site)
    account = make_account(Role.PROVIDER, organization_id=mine.service.organization.id)
    page = Page(signed_in(site.app, account)).open(link)
    assert not page.all("//input[@name='score']")
    assert send(page, f"{link}/rating", **GIVEN) == 403
    assert ratings() == []


def test_the_link_of_a_body_is_none_for_a_person(site: Site) -> None:
    asking.ask()
    (mail,) = [each for each in site.mails() if each["To"] == asking.BODY_EMAIL]
    token = link_in(mail, "/request-answers/").rsplit("/", 1)[1]
    link = f"/en/request-follow-ups/{token}"
    page = site.browser().open(link, 410)
    for act in ACTS:
        assert send(page, f"{link}{act}", **GIVEN, state="helped", text="x") == 410


def test_links_that_never_were_or_are_old_are_no_longer_good(site: Site) -> None:
    _mine, link = helped(site)
    page = site.browser()
    for dead in ("/en/request-follow-ups/x", f"/en/request-follow-ups/{'x' * 300}"):
        page.open(dead, 410)
        for act in ACTS:
            assert send(page, f"{dead}{act}", **GIVEN, state="helped", text="x") == 410
    site.after(days=90)
    site.browser().open(link, 410)
    assert send(site.browser(), f"{link}/rating", **GIVEN) == 410


def test_who_says_yes_goes_on_to_the_rating(site: Site) -> None:
    mine, link = closed(site)
    page = site.browser().open(link)
    assert shown_nothing(page, mine)
    page.press("Send", 422)
    page.press("Send", state="helped", reason="")
    assert page.response.request.path == link
    assert asking.referral(mine.id).state is ReferralState.HELPED
    # Sent twice, it is said once.
    assert send(page, f"{link}/outcome", state="helped") == 303
    page.open(link).press("Send the rating", **GIVEN)
    assert len(ratings()) == 1


def test_who_says_no_says_why_and_the_link_has_done_its_work(site: Site) -> None:
    mine, link = closed(site)
    page = site.browser().open(link)
    page.press("Send", 422, state="not_helped")
    assert "Say why: choose one of these." in page.text
    page.press("Send", state="not_helped", reason="no_answer")
    assert "/en/search" in page.links()
    assert shown_nothing(page, mine)
    found = asking.referral(mine.id)
    assert (found.state, found.reason) == (ReferralState.NOT_HELPED, NotHelped.NO_ANSWER)
    page.open(link, 410)


def test_help_that_was_none_is_denied_by_the_link(site: Site) -> None:
    mine, link = helped(site)
    page = site.browser().open(link)
    page.press("I was not helped", 422)
    page.press("I was not helped", reason="too_far")
    assert asking.referral(mine.id).reason is NotHelped.TOO_FAR
    assert send(page, f"{link}/rating", **GIVEN) == 410
    assert ratings() == []


def test_what_has_moved_meanwhile_is_said(site: Site) -> None:
    mine, link = closed(site)
    page = site.browser().open(link)
    own = site.opened(mine).open(f"/en/requests/{mine.id}")
    own.press("Send", form="/outcome", state="not_helped", reason="other")
    # The no was said on the page of the request, and has ended the link.
    page.press("Send", 410, state="helped")
    assert asking.referral(mine.id).state is ReferralState.NOT_HELPED


@pytest.mark.parametrize(
    ("verdict", "removed", "told"),
    [
        (Verdict.REJECT, (), "Your rating is not published."),
        (Verdict.REDACT, ("Piero",), "Your rating is published without some words."),
    ],
)
def test_a_decision_is_told_with_its_reason_and_appealed_once_by_the_link(
    site: Site, verdict: Verdict, removed: tuple[str, ...], told: str
) -> None:
    mine = asking.helped(words=WORDS, name="Elena")
    rating_id = asking.rate(mine, comment="Thank Piero for it.", now=NOW)
    site.mails()
    asking.decide(rating_id, verdict, removed=removed, reason="personal_data", now=NOW)
    link = site.link()
    page = site.browser().open(link)
    assert told in page.text
    assert "It holds data about a person" in page.text
    assert "Piero" not in page.text
    assert shown_nothing(page, mine)
    page.press("Send the appeal", 422, text="")
    page.press("Send the appeal", text="It is my own name.")
    assert "Your appeal is sent." in page.text
    page.open(link, 410)
    assert send(page, f"{link}/appeal", text="Once more") == 410
    with reading() as session:
        assert session.scalars(select(Appeal.text)).all() == ["It is my own name."]


def test_what_can_not_be_appealed_is_said_and_its_words_stay(site: Site) -> None:
    _mine, link = helped(site)
    page = site.browser().open(link)
    token = page.all("//input[@name='csrf_token']/@value")[0]
    for _ in range(2):
        answer = page.client.post(f"{link}/appeal", data={"csrf_token": token, "text": "But why?"})
        assert answer.status_code == 409
        assert "But why?" in answer.text


def test_an_appeal_after_thirty_days_is_too_late(site: Site) -> None:
    mine = asking.helped()
    rating_id = asking.rate(mine, now=NOW)
    site.mails()
    asking.decide(rating_id, Verdict.REJECT, reason="advertising", now=NOW)
    link = site.link()
    site.after(days=31)
    page = site.browser().open(link)
    assert not page.all("//form[contains(@action, '/appeal')]")
    assert send(page, f"{link}/appeal", text="Please") == 409


def test_the_links_of_what_was_erased_are_no_longer_good(site: Site) -> None:
    mine, link = helped(site)
    with transaction() as session:
        referrals.erase(session, referral_id=mine.id, now=NOW + timedelta(minutes=1))
    site.browser().open(link, 410)


def test_the_address_that_a_form_was_sent_to_leads_back(site: Site) -> None:
    _mine, link = helped(site)
    page = site.browser()
    for act in ACTS:
        answer = page.client.get(f"{link}{act}")
        assert (answer.status_code, answer.location) == (303, link)
