"""A body's ratings in its room: read in their order, replied to once, never hidden."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from tests import asking
from tests.browser import Page
from tests.people import make_account
from tests.web.provider.conftest import NOW, Mails, Town, member_of
from tests.web.provider.requesting import MINE, THEIRS, at, events
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings.models import Reply
from wemi_piemonte.ratings.operations import Ruling, decide_reply
from wemi_piemonte.ratings.rules import ReplyState, Verdict

WORDS = "Grazie: da gennaio apriamo anche il sabato."


@pytest.fixture
def later(town: Town) -> Town:
    """The town, three weeks on."""
    at(NOW + timedelta(days=21))
    return town


def path(town: Town) -> str:
    return town.path("ratings")


def reply_of(rating_id: UUID) -> Reply | None:
    with reading() as session:
        return session.get(Reply, rating_id)


def send(page: Page, rating_id: UUID, text: str, status: int = 200) -> Page:
    return page.press("Send the reply", status, str(rating_id), text=text)


def decide(rating_id: UUID, verdict: Verdict, note: str = "") -> None:
    found = reply_of(rating_id)
    assert found is not None
    with transaction() as session:
        decide_reply(
            session,
            rating_id=rating_id,
            revision=found.revision,
            ruling=Ruling(
                verdict=verdict,
                reason="advertising" if verdict is Verdict.REJECT else "keeps_rules",
                note=note,
                by=asking.MODERATOR,
                now=NOW + timedelta(days=21),
            ),
        )


def test_ratings_stand_in_the_order_of_their_days_whatever_they_say(later: Town) -> None:
    ids = asking.published(MINE, 1, 5, 2)
    asking.published(THEIRS, 3)
    page = later.browser(later.owner).open(path(later), sort="score", score="5")
    found = [each.removeprefix("rating-") for each in page.all("//article/@id")]
    assert found == [str(each) for each in reversed(ids)]
    assert "2.7 of 5" in page.text
    assert page.text.count("Reply to this rating") == 3


def test_stars_of_few_are_not_told_to_the_body_either(later: Town) -> None:
    asking.published(MINE, 1, 5)
    page = later.browser(later.owner).open(path(later))
    assert len(page.all("//article")) == 2
    assert not page.all("//*[contains(@class, 'stars')]")


def test_a_reply_is_written_once_and_waits_for_the_region(later: Town) -> None:
    first, second = asking.published(MINE, 4, 2)
    page = later.browser(later.owner).open(path(later))
    send(page, first, WORDS)
    assert "Your reply appears once the Region has read it." in page.text
    found = reply_of(first)
    assert found is not None
    assert (found.text, found.state, found.locale) == (WORDS, ReplyState.WAITING, "en")
    assert found.account_id == later.owner.id
    assert WORDS in page.text
    forms = page.all("//main//form/@action")
    assert [each for each in forms if str(first) in each] == []
    assert [each for each in forms if str(second) in each]
    with reading() as session:
        assert "reply_to_rating" in session.scalars(select(AuditRow.act)).all()


def test_the_same_reply_sent_twenty_times_is_there_once_and_another_is_refused(
    later: Town,
) -> None:
    (rating_id,) = asking.published(MINE, 4)
    page = later.browser(later.owner).open(path(later))
    form, _name, _value = page._button("Send the reply", str(rating_id))
    values = page._values(form) | {"text": WORDS}
    answers = [page.client.post(str(form.get("action")), data=values) for _ in range(20)]
    assert {each.status_code for each in answers} == {303}
    kept = reply_of(rating_id)
    assert kept is not None
    assert kept.revision == 1
    send(page, rating_id, "Un'altra risposta", 409)
    assert "There is a reply to this rating already" in page.text
    assert "Un'altra risposta" in page.text
    again = reply_of(rating_id)
    assert again is not None
    assert again.text == WORDS


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_what_is_no_reply_stays_in_its_own_form(later: Town, text: str) -> None:
    first, second = asking.published(MINE, 4, 2)
    page = later.browser(later.owner).open(path(later))
    send(page, first, text, 422)
    (wrong,) = page.all("//textarea[@aria-invalid='true']")
    assert wrong.get("id") == f"reply-{first}"
    assert (wrong.text or "").strip() == text.strip()
    assert page.all(f"//textarea[@id='reply-{second}']/text()") in ([], ["\n"])
    assert len(page.all("//details[@open]")) == 1
    assert reply_of(first) is None


def test_words_that_hold_a_reply_are_told(later: Town) -> None:
    (rating_id,) = asking.published(MINE, 4)
    page = later.browser(later.owner).open(path(later))
    send(page, rating_id, "Chiami Elena al 011 9876543.")
    assert "The Region looks at these words first:" in page.text
    assert page.all("//ul[@class='held-words']//q/text()") == ["011 9876543"]


def test_a_rejected_reply_is_told_why_and_may_be_written_anew(later: Town, mails: Mails) -> None:
    (rating_id,) = asking.published(MINE, 4)
    page = later.browser(later.owner).open(path(later))
    send(page, rating_id, "Venite tutti da noi!")
    mails()
    decide(rating_id, Verdict.REJECT, "Niente inviti.")
    (mail,) = mails()
    assert mail["To"] == later.owner.email
    assert "Venite" not in mail.as_string()
    assert f"/it/provider/organizations/{later.body}/ratings" in mail.get_content()
    page.open(path(later))
    assert "It is advertising" in page.text
    assert "Niente inviti." in page.text
    send(page, rating_id, WORDS)
    decide(rating_id, Verdict.PUBLISH)
    page.open(path(later))
    assert page.text.count(WORDS) == 1
    assert not page.all("//main//form")
    (mail,) = mails()
    assert WORDS not in mail.as_string()


def test_a_reader_of_the_body_reads_and_does_not_reply(later: Town) -> None:
    (rating_id,) = asking.published(MINE, 4)
    page = later.browser(member_of(later, MemberRole.READER, "bruno@example.org"))
    page.open(path(later))
    assert len(page.all("//article")) == 1
    assert not page.all("//main//form")
    token = page.open("/en/account").all("//input[@name='csrf_token']/@value")[0]
    form = {"csrf_token": token, "text": WORDS}
    assert page.client.post(f"{path(later)}/{rating_id}/reply", data=form).status_code == 403
    assert reply_of(rating_id) is None


def test_what_is_no_published_rating_of_the_body_is_not_there(later: Town) -> None:
    (theirs,) = asking.published(THEIRS, 4)
    unpublished = asking.rate(asking.helped(MINE), 3)
    page = later.browser(later.owner).open("/en/account")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    form = {"csrf_token": token, "text": WORDS}
    for each in (theirs, unpublished, later.body):
        assert page.client.post(f"{path(later)}/{each}/reply", data=form).status_code == 404
        page.open(f"{path(later)}/{each}/reply", 404)
        assert reply_of(each) is None
    page.open(path(later))
    assert not page.all("//article")
    stranger = later.browser(make_account(Role.PROVIDER, "x@example.org"))
    stranger.open(path(later), 404)


def test_a_reply_in_another_language_switch_leads_back(later: Town) -> None:
    (rating_id,) = asking.published(MINE, 4)
    answer = later.browser(later.owner).client.get(f"{path(later)}/{rating_id}/reply")
    assert (answer.status_code, answer.location) == (303, path(later))


def test_the_room_counts_late_ratings_without_a_reply(later: Town) -> None:
    first, _second = asking.published(MINE, 4, 2)
    browser = later.browser(later.owner)
    told = "2 new ratings are without a reply of yours."
    page = browser.open("/en/provider/")
    assert told in page.text
    assert path(later) in page.links()
    send(browser.open(path(later)), first, WORDS)
    assert "1 new rating is without a reply of yours." in browser.open("/en/provider/").text
    decide(first, Verdict.REJECT)
    assert told in browser.open("/en/provider/").text
    at(NOW + timedelta(days=40))
    assert "without a reply" not in later.browser(later.owner).open("/en/provider/").text


def test_a_mail_tells_of_a_new_rating_and_says_no_word_of_it(later: Town, mails: Mails) -> None:
    asked = asking.helped(MINE)
    rating_id = asking.rate(asked, 1, comment="Il canarino non dorme")
    mails()
    asking.decide(rating_id)
    (mail,) = [each for each in mails() if each["To"] == later.owner.email]
    assert "canarino" not in mail.as_string() + mail.get_content()
    assert f"/it/provider/organizations/{later.body}/ratings" in mail.get_content()
    assert f"/it/services/{MINE.id}" in mail.get_content()
    assert events(asked)[-1].state == "helped"
