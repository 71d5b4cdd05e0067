"""What is refused before any view sees it: strange hosts, large bodies, unreadable text."""

import io

import pytest
from flask import Flask

from tests.web.foundation.conftest import MakeSite
from tests.web.foundation.test_sessions import token
from wemi_piemonte.foundation.web import BODY_LIMIT


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:5000@evil.example", ""]
)
@pytest.mark.parametrize("path", ["/it/probe/plain", "/it/", "/", "/api/v1/needs", "/health/live"])
def test_a_request_for_another_host_is_refused(site: Flask, host: str, path: str) -> None:
    response = site.test_client().get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "Content-Security-Policy" in response.headers
    assert "evil.example" not in response.get_data(as_text=True)


@pytest.mark.parametrize("host", ["127.0.0.1:5000", "localhost", "localhost:8080"])
def test_our_own_hosts_are_answered(site: Flask, host: str) -> None:
    assert site.test_client().get("/it/probe/plain", headers={"Host": host}).status_code == 200


def test_production_answers_only_for_its_public_address(make_site: MakeSite) -> None:
    client = make_site(env="production", public_url="https://welfare.example").test_client()
    hosts = {"welfare.example": 200, "localhost": 400, "127.0.0.1": 400}
    answers = {host: client.get("/it/probe/plain", headers={"Host": host}) for host in hosts}
    assert {host: answer.status_code for host, answer in answers.items()} == hosts


def test_forwarded_headers_count_only_from_as_many_proxies_as_configured(
    make_site: MakeSite,
) -> None:
    forged = {
        "X-Forwarded-For": "1.1.1.1, 2.2.2.2",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    plain = make_site().test_client().get("/it/probe/visitor", headers=forged).get_json()
    assert plain == {"address": "127.0.0.1", "secure": False, "host": "localhost"}
    hops = make_site(proxy_hops=1).test_client()
    honest = {**forged, "X-Forwarded-Host": "localhost"}
    found = hops.get("/it/probe/visitor", headers=honest).get_json()
    assert found == {"address": "2.2.2.2", "secure": True, "host": "localhost"}
    assert hops.get("/it/probe/visitor", headers=forged).status_code == 400


def test_a_body_that_is_too_large_is_refused(site: Flask) -> None:
    client = site.test_client()
    data = {"csrf_token": token(client), "word": "x" * (BODY_LIMIT + 1)}
    response = client.post("/it/probe/keep", data=data)
    assert response.status_code == 413
    assert '<html lang="it"' in response.get_data(as_text=True)


def test_a_body_of_many_parts_is_refused(site: Flask) -> None:
    client = site.test_client()
    data = {"csrf_token": token(client), "word": ["x"] * 600}
    response = client.post("/it/probe/keep", data=data, content_type="multipart/form-data")
    assert response.status_code == 413


def test_a_body_without_a_stated_length_is_bounded_too(site: Flask) -> None:
    body = io.BytesIO(b"word=" + b"x" * (BODY_LIMIT + 10))
    response = site.test_client().post(
        "/it/probe/keep",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code in {400, 413}


@pytest.mark.parametrize(
    "path",
    [
        "/it/%00",
        "/it/probe/plain%00",
        "/it/%ff%fe",
        "/%c3%28/",
        "/it/needs/%ff",
        "/api/v1/services/%00",
        "/it/services/not-a-uuid",
        "/it/services/00000000-0000-4000-8000-00000000000z",
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/vendor/",
        "/it/" + "x" * 3000,
    ],
)
def test_paths_that_can_not_be_are_not_found(site: Flask, path: str) -> None:
    response = site.test_client().get(path)
    assert response.status_code in {404, 308, 301}
    assert "evil.example" not in response.headers.get("Location", "").removeprefix(
        "http://localhost"
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_a_page_does_not_have_is_refused(site: Flask, method: str) -> None:
    response = site.test_client().open("/it/probe/plain", method=method)
    assert response.status_code in {400, 405}


def test_bytes_that_are_not_utf8_in_a_form_do_no_harm(site: Flask) -> None:
    client = site.test_client()
    body = b"csrf_token=" + token(client).encode() + b"&word=%ff%fe"
    response = client.post(
        "/it/probe/keep", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code < 500


@pytest.mark.parametrize(
    "cookie", ["wemi_session=\xff", "lang=\x01", "lang=" + "x" * 4000, ";;;=", "lang"]
)
def test_strange_cookies_do_no_harm(site: Flask, cookie: str) -> None:
    client = site.test_client(use_cookies=False)
    for path in ("/", "/it/probe/read"):
        assert client.get(path, headers={"Cookie": cookie}).status_code < 400
