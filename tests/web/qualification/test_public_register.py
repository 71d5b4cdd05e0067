"""The public register on the demonstration data, and what an organization's page says of it."""

from flask.testing import FlaskClient

from tests.browser import Page


def test_the_register_is_paged_and_leads_to_the_bodies(client: FlaskClient) -> None:
    page = Page(client).open("/en/qualified-bodies")
    assert len(page.all("//main//section")) == 20
    body = next(each for each in page.links() if "/organizations/" in each)
    page.open("/en/qualified-bodies", page=2)
    assert page.all("//main//section")
    page.open(body)
    assert "Qualified by the Region" in page.text
    assert "/en/qualified-bodies" in page.links()


def test_the_register_is_searched_by_name(client: FlaskClient) -> None:
    page = Page(client).open("/en/qualified-bodies", q="ciliegie  TASCA")
    assert "1 body" in page.text
    assert "Ciliegie in Tasca" in page.text
    page.open("/en/qualified-bodies", q="<b>nobody")
    assert "No qualified body has this in its name." in page.text


def test_the_register_is_there_in_every_language(client: FlaskClient) -> None:
    for locale in ("it", "ar", "zh"):
        Page(client).open(f"/{locale}/qualified-bodies")


def test_public_bodies_are_not_in_it(client: FlaskClient) -> None:
    page = Page(client).open("/en/qualified-bodies", q="Città di Torino")
    assert "0 bodies" in page.text
