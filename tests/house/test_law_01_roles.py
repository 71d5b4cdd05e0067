"""Law 1, for every role: what each route answers to a stranger and to each kind of account.

`routes.txt` says of each route who may call it (law 3): a change of right is a change of that file.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.access import access_of
from wemi_piemonte.search import queries as search_queries

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
VALUES: dict[str, Any] = {"locale": "it", "code": "ageing.home-care", "number": 1, "field": "name"}
# Signing out and deleting end the session that the next question needs.
ENDS = {"accounts.sign_out", "accounts.delete"}


@pytest.fixture(scope="module")
def open_site(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> Flask:
    """A site whose forms ask for no token: here the doors are tried, not the forms."""
    folder = tmp_path_factory.mktemp("roles") / "data"
    shutil.copytree(demo_folder, folder)
    app = make_app(settings(folder))
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def bound(open_site: Flask) -> Iterator[Flask]:
    config = open_site.config["WEMI"]
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    yield open_site
    engine.dispose()


def value_for(name: str, rule: Rule) -> Any:
    kind = type(rule._converters[name]).__name__
    if name in VALUES:
        return VALUES[name]
    if kind == "UUIDConverter":
        return NOWHERE
    if kind == "IntegerConverter":
        return 1
    if kind == "AnyConverter":
        return next(iter(rule._converters[name].items))  # type: ignore[attr-defined]
    return "nothing-here"


def values_for(rule: Rule) -> dict[str, Any]:
    """What the parameters of a route are, so that nothing is at its address."""
    values = {name: value_for(name, rule) for name in rule._converters}
    return values | dict(rule.defaults or {})


def calls(app: Flask) -> list[tuple[Rule, str, str]]:
    """Every route with every method it takes, and an address at which nothing is."""
    found = []
    with app.test_request_context("/it/"):
        for rule in app.url_map.iter_rules():
            if rule.endpoint in ENDS or rule.endpoint == "static":
                continue
            values = values_for(rule)
            path = app.url_for(rule.endpoint, **values)
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found += [(rule, method, path) for method in sorted(methods)]
    return found


def wrong_answers(app: Flask, client: FlaskClient, role: str | None) -> list[str]:
    """The answers that are not what the mark of their route promises to this role."""
    wrong = []
    for rule, method, path in calls(app):
        access = access_of(app.view_functions[rule.endpoint])
        status = client.open(path, method=method, data={}).status_code
        is_api = path.startswith(("/api/", "/hsds/"))
        if access == "token":
            fits = status in {401, 429}
        elif access == "public" or (access == "signed_in" and role):
            fits = status < 500 and status != 401
        elif role is None:
            fits = status == (401 if is_api else 303)
        elif isinstance(access, frozenset) and role not in access:
            fits = status == 403
        else:
            fits = status < 500 and status != 401
        if not fits:
            wrong.append(f"{method} {path} as {role}: {status}, marked {access}")
    return wrong


def test_a_stranger_is_sent_to_sign_in_from_all_that_is_not_public(bound: Flask) -> None:
    assert wrong_answers(bound, bound.test_client(), None) == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_is_its_own_and_nothing_else(bound: Flask, role: Role) -> None:
    account = make_account(role, f"{role.value}@example.org")
    assert wrong_answers(bound, signed_in(bound, account), role.value) == []


def test_an_answer_that_breaks_its_mark_is_found(bound: Flask) -> None:
    view: Any = bound.view_functions["pages.home"]
    before = access_of(view)
    try:
        view.access = "token"
        assert any("/it/" in each for each in wrong_answers(bound, bound.test_client(), None))
    finally:
        view.access = before
