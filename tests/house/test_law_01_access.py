"""Law 1: every route says who may call it, and the answer to each role is as the table says."""

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from tests.conftest import make_app, settings
from tests.house.test_law_01_roles import values_for
from wemi_piemonte.foundation.access import access_of, is_marked, public

# What a stranger gets from the public routes that are not answered with 200.
STRANGERS = {
    "root": 303,
    "without_slash": 303,
    "pages.service": 404,
    "pages.organization": 404,
    "api.service": 404,
    "api.service_ratings": 404,
    "ratings.of_service": 404,
    "static": 404,
    "plans.result": 303,
    "plans.result_pdf": 303,
    "plans.saved": 404,
    "plans.saved_pdf": 404,
    "plans.shared": 404,
    "asking.ask": 404,
    "desks.show": 404,
    "desks.calendar": 404,
    "desks.poster": 404,
    "desks.book": 404,
    "desks.booking": 404,
    "desks.back_to_booking": 303,
    "asking.ask_plan": 303,
    "asking.ask_saved": 404,
    "requests.show": 404,
    "requests.back": 303,
    "requests.rate": 404,
    "requests.back_to_rating": 303,
    "requests.follow_up": 410,
    "requests.back_to_link": 303,
    "requests.back_to_desks": 303,
    "accounts.ask_code": 303,
    "accounts.ask_confirm": 410,
    "accounts.ask_password": 410,
    "accounts.show": 410,
    "accounts.come_back": 404,
    "accounts.go_out": 404,
    "confirming.ask_confirm": 410,
    "reports.ask": 404,
    "reports.ask_answer": 410,
    "answering.ask_answer": 410,
    "answering.back": 303,
}


def wanted(app: Flask, endpoint: str) -> int:
    """What a stranger gets: of what is not public only the way to sign in, or a 401."""
    access = access_of(app.view_functions[endpoint])
    if access == "public":
        return STRANGERS.get(endpoint, 200)
    return 401 if access == "token" else 303


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
    wrong = {}
    with demo_app.test_request_context():
        for rule in demo_app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                values = values_for(rule)
                path = demo_app.url_for(rule.endpoint, **values)
                status = client.get(path).status_code
                if status != wanted(demo_app, rule.endpoint):
                    wrong[rule.endpoint] = (path, status)
    assert wrong == {}
