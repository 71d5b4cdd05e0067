"""Law 1: every route says who may call it, and the answer to each role is as the table says."""

from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from tests.conftest import make_app, settings
from wemi_piemonte.foundation.access import access_of, is_marked, public

NOWHERE = "00000000-0000-4000-8000-000000000000"
# What a stranger gets from the routes that are not answered with 200.
STRANGERS = {
    "root": 303,
    "without_slash": 303,
    "pages.service": 404,
    "pages.organization": 404,
    "api.service": 404,
    "static": 404,
    "plans.result": 303,
    "plans.result_pdf": 303,
    "plans.saved": 404,
    "plans.saved_pdf": 404,
    "plans.shared": 404,
}
EXAMPLES: dict[str, Any] = {
    "locale": "it",
    "token": "nothing-here",
    "filename": "nothing-here.css",
    "code": "ageing.home-care",
    "service_id": UUID(NOWHERE),
    "organization_id": UUID(NOWHERE),
}


def unmarked(app: Flask) -> list[str]:
    """The endpoints whose view does not say who may call it."""
    views = app.view_functions
    return sorted(
        {r.endpoint for r in app.url_map.iter_rules() if not is_marked(views[r.endpoint])}
    )


def test_every_route_says_who_may_call_it(house: Flask) -> None:
    assert unmarked(house) == []


def test_a_route_without_a_mark_is_found_and_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    app = make_app(settings(tmp_path_factory.mktemp("unmarked")))
    probe = Blueprint("probe", __name__)
    probe.get("/it/forgotten")(lambda: "open")
    app.register_blueprint(probe)
    assert unmarked(app) == ["probe.<lambda>"]
    assert app.test_client().get("/it/forgotten").status_code == 403


def test_the_mark_public_is_readable_on_the_view() -> None:
    @public
    def view() -> str:
        return ""

    assert access_of(view) == "public"


def test_the_table_of_answers_names_only_routes_that_exist(house: Flask) -> None:
    assert set(STRANGERS) <= {rule.endpoint for rule in house.url_map.iter_rules()}


def test_a_stranger_gets_from_every_route_what_the_table_says(
    client: FlaskClient, demo_app: Flask
) -> None:
    answers = {}
    with demo_app.test_request_context():
        for rule in demo_app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                values = {name: EXAMPLES[name] for name in rule.arguments}
                path = demo_app.url_for(rule.endpoint, **values)
                answers[rule.endpoint] = (path, client.get(path).status_code)
    wrong = {
        endpoint: found
        for endpoint, found in answers.items()
        if found[1] != STRANGERS.get(endpoint, 200)
    }
    assert wrong == {}
