"""How the API behaves as a citizen of the web: methods, headers, cookies, limits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import make_app, settings
from wemi_piemonte.foundation import limits

NOBODY = "00000000-0000-0000-0000-000000000000"
PATHS = ["/needs", "/services", "/services.geojson", "/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_api_only_reads(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(f"/api/v1{path}?lang=en", method=method, json={"q": "x"})
    assert response.status_code == 405
    assert response.get_json()["error"]["code"] == "method_not_allowed"
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_body(client: FlaskClient, path: str) -> None:
    head, get = client.head(f"/api/v1{path}"), client.get(f"/api/v1{path}")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


@pytest.mark.parametrize("path", PATHS)
def test_options_say_what_is_allowed(client: FlaskClient, path: str) -> None:
    response = client.options(f"/api/v1{path}")
    assert response.status_code in {200, 204}
    allowed = set(response.headers["Access-Control-Allow-Methods"].replace(" ", "").split(","))
    assert allowed == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", [*PATHS, "/services?foo=1", "/services?page=0"])
def test_any_site_may_read_it_without_credentials(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1{path}", headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("path", [*PATHS, "/services?lang=en", "/services?foo=1", "/nothing"])
def test_no_cookie_is_set_and_none_is_needed(client: FlaskClient, path: str) -> None:
    client.set_cookie("lang", "en")
    client.set_cookie("wemi_session", "made up")
    response = client.get(f"/api/v1{path}", headers={"Accept-Language": "en"})
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_cookie_or_a_browser_language_changes_nothing(client: FlaskClient) -> None:
    plain = client.get("/api/v1/needs").data
    client.set_cookie("lang", "en")
    assert client.get("/api/v1/needs", headers={"Accept-Language": "en"}).data == plain


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense", ""])
def test_the_answer_is_json_whatever_is_accepted(client: FlaskClient, accept: str) -> None:
    response = client.get("/api/v1/services", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, "application/json")


def test_an_error_outside_the_views_speaks_the_language_asked_for(client: FlaskClient) -> None:
    italian = client.get("/api/v1/nothing").get_json()["error"]["message"]
    english = client.get("/api/v1/nothing?lang=en").get_json()["error"]["message"]
    assert italian != english
    assert client.get("/api/v1/nothing?lang=xx").get_json()["error"]["message"] == italian


@pytest.fixture
def limited(demo_folder: Path) -> Iterator[FlaskClient]:
    """The site on the demonstration data, with its rate limits on."""
    app = make_app(replace(settings(demo_folder), rate_limits=True))
    limits.limiter.reset()
    yield app.test_client()
    limits.limiter.reset()
    limits.limiter.enabled = False


def test_who_asks_too_often_is_told_to_wait(limited: FlaskClient) -> None:
    answers = [limited.get(f"/api/v1/services?q=casa&per_page={n}") for n in range(1, 32)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    refused = answers[-1]
    assert refused.get_json()["error"]["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert limited.get("/api/v1/services.geojson").status_code == 429
    assert limited.get("/api/v1/needs").status_code == 200
    elsewhere = limited.get("/api/v1/services", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 200
