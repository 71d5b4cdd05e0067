"""Law 2: every unsafe method is CSRF-checked, or stateless and listed here with its reason."""

from collections.abc import Mapping

import pytest
from flask import Blueprint, Flask

from tests.conftest import make_app, settings
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.web import csrf

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Endpoint -> why it may be called without a token: reads no cookie and writes nothing.
STATELESS: Mapping[str, str] = {
    "api.needs_recognise": "reads a text and answers; it knows no session and keeps nothing",
    "api.match": "reads needs and answers; it knows no session and keeps nothing",
    "api.put_own_service": "asks for a key in a header, which no browser sends by itself",
}
# Whole blueprints without CSRF; each of their unsafe routes must be in STATELESS.
EXEMPT_BLUEPRINTS = {"api"}


def unguarded(app: Flask, stateless: Mapping[str, str]) -> list[str]:
    """The unsafe routes that no token guards."""
    views, blueprints = csrf._exempt_views, csrf._exempt_blueprints
    found = set()
    for rule in app.url_map.iter_rules():
        if not set(rule.methods or ()) - SAFE or rule.endpoint in stateless:
            continue
        view = app.view_functions[rule.endpoint]
        name = f"{view.__module__}.{view.__name__}"
        blueprint = rule.endpoint.rpartition(".")[0]
        if name in views or blueprint in blueprints or blueprint in EXEMPT_BLUEPRINTS:
            found.add(rule.endpoint)
    return sorted(found)


def test_every_unsafe_method_is_guarded(house: Flask) -> None:
    assert house.config.get("WTF_CSRF_ENABLED", True)
    assert house.config.get("WTF_CSRF_CHECK_DEFAULT", True)
    assert unguarded(house, STATELESS) == []


def test_the_list_of_stateless_routes_names_only_routes_that_exist(house: Flask) -> None:
    assert set(STATELESS) <= set(house.view_functions)


def test_an_unguarded_route_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = make_app(settings(tmp_path_factory.mktemp("unguarded")))
    probe = Blueprint("probe", __name__)

    @probe.post("/it/open-door")
    @csrf.exempt
    @public
    def open_door() -> str:
        return ""

    app.register_blueprint(probe)
    try:
        assert unguarded(app, STATELESS) == ["probe.open_door"]
        assert unguarded(app, {**STATELESS, "probe.open_door": "a probe"}) == []
    finally:
        csrf._exempt_views.discard(f"{open_door.__module__}.{open_door.__name__}")
