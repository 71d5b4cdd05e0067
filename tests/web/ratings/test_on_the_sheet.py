"""What people say of a service, on its sheet and on the page of its body."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests import asking
from tests.asking import NOW
from tests.browser import Page
from tests.statements import said
from tests.web.ratings.conftest import Site, section
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Reply
from wemi_piemonte.ratings.rules import Aspect, Met, Scores, Verdict
from wemi_piemonte.referrals.rules import ReferralState


def sheet(site: Site, service: ServiceRecord, locale: str = "en") -> Page:
    return site.browser().open(f"/{locale}/services/{service.id}")


def rated(service: ServiceRecord, comment: str, *, locale: str = "it", number: int = 0) -> Any:
    """A published rating with a comment, some days after the last."""
    moment = NOW + timedelta(days=3 * number)
    asked = asking.helped(service, contact=f"person{number}@example.org", now=moment)
    rating_id = asking.rate(asked, comment=comment, locale=locale, now=moment)
    asking.decide(rating_id, now=moment)
    return rating_id


def linked(page: Page) -> dict[str, Any]:
    (text,) = page.all("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(text)
    return found


def test_without_ratings_there_is_one_line_and_no_empty_box(site: Site) -> None:
    page = sheet(site, asking.public_service())
    assert section(page) == (
        "What people say No rating has been published yet. How ratings are checked"
    )
    assert "#ratings" in page.all("//nav[@class='sheet-index']//a/@href")
    assert "aggregateRating" not in linked(page)


def test_below_three_there_are_comments_without_scores_and_no_mean(site: Site) -> None:
    service = asking.public_service()
    rated(service, "Sono venuti il giorno dopo.")
    page = sheet(site, service)
    assert "1 rating so far. The mean is shown from three ratings on." in section(page)
    rated(service, "Gentili e puntuali.", number=1)
    page = sheet(site, service)
    words = section(page)
    assert "2 ratings so far. The mean is shown from three ratings on." in words
    assert "Gentili e puntuali." in words
    assert "Sono venuti il giorno dopo." in words
    assert "of 5" not in words
    assert "Did it meet the need?" not in words
    assert not page.all("//section[@aria-labelledby='ratings']//table")
    assert "aggregateRating" not in linked(page)


def test_from_three_on_mean_spread_and_outcomes_are_told_in_words(site: Site) -> None:
    service = asking.public_service()
    asking.published(service, 5, 4, 4, 3)
    page = sheet(site, service)
    words = section(page)
    assert "4 of 5 4 ratings" in words
    assert "Very good 1" in words
    assert "Good 2" in words
    assert "Fair 1" in words
    assert "Bad 0" in words
    assert "Yes 4" in words
    assert "No 0" in words
    assert "Only people who asked for a service through this site and were helped" in words
    assert linked(page)["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": 4.0,
        "ratingCount": 4,
        "worstRating": 1,
        "bestRating": 5,
    }


def test_the_mean_is_written_as_in_the_language_of_the_page(site: Site) -> None:
    service = asking.public_service()
    asking.published(service, 5, 4, 4, 4, 4)
    assert "4.2 of 5" in section(sheet(site, service))
    assert "4,2 " in section(sheet(site, service, "it"))
    page = sheet(site, service, "ar")
    assert page.all("//section[@aria-labelledby='ratings']//table//bdi")


def test_aspects_are_shown_where_three_have_rated_them(site: Site) -> None:
    service = asking.public_service()
    for number in range(3):
        moment = NOW + timedelta(days=3 * number)
        asked = asking.helped(service, contact=f"person{number}@example.org", now=moment)
        aspects = {Aspect.KINDNESS: 5 - number}
        if number:
            aspects[Aspect.CLARITY] = 2
        with transaction() as session:
            rating_id = ratings.submit_rating(
                session,
                referral_id=asked.id,
                requesters=[asked.requester],
                scores=Scores(3, Met.PARTLY, aspects),
                comment="",
                locale="it",
                now=moment,
            ).id
        asking.decide(rating_id, now=moment)
    page = sheet(site, service)
    (table,) = page.all("//table[caption='One by one']")
    assert " ".join(" ".join(table.itertext()).split()) == "One by one Kindness 4 of 5"


def test_the_three_newest_stand_on_the_sheet_with_a_way_to_all(site: Site) -> None:
    service = asking.public_service()
    for number in range(4):
        rated(service, f"Parole numero {number}", number=number)
    page = sheet(site, service)
    words = section(page)
    assert "Parole numero 0" not in words
    assert [words.index(f"Parole numero {number}") for number in (3, 2, 1)] == sorted(
        words.index(f"Parole numero {number}") for number in (3, 2, 1)
    )
    assert "Read all 4 ratings" in words
    assert f"/en/services/{service.id}/ratings" in page.links()


def test_a_comment_is_marked_with_its_language_and_direction(site: Site) -> None:
    service = asking.public_service()
    rated(service, "شكرا جزيلا", locale="ar")
    rated(service, "Thank you so much.", locale="en", number=1)
    page = sheet(site, service)
    (arabic,) = page.all("//*[@class='rating']//*[@lang='ar']")
    assert arabic.get("dir") == "rtl"
    (english,) = page.all("//*[@class='rating']//p[contains(., 'Thank you so much')]")
    assert english.get("lang") is None


def test_words_taken_out_leave_a_mark_that_is_read_aloud(site: Site) -> None:
    service = asking.public_service()
    asked = asking.helped(service, now=NOW)
    rating_id = asking.rate(asked, comment="La signora Bianchi è <b>gentile</b>.", now=NOW)
    asking.decide(rating_id, Verdict.REDACT, removed=("signora Bianchi",), now=NOW)
    page = sheet(site, service)
    assert "Bianchi" not in page.text
    (words,) = page.all("//*[@class='rating']/p[@lang='it']")
    assert "".join(words.itertext()) == "La […]words taken out by the Region è <b>gentile</b>."
    (aloud,) = words.xpath(".//*[@class='visually-hidden']")
    assert aloud.get("lang") == "en"
    assert "⟦" not in page.text


def test_it_is_told_who_says_that_there_was_help(site: Site) -> None:
    service = asking.public_service()
    rated(service, "Uno")
    assert "the body itself says that it helped" in section(sheet(site, service))
    asked = asking.ask(service, contact="another@example.org")
    asking.answer(asked.id, ReferralState.CONTACTED)
    with transaction() as session:
        ratings.tell_outcome(
            session, referral_id=asked.id, target=ReferralState.HELPED, reason=None, now=NOW
        )
    asking.decide(asking.rate(asked, comment="Due"))
    page = sheet(site, service)
    told = {
        article.xpath("string(p[@lang='it'])"): "body itself" in article.xpath("string(.)")
        for article in page.all("//article[@class='rating']")
    }
    assert told == {"Uno": True, "Due": False}
    assert "the person asked here, and says that there was help" in section(page)


def test_a_reply_is_shown_once_the_region_has_published_it(site: Site) -> None:
    service = asking.public_service()
    rating_id = rated(service, "Un po' lenti.")
    with transaction() as session:
        ratings.write_reply(
            session,
            rating_id=rating_id,
            text="Abbiamo assunto due persone.",
            locale="it",
            account_id=asking.MODERATOR,
            now=NOW,
        )
    assert "Abbiamo assunto" not in section(sheet(site, service))
    with transaction() as session:
        revision = session.get_one(Reply, rating_id).revision
        ratings.decide_reply(
            session,
            rating_id=rating_id,
            revision=revision,
            ruling=ratings.Ruling(
                verdict=Verdict.PUBLISH, reason="keeps_rules", by=asking.MODERATOR, now=NOW
            ),
        )
    page = sheet(site, service)
    (reply,) = page.all("//*[@class='rating']//*[@class='rating-reply']")
    assert "Abbiamo assunto due persone." in reply.xpath("string(.)")
    assert reply.xpath("./p[@lang='it']")


def test_what_waits_is_rejected_or_taken_back_is_not_shown(site: Site) -> None:
    service = asking.public_service()
    for number, comment in enumerate(("Aspetta", "Rifiutata", "Ritirata")):
        moment = NOW + timedelta(days=3 * number)
        asked = asking.helped(service, contact=f"person{number}@example.org", now=moment)
        rating_id = asking.rate(asked, comment=comment, now=moment)
        if comment == "Rifiutata":
            asking.decide(rating_id, Verdict.REJECT, reason="off_topic", now=moment)
        if comment == "Ritirata":
            asking.decide(rating_id, now=moment)
            with transaction() as session:
                ratings.withdraw_rating(session, rating_id=rating_id, now=moment)
    page = sheet(site, service)
    assert "No rating has been published yet." in section(page)
    assert not [word for word in ("Aspetta", "Rifiutata", "Ritirata") if word in page.text]


@pytest.mark.parametrize(("scores", "most"), [((), 1), ((5, 4, 4, 3), 2)])
def test_the_sheet_asks_little_of_the_database(
    site: Site, scores: tuple[int, ...], most: int
) -> None:
    service = asking.public_service()
    asking.published(service, *scores)
    page = sheet(site, service)
    with said() as statements:
        page.open(f"/en/services/{service.id}")
    assert 1 <= len([each for each in statements if "rating" in each]) <= most


def test_a_body_has_the_mean_of_all_its_services_and_a_way_to_each(site: Site) -> None:
    first, second, third = (asking.public_service(name) for name in ("Uno", "Due", "Tre"))
    page = site.browser()
    address = f"/en/organizations/{first.organization.id}"
    assert "What people say of its services" not in page.open(address).text
    asking.published(first, 5, 5, 5)
    asking.published(second, 1, 3, 4, 2)
    page = site.browser().open(address)
    words = section(page)
    assert "3.6 of 5 7 ratings" in words
    assert "Uno : 3 ratings" in words
    assert "Due : 4 ratings" in words
    assert "Tre" not in words
    for service in (first, second):
        assert f"/en/services/{service.id}/ratings" in page.links()
    assert "5 of 5 · 3 ratings" in section(page, "services")
    assert f"/en/services/{third.id}/ratings" not in page.links()


def test_the_mean_of_a_body_does_not_give_away_a_single_score(site: Site) -> None:
    first, second = (asking.public_service(name) for name in ("Uno", "Due"))
    asking.published(first, 4, 4, 4)
    asking.published(second, 1)
    page = site.browser().open(f"/en/organizations/{first.organization.id}")
    assert "4 of 5 3 ratings" in section(page)
    assert "Due : 1 rating" in section(page)
