"""The moderators decide about ratings: published, published without some words, rejected."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import asking
from tests.asking import NOW
from tests.web.moderation import judging
from tests.web.moderation.judging import COMMENT, NOTE, browser, log, moderator, row, waiting
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.moderation.operations import claim
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.operations import withdraw_rating
from wemi_piemonte.ratings.queries import own_rating, published_page, summary_for
from wemi_piemonte.ratings.rules import MARK, RatingState

QUEUE = "/en/moderation/"
REDACT = {"verdict": "redact", "reason": "personal_data", "note": NOTE}
REJECT = {"verdict": "reject", "reason": "abuse", "note": "It insults somebody."}


def test_a_rating_is_read_and_published(site: Flask) -> None:
    judged, account = waiting("Mi hanno aiutata in tre giorni."), moderator()
    page = browser(site, account).open(QUEUE)
    page.open(next(each for each in page.links() if str(judged.id) in each))
    assert "Mi hanno aiutata in tre giorni." in page.text
    assert "Consorzio del Melo" in page.text
    assert "the body says so" in page.text
    page.press("Decide", verdict="publish")
    found = row(judged.id)
    assert (found.state, found.shown) == (RatingState.PUBLISHED, found.comment)
    assert (found.reason, found.decided_by) == ("keeps_rules", account.id)
    assert log() == [("rating", judged.id, "publish", "keeps_rules", account.id)]
    with reading() as session:
        assert "publish" in session.scalars(select(AuditRow.act)).all()
    assert judging.mails("rating-published") == [asking.PERSON_EMAIL]
    assert judging.mails("rating-new") == [asking.BODY_EMAIL]
    assert "all is decided" in page.open(QUEUE).text


def test_nothing_personal_of_who_asked_is_on_the_page(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    for secret in ("Elena", "Bianchi", asking.PERSON_EMAIL, str(judged.asking.id)):
        assert secret not in page.response.text


def test_the_words_that_held_it_are_marked_and_proposed(site: Flask) -> None:
    page = browser(site, moderator()).open(waiting().path())
    assert "0171 555 0199" in [each.text for each in page.all("//blockquote/mark")]
    assert "0171 555 0199 : a phone number" in page.text
    assert "0171 555 0199" in page.all("//textarea[@id='removed']/text()")[0].split("\n")


def test_a_text_in_another_language_says_so(site: Flask) -> None:
    judged = waiting("شكرا جزيلا", locale="ar")
    page = browser(site, moderator()).open(judged.path())
    assert page.all("//blockquote[@lang='ar' and @dir='rtl']")


def test_words_are_taken_out_and_the_author_reads_why(site: Flask) -> None:
    judged, account = waiting(), moderator()
    page = browser(site, account).open(judged.path())
    page.press("Decide", **REDACT, removed="0171 555 0199\nMaria Rossi\n")
    found = row(judged.id)
    assert found.shown == COMMENT.replace("0171 555 0199", MARK).replace("Maria Rossi", MARK)
    assert log() == [("rating", judged.id, "redact", "personal_data", account.id)]
    assert judging.mails("rating-redacted") == [asking.PERSON_EMAIL]
    with reading() as session:
        own = own_rating(session, judged.asking.id, NOW)
    assert own is not None
    assert (own.rating.reason, own.rating.note, own.may_appeal) == ("personal_data", NOTE, True)
    # Later the moderators see what is public, and what is not.
    page.open(judged.path())
    assert [each.text for each in page.all("//blockquote/del")] == ["Maria Rossi", "0171 555 0199"]
    assert NOTE in page.text


def test_a_rating_is_rejected_with_a_reason_and_a_note(site: Flask) -> None:
    judged, account = waiting(), moderator()
    browser(site, account).open(judged.path()).press("Decide", **REJECT)
    found = row(judged.id)
    assert (found.state, found.shown) == (RatingState.REJECTED, "")
    assert (found.reason, found.note) == ("abuse", "It insults somebody.")
    assert log() == [("rating", judged.id, "reject", "abuse", account.id)]
    assert judging.mails("rating-rejected") == [asking.PERSON_EMAIL]
    assert judging.mails("rating-new") == []


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({}, "verdict", "Choose one of these."),
        ({"verdict": "burn"}, "verdict", "Choose one of these."),
        ({"verdict": "reject", "reason": "", "note": NOTE}, "reason", "Choose one of these."),
        ({"verdict": "reject", "reason": "king", "note": NOTE}, "reason", "Choose one of these."),
        ({"verdict": "reject", "reason": "abuse", "note": " "}, "note", "Write why"),
        ({"verdict": "reject", "reason": "abuse", "note": "x" * 2001}, "note", "at most 2000"),
        ({"verdict": "redact", "reason": "coordinated", "note": NOTE}, "reason", "does not go"),
        ({"verdict": "publish", "reason": "abuse", "note": NOTE}, "reason", "does not go"),
        ({**REDACT, "removed": " \n"}, "removed", "Write which words"),
        ({**REDACT, "removed": "Paola Neri"}, "removed", "not in the text: Paola Neri"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_the_field(
    site: Flask, form: dict[str, str], field: str, words: str
) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    page.press("Decide", 422, **form)
    assert words in "".join(page.all(f"//*[@id='{field}-error']")[0].itertext())
    assert page.all(f"//*[@name='{field}' and @aria-invalid='true']")
    kept = page.all("//textarea[@id='note']")[0].text or ""
    assert kept.strip() == form.get("note", "").strip()
    assert row(judged.id).state is RatingState.HELD
    assert log() == []


def test_both_faults_of_a_form_are_said_at_once(site: Flask) -> None:
    page = browser(site, moderator()).open(waiting().path())
    page.press("Decide", 422, verdict="redact", removed="")
    wrong = {each.get("id") for each in page.all("//*[contains(@class, 'field-error')]")}
    assert {"reason-error", "removed-error", "note-error"} <= wrong


def test_a_text_that_changed_meanwhile_is_not_decided(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    judging.changed(judged, "Ho cambiato idea: bene.")
    page.press("Decide", 409, **REJECT)
    assert "It changed after you opened it." in page.text
    assert "Ho cambiato idea: bene." in page.text
    assert page.all("//textarea[@id='note']")[0].text.strip() == "It insults somebody."
    assert log() == []
    page.press("Decide", verdict="publish", reason="", note="")
    assert row(judged.id).shown == "Ho cambiato idea: bene."


def test_a_mistake_in_the_form_does_not_hide_that_the_text_changed(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    judging.changed(judged, "Ho cambiato idea: bene.")
    page.press("Decide", 422, verdict="reject")
    assert "It changed after you opened it." in page.text


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 5000, "٣"])
def test_a_revision_that_was_tampered_with_decides_nothing(site: Flask, revision: str) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    page.press("Decide", 409, verdict="publish", revision=revision)
    assert log() == []


def test_a_double_click_decides_once(site: Flask) -> None:
    judged, account = waiting(), moderator()
    first, second = (browser(site, account).open(judged.path()) for _each in range(2))
    first.press("Decide", **REJECT)
    second.press("Decide", 409, **REJECT)
    assert "It insults somebody." in second.text
    assert len(log()) == 1
    assert judging.mails("rating-rejected") == [asking.PERSON_EMAIL]


def test_what_was_taken_back_is_gone(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    with transaction() as session:
        withdraw_rating(session, rating_id=judged.id, now=NOW)
    page.press("Decide", 404, verdict="publish")
    assert log() == []
    page.open(judged.path(), 404)


def test_who_belongs_to_the_body_does_not_decide(site: Flask) -> None:
    judged, account = waiting(), moderator()
    page = browser(site, account).open(judged.path())
    judging.belongs(account, judged.asking.service.organization.id)
    page.press("Decide", 403, **REJECT)
    assert "You belong to this body" in page.text
    assert "It insults somebody." in page.response.text
    assert log() == []
    assert not page.open(judged.path()).all("//main//form")


def test_who_wrote_it_does_not_decide(site: Flask) -> None:
    judged, account = waiting(), moderator()
    page = browser(site, account).open(judged.path())
    judging.asked_by(judged, account)
    page.press("Decide", 403, verdict="publish")
    assert "You have written in this yourself" in page.text
    assert log() == []
    assert not page.open(judged.path()).all("//main//form")
    page.open(QUEUE)
    assert "You have written in this yourself" in page.text
    site.config["WTF_CSRF_ENABLED"] = False
    fields = {"subject": "rating", "subject_id": str(judged.id)}
    assert page.client.post(QUEUE + "claim", data=fields).status_code == 403


def test_what_another_is_on_waits_for_them(site: Flask) -> None:
    judged, account, other = waiting(), moderator(), moderator("ugo@region.example")
    page = browser(site, account).open(judged.path())
    with transaction() as session:
        claim(session, subject=Subject.RATING, subject_id=judged.id, account_id=other.id, now=NOW)
    page.press("Decide", 409, **REJECT)
    assert "Somebody else took it a moment ago." in page.text
    assert log() == []
    assert not page.open(judged.path()).all("//main//form")


def test_a_moderator_says_on_the_page_that_they_are_on_it(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    page.press("I am on it")
    assert "You are on it." in page.text
    page.press("Let it go")
    assert "You are on it." not in page.text


def test_a_published_rating_is_rejected_from_the_log_and_no_longer_counts(site: Flask) -> None:
    service = asking.public_service()
    ids = asking.published(service, 5, 4, 3, now=NOW - timedelta(days=20))
    account = moderator()
    page = browser(site, account).open(f"/en/moderation/ratings/{ids[0]}")
    assert not page.all("//input[@value='publish']")
    with reading() as session:
        assert summary_for(session, service.id).count == 3
    page.press("Decide", **REJECT)
    with reading() as session:
        summary = summary_for(session, service.id)
        total, _shown = published_page(session, service.id)
    assert (summary.count, summary.average, total) == (2, None, 2)
    assert log() == [("rating", ids[0], "reject", "abuse", account.id)]
    log_page = page.open("/en/moderation/log?subject=rating")
    assert f"/en/moderation/ratings/{ids[0]}" in log_page.links()


def test_what_was_taken_out_does_not_come_back_without_an_appeal(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator()).open(judged.path())
    page.press("Decide", **REDACT, removed="0171 555 0199")
    shown = row(judged.id).shown
    page.open(judged.path())
    assert page.all("//textarea[@id='removed']/text()")[0].strip() == "0171 555 0199"
    for removed in ("Maria Rossi", "0171 555 0199"):
        page.open(judged.path())
        page.press("Decide", 422, **REDACT, removed=removed)
        assert "nothing changes that may change" in page.text
        assert row(judged.id).shown == shown
    page.open(judged.path()).press("Decide", **REDACT, removed="0171 555 0199\nMaria Rossi")
    assert row(judged.id).shown.count(MARK) == 2


def test_a_rating_without_words_is_published_and_taken_away(site: Flask) -> None:
    judged = waiting("")
    page = browser(site, moderator()).open(judged.path())
    assert "Without a comment." in page.text
    page.press("Decide", verdict="publish")
    assert row(judged.id).state is RatingState.PUBLISHED
    page.open(judged.path()).press("Decide", **{**REJECT, "reason": "conflict_of_interest"})
    assert row(judged.id).state is RatingState.REJECTED
    assert not page.open(judged.path()).all("//main//textarea")


def test_no_rating_is_there_for_others(site: Flask) -> None:
    judged = waiting()
    page = browser(site, moderator())
    page.open(f"/en/moderation/ratings/{judged.asking.id}", 404)
    for kind in ("replies", "appeals", "bursts"):
        page.open(judged.path(kind), 404)
