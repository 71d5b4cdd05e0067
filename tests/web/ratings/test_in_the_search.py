"""Ratings in lists of results: on the card, and as an order that says what it does."""

from tests import asking
from tests.web.ratings.conftest import Site


def test_a_card_has_the_mean_once_there_are_three_ratings(site: Site) -> None:
    rated, single = (asking.public_service(name) for name in ("Zefiro uno", "Zefiro due"))
    asking.published(rated, 5, 4, 4, 4, 4)
    asking.published(single, 5)
    page = site.browser().search("zefiro", locale="en")
    words = {
        each.get("id"): " ".join(each.xpath("string(.)").split()) for each in page.all("//article")
    }
    assert "4.2 of 5 · 5 ratings" in words[f"card-{rated.id}"]
    assert "of 5" not in words[f"card-{single.id}"]
    assert "rating" not in words[f"card-{single.id}"]


def test_one_may_ask_for_the_best_rated_and_is_told_what_that_means(site: Site) -> None:
    names = ("Zefiro uno", "Zefiro due", "Zefiro tre")
    tried, single, bad = (asking.public_service(name) for name in names)
    asking.published(bad, 1, 1, 2)
    asking.published(single, 5)
    asking.published(tried, 5, 5, 5, 4, 4)
    page = site.browser().search("zefiro", locale="en")
    assert "rating" in page.all("//select[@name='sort']/option/@value")
    page.search("zefiro", locale="en", sort="rating")
    assert page.all("//main//article/@id") == [f"card-{each.id}" for each in (tried, single, bad)]
    assert page.all("//select[@name='sort']/option[@selected]/@value") == ["rating"]
    (note,) = page.all("//*[@class='order-note']")
    assert "Many good ratings count more than a few" in note.xpath("string(.)")
