"""A post counts only with the token of the same session."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.foundation.test_sessions import token, word_of


def send(client: FlaskClient, **values: str) -> int:
    return client.post("/it/probe/keep", data={"word": "melo", **values}).status_code


def test_the_right_token_passes(site: Flask) -> None:
    client = site.test_client()
    assert send(client, csrf_token=token(client)) == 200
    assert word_of(client) == "melo"


def test_a_token_may_be_used_again_in_another_window(site: Flask) -> None:
    client = site.test_client()
    first, second = token(client), token(client)
    assert [send(client, csrf_token=each) for each in (second, first, first)] == [200, 200, 200]


@pytest.mark.parametrize("wrong", ["", "x", "IjEyMyI.ZfakeZ.signature"])
def test_a_missing_or_wrong_token_is_refused_with_a_page(site: Flask, wrong: str) -> None:
    client = site.test_client()
    token(client)
    response = client.post("/it/probe/keep", data={"word": "melo", "csrf_token": wrong})
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    assert '<html lang="it"' in response.get_data(as_text=True)
    assert word_of(client) is None


def test_a_post_without_any_session_is_refused(site: Flask) -> None:
    assert send(site.test_client()) == 400


def test_the_token_of_another_session_is_refused(site: Flask) -> None:
    client, other = site.test_client(), site.test_client()
    token(client)
    assert send(client, csrf_token=token(other)) == 400


def test_a_token_goes_with_its_session(site: Flask) -> None:
    client = site.test_client()
    known = token(client)
    client.delete_cookie("wemi_session")
    assert send(client, csrf_token=known) == 400


def test_a_page_with_a_token_is_not_kept_by_caches(site: Flask) -> None:
    response = site.test_client().get("/it/probe/form")
    assert "Cookie" in response.headers["Vary"]
    assert "public" not in response.headers["Cache-Control"]
