"""Floods are counted in one place for all workers, and told when to come back."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.foundation.conftest import MakeSite

Answers = list[int]


def asked(app: Flask, path: str, times: int, address: str = "198.51.100.7") -> Answers:
    client = app.test_client()
    overrides = {"REMOTE_ADDR": address}
    return [client.get(path, environ_overrides=overrides).status_code for _ in range(times)]


def test_two_workers_share_their_counts(make_site: MakeSite) -> None:
    one, two = make_site(rate_limits=True), make_site(rate_limits=True)
    assert asked(one, "/it/probe/counted", 2) == [200, 200]
    assert asked(two, "/it/probe/counted", 2) == [200, 429]
    assert asked(one, "/it/probe/counted", 1) == [429]


def test_page_and_api_share_a_count_and_people_do_not(make_site: MakeSite) -> None:
    app = make_site(rate_limits=True)
    assert asked(app, "/it/probe/counted", 2) + asked(app, "/api/v1/probe/counted", 2) == [
        200,
        200,
        200,
        429,
    ]
    assert asked(app, "/it/probe/counted", 1, "198.51.100.8") == [200]


def test_a_refused_page_says_when_to_come_back(make_site: MakeSite) -> None:
    app = make_site(rate_limits=True)
    asked(app, "/it/probe/counted", 3)
    client = app.test_client()
    overrides = {"REMOTE_ADDR": "198.51.100.7"}
    page = client.get("/en/probe/counted", environ_overrides=overrides)
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 60
    assert '<html lang="en"' in page.get_data(as_text=True)
    answer = client.get("/api/v1/probe/counted?lang=en", environ_overrides=overrides)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.get_json()["error"]["code"] == "too_many_requests"


def test_in_development_nobody_is_counted(site: Flask) -> None:
    assert set(asked(site, "/it/probe/counted", 10)) == {200}


@pytest.mark.parametrize("path", ["/it/search?q=casa", "/api/v1/services?q=casa"])
def test_a_burst_of_thirty_searches_passes_and_more_do_not(make_site: MakeSite, path: str) -> None:
    answers = asked(make_site(rate_limits=True), path, 40)
    assert 429 not in answers[:30]
    assert 429 in answers[30:]


def test_a_broken_counter_does_not_close_the_site(
    make_site: MakeSite, set_clock: Callable[..., None]
) -> None:
    del set_clock
    app = make_site(rate_limits=True)
    (app.config["WEMI"].data_dir / "limits.sqlite").write_bytes(b"this is no database" * 100)
    assert asked(app, "/it/probe/counted", 1) == [200]
