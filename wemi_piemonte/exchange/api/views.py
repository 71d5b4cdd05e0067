"""The JSON API: questions of everybody, from any site, without cookies; nothing is kept.

Only the programs of a body bring a key, for its own listings (`own.py`).
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from wemi_piemonte.directory.queries import visible_ids, visible_record
from wemi_piemonte.exchange.api import desks, openapi, own
from wemi_piemonte.exchange.api.bodies import MATCH, RECOGNISE, body_of
from wemi_piemonte.exchange.api.found import (
    MOST_FEATURES,
    answer_of,
    collection_of,
    needs_in,
    suggested_to,
)
from wemi_piemonte.exchange.api.planning import plan_for, recognised_in
from wemi_piemonte.exchange.api.rated import page_of
from wemi_piemonte.exchange.api.schemas import (
    LANGUAGE,
    NOTHING,
    RATINGS,
    SUGGESTION,
    checked,
    faults_of,
    question,
    refuse_unreadable,
)
from wemi_piemonte.exchange.api.sheet import sheet_of
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import counted_search
from wemi_piemonte.foundation.schemas import Strict
from wemi_piemonte.foundation.web import json_error
from wemi_piemonte.ratings.queries import published_page, summary_for, summed_up
from wemi_piemonte.search.queries import points_for, results_for
from wemi_piemonte.search.rules import Query

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
own.register(blueprint)
desks.register(blueprint)


@blueprint.get("/needs")
@public
def needs() -> ResponseReturnValue:
    locale = _checked(LANGUAGE)["lang"]
    return _lasting(jsonify(needs_in(locale)))


@blueprint.get("/services")
@public
@counted_search
def services() -> ResponseReturnValue:
    query = _question()
    with reading() as session:
        results = results_for(session, query)
    return jsonify(answer_of(results))


@blueprint.get("/services.geojson")
@public
@counted_search
def services_geojson() -> ResponseReturnValue:
    query = _question()
    with reading() as session:
        total = results_for(session, replace(query, page=1, per_page=1)).total
        points = points_for(session, query, MOST_FEATURES)
    response = jsonify(collection_of(points, total))
    response.mimetype = "application/geo+json"
    return response


@blueprint.get("/services/<uuid:service_id>")
@public
def service(service_id: UUID) -> ResponseReturnValue:
    locale = _checked(LANGUAGE)["lang"]
    with reading() as session:
        record = visible_record(session, service_id)
        if record is None:
            return _no_service()
        summary, newest = summed_up(session, service_id)
    return jsonify(sheet_of(record, locale, summary=summary, newest=newest, now=clock.now()))


def _no_service() -> ResponseReturnValue:
    return json_error(404, message=_("No published service has this id."))


@blueprint.get("/services/<uuid:service_id>/ratings")
@public
def service_ratings(service_id: UUID) -> ResponseReturnValue:
    values = _checked(RATINGS)
    page, per_page = values["page"], values["per_page"]
    if page < 1:
        abort(404)
    with reading() as session:
        if not visible_ids(session, [service_id]):
            return _no_service()
        summary = summary_for(session, service_id)
        _total, shown = published_page(
            session,
            service_id,
            by_usefulness=values["sort"] == "useful",
            page=page,
            per_page=per_page,
            total=summary.count,
        )
    return jsonify(page_of(summary, shown, page=page, per_page=per_page))


@blueprint.get("/suggestions")
@public
@counted_search
def suggestions() -> ResponseReturnValue:
    values = _checked(SUGGESTION)
    return jsonify(suggested_to(values["q"], values["lang"]))


@blueprint.post("/needs/recognise")
@public
@counted_search
def needs_recognise() -> ResponseReturnValue:
    values = _body(RECOGNISE)
    return jsonify(recognised_in(values["text"], values["lang"]))


@blueprint.post("/match")
@public
@counted_search
def match() -> ResponseReturnValue:
    values = _body(MATCH)
    with reading() as session:
        return jsonify(plan_for(session, values, clock.today()))


@blueprint.get("/openapi.json")
@public
def openapi_json() -> ResponseReturnValue:
    _checked(NOTHING)
    return _lasting(jsonify(openapi.document(_locales())))


def _locales() -> tuple[str, ...]:
    locales: tuple[str, ...] = current_app.config["WEMI"].locales
    return locales


def _checked(schema: Schema) -> dict[str, Any]:
    refuse_unreadable(request.query_string)
    return checked(schema, request.args, _locales())


def _body(schema: Strict) -> dict[str, Any]:
    """Return a checked body, which takes no parameters beside it."""
    checked(NOTHING, request.args, _locales())
    return body_of(request, schema, _locales())


def _question() -> Query:
    refuse_unreadable(request.query_string)
    query = question(request.args, _locales(), clock.now())
    if query.page < 1:
        abort(404)
    return query


def _lasting(response: Response) -> Response:
    """Let a client that has this answer already be told so; weak, to outlive compression."""
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response


@blueprint.errorhandler(ValidationError)
def refuse(error: ValidationError) -> ResponseReturnValue:
    message = _("Some parameters can not be used: the fields say which, and why.")
    return json_error(400, code="invalid_parameters", message=message, fields=faults_of(error))


@blueprint.after_request
def open_to_other_sites(response: Response) -> Response:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = "If-None-Match, Content-Type"
        headers["Access-Control-Max-Age"] = "86400"
    return response
