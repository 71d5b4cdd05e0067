"""Sessions that live on the server: the cookie holds a random key, the table only its hash.

A visitor of whom nothing is known but the token of a form has no row: the token itself, signed,
is the cookie. So a page with a form writes nothing, however often robots ask for it.
"""

import json
import logging
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response
from flask import request as asked
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.session_table import (
    ABSOLUTE,
    IDLE,
    WebSession,
    delete_session,
    hash_of_key,
)

log = logging.getLogger(__name__)

TOUCH = timedelta(minutes=5)
COOKIE = "wemi_session"
# What Flask-WTF keeps in a session, and how a cookie begins that holds only that.
FORM_TOKEN = "csrf_token"  # noqa: S105 - a name
SIGNED = "form."
# Under which name a session says whose it is.
ACCOUNT = "account_id"
LONGEST_AGENT = 300


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """The values of one session; nothing is stored until something is put in."""

    def __init__(self, values: dict[str, Any], key: str | None, *, stale: bool = False) -> None:
        def note_change(_self: Any) -> None:
            self.modified = True

        super().__init__(values, note_change)
        self.key = key
        self.stale = stale
        self.new = key is None
        self.modified = False
        self.renewed_from: str | None = None

    def renew(self) -> None:
        """Give the session a new key, as at sign-in; the old one stops working."""
        self.renewed_from, self.key = self.key, None
        self.modified = True


def _signer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(str(app.config["SECRET_KEY"]), salt="wemi-form-token")


def _unsigned(app: Flask, cookie: str) -> dict[str, Any]:
    """Return the token of a form that a cookie of ours holds; a false one is as none."""
    try:
        token = _signer(app).loads(cookie.removeprefix(SIGNED)[:400])
    except BadSignature:
        return {}
    return {FORM_TOKEN: token} if isinstance(token, str) else {}


class DatabaseSessions(SessionInterface):
    """Flask's session interface on our own table; GET pages without a form write nothing."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        key = request.cookies.get(COOKIE)
        if key and key.startswith(SIGNED):
            return ServerSession(_unsigned(app, key), None)
        if not key or len(key) > 100:
            return ServerSession({}, None)
        now = clock.now()
        try:
            with reading() as session:
                row = session.get(WebSession, hash_of_key(key))
        except SQLAlchemyError:
            # Pages that need no database go on; the cookie stays, for when it is back.
            log.exception("sessions can not be read")
            return ServerSession({}, None)
        if row is None or now - row.seen_at > IDLE or now - row.created_at > ABSOLUTE:
            return ServerSession({}, None)
        return ServerSession(json.loads(row.values), key, stale=now - row.seen_at > TOUCH)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, ServerSession)
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified and not session.stale:
            return
        if not session:
            self._forget(session, response)
            return
        if session.key is None and set(session) == {FORM_TOKEN}:
            self._give(app, response, SIGNED + _signer(app).dumps(session[FORM_TOKEN]))
            return
        now = clock.now()
        key = session.key or secrets.token_urlsafe(32)
        with transaction() as database:
            if session.renewed_from:
                delete_session(database, session.renewed_from)
            row = database.get(WebSession, hash_of_key(key))
            if row is None and session.key is not None:
                # Ended while this request was under way: it stays ended.
                return
            if row is None:
                row = WebSession(key_hash=hash_of_key(key), created_at=now)
                database.add(row)
            row.values = json.dumps(dict(session))
            row.account_id = UUID(session[ACCOUNT]) if ACCOUNT in session else None
            row.agent = asked.user_agent.string[:LONGEST_AGENT] if row.account_id else ""
            row.seen_at = now
        if session.key is None:
            self._give(app, response, key)

    def _give(self, app: Flask, response: Response, value: str) -> None:
        response.set_cookie(
            COOKIE,
            value,
            httponly=True,
            samesite="Lax",
            secure=app.config["WEMI"].public_url.startswith("https:"),
        )

    def _forget(self, session: ServerSession, response: Response) -> None:
        old = session.key or session.renewed_from
        if old:
            with transaction() as database:
                delete_session(database, old)
            response.delete_cookie(COOKIE)
