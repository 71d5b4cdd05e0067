"""All ratings of a service: their order, their pages, and readers who find one useful."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests import asking
from tests.asking import NOW
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account
from tests.web.ratings.conftest import Site
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.ratings import operations as ratings

BUTTON = "I found this useful"
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


def address(service: ServiceRecord, locale: str = "en") -> str:
    return f"/{locale}/services/{service.id}/ratings"


def order(page: Page) -> list[str]:
    """The ids of the ratings on a page, in their order."""
    found = page.all("//article[contains(@class, 'rating')]/@id")
    return [str(each).removeprefix("rating-") for each in found]


def votes(page: Page, rating_id: UUID) -> str:
    (article,) = page.all(f"//article[@id='rating-{rating_id}']")
    return " ".join(article.xpath("string(.)").split())


def test_the_newest_come_first_and_the_stars_choose_nothing(site: Site) -> None:
    service = asking.public_service()
    found = [str(each) for each in asking.published(service, 1, 5, 3, 2)]
    page = site.browser().open(address(service))
    assert order(page) == found[::-1]
    for chosen in ("score=5", "stars=5", "min=3"):
        assert order(page.open(f"{address(service)}?{chosen}")) == found[::-1]


def test_the_most_useful_come_first_when_asked_for(site: Site) -> None:
    service = asking.public_service()
    found = asking.published(service, 1, 5, 3)
    for voter in ("one", "two"):
        with transaction() as session:
            ratings.find_useful(session, rating_id=found[0], voter=voter)
    page = site.browser().open(address(service))
    (link,) = page.all("//a[normalize-space()='Most useful first']/@href")
    page.open(str(link))
    assert order(page) == [str(each) for each in (found[0], found[2], found[1])]
    assert page.all("//main//a[@aria-current='true']/text()") == ["Most useful first"]
    assert "2 readers found this useful" in votes(page, found[0])


def test_there_are_twenty_on_a_page_and_past_the_end_there_is_nothing(site: Site) -> None:
    service = asking.public_service()
    found = [str(each) for each in asking.published(service, *[4] * 21)][::-1]
    page = site.browser().open(address(service))
    assert order(page) == found[:20]
    (link,) = page.all("//a[@rel='next']/@href")
    assert order(page.open(str(link))) == found[20:]
    page.open(address(service), 404, page="3")
    page.open(address(service), 404, page="0")
    page.open(address(service), 404, page="9" * 30)
    page.open(address(service), 404, sort="stars")


def test_a_service_that_nobody_has_rated_says_so(site: Site) -> None:
    service = asking.public_service()
    page = site.browser().open(address(service))
    assert "No rating has been published yet." in page.text
    assert not order(page)
    page.open(address(service), 404, page="2")


def test_what_the_public_may_not_see_is_not_found(site: Site) -> None:
    service = asking.public_service()
    asking.published(service, 4)
    page = site.browser()
    page.open(f"/en/services/{NOWHERE}/ratings", 404)
    page.open(address(service))
    with transaction() as session:
        set_publication(session, service_id=service.id, target=Publication.SUSPENDED, now=NOW)
    page.press(BUTTON, 404)
    page.open(address(service), 404)


def test_who_finds_a_rating_useful_is_counted_once(site: Site) -> None:
    service = asking.public_service()
    (rating_id,) = asking.published(service, 4)
    page = site.browser().open(address(service))
    page.press(BUTTON)
    assert "1 reader found this useful" in votes(page, rating_id)
    assert "Thank you: we have counted it." in page.text
    page.open(address(service)).press(BUTTON)
    assert "1 reader found this useful" in votes(page, rating_id)
    assert "You have said so before: it counts once." in page.text
    other = site.browser().open(address(service))
    other.press(BUTTON)
    assert "2 readers found this useful" in votes(other, rating_id)


def test_the_reader_is_led_back_to_the_same_place(site: Site) -> None:
    service = asking.public_service()
    found = asking.published(service, *[4] * 21)
    page = site.browser().open(address(service), sort="useful", page="2")
    values = {"csrf_token": page.all("//input[@name='csrf_token']/@value")[0]}
    answer = page.client.post(
        f"/en/ratings/{found[0]}/useful", data={**values, "sort": "useful", "page": "2"}
    )
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert where.startswith(f"{address(service)}?sort=useful&page=2&useful=counted")
    assert where.endswith(f"#rating-{found[0]}")
    answer = page.client.post(
        f"/en/ratings/{found[0]}/useful", data={**values, "sort": "//x", "page": "9" * 50}
    )
    assert answer.headers["Location"].startswith(f"{address(service)}?useful=before")
    # It has moved to the first page: the thanks are said at the top.
    page.open(f"{address(service)}?sort=useful&page=2&useful=counted&rating={found[0]}")
    assert page.all("//*[@role='status']/text()") == ["Thank you: we have counted it."]


def test_an_account_is_counted_once_in_whatever_browser(site: Site) -> None:
    service = asking.public_service()
    (rating_id,) = asking.published(service, 4)
    account = make_account(Role.CITIZEN, "lettrice@example.org")
    for _browser in range(2):
        page = site.browser(account).open(address(service))
        page.press(BUTTON)
    assert "1 reader found this useful" in votes(page, rating_id)


def test_who_belongs_to_the_body_may_not_put_its_ratings_in_another_order(site: Site) -> None:
    service = asking.public_service()
    (rating_id,) = asking.published(service, 4)
    staff = make_account(
        Role.PROVIDER, "staff@example.org", organization_id=service.organization.id
    )
    page = site.browser(staff).open(address(service))
    assert not page.all(f"//button[normalize-space()='{BUTTON}']")
    page.open(f"/en/services/{service.id}/report")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    where = f"/en/ratings/{rating_id}/useful"
    assert page.client.post(where, data={"csrf_token": token}).status_code == 409
    assert "reader found" not in site.browser().open(address(service)).text


def test_without_the_token_of_a_form_nothing_is_counted(site: Site) -> None:
    service = asking.public_service()
    (rating_id,) = asking.published(service, 4)
    page = site.browser()
    assert page.client.post(f"/en/ratings/{rating_id}/useful").status_code == 400
    assert page.client.get(f"/en/ratings/{rating_id}/useful").status_code == 405
    assert "reader found" not in page.open(address(service)).text


def test_what_is_not_published_can_not_be_found_useful(site: Site) -> None:
    service = asking.public_service()
    asking.published(service, 4)
    moment = NOW + timedelta(days=9)
    waiting = asking.rate(asking.helped(service, contact="x@example.org", now=moment), now=moment)
    page = site.browser().open(address(service))
    values = {"csrf_token": page.all("//input[@name='csrf_token']/@value")[0]}
    for rating_id in (waiting, NOWHERE):
        answer = page.client.post(f"/en/ratings/{rating_id}/useful", data=values)
        assert answer.status_code == 404


@pytest.fixture
def counting(site: Site, sqlite_url: str) -> Iterator[Site]:
    """The same site, with its rate limits on."""
    app = make_app(replace(settings(site.folder / "data", sqlite_url), rate_limits=True))
    yield Site(app, site.folder)
    limiter.enabled = False


def test_one_address_finds_only_so_many_ratings_useful_an_hour(counting: Site) -> None:
    service = asking.public_service()
    (rating_id,) = asking.published(service, 4)
    page = counting.browser().open(address(service))
    values = {"csrf_token": page.all("//input[@name='csrf_token']/@value")[0]}
    where = f"/en/ratings/{rating_id}/useful"
    answers = [page.client.post(where, data=values).status_code for _ in range(61)]
    assert answers == [303] * 60 + [429]


@pytest.mark.parametrize("locale", ["it", "ar", "zh"])
def test_the_page_is_sound_in_other_languages(site: Site, locale: str) -> None:
    service = asking.public_service()
    asking.published(service, 5, 4, 4)
    page = site.browser().open(address(service, locale))
    assert page.all("//h1/following::a[@lang='it']") or locale == "it"
