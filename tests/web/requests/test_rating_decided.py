"""What becomes of a rating: held words, decisions with their reasons, appeals, taking it back."""

from sqlalchemy import func, select

from tests import asking
from tests.asking import NOW
from tests.people import make_account
from tests.web.requests.conftest import Site, address, send
from tests.web.requests.test_rating import GIVEN, rated, ratings
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings.models import Appeal, RatingScore
from wemi_piemonte.ratings.operations import Ruling, decide_reply, write_reply
from wemi_piemonte.ratings.rules import RatingState, Verdict

PHONE = "Call Piero at 333 1234567, he is kind."


def test_held_words_are_told_with_the_reason_and_can_be_changed(site: Site) -> None:
    _mine, page = rated(site, comment=PHONE)
    assert "333 1234567" in page.all("//ul[@class='held-words']//q/text()")
    assert "a phone number" in page.text
    assert "Held" in page.text
    page.press("Keep these words", comment="Call them, they are kind.", comment_language="en")
    (kept,) = ratings()
    assert (kept.state, kept.comment) == (RatingState.WAITING, "Call them, they are kind.")
    assert not page.all("//ul[@class='held-words']")
    assert "Your words are changed." in page.text


def test_changed_words_that_are_wrong_stay_in_the_form(site: Site) -> None:
    _mine, page = rated(site)
    page.press("Keep these words", 422, comment="x" * 2001)
    assert page.all("//textarea[@id='comment']/text()")[0].strip() == "x" * 2001


def test_words_changed_after_the_decision_are_refused_and_kept_on_the_page(site: Site) -> None:
    _mine, page = rated(site)
    asking.decide(ratings()[0].id, now=NOW)
    page.press("Keep these words", 409, comment="Too late a thought.")
    assert "It was changed or decided meanwhile." in page.text
    assert "Too late a thought." in page.text
    assert ratings()[0].comment == GIVEN["comment"]


def test_words_changed_twice_from_one_page_are_refused_the_second_time(site: Site) -> None:
    mine, page = rated(site)
    values = page._values(page._button("Keep these words", "")[0])
    for comment, status in (("First.", 303), ("Second.", 409)):
        answer = page.client.post(
            address(mine.id, "/rating/comment"), data=values | {"comment": comment}
        )
        assert answer.status_code == status
    assert ratings()[0].comment == "First."
    assert "Second." in answer.text
    values["revision"] = "none"
    answer = page.client.post(address(mine.id, "/rating/comment"), data=values)
    assert answer.status_code == 409


def test_a_published_rating_leads_to_its_place_with_the_answer_of_the_body(site: Site) -> None:
    mine, page = rated(site)
    rating_id = ratings()[0].id
    asking.decide(rating_id, now=NOW)
    with transaction() as session:
        account = make_account(Role.PROVIDER, organization_id=mine.service.organization.id)
        write_reply(
            session,
            rating_id=rating_id,
            text="Grazie di cuore.",
            locale="it",
            account_id=account.id,
            now=NOW,
        )
    page.open(address(mine.id, "/rating"))
    assert f"/en/services/{mine.service.id}/ratings" in page.links()
    # A reply that waits is nobody's to see.
    assert "Grazie" not in page.text
    with transaction() as session:
        decide_reply(
            session,
            rating_id=rating_id,
            revision=1,
            ruling=Ruling(
                verdict=Verdict.PUBLISH, reason="keeps_rules", by=asking.MODERATOR, now=NOW
            ),
        )
    page.open(address(mine.id, "/rating"))
    assert page.all("//section[@aria-labelledby='reply']//p[@lang='it']")
    assert "Grazie di cuore." in page.text


def test_what_was_taken_out_and_why_is_told_and_appealed_once(site: Site) -> None:
    mine, page = rated(site, comment=PHONE)
    asking.decide(
        ratings()[0].id,
        Verdict.REDACT,
        removed=("Piero", "333 1234567"),
        reason="personal_data",
        now=NOW,
    )
    page.open(address(mine.id, "/rating"))
    assert "Your rating is published without some words." in page.text
    assert "It holds data about a person" in page.text
    assert page.all("//ul[@class='held-words']//q/text()") == ["Piero", "333 1234567"]
    assert "you can appeal once, until 25 December 2026" in page.text
    assert "Somebody else of the Region decides then." in page.text
    page.press("Send the appeal", 422, text=" ")
    page.press("Send the appeal", text="Piero is my own name.")
    assert "Your appeal is sent." in page.text
    assert "Somebody else is deciding" in page.text
    assert not page.all("//form[contains(@action, '/appeal')]")
    # The same form once more changes nothing; another one comes too late, and is not lost.
    assert send(page, address(mine.id, "/rating/appeal"), text="Piero is my own name.") == 303
    assert send(page, address(mine.id, "/rating/appeal"), text="And another thing.") == 409
    with reading() as session:
        assert session.scalars(select(Appeal.text)).all() == ["Piero is my own name."]


def test_a_rejected_rating_is_told_with_the_reason_and_after_thirty_days_it_is_over(
    site: Site,
) -> None:
    mine, page = rated(site)
    asking.decide(ratings()[0].id, Verdict.REJECT, reason="advertising", now=NOW)
    page.open(address(mine.id, "/rating"))
    assert "Your rating is not published." in page.text
    assert "It is advertising" in page.text
    site.after(days=31)
    page = site.opened(mine).open(address(mine.id, "/rating"))
    assert not page.all("//form[contains(@action, '/appeal')]")
    assert send(page, address(mine.id, "/rating/appeal"), text="No") == 409


def test_taking_a_rating_back_deletes_it_for_good(site: Site) -> None:
    mine, page = rated(site)
    asking.decide(ratings()[0].id, now=NOW)
    page.open(address(mine.id, "/rating")).press("Yes, take it back")
    assert "You took this rating back" in page.text
    (kept,) = ratings()
    assert (kept.state, kept.comment, kept.shown) == (RatingState.WITHDRAWN, "", "")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(RatingScore)) == 0
    assert send(page, address(mine.id, "/rating/withdraw")) == 303
    assert send(page, address(mine.id, "/rating"), **GIVEN) == 409


def test_the_address_that_a_form_was_sent_to_leads_back(site: Site) -> None:
    mine, page = rated(site)
    for act in ("comment", "withdraw", "appeal"):
        answer = page.client.get(address(mine.id, f"/rating/{act}"))
        assert (answer.status_code, answer.location) == (303, address(mine.id, "/rating"))
