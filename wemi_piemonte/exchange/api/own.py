"""The listings of one body for its own programs: with a key, read and written as HSDS.

What is written are drafts, and proposals over what the public has seen: a key opens no more than
the form does. No cookie is read.
"""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Forbidden, Unauthorized, UnsupportedMediaType

from wemi_piemonte.directory.hsds import render
from wemi_piemonte.directory.queries import organization_record
from wemi_piemonte.directory.rules import Scope
from wemi_piemonte.directory.tokens import Key, is_use_to_note, key_of, note_use
from wemi_piemonte.exchange.api.schemas import LANGUAGE, OWN, checked, refuse_unreadable
from wemi_piemonte.exchange.bulk.queries import own_count, own_page
from wemi_piemonte.exchange.bulk.rows import Row
from wemi_piemonte.exchange.bulk.rules import Fault
from wemi_piemonte.exchange.bulk.schemas import sentence
from wemi_piemonte.exchange.bulk.taking import Judged, judge, take
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import token
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import client_address, limiter
from wemi_piemonte.foundation.web import json_error

OWN_CALLS = "120 per minute"
LONGEST_SECRET = 200
# What says of a refused listing that it is there, but not for this change.
CONFLICTS = frozenset({"waits", "archived"})


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these calls; how often is counted for each key."""
    by_key = limiter.limit(OWN_CALLS, key_func=_caller)
    blueprint.get("/own/services")(by_key(own_services))
    blueprint.put("/own/services/<uuid:service_id>")(by_key(put_own_service))


def _secret() -> str:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip()[:LONGEST_SECRET] if kind.casefold() == "bearer" else ""


def _caller() -> str:
    # Who has no key that works is counted by address, so that keys can not be tried out.
    secret = _secret()
    if secret:
        with reading() as session:
            key = key_of(session, secret, clock.now())
        if key is not None:
            return f"key:{key.token_id}"
    return f"no-key:{client_address()}"


def _opened(scope: Scope) -> Key:
    """Return what the key of this request opens: 401 without one that works, 403 for too little."""
    now = clock.now()
    with reading() as session:
        key = key_of(session, _secret(), now)
    if key is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    if scope not in key.scopes:
        raise Forbidden
    if is_use_to_note(key, now):
        # A note of the last use is not worth an answer of "busy".
        with suppress(OperationalError), transaction() as session:
            note_use(session, key, now)
    return key


def _locales() -> tuple[str, ...]:
    locales: tuple[str, ...] = current_app.config["WEMI"].locales
    return locales


@token
def own_services() -> ResponseReturnValue:
    """Give the listings of the body as it works on them, drafts too, by id."""
    key = _opened(Scope.READ_LISTINGS)
    refuse_unreadable(request.query_string)
    values = checked(OWN, request.args, _locales())
    page, per_page = values["page"], values["per_page"]
    if page < 1:
        abort(404)
    with reading() as session:
        total = own_count(session, key.organization_id)
        # Past the last page there is nothing to look for, however far past.
        first = min((page - 1) * per_page, total)
        found = own_page(session, key.organization_id, offset=first, limit=per_page)
    items = [
        {
            "id": str(each.working.id),
            "publication": each.publication.value,
            "proposed": each.working != each.standing,
            "waits": each.waits,
            "service": render(each.working),
        }
        for each in found
        if each.working is not None
    ]
    answer = jsonify({"items": items, "total": total, "page": page, "per_page": per_page})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@token
def put_own_service(service_id: UUID) -> ResponseReturnValue:
    """Put one listing in, whole: a draft, or a proposal over a published one."""
    key = _opened(Scope.WRITE_LISTINGS)
    refuse_unreadable(request.query_string)
    checked(LANGUAGE, request.args, _locales())
    document = _document(service_id)
    now = clock.now()
    with transaction() as session:
        # Read anew: a key that was taken back a moment ago writes nothing.
        if key_of(session, _secret(), now) is None:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        body = organization_record(session, key.organization_id)
        assert body is not None
        row = Row(1, document=document)
        today = clock.today()
        judged = judge(session, [row], body=body, earlier={}, today=today, is_taking=True)
        (done,) = take(session, judged, account_id=None, now=now)
        if done.record is not None:
            record_act(
                session,
                "write_by_key",
                account_id=None,
                subject="service",
                subject_id=service_id,
                now=now,
                key=key.token_id,
                outcome=done.outcome.value,
            )
    if done.record is None:
        return _refusal(done)
    answer = jsonify({"id": str(service_id), "outcome": done.outcome.value})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _document(service_id: UUID) -> dict[str, Any]:
    """Return the HSDS object of the body, under the id of the address."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        document = json.loads(request.get_data(), parse_constant=_refuse, parse_int=_whole)
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(document, dict):
        raise BadRequest
    said = document.setdefault("id", str(service_id))
    if not isinstance(said, str) or said.casefold() != str(service_id):
        document["id"] = "not the id of the address"
    return document


def _refuse(name: str) -> None:
    raise ValueError(name)


def _whole(digits: str) -> int | float:
    # Python refuses to read thousands of digits; as a float such a number is out of every range.
    return int(digits) if len(digits) < 25 else float(digits)


def _refusal(judged: Judged) -> ResponseReturnValue:
    codes = {fault.code for fault in judged.faults}
    if "not_yours" in codes:
        return json_error(404, message=_("No listing of your body has this id."))
    fields = {_pointer(fault): [sentence(fault)] for fault in judged.faults}
    status = 409 if codes & CONFLICTS else 422
    message = _("The listing can not be taken: the fields say why.")
    return json_error(status, message=message, fields=fields)


def _pointer(fault: Fault) -> str:
    return fault.column if fault.column.startswith("/") else f"/{fault.column}"
