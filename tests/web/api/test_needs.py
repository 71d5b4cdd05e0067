"""The tree of needs."""

import pytest

from tests.web.api.conftest import Program
from wemi_piemonte.taxonomy import tree


def test_needs_are_areas_with_their_needs_in_order(api: Program) -> None:
    areas = api.get("/needs")
    assert [area["code"] for area in areas] == [area.code for area in tree.areas()]
    children = [child["code"] for area in areas for child in area["children"]]
    assert children == list(tree.need_codes())


def test_each_need_has_a_label_an_explanation_and_its_area(api: Program) -> None:
    for area in api.get("/needs"):
        for node in (area, *area["children"]):
            assert set(node) == {"code", "label", "area", "explanation", "children"}
            assert node["label"]
            assert node["label"] != node["code"]
            assert node["explanation"]
            assert node["area"] == area["code"]


@pytest.mark.parametrize("locale", ["it", "en"])
def test_labels_are_in_the_language_asked_for(api: Program, locale: str) -> None:
    for area in api.get("/needs", lang=locale):
        assert area["label"] == tree.label(area["code"], locale)


def test_italian_is_the_language_when_none_is_asked_for(api: Program) -> None:
    assert api.get("/needs") == api.get("/needs", lang="it") != api.get("/needs", lang="en")


def test_who_has_the_needs_already_is_told_so(api: Program) -> None:
    tag = api.response("/needs").headers["ETag"]
    again = api.client.get("/api/v1/needs", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = api.client.get("/api/v1/needs?lang=en", headers={"If-None-Match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize("lang", ["xx", "de", "IT", "it-IT", "zh-Hans", "it,en", "../it"])
def test_a_language_that_is_not_switched_on_is_refused(api: Program, lang: str) -> None:
    assert set(api.fields("/needs", lang=lang)) == {"lang"}


def test_needs_take_no_other_parameter(api: Program) -> None:
    assert set(api.fields("/needs", q="x", **{"lang[]": "it"})) == {"q", "lang[]"}
