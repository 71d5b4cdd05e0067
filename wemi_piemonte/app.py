"""The composition root: the only module that knows all others."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, jsonify, redirect, url_for
from jinja2 import StrictUndefined
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from wemi_piemonte import cli
from wemi_piemonte.accounts import identity, outside
from wemi_piemonte.accounts import schemas as account_schemas
from wemi_piemonte.accounts import views as accounts
from wemi_piemonte.accounts.operations import forget_ended_passes, forget_ended_tokens
from wemi_piemonte.cases import operations as case_operations
from wemi_piemonte.cases import schemas as case_schemas
from wemi_piemonte.desks import operations as desk_operations
from wemi_piemonte.desks import schemas as desk_schemas
from wemi_piemonte.directory import schemas as directory_schemas
from wemi_piemonte.exchange.api import views as api
from wemi_piemonte.exchange.bulk import schemas as bulk_schemas
from wemi_piemonte.exchange.bulk.operations import forget_old_imports
from wemi_piemonte.exchange.bulk.working import drain_imports
from wemi_piemonte.foundation import (
    addresses,
    clock,
    db,
    i18n,
    letters,
    limits,
    mail,
    migrations,
    tally,
    web,
    wording,
)
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.kept import Templates
from wemi_piemonte.foundation.memory import settle
from wemi_piemonte.foundation.session_table import forget_ended_sessions
from wemi_piemonte.foundation.sessions import DatabaseSessions
from wemi_piemonte.foundation.worker import Work
from wemi_piemonte.intake import meaning
from wemi_piemonte.listings import schemas as listing_schemas
from wemi_piemonte.listings.operations.freshness import forget_old_confirmations
from wemi_piemonte.listings.working import keep_fresh
from wemi_piemonte.moderation import operations as moderation_operations
from wemi_piemonte.moderation import schemas as moderation_schemas
from wemi_piemonte.moderation import views as moderation
from wemi_piemonte.pages import answering, asking, confirming, provider, reporting, translator
from wemi_piemonte.pages import desk as desk_room
from wemi_piemonte.pages import desks as desk_pages
from wemi_piemonte.pages import plans as plan_pages
from wemi_piemonte.pages import ratings as rating_pages
from wemi_piemonte.pages import requests as request_pages
from wemi_piemonte.pages import schemas as page_schemas
from wemi_piemonte.pages import views as pages
from wemi_piemonte.plans import schemas as plan_schemas
from wemi_piemonte.plans.operations import forget_old_drafts
from wemi_piemonte.qualification import schemas as qualification_schemas
from wemi_piemonte.ratings import operations as rating_operations
from wemi_piemonte.ratings import schemas as rating_schemas
from wemi_piemonte.referrals import operations as referral_operations
from wemi_piemonte.referrals import schemas as referral_schemas
from wemi_piemonte.reports import operations as report_operations
from wemi_piemonte.reports import schemas as report_schemas
from wemi_piemonte.search import operations as search_operations
from wemi_piemonte.search import queries as search_queries
from wemi_piemonte.search import views as search
from wemi_piemonte.search.views.quick_exit import read_ahead
from wemi_piemonte.taxonomy import tree

if TYPE_CHECKING:
    from config import Config

health = Blueprint("health", __name__)


@health.get("/health/live")
@public
def live() -> Response:
    """The process answers."""
    return jsonify({"status": "live"})


@health.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """Database and index can be asked."""
    checks = {"database": _database_answers(), "search": search_queries.is_ready()}
    status = 200 if all(checks.values()) else 503
    return jsonify({"status": "ready" if status == 200 else "not ready", **checks}), status


def _database_answers() -> bool:
    try:
        with db.reading() as session:
            session.execute(text("SELECT 1 FROM alembic_version"))
    except Exception:  # noqa: BLE001 - any failure is the answer
        return False
    return True


# What each domain calls the members of its closed lists; law 8 asks that none is missing.
LABELS: dict[str, dict[str, Any]] = {
    **directory_schemas.LABELS,
    **plan_schemas.LABELS,
    **account_schemas.LABELS,
    **listing_schemas.LABELS,
    **bulk_schemas.LABELS,
    **page_schemas.LABELS,
    **moderation_schemas.LABELS,
    **report_schemas.LABELS,
    **referral_schemas.LABELS,
    **rating_schemas.LABELS,
    **desk_schemas.LABELS,
    **case_schemas.LABELS,
    **qualification_schemas.LABELS,
}


BLUEPRINTS = (
    health,
    pages.blueprint,
    search.blueprint,
    reporting.blueprint,
    confirming.blueprint,
    asking.blueprint,
    answering.blueprint,
    desk_pages.blueprint,
    desk_room.blueprint,
    plan_pages.blueprint,
    request_pages.blueprint,
    rating_pages.blueprint,
    accounts.blueprint,
    provider.blueprint,
    translator.blueprint,
    moderation.blueprint,
    api.blueprint,
)


class Site(Flask):
    """Flask, with templates that remember what is the same for everybody."""

    jinja_environment = Templates


def create_app(config: "Config") -> Flask:
    """Return the site for these settings; raises UnknownLanguage."""
    app = Site(
        "wemi_piemonte",
        template_folder=str(config.root / "templates"),
        static_folder=str(config.root / "static"),
    )
    _configure(app, config)
    migrations.load_models()
    clock.start_at(config.now)
    meaning.allow(config.meaning)
    db.bind(db.open_engine(config.database_url))
    i18n.prepare(app)
    addresses.prepare(app)
    web.prepare(app)
    limits.prepare(app)
    app.session_interface = DatabaseSessions()
    identity.prepare(app)
    outside.prepare(app)
    search_queries.open_index(config.data_dir)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    web.csrf.exempt(api.blueprint)
    _root(app)
    _templates(app)
    app.extensions["wemi_work"] = work_of(app, config)
    cli.register(app)
    return app


def _configure(app: Flask, config: "Config") -> None:
    app.config.update(
        WEMI=config,
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        TRUSTED_HOSTS=list(config.trusted_hosts),
        MAX_CONTENT_LENGTH=web.BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=web.BODY_LIMIT,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if not config.testing:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")


def _root(app: Flask) -> None:
    @app.get("/")
    @public
    def root() -> BaseResponse:
        return i18n.localized_redirect(app)

    @app.get("/<locale:locale>")
    @public
    def without_slash(locale: str) -> BaseResponse:
        return redirect(url_for("pages.home", locale=locale), code=303)


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    wording.prepare(app, _label)
    app.jinja_env.filters["need_labels"] = lambda codes: _needs_named(codes, i18n.current_locale())
    app.jinja_env.globals.update(
        need_label=lambda code: tree.label(code, i18n.current_locale()),
        need_scope=lambda code: tree.scope(code, i18n.current_locale()),
    )


@lru_cache(maxsize=16384)
def _needs_named(codes: tuple[str, ...], locale: str) -> str:
    return " · ".join(tree.label(code, locale) for code in codes)


def _label(code: Any, kind: str) -> str:
    if kind == "spoken":
        return i18n.language_name(str(code))
    if kind in directory_schemas.LABELS:
        return directory_schemas.label(code, kind)
    found = LABELS[kind].get(str(code))
    return str(found) if found is not None else str(code).replace("_", " ")


def warm() -> None:
    """Load what the first visitors of this process would wait for, let it lie, begin to count."""
    read_ahead()
    settle()
    tally.start()


def _whole(operation: Callable[[Session, datetime], None]) -> Callable[[datetime], None]:
    """Return a due job that does an operation as one transaction."""

    def job(now: datetime) -> None:
        with db.transaction() as session:
            operation(session, now)

    return job


def work_of(app: Flask, config: "Config") -> Work:
    """Return what the worker of this site does: feed the index, send mail, forget what ended."""

    def forget(now: Any) -> None:
        with db.transaction() as session:
            forget_ended_sessions(session, now)
            forget_old_drafts(session, now)
            forget_ended_passes(session, now)
            referral_operations.forget_ended_referrals(session, now)
            desk_operations.forget_old_bookings(session, now)
            case_operations.forget_faded_cases(session, now)
            rating_operations.forget_authors(session, now)
            forget_ended_tokens(session, now)
            report_operations.forget_ended_reports(session, now)
            forget_old_confirmations(session, now)
            forget_old_imports(session, now)

    mailer = mail.mailer_for(config.mail_url, config.public_url)
    return Work(
        drains=(
            ("search", lambda: search_operations.drain(config.data_dir)),
            ("imports", lambda: drain_imports(clock.now())),
        ),
        aside=(
            ("mail", partial(mail.drain_mail, mailer, partial(letters.compose, app), clock.now)),
        ),
        jobs=(
            ("retention", forget),
            ("reports", _whole(report_operations.hand_over)),
            ("requests", _whole(referral_operations.keep_going)),
            ("bookings", _whole(desk_operations.remind)),
            ("needs", _whole(desk_operations.remind_of_reports)),
            ("freshness", keep_fresh),
            ("qualifications", _whole(moderation_operations.end_qualifications)),
        ),
    )
