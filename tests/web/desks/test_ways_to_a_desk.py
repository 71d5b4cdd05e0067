"""From where one comes to a help desk: the header, the first page, a search that found nothing."""

from flask import Flask
from flask.testing import FlaskClient

from tests import desk_work
from tests.browser import Page
from tests.web.desks.looking import by_phone


def test_every_page_has_the_way_to_a_desk_and_says_where_one_is(client: FlaskClient) -> None:
    page = Page(client)
    for path in ("/en/", "/en/search", "/en/privacy"):
        page.open(path)
        (link,) = page.all("//div[@class='site-nav']//a[@href='/en/desks']")
        assert link.get("aria-current") is None
    page.open("/en/desks")
    assert page.all("//div[@class='site-nav']//a[@href='/en/desks']/@aria-current") == ["page"]


def test_the_first_page_asks_where_and_leads_to_the_nearest(client: FlaskClient) -> None:
    page = Page(client).open("/en/")
    (form,) = page.all("//form[@action='/en/desks']")
    assert form.get("method") == "get"
    assert [each.get("name") for each in form.xpath(".//input")] == ["place"]
    page.open(form.get("action"), place="Novara")
    assert "Sportello di Novara" in page.text
    page.open("/en/")
    (stops,) = [each for each in page.links() if "kind=itinerant" in each]
    page.open(stops)


def test_the_first_page_has_the_number_that_reaches_everybody(site: Flask, page: Page) -> None:
    assert "By phone" not in page.open("/en/").text
    by_phone()
    desk_work.desk(phone="+39 0171 000 0103")
    page.open("/en/")
    assert "tel:+390110000100" in page.links()
    assert "tel:+3901710000103" not in page.links()


def test_easy_italian_is_kept_on_the_way(client: FlaskClient) -> None:
    page = Page(client).open("/it/", easy="1")
    assert page.all("//form[@action='/it/desks?easy=1']//input[@name='easy']/@value") == ["1"]


def test_a_search_that_finds_nothing_leads_to_a_desk_near_that_speaks_the_same(
    client: FlaskClient,
) -> None:
    page = Page(client).search("xyzzyxq", near="Novara", locale="en", spoken="uk")
    (link,) = [each for each in page.all("//main//a/@href") if "/en/desks" in each]
    page.open(link)
    assert page.all("//input[@id='place']/@value") == ["Novara (NO)"]
    assert [each.get("value") for each in page.all("//input[@name='spoken'][@checked]")] == ["uk"]
    assert "Sportello di Novara" in page.text


def test_a_search_with_a_point_and_no_answer_leads_to_a_desk_near_the_point(
    client: FlaskClient,
) -> None:
    page = Page(client).open("/en/search", q="xyzzyxq", lat="45.447", lon="8.621")
    (link,) = [each for each in page.all("//main//a/@href") if "/en/desks" in each]
    assert "Sportello di Novara" in page.open(link).text


def test_a_story_in_which_nothing_was_understood_leads_to_a_desk(page: Page) -> None:
    page.open("/en/plan").press("read", text="xyzzyxq qwrtz")
    assert "/en/desks" in page.all("//main//a/@href")
