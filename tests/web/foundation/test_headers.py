"""Every kind of answer carries the same protections."""

import re

import pytest
from flask import Flask

from tests.web.foundation.conftest import MakeSite

KINDS = {
    "page": ("/it/probe/plain", 200),
    "json": ("/it/probe/read", 200),
    "redirect": ("/", 303),
    "not found": ("/it/nowhere", 404),
    "outside": ("/nowhere", 404),
    "method": ("/it/probe/keep", 405),
    "broken": ("/it/probe/fail/broken", 500),
    "busy": ("/it/probe/fail/busy", 503),
    "api error": ("/api/v1/probe/fail/403", 403),
    "static": ("/static/icon.svg", 200),
    "health": ("/health/live", 200),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_protected(site: Flask, kind: str) -> None:
    path, status = KINDS[kind]
    response = site.test_client().get(path, buffered=True)
    assert response.status_code == status
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    if response.mimetype == "text/html":
        assert "default-src 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "object-src 'none'" in policy
    else:
        assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    assert "Werkzeug" not in headers.get("Server", "")


def nonce(policy: str) -> str:
    found = set(re.findall(r"'nonce-([^']+)'", policy))
    assert len(found) == 1
    return str(found.pop())


def test_each_answer_has_a_nonce_of_its_own_that_its_page_uses(site: Flask) -> None:
    client = site.test_client()
    nonces = set()
    for _ in range(3):
        response = client.get("/it/probe/fail/broken")
        value = nonce(response.headers["Content-Security-Policy"])
        assert f'nonce="{value}"' in response.get_data(as_text=True)
        assert len(value) >= 20
        nonces.add(value)
    assert len(nonces) == 3


def test_the_tile_server_may_send_pictures_and_nothing_else(make_site: MakeSite) -> None:
    app = make_site(tile_url="https://tiles.example/osm/{z}/{x}/{y}.png")
    policy = app.test_client().get("/it/probe/plain").headers["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["img-src"] == "'self' data: https://tiles.example"
    assert [name for name, value in parts.items() if "tiles" in value] == ["img-src"]


def test_under_https_the_browser_is_told_to_stay_there(make_site: MakeSite) -> None:
    app = make_site(public_url="https://127.0.0.1")
    headers = app.test_client().get("/it/probe/plain").headers
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_files_with_their_content_in_the_address_are_kept_and_pages_are_not(site: Flask) -> None:
    client = site.test_client()
    assert (
        "max-age=31536000" in client.get("/static/icon.svg", buffered=True).headers["Cache-Control"]
    )
    assert client.get("/it/probe/plain").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("path", "lang"), [("/it/probe/plain", "it"), ("/en/probe/plain", "en")])
def test_a_page_says_in_which_language_it_is(site: Flask, path: str, lang: str) -> None:
    assert site.test_client().get(path).headers["Content-Language"] == lang
