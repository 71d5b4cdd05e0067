"""The site with a few views of its own, to be asked what no page asks yet."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Blueprint, Flask, abort, jsonify, render_template_string, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from tests.conftest import make_app, settings
from wemi_piemonte.foundation import clock, db, limits
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.errors import Busy, Conflict, Invalid, NotFound
from wemi_piemonte.foundation.sessions import ServerSession

FORM = '<form method="post"><input name="csrf_token" value="{{ csrf_token() }}"></form>'
DOMAIN_ERRORS = {
    "busy": Busy(),
    "conflict": Conflict(),
    "invalid": Invalid({"age": ["too high"]}),
    "missing": NotFound(),
}


class BrokenError(Exception):
    """A fault of ours, with something in it that no stranger may read."""


def probe() -> Blueprint:
    """Views that do one thing each, as pages and under /api/."""
    blueprint = Blueprint("probe", __name__)
    _session_views(blueprint)
    _failing_views(blueprint)
    _plain_views(blueprint)
    return blueprint


def _session_views(blueprint: Blueprint) -> None:
    @blueprint.get("/<locale:locale>/probe/form")
    @public
    def form(locale: str) -> str:
        del locale
        return render_template_string(FORM)

    @blueprint.get("/<locale:locale>/probe/read")
    @public
    def read(locale: str) -> ResponseReturnValue:
        del locale
        return jsonify({key: value for key, value in session.items() if key != "csrf_token"})

    @blueprint.post("/<locale:locale>/probe/<any(keep, renew, clear):act>")
    @public
    def change(locale: str, act: str) -> str:
        del locale
        if act == "keep":
            session["word"] = request.form["word"]
        elif act == "clear":
            session.clear()
        else:
            current: Any = session
            found: ServerSession = current._get_current_object()
            found.renew()
        return act


def _failing_views(blueprint: Blueprint) -> None:
    @blueprint.get("/<locale:locale>/probe/fail/<string:how>")
    @blueprint.get("/api/v1/probe/fail/<string:how>", defaults={"locale": None})
    @public
    def fail(locale: str | None, how: str) -> str:
        del locale
        if how == "broken":
            raise BrokenError("postgresql://wemi:secret@db")
        if how in DOMAIN_ERRORS:
            raise DOMAIN_ERRORS[how]
        if how == "database":
            with db.transaction() as database:
                database.execute(text("SELECT * FROM nowhere"))
        abort(int(how))

    @blueprint.get("/<locale:locale>/probe/write")
    @public
    def write(locale: str) -> str:
        del locale
        with db.transaction() as database:
            database.execute(text("SELECT 1"))
        return "written"


def _plain_views(blueprint: Blueprint) -> None:
    @blueprint.get("/<locale:locale>/probe/plain")
    @public
    def plain(locale: str) -> str:
        return f"<p>{locale}</p>"

    @blueprint.get("/<locale:locale>/probe/counted")
    @blueprint.get("/api/v1/probe/counted", defaults={"locale": None})
    @public
    @limits.limiter.shared_limit("3 per minute", scope="probe")
    def counted(locale: str | None) -> str:
        del locale
        return "counted"

    @blueprint.get("/<locale:locale>/probe/visitor")
    @public
    def visitor(locale: str) -> ResponseReturnValue:
        del locale
        return jsonify(
            {"address": request.remote_addr, "secure": request.is_secure, "host": request.host}
        )


class MakeSite(Protocol):
    """Makes the site with the probe's views, with some settings named otherwise."""

    def __call__(self, **values: Any) -> Flask: ...


@pytest.fixture
def make_site(sqlite_url: str, tmp_path: Path) -> MakeSite:
    def make(**values: Any) -> Flask:
        config = replace(settings(tmp_path / "data", sqlite_url), **values)
        config.data_dir.mkdir(parents=True, exist_ok=True)
        app = make_app(config)
        # Faults are answered as in production, not raised through the test.
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.register_blueprint(probe())
        return app

    return make


@pytest.fixture
def site(make_site: MakeSite) -> Flask:
    """The site as it is in development."""
    return make_site()


@pytest.fixture
def set_clock() -> Iterator[Callable[..., None]]:
    """Lets the clock of the house start elsewhere, until the test ends."""
    yield clock.start_at
    clock.start_at(None)


@pytest.fixture
def lost_database(site: Flask, tmp_path: Path) -> Flask:
    """The site after its database has gone away."""
    db.bind(db.open_engine(f"sqlite:///{tmp_path / 'no' / 'where.sqlite'}"))
    return site
