"""Whether the process answers, and whether it can be asked."""

from flask import Flask
from flask.testing import FlaskClient


def test_a_process_that_answers_is_live(site: Flask) -> None:
    response = site.test_client().get("/health/live")
    assert (response.status_code, response.get_json()) == (200, {"status": "live"})


def test_with_database_and_index_it_is_ready(client: FlaskClient) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.get_json() == {"status": "ready", "database": True, "search": True}


def test_without_its_database_it_is_live_and_not_ready(lost_database: Flask) -> None:
    client = lost_database.test_client()
    assert client.get("/health/live").status_code == 200
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.get_json()["database"] is False


def test_health_is_not_kept_by_caches_and_sets_no_cookie(site: Flask) -> None:
    headers = site.test_client().get("/health/ready").headers
    assert headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in headers
