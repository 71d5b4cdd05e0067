"""Many ratings of one service at once: looked at together, let through or rejected as one."""

import pytest
from flask import Flask

from tests import asking
from tests.asking import NOW
from tests.people import make_account
from tests.web.moderation import judging
from tests.web.moderation.judging import Judged, browser, log, moderator, row, waiting
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.moderation.operations import claim
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.rules import RatingState

REJECT = {"act": "reject", "reason": "coordinated", "note": "They were sent together."}


@pytest.fixture
def service(site: Flask) -> ServiceRecord:
    return asking.public_service()


@pytest.fixture
def five(service: ServiceRecord) -> list[Judged]:
    return judging.burst(service)


def path(service: ServiceRecord) -> str:
    return f"/en/moderation/bursts/{service.id}"


def states(judged: list[Judged]) -> set[tuple[RatingState, bool]]:
    return {(row(each.id).state, row(each.id).in_burst) for each in judged}


def test_the_ratings_of_a_burst_stand_side_by_side(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    judging.asked_by(five[2], make_account(Role.CITIZEN, "elena@example.org"))
    page = browser(site, moderator()).open("/en/moderation/")
    assert path(service) in page.links()
    assert not [each for each in page.links() if "/moderation/ratings/" in each]
    page.open(path(service))
    assert len(page.all("//ol[contains(@class, 'side-by-side')]/li")) == 5
    first, second, third = page.all("//ol[contains(@class, 'side-by-side')]/li")[:3]
    assert "The same words as 2" in " ".join(first.itertext())
    assert "The same words as 1" in " ".join(second.itertext())
    assert page.text.count("The same words as") == 2
    assert "with an account" in " ".join(third.itertext())
    assert page.text.count("with a code and PIN") == 4
    assert "person1@example.org" not in page.response.text


def test_one_of_a_burst_is_not_decided_alone(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    page = browser(site, moderator()).open(five[0].path())
    assert path(service) in page.links()
    assert not page.all("//main//textarea")
    page.open("/en/account")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    form = {
        "verdict": "publish",
        "revision": str(row(five[0].id).revision),
        "csrf_token": token,
    }
    assert page.client.post(five[0].path(), data=form).status_code == 409
    assert log() == []


def test_a_burst_is_let_through_to_be_decided_one_by_one(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    account = moderator()
    page = browser(site, account).open(path(service))
    page.press("Decide", act="release")
    assert states(five) == {(RatingState.WAITING, False)}
    assert log() == [("burst", service.id, "release", "keeps_rules", account.id)]
    page.open(path(service))
    assert "Nothing waits here" in page.text
    assert "Let through, to be decided one by one" in page.text
    page.open(five[0].path()).press("Decide", verdict="publish")
    assert row(five[0].id).state is RatingState.PUBLISHED


def test_a_burst_is_rejected_as_a_whole_and_each_rating_is_in_the_log(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    account = moderator()
    browser(site, account).open(path(service)).press("Decide", **REJECT)
    assert states(five) == {(RatingState.REJECTED, False)}
    ids = {each.id for each in five}
    assert {each for _s, each, *_ in log(Subject.RATING)} == ids
    assert {tuple(each[2:]) for each in log()} == {("reject", "coordinated", account.id)}
    assert [each[1] for each in log(Subject.BURST)] == [service.id]
    assert len(judging.mails("rating-rejected")) == 5
    assert {row(each).note for each in ids} == {"They were sent together."}


@pytest.mark.parametrize("act", ["release", "reject"])
def test_a_burst_that_grew_meanwhile_is_looked_at_again(
    site: Flask, service: ServiceRecord, five: list[Judged], act: str
) -> None:
    page = browser(site, moderator()).open(path(service))
    sixth = waiting("Anche io!", service=service, email="six@example.org")
    form = REJECT if act == "reject" else {"act": "release"}
    page.press("Decide", 409, **form)
    assert "It changed after you opened it." in page.text
    assert "Anche io!" in page.text
    assert log() == []
    assert states([*five, sixth]) == {(RatingState.HELD, True)}
    page.press("Decide")
    assert len(log(Subject.RATING)) == (6 if act == "reject" else 0)


def test_a_text_of_a_burst_that_changed_meanwhile_is_not_decided(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    page = browser(site, moderator()).open(path(service))
    judging.changed(five[2], "Ci ho ripensato.")
    page.press("Decide", 409, **REJECT)
    assert "Ci ho ripensato." in page.text
    assert log() == []


def test_a_second_click_decides_nothing_more(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    first, second = (
        browser(site, moderator(email)).open(path(service))
        for email in ("one@region.example", "two@region.example")
    )
    first.press("Decide", **REJECT)
    second.press("Decide", 409, **REJECT)
    assert "They were sent together." in second.text
    assert len(log(Subject.BURST)) == 1
    assert len(judging.mails("rating-rejected")) == 5


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "act"),
        ({"act": "publish"}, "act"),
        ({"act": "reject", "note": "x"}, "reason"),
        ({"act": "reject", "reason": "personal_data", "note": "x"}, "reason"),
        ({"act": "release", "reason": "coordinated"}, "reason"),
        ({"act": "reject", "reason": "coordinated", "note": ""}, "note"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_the_field(
    site: Flask, service: ServiceRecord, five: list[Judged], form: dict[str, str], field: str
) -> None:
    page = browser(site, moderator()).open(path(service))
    page.press("Decide", 422, **form)
    assert page.all(f"//*[@id='{field}-error']")
    assert states(five) == {(RatingState.HELD, True)}


def test_names_of_ratings_that_are_none_decide_nothing(
    site: Flask, service: ServiceRecord, five: list[Judged]
) -> None:
    page = browser(site, moderator()).open(path(service))
    for seen in ([], ["x"], [f"{five[0].id}:1"], [f"{five[0].id}"]):
        page.open(path(service)).press("Decide", 409, **REJECT, seen=seen)
    assert log() == []


@pytest.mark.parametrize("hindrance", ["own body", "own text", "claimed"])
def test_who_may_not_decide_is_told_why(
    site: Flask, service: ServiceRecord, five: list[Judged], hindrance: str
) -> None:
    account, other = moderator(), moderator("ugo@region.example")
    page = browser(site, account).open(path(service))
    if hindrance == "own body":
        judging.belongs(account, service.organization.id)
    elif hindrance == "own text":
        judging.asked_by(five[3], account)
    else:
        with transaction() as session:
            claim(
                session,
                subject=Subject.BURST,
                subject_id=service.id,
                account_id=other.id,
                now=NOW,
            )
    page.press("Decide", 409 if hindrance == "claimed" else 403, **REJECT)
    assert "They were sent together." in page.response.text
    assert log() == []
    assert not page.open(path(service)).all("//main//form")
