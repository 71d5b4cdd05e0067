"""What a desk takes along: the services around it, ready made, for whoever works there."""

import json
import re

import pytest

from tests import make
from tests.browser import Page
from tests.people import signed_in
from tests.web.asking.conftest import NOW
from tests.web.desk.conftest import House
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import Mode
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.worker import drain_once
from wemi_piemonte.search import queries as search_queries
from wemi_piemonte.taxonomy import tree


@pytest.fixture
def house(house: House) -> House:
    """The site with services that can be reached from Cuneo: in the town, and from anywhere."""
    near = make.full_service("Il melo che cammina", make.location())
    far = make.service(
        "Una voce amica", needs=("protection.violence", "income.food"), modes=(Mode.REMOTE,)
    )
    with transaction() as session:
        put_services(session, [(each, "{}") for each in (near, far)], publish=True, now=NOW)
    drain_once(house.app.extensions["wemi_work"])
    search_queries.refresh()
    return house


def package(page: Page, house: House, lang: str = "en") -> Page:
    return page.open(f"/en/desk/{house.cuneo}/offline", lang=lang)


def test_the_package_tells_of_each_service_all_that_one_needs_without_network(
    house: House, olga: Page
) -> None:
    package(olga, house)
    services = olga.all("//article[@data-service]")
    assert services
    for service in services:
        kinds = {
            found
            for each in service.xpath(".//div/@class")
            for found in re.findall(r"leaflet-(\w+)", each)
        }
        assert {"what", "need", "body", "when", "where", "cost"} <= kinds
        assert set(service.get("data-needs").split()) <= set(tree.need_codes())
    assert len(services) == 2
    assert "+39 0171 000 1002" in olga.text
    assert olga.all("//a[starts-with(@href, 'tel:')]")
    assert "30 km" in olga.text
    assert "Cuneo" in olga.text


def test_services_stand_under_their_needs_in_the_order_of_the_tree(
    house: House, olga: Page
) -> None:
    package(olga, house)
    offered = [str(each) for each in olga.all("//select[@id='package-need']/option/@value")]
    codes = [code for code in tree.need_codes() if code in offered]
    assert offered == ["", *codes]
    assert len(olga.all("//section[@data-group]")) == len(codes)
    ids = [str(each) for each in olga.all("//article[@data-service]/@id")]
    assert len(ids) == len(set(ids)) > 0


def test_it_is_told_in_the_visitors_language_with_italian_beside(house: House, olga: Page) -> None:
    package(olga, house, lang="uk")
    needs = olga.all("//section[@data-group]/h2")
    assert [each.get("lang") for each in needs[0].xpath(".//span[@lang]")] == ["uk", "it"]
    package(olga, house, lang="it")
    assert {str(e) for e in olga.all("//section[@data-group]/h2//@lang")} == {"it"}
    package(olga, house, lang="xx")
    assert "en" in {str(e) for e in olga.all("//section[@data-group]/h2//@lang")}


def test_nothing_of_anybody_stands_in_it(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case)
    package(olga, house)
    answer = olga.response.get_data(as_text=True)
    for word in (house.olga.email, house.olga.name, str(house.olga.id), case.code, str(case.id)):
        assert word not in answer
    # The same for all who work there: no token of a session either.
    assert "csrf_token" not in answer


def test_another_desks_package_is_not_there(house: House) -> None:
    page = house.browser(house.aldo)
    page.open(f"/en/desk/{house.cuneo}/offline", 404)
    page.open(f"/en/desk/{house.alba}/offline")
    stranger = house.browser()
    assert stranger.client.get(f"/en/desk/{house.cuneo}/offline").status_code == 303


def test_who_is_asked_for_at_a_point_takes_its_services_along_and_no_notes(house: House) -> None:
    rita = house.browser(house.rita).open(f"/en/desk/{house.point}/offline")
    assert rita.all("//article[@data-service]")
    assert not rita.all("//*[@id='note-words']")
    assert rita.all("//*[@id='note-need']")


def test_the_room_leads_to_it_and_says_how_it_stands(house: House, olga: Page) -> None:
    olga.open("/en/desk/")
    assert f"/en/desk/{house.cuneo}/offline" in olga.links()
    (box,) = olga.all("//*[@data-offline]")
    assert box.get("data-scope") == "/en/desk/"
    assert olga.all("//*[@data-when='waiting']/@hidden")


def test_a_device_is_told_what_to_keep_and_a_key_that_is_not_the_sessions(house: House) -> None:
    client = signed_in(house.app, house.olga)
    told = client.get("/en/desk/offline.json").get_json()
    assert client.get("/en/desk/offline.json").get_json()["key"] == told["key"]
    cookie = client.get_cookie("wemi_session")
    assert cookie is not None
    assert cookie.value not in json.dumps(told)
    assert str(house.olga.id) not in json.dumps(told)
    other = signed_in(house.app, house.olga).get("/en/desk/offline.json").get_json()
    assert other["account"] == told["account"]
    assert {other["key"], other["key_id"]}.isdisjoint({told["key"], told["key_id"]})
    aldo = signed_in(house.app, house.aldo).get("/en/desk/offline.json").get_json()
    assert aldo["account"] != told["account"]
    packages = [each for each in told["keep"] if "/offline" in each and "/static/" not in each]
    assert len(packages) == 9
    assert all(str(house.cuneo) in each for each in packages)
    for address in told["keep"]:
        assert client.get(address, buffered=True).status_code == 200, address


def test_what_is_told_to_a_device_is_for_who_works_at_desks(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/en/desk/offline.json").status_code == 303


def test_all_scripts_of_the_package_are_kept_with_it(house: House, olga: Page) -> None:
    told = olga.client.get("/en/desk/offline.json").get_json()
    package(olga, house)
    modules = json.loads(olga.all("//script[@type='importmap']/text()")[0])["imports"].values()
    needed = {str(each) for each in olga.all("//script/@src")} | set(modules)
    needed |= {str(e) for e in olga.all("//link[@rel='stylesheet' or @rel='icon']/@href")}
    assert needed <= set(told["keep"])


def test_the_worker_answers_for_the_room_alone_and_may_only_fetch_from_here(house: House) -> None:
    answer = house.app.test_client().get("/ar/desk/worker.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "Service-Worker-Allowed" not in answer.headers
    assert "max-age" not in answer.headers["Cache-Control"]


def test_the_time_of_making_is_a_time(house: House, olga: Page) -> None:
    package(olga, house)
    (made,) = olga.all("//time[@data-made]/@datetime")
    assert str(made) == clock.now().isoformat()[: len("2026-11-25T")] + str(made)[11:]
    assert str(made).endswith("+00:00")
