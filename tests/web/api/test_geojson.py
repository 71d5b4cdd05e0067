"""Services as points on a map: only what has a public place."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.api import oracle
from tests.web.api.conftest import Program
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.exchange.api.found import MOST_FEATURES, collection_of
from wemi_piemonte.geo.rules import Point, in_piedmont_box


def ids(collection: dict[str, Any]) -> set[str]:
    return {feature["properties"]["id"] for feature in collection["features"]}


def test_the_map_is_geojson_with_its_sources(api: Program) -> None:
    response = api.response("/services.geojson")
    assert response.mimetype == "application/geo+json"
    collection = response.get_json(force=True)
    assert collection["type"] == "FeatureCollection"
    assert "ISTAT" in collection["attribution"]
    assert collection["truncated"] is False
    assert collection["features"]
    for feature in collection["features"]:
        assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
        lon, lat = feature["geometry"]["coordinates"]
        assert in_piedmont_box(Point(lat, lon))


def test_no_service_without_a_public_place_is_on_the_map(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    hidden = {str(record.id) for record in listings if not oracle.points_of(record)}
    assert hidden
    shown = ids(api.get("/services.geojson"))
    assert not shown & hidden
    for record in listings:
        if "protection.violence" in record.needs and not record.locations and not record.stops:
            assert str(record.id) not in shown


def test_every_point_is_one_of_a_place_of_its_service(
    api: Program, listings: Sequence[ServiceRecord]
) -> None:
    records = {str(record.id): record for record in listings}
    for feature in api.get("/services.geojson")["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        points = oracle.points_of(records[feature["properties"]["id"]])
        near = [p for p in points if abs(p.lat - lat) < 1e-6 and abs(p.lon - lon) < 1e-6]
        assert near


@pytest.mark.parametrize(
    "asked",
    [
        {"need": "housing"},
        {"q": "casa"},
        {"place": "Novara", "radius_km": 20},
        {"mode": ["on_site", "itinerant"], "cost": "free"},
        {"spoken": "ar", "age": 40},
        {"available": "1", "target": "minors"},
    ],
)
def test_the_map_shows_what_the_list_finds(api: Program, asked: dict[str, Any]) -> None:
    listed = {
        item["id"]
        for item in api.get("/services", per_page=100, **asked)["items"]
        if any(spot["lat"] is not None for spot in item["locations"])
    }
    assert ids(api.get("/services.geojson", **asked)) >= listed
    assert ids(api.get("/services.geojson", **asked)) <= api.ids(**asked)


def test_a_point_says_what_its_card_says(api: Program) -> None:
    cards = {item["id"]: item for item in api.get("/services", per_page=100, lang="en")["items"]}
    for feature in api.get("/services.geojson", lang="en")["features"]:
        properties = feature["properties"]
        if card := cards.get(properties["id"]):
            shared = properties.keys() & card.keys()
            assert {key: properties[key] for key in shared} == {key: card[key] for key in shared}
            assert not any(key.startswith("_") for key in properties)


def test_pages_do_not_cut_the_map(api: Program) -> None:
    whole = api.get("/services.geojson", cost="free")
    assert api.get("/services.geojson", cost="free", page=3, per_page=1) == whole


@pytest.mark.parametrize(
    ("points", "services", "given", "truncated"),
    [
        (MOST_FEATURES, MOST_FEATURES, MOST_FEATURES, False),
        (MOST_FEATURES + 1, 10, MOST_FEATURES, True),
        (10, MOST_FEATURES + 1, 10, True),
        (0, 0, 0, False),
    ],
)
def test_a_map_with_too_many_points_is_cut_and_says_so(
    client: FlaskClient, points: int, services: int, given: int, truncated: bool
) -> None:
    with client.application.test_request_context("/api/v1/services.geojson"):
        collection = collection_of([(CARD, 45.0, 8.0)] * points, services)
    assert (len(collection["features"]), collection["truncated"]) == (given, truncated)


CARD: dict[str, Any] = {
    "id": "5c9b6f2e-0000-4000-8000-000000000001",
    "name": "Pasti a casa",
    "summary": "Un pasto caldo.",
    "lang": "it",
    "translated": False,
    "organization": {"id": "5c9b6f2e-0000-4000-8000-000000000002", "name": "Comune"},
    "needs": ["ageing.meals"],
    "locations": [{"lat": 45.0, "lon": 8.0, "municipality": "Asti"}],
    "distance_km": None,
    "cost": "free",
    "spoken": ["it"],
    "modes": ["at_home"],
    "availability": "accepts",
    "verified_on": None,
}
