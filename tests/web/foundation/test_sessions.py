"""Sessions live on the server: what the browser holds opens them, and says nothing by itself."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from tests.web.foundation.conftest import MakeSite
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.session_table import WebSession, forget_ended_sessions

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SetClock = Callable[[datetime], None]


def token(client: FlaskClient) -> str:
    found = re.search(r'value="([^"]+)"', client.get("/it/probe/form").get_data(as_text=True))
    assert found
    return found[1]


def post(client: FlaskClient, act: str, **values: str) -> TestResponse:
    data = {"csrf_token": token(client), **values}
    response = client.post(f"/it/probe/{act}", data=data)
    assert response.status_code == 200
    return response


def keep(client: FlaskClient, word: str) -> TestResponse:
    return post(client, "keep", word=word)


def word_of(client: FlaskClient) -> object:
    return client.get("/it/probe/read").get_json().get("word")


def key_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("wemi_session")
    assert cookie
    return cookie.value


def rows() -> list[WebSession]:
    with reading() as session:
        return list(session.scalars(select(WebSession)))


def test_a_public_page_sets_no_session_and_writes_no_row(site: Flask) -> None:
    response = site.test_client().get("/it/probe/plain")
    cookies = response.headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["lang"]
    assert rows() == []


def test_reading_an_empty_session_makes_none(site: Flask) -> None:
    response = site.test_client().get("/it/probe/read")
    assert "wemi_session" not in str(response.headers)
    assert "Cookie" in response.headers["Vary"]
    assert rows() == []


def test_a_posting_form_makes_a_session_and_what_is_kept_comes_back(site: Flask) -> None:
    client = site.test_client()
    keep(client, "melo")
    assert word_of(client) == "melo"
    assert word_of(site.test_client()) is None
    assert len(rows()) == 1


def test_the_cookie_is_random_and_the_table_has_only_its_hash(site: Flask) -> None:
    one, two = site.test_client(), site.test_client()
    keep(one, "melo")
    keep(two, "pero")
    keys = [key_of(one), key_of(two)]
    assert len(set(keys)) == 2
    assert all(len(key) >= 43 for key in keys)
    found = rows()
    assert {row.key_hash for row in found} == {hashlib.sha256(k.encode()).hexdigest() for k in keys}
    stored = json.dumps([[row.key_hash, row.values] for row in found])
    assert not any(key in stored for key in keys)


def test_the_cookie_is_for_this_site_and_not_for_scripts(site: Flask, make_site: MakeSite) -> None:
    header = next(
        cookie
        for cookie in site.test_client().get("/it/probe/form").headers.getlist("Set-Cookie")
        if cookie.startswith("wemi_session")
    )
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Expires" not in header
    assert "Secure" not in header
    secure = make_site(public_url="https://127.0.0.1").test_client().get("/it/probe/form")
    assert "; Secure" in str(secure.headers.getlist("Set-Cookie"))


def test_a_session_ends_after_two_idle_hours(site: Flask, set_clock: SetClock) -> None:
    set_clock(START)
    client = site.test_client()
    keep(client, "melo")
    set_clock(START + timedelta(hours=1, minutes=59))
    assert word_of(client) == "melo"
    set_clock(START + timedelta(hours=3, minutes=58))
    assert word_of(client) == "melo"
    set_clock(START + timedelta(hours=5, minutes=59))
    assert word_of(client) is None


def test_a_session_ends_after_twelve_hours_however_busy(site: Flask, set_clock: SetClock) -> None:
    set_clock(START)
    client = site.test_client()
    keep(client, "melo")
    for hour in range(1, 12):
        set_clock(START + timedelta(hours=hour))
        assert word_of(client) == "melo"
    set_clock(START + timedelta(hours=12, minutes=1))
    assert word_of(client) is None


def test_a_renewed_session_has_a_new_key_and_the_old_one_is_dead(site: Flask) -> None:
    client, thief = site.test_client(), site.test_client()
    keep(client, "melo")
    old = key_of(client)
    thief.set_cookie("wemi_session", old)
    assert word_of(thief) == "melo"
    post(client, "renew")
    assert key_of(client) != old
    assert word_of(client) == "melo"
    assert word_of(thief) is None
    assert len(rows()) == 1


def test_a_cleared_session_is_gone_from_browser_and_server(site: Flask) -> None:
    client, thief = site.test_client(), site.test_client()
    keep(client, "melo")
    thief.set_cookie("wemi_session", key_of(client))
    post(client, "clear")
    assert client.get_cookie("wemi_session") is None
    assert word_of(thief) is None
    assert rows() == []


def test_a_key_that_a_stranger_chose_is_never_taken_over(site: Flask) -> None:
    for key in ("chosen", "x" * 500, "à", ""):
        client = site.test_client()
        client.set_cookie("wemi_session", key)
        keep(client, "melo")
        assert key_of(client) != key
        assert word_of(client) == "melo"


def test_a_session_ended_meanwhile_is_not_brought_back(site: Flask) -> None:
    client = site.test_client()
    keep(client, "melo")
    values = {"csrf_token": token(client), "word": "pero"}
    with site.test_request_context(
        "/it/probe/keep", headers={"Cookie": f"wemi_session={key_of(client)}"}
    ) as context:
        with transaction() as session:
            session.execute(delete(WebSession))
        assert context.session is not None
        context.session["word"] = values["word"]
        site.session_interface.save_session(site, context.session, site.response_class())
    assert rows() == []
    assert word_of(client) is None


def test_a_session_is_touched_at_most_every_five_minutes(site: Flask, set_clock: SetClock) -> None:
    set_clock(START)
    client = site.test_client()
    keep(client, "melo")
    (first,) = rows()
    set_clock(START + timedelta(minutes=4))
    word_of(client)
    assert rows()[0].seen_at == first.seen_at
    set_clock(START + timedelta(minutes=6))
    word_of(client)
    assert rows()[0].seen_at > first.seen_at
    assert rows()[0].created_at == first.created_at


def test_ended_sessions_are_forgotten_and_living_ones_stay(
    site: Flask, set_clock: SetClock
) -> None:
    set_clock(START)
    keep(site.test_client(), "old")
    set_clock(START + timedelta(hours=2))
    living = site.test_client()
    keep(living, "new")
    with transaction() as session:
        assert forget_ended_sessions(session, START + timedelta(hours=3)) == 1
    with transaction() as session:
        assert forget_ended_sessions(session, START + timedelta(hours=3)) == 0
    assert word_of(living) == "new"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(WebSession)) == 1


def test_a_lost_database_keeps_the_cookie_for_later(lost_database: Flask) -> None:
    client = lost_database.test_client()
    client.set_cookie("wemi_session", "k" * 43)
    response = client.get("/health/live")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert client.get("/it/probe/plain").status_code == 200
