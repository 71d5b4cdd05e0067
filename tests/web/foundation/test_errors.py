"""What goes wrong is said in the reader's language, as a page or as JSON, and no more than that."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from tests.web.foundation.conftest import MakeSite
from tests.web.foundation.test_sessions import token
from wemi_piemonte.foundation import db

PAGES = {
    "/probe/fail/400": 400,
    "/probe/fail/403": 403,
    "/nowhere": 404,
    "/probe/fail/missing": 404,
    "/probe/keep": 405,
    "/probe/fail/conflict": 409,
    "/probe/fail/413": 413,
    "/probe/fail/invalid": 422,
    "/probe/fail/429": 429,
    "/probe/fail/broken": 500,
    "/probe/fail/database": 500,
    "/probe/fail/500": 500,
    "/probe/fail/busy": 503,
    "/probe/fail/503": 503,
}


@pytest.mark.parametrize("locale", ["it", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_an_error_is_a_page_in_the_readers_language(site: Flask, locale: str, path: str) -> None:
    response = site.test_client().get(f"/{locale}{path}")
    body = response.get_data(as_text=True)
    assert response.status_code == PAGES[path]
    assert response.mimetype == "text/html"
    assert f'<html lang="{locale}" dir="ltr"' in body
    assert body.count("<h1") == 1
    assert "<title>" in body
    for secret in ("secret@db", "Traceback", "nowhere FROM", "sqlite", "BrokenError"):
        assert secret not in body


def test_italian_and_english_differ(site: Flask) -> None:
    client = site.test_client()
    for path, status in PAGES.items():
        bodies = [client.get(f"/{each}{path}").get_data(as_text=True) for each in ("it", "en")]
        headings = [body.split("<h1", 1)[1].split("</h1>")[0] for body in bodies]
        assert headings[0] != headings[1], f"{status}: {headings}"


def test_a_path_outside_the_languages_answers_in_the_visitors_language(site: Flask) -> None:
    client = site.test_client()
    english = client.get("/nowhere", headers={"Accept-Language": "en-GB"})
    assert '<html lang="en"' in english.get_data(as_text=True)
    assert '<html lang="it"' in client.get("/nowhere").get_data(as_text=True)


def test_a_method_that_is_not_there_says_which_are(site: Flask) -> None:
    response = site.test_client().get("/it/probe/keep")
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("400", 400, "bad_request"),
        ("401", 401, "sign_in"),
        ("403", 403, "forbidden"),
        ("404", 404, "not_found"),
        ("missing", 404, "not_found"),
        ("405", 405, "method_not_allowed"),
        ("conflict", 409, "conflict"),
        ("413", 413, "too_large"),
        ("415", 415, "unsupported_media_type"),
        ("invalid", 422, "invalid"),
        ("429", 429, "too_many_requests"),
        ("broken", 500, "server_error"),
        ("busy", 503, "busy"),
    ],
)
def test_programs_get_json(site: Flask, how: str, status: int, code: str) -> None:
    client = site.test_client()
    answers = {lang: client.get(f"/api/v1/probe/fail/{how}?lang={lang}") for lang in ("it", "en")}
    errors = {lang: answer.get_json()["error"] for lang, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {status}
    assert {error["code"] for error in errors.values()} == {code}
    assert errors["it"]["message"] != errors["en"]["message"]
    assert ("fields" in errors["en"]) is (how == "invalid")
    assert "secret@db" not in str(errors)


@pytest.mark.parametrize(
    "path", ["/api/v1/nowhere", "/api/nowhere", "/health/nowhere", "/hsds/nowhere"]
)
def test_paths_of_programs_that_lead_nowhere_answer_in_json(site: Flask, path: str) -> None:
    response = site.test_client().get(path)
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "not_found"


def test_too_many_requests_says_when_to_come_back(site: Flask) -> None:
    assert int(site.test_client().get("/it/probe/fail/429").headers["Retry-After"]) > 0


def test_a_fault_renders_without_a_database(lost_database: Flask) -> None:
    client = lost_database.test_client()
    response = client.get("/it/probe/write")
    body = response.get_data(as_text=True)
    assert response.status_code in {500, 503}
    assert '<html lang="it"' in body
    assert body.count("<h1") == 1
    assert client.get("/en/nowhere").status_code == 404


def test_a_lock_that_lasts_too_long_is_busy_and_says_when_to_come_back(
    make_site: MakeSite, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 100)
    client = make_site().test_client()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    response = client.get("/it/probe/write")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert client.get("/it/probe/plain").status_code == 200
    writer.execute("ROLLBACK")
    writer.close()
    assert client.get("/it/probe/write").status_code == 200


def test_what_was_kept_by_a_request_that_failed_is_not_lost(site: Flask) -> None:
    client = site.test_client()
    known = token(client)
    assert client.get("/it/probe/fail/broken").status_code == 500
    answer = client.post("/it/probe/keep", data={"csrf_token": known, "word": "melo"})
    assert answer.status_code == 200
