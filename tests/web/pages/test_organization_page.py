"""The page of an organization."""

from tests import make
from tests.browser import Page
from tests.web.pages.conftest import Visit
from wemi_piemonte.directory.rules import OrganizationKind


def test_it_says_who_they_are_how_to_reach_them_and_what_they_do(visit: Visit) -> None:
    body = make.organization(
        email="info@melo.example", website="https://melo.example", legal_status="Consorzio"
    )
    page = visit(make.full_service(), make.service(organization=body))
    page.open(f"/it/organizations/{make.organization().id}")
    for words in ("Consorzio del Melo", "Ente pubblico", "Casa del Melo", "otto comuni"):
        assert words in page.text
    assert "tel:+390171" in " ".join(page.links())
    assert len(page.all("//main//article")) == 2


def test_an_address_of_the_web_with_another_scheme_is_not_linked(visit: Visit) -> None:
    body = make.organization(website="javascript:alert(1)", kind=OrganizationKind.OTHER)
    page = visit(make.service(organization=body, url="data:text/html,x"))
    page.open(f"/it/organizations/{body.id}")
    assert not [link for link in page.links() if link.startswith(("javascript", "data"))]
    page.open(f"/it/services/{make.service().id}")
    assert not [link for link in page.links() if link.startswith(("javascript", "data"))]


def test_one_without_a_published_service_is_not_shown(visit: Visit) -> None:
    page = visit(make.service(), publish=False)
    page.open(f"/it/organizations/{make.organization().id}", 404)


def test_an_unknown_one_and_a_page_too_far_are_not_found(page: Page) -> None:
    page.open("/it/organizations/00000000-0000-4000-8000-000000000000", 404)
    page.open("/it/organizations/not-an-id", 404)
    page.search()
    body = page.open(page.all("//article//h3/a/@href")[0]).all(
        "//a[contains(@href,'organizations')]"
    )
    page.open(body[0].get("href"), 404, page="500")


def test_its_name_in_another_language_is_marked(visit: Visit) -> None:
    page = visit(make.service())
    page.open(f"/en/organizations/{make.organization().id}")
    assert page.all("//h1/@lang") == ["it"]
    assert page.all("//*[@class='language-note']")
