"""An author's no to a decision: decided by another moderator, never to the author's harm."""

import pytest
from flask import Flask

from tests import asking
from tests.asking import NOW
from tests.web.moderation import judging
from tests.web.moderation.judging import (
    COMMENT,
    NOTE,
    Judged,
    appeal_of,
    appealed,
    browser,
    log,
    moderator,
    row,
    waiting,
)
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Conflict
from wemi_piemonte.moderation.operations import claim
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.operations import withdraw_rating
from wemi_piemonte.ratings.queries import own_rating
from wemi_piemonte.ratings.rules import MARK, AppealState, RatingState, Verdict

PHONE = "0171 555 0199"
DENY = {"verdict": "reject", "reason": "personal_data", "note": "It names a person."}


@pytest.fixture
def first(site: Flask) -> Account:
    """Who decided the first time."""
    return moderator("first@region.example")


@pytest.fixture
def second(site: Flask) -> Account:
    return moderator("second@region.example")


@pytest.fixture
def rejected(site: Flask, first: Account) -> Judged:
    """A rating that was rejected, and an appeal."""
    judged = waiting()
    form = {"verdict": "reject", "reason": "personal_data", "note": NOTE}
    browser(site, first).open(judged.path()).press("Decide", **form)
    appealed(judged)
    return judged


@pytest.fixture
def redacted(site: Flask, first: Account) -> Judged:
    """A rating that was published without some words, and an appeal."""
    judged = waiting()
    form = {"verdict": "redact", "reason": "personal_data", "note": NOTE}
    removed = f"{PHONE}\nMaria Rossi"
    browser(site, first).open(judged.path()).press("Decide", **form, removed=removed)
    appealed(judged)
    return judged


def test_another_moderator_grants_it_and_the_rating_is_published(
    site: Flask, second: Account, rejected: Judged
) -> None:
    page = browser(site, second).open("/en/moderation/")
    assert rejected.path("appeals") in page.links()
    page.open(rejected.path("appeals"))
    assert "È la verità." in page.text
    assert NOTE in page.text
    page.press("Decide", 422, verdict="publish")
    page.press("Decide", note="You are right.")
    found = row(rejected.id)
    assert (found.state, found.shown) == (RatingState.PUBLISHED, COMMENT)
    assert appeal_of(rejected.id).state is AppealState.GRANTED
    assert log(Subject.APPEAL) == [("appeal", rejected.id, "grant", "keeps_rules", second.id)]
    assert judging.mails("appeal-granted") == [asking.PERSON_EMAIL]
    assert judging.mails("rating-new") == [asking.BODY_EMAIL]
    with reading() as session:
        own = own_rating(session, rejected.asking.id, NOW)
    assert own is not None
    assert (own.rating.note, own.may_appeal) == ("You are right.", False)


def test_it_is_granted_in_part(site: Flask, second: Account, rejected: Judged) -> None:
    page = browser(site, second).open(rejected.path("appeals"))
    page.press(
        "Decide", verdict="redact", reason="personal_data", note="Without it.", removed=PHONE
    )
    assert row(rejected.id).shown == COMMENT.replace(PHONE, MARK)
    assert [each[2] for each in log(Subject.APPEAL)] == ["grant"]


def test_it_is_denied_and_what_was_decided_stays(
    site: Flask, second: Account, rejected: Judged
) -> None:
    page = browser(site, second).open(rejected.path("appeals"))
    page.press("Decide", **DENY)
    found = row(rejected.id)
    assert (found.state, found.note) == (RatingState.REJECTED, "It names a person.")
    assert appeal_of(rejected.id).state is AppealState.DENIED
    assert log(Subject.APPEAL) == [("appeal", rejected.id, "deny", "personal_data", second.id)]
    assert judging.mails("appeal-denied") == [asking.PERSON_EMAIL]
    with pytest.raises(Conflict):
        appealed(rejected)


def test_who_decided_first_does_not_decide_again(
    site: Flask, first: Account, second: Account, rejected: Judged
) -> None:
    page = browser(site, first).open("/en/moderation/")
    assert "another moderator decides about the appeal" in page.text
    page.open(rejected.path("appeals"))
    assert "another moderator decides about the appeal" in page.text
    assert not page.all("//main//form")
    # Whoever sends the form all the same.
    page.open("/en/account")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    form = {**DENY, "revision": str(row(rejected.id).revision), "csrf_token": token}
    answer = page.client.post(rejected.path("appeals"), data=form)
    assert answer.status_code == 403
    assert "It names a person." in answer.get_data(as_text=True)
    fields = {"subject": "appeal", "subject_id": str(rejected.id), "csrf_token": token}
    assert page.client.post("/en/moderation/claim", data=fields).status_code == 403
    assert log(Subject.APPEAL) == []
    browser(site, second).open("/en/moderation/").press("I am on it: Una mano in casa")


def test_what_was_taken_out_is_shown_and_comes_back_in_part(
    site: Flask, second: Account, redacted: Judged
) -> None:
    page = browser(site, second).open(redacted.path("appeals"))
    assert [each.text for each in page.all("//blockquote/del")] == ["Maria Rossi", PHONE]
    form = {"verdict": "redact", "reason": "personal_data", "note": "The name may stay."}
    # The same words, and others: nobody is worse off for having appealed.
    for removed in (f"{PHONE}\nMaria Rossi", f"{PHONE}\ngentile", f"{PHONE}\nMaria Rossi\ngentile"):
        page.open(redacted.path("appeals")).press("Decide", 422, **form, removed=removed)
        assert row(redacted.id).shown.count(MARK) == 2
    page.press("Decide", **form, removed=PHONE)
    assert row(redacted.id).shown == COMMENT.replace(PHONE, MARK)
    assert appeal_of(redacted.id).state is AppealState.GRANTED


def test_a_denied_appeal_leaves_what_is_published_as_it_is(
    site: Flask, second: Account, redacted: Judged
) -> None:
    before = row(redacted.id)
    page = browser(site, second).open(redacted.path("appeals"))
    page.press("Decide", **DENY)
    found = row(redacted.id)
    assert (found.state, found.shown) == (RatingState.PUBLISHED, before.shown)
    assert found.published_at == before.published_at
    assert appeal_of(redacted.id).state is AppealState.DENIED


def test_the_whole_comes_back(site: Flask, second: Account, redacted: Judged) -> None:
    page = browser(site, second).open(redacted.path("appeals"))
    page.press("Decide", verdict="publish", note="All of it.")
    assert row(redacted.id).shown == COMMENT
    # The body knows of this rating since it was published first.
    assert judging.mails("rating-new") == [asking.BODY_EMAIL]


def test_while_an_appeal_waits_the_rating_is_not_decided_otherwise(
    site: Flask, second: Account, redacted: Judged
) -> None:
    page = browser(site, second).open(redacted.path())
    assert redacted.path("appeals") in page.links()
    assert not page.all("//main//textarea")
    page.open("/en/account")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    form = {**DENY, "revision": str(row(redacted.id).revision), "csrf_token": token}
    assert page.client.post(redacted.path(), data=form).status_code == 409
    assert row(redacted.id).state is RatingState.PUBLISHED


def test_a_later_decision_can_be_appealed_anew(
    site: Flask, first: Account, second: Account, redacted: Judged
) -> None:
    browser(site, second).open(redacted.path("appeals")).press("Decide", **DENY)
    asking.decide(redacted.id, Verdict.REJECT, reason="abuse", by=second.id)
    with reading() as session:
        own = own_rating(session, redacted.asking.id, NOW)
    assert own is not None
    assert own.may_appeal
    appealed(redacted, "Perché ora?")
    found = appeal_of(redacted.id)
    assert (found.state, found.against, found.text) == (
        AppealState.WAITING,
        second.id,
        "Perché ora?",
    )
    page = browser(site, first).open(redacted.path("appeals"))
    page.press("Decide", verdict="publish", note="You are right.")
    assert row(redacted.id).state is RatingState.PUBLISHED


def test_two_decide_and_the_second_hears_so(site: Flask, second: Account, rejected: Judged) -> None:
    third = moderator("third@region.example")
    pages = [browser(site, each).open(rejected.path("appeals")) for each in (second, third)]
    pages[0].press("Decide", **DENY)
    pages[1].press("Decide", 409, verdict="publish", note="You are right.")
    assert "You are right." in pages[1].text
    assert row(rejected.id).state is RatingState.REJECTED
    assert len(log(Subject.APPEAL)) == 1


@pytest.mark.parametrize("hindrance", ["own body", "own text", "claimed"])
def test_who_may_not_decide_is_told_why(
    site: Flask, second: Account, rejected: Judged, hindrance: str
) -> None:
    page = browser(site, second).open(rejected.path("appeals"))
    if hindrance == "own body":
        judging.belongs(second, rejected.asking.service.organization.id)
    elif hindrance == "own text":
        judging.asked_by(rejected, second)
    else:
        with transaction() as session:
            claim(
                session,
                subject=Subject.APPEAL,
                subject_id=rejected.id,
                account_id=moderator("third@region.example").id,
                now=NOW,
            )
    page.press("Decide", 409 if hindrance == "claimed" else 403, **DENY)
    assert "It names a person." in page.response.text
    assert log(Subject.APPEAL) == []
    assert not page.open(rejected.path("appeals")).all("//main//form")


def test_an_appeal_that_was_taken_back_with_its_rating_is_gone(
    site: Flask, second: Account, rejected: Judged
) -> None:
    page = browser(site, second).open(rejected.path("appeals"))
    with transaction() as session:
        withdraw_rating(session, rating_id=rejected.id, now=NOW)
    page.press("Decide", 404, **DENY)
    assert log(Subject.APPEAL) == []
