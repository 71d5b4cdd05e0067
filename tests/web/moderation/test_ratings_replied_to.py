"""The Region decides about the replies of bodies, under the same rules."""

import pytest
from flask import Flask

from tests import asking
from tests.asking import NOW
from tests.people import make_account
from tests.web.moderation import judging
from tests.web.moderation.judging import (
    NOTE,
    Judged,
    browser,
    log,
    moderator,
    replied,
    reply_of,
    waiting,
)
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.moderation.operations import claim
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.models import Reply
from wemi_piemonte.ratings.rules import MARK, ReplyState, Verdict

TEXT = "La signora Elena può chiamare lo 0171 555 0100."


@pytest.fixture
def judged(site: Flask) -> Judged:
    """A published rating to which a body has replied."""
    found = waiting("Attesa lunga.")
    asking.decide(found.id, now=NOW)
    replied(found, TEXT, writer().id)
    return found


def writer() -> Account:
    return make_account(Role.PROVIDER, "anna@melo.example.org")


def test_a_reply_is_read_beside_its_rating_and_published(site: Flask, judged: Judged) -> None:
    account = moderator()
    page = browser(site, account).open("/en/moderation/")
    assert judged.path("replies") in page.links()
    page.open(judged.path("replies"))
    assert "Attesa lunga." in page.text
    assert "0171 555 0100" in [each.text for each in page.all("//blockquote/mark")]
    page.press("Decide", verdict="publish")
    found = reply_of(judged.id)
    assert (found.state, found.shown) == (ReplyState.PUBLISHED, TEXT)
    assert log() == [("reply", judged.id, "publish", "keeps_rules", account.id)]
    assert judging.mails("reply-published") == ["anna@melo.example.org"]


def test_a_reply_is_published_without_some_words(site: Flask, judged: Judged) -> None:
    page = browser(site, moderator()).open(judged.path("replies"))
    form = {"verdict": "redact", "reason": "personal_data", "note": NOTE}
    page.press("Decide", 422, **form, removed="Paola")
    assert "not in the text: Paola" in page.text
    page.press("Decide", removed="0171 555 0100\nElena")
    found = reply_of(judged.id)
    assert found.shown == TEXT.replace("0171 555 0100", MARK).replace("Elena", MARK)
    assert (found.reason, found.note) == ("personal_data", NOTE)
    assert [each[2] for each in log()] == ["redact"]


def test_a_reply_is_rejected_and_the_body_is_told_why(site: Flask, judged: Judged) -> None:
    page = browser(site, moderator()).open(judged.path("replies"))
    page.press("Decide", 422, verdict="reject", reason="conflict_of_interest", note=NOTE)
    page.press("Decide", reason="advertising")
    found = reply_of(judged.id)
    assert (found.state, found.shown, found.note) == (ReplyState.REJECTED, "", NOTE)
    assert judging.mails("reply-rejected") == ["anna@melo.example.org"]
    assert not page.open(judged.path("replies")).all("//main//form")


def test_a_reply_that_was_decided_or_written_anew_is_not_decided_as_it_was(
    site: Flask, judged: Judged
) -> None:
    form = {"verdict": "reject", "reason": "abuse", "note": NOTE}
    first, second = (
        browser(site, moderator(email)).open(judged.path("replies"))
        for email in ("one@region.example", "two@region.example")
    )
    first.press("Decide", **form)
    second.press("Decide", 409, verdict="publish", note=NOTE)
    assert NOTE in second.text
    replied(judged, "Ci dispiace per l'attesa.")
    second.open(judged.path("replies"))
    second.press("Decide", 409, verdict="publish", revision="1")
    assert reply_of(judged.id).state is ReplyState.WAITING
    second.press("Decide", verdict="publish", note="", reason="")
    assert reply_of(judged.id).shown == "Ci dispiace per l'attesa."
    assert [each[2] for each in log()] == ["reject", "publish"]


@pytest.mark.parametrize("hindrance", ["own body", "own reply", "own rating", "claimed"])
def test_who_may_not_decide_is_told_why(site: Flask, judged: Judged, hindrance: str) -> None:
    account, other = moderator(), moderator("ugo@region.example")
    page = browser(site, account).open(judged.path("replies"))
    if hindrance == "own body":
        judging.belongs(account, judged.asking.service.organization.id)
    elif hindrance == "own rating":
        judging.asked_by(judged, account)
    elif hindrance == "own reply":
        with transaction() as session:
            session.get_one(Reply, judged.id).account_id = account.id
    else:
        with transaction() as session:
            claim(
                session,
                subject=Subject.REPLY,
                subject_id=judged.id,
                account_id=other.id,
                now=NOW,
            )
    status = 409 if hindrance == "claimed" else 403
    page.press("Decide", status, verdict="reject", reason="abuse", note=NOTE)
    assert NOTE in page.response.text
    assert log() == []
    assert not page.open(judged.path("replies")).all("//main//form")


def test_a_reply_to_what_is_no_longer_published_says_so(site: Flask, judged: Judged) -> None:
    asking.decide(judged.id, Verdict.REJECT, reason="abuse", now=NOW)
    page = browser(site, moderator()).open(judged.path("replies"))
    assert "The rating is not published now" in page.text
