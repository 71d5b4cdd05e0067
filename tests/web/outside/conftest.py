"""A small provider of identities on this machine, with a real key, and a site that knows it."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug import Request, Response
from werkzeug.test import TestResponse

from tests.conftest import make_app, settings
from wemi_piemonte.accounts.models import Account, ExternalIdentity
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction

CLIENT_ID, CLIENT_SECRET = "wemi-test", "only for tests"
CALLBACK = "/it/sign-in/identity/back"


@cache
def key_of(_whom: str) -> RSAKey:
    """A key of one's own; made once, because it takes its time."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Provider:
    """What the provider says; tests bend it."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: key_of("provider"))
    # Another key under the same name: what somebody signs who is not the provider.
    false_key: RSAKey = field(default_factory=lambda: key_of("somebody else"))
    person: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)
    signs_falsely: bool = False
    algorithm: str = "RS256"
    calls_itself: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def code_for(self, asked: dict[str, str]) -> str:
        """Let the person in, and return the code that goes back with them."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return code

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        answers: dict[str, Callable[[Request], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.description,
            "/jwks": lambda _request: {"keys": [self.key.as_dict(private=False)]},
            "/token": self.token,
            "/userinfo": lambda _request: self.beside,
        }
        told = answers[request.path](request)
        status = 400 if "error" in told else 200
        answer = Response(json.dumps(told), status, mimetype="application/json")
        return answer(environ, start_response)

    def description(self, _request: Request) -> dict[str, Any]:
        found = {
            "issuer": self.calls_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return found | ({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.beside else {})

    def token(self, request: Request) -> dict[str, Any]:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return {"error": "invalid_client"}
        asked = self.codes.pop(request.form["code"], None)
        if asked is None:
            return {"error": "invalid_grant"}
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return {"error": "invalid_grant"}
        if request.form["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.changes,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.signed(said)}

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            parts = (json.dumps(header), json.dumps(claims))
            encoded = [base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts]
            return ".".join([*encoded, ""])
        return jwt.encode(header, claims, self.false_key if self.signs_falsely else self.key)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    found = Provider()
    server: WSGIServer = make_server("127.0.0.1", 0, found, handler_class=Quiet)
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    found.person = {
        "sub": "anna-at-the-region",
        "email": "anna@example.org",
        "email_verified": True,
        "name": "Anna Melo",
    }
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site(
    provider: Provider, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    config = replace(
        settings(tmp_path_factory.mktemp("outside"), sqlite_url),
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="Identità del Piemonte",
    )
    yield make_app(config)
    db.Sessions.kw["bind"].dispose()


def asked_of(response: TestResponse) -> dict[str, str]:
    """What a redirect to the provider asks."""
    assert response.status_code == 302
    parts = urlsplit(response.headers["Location"])
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def gone_out(client: FlaskClient, **query: str) -> dict[str, str]:
    return asked_of(client.get("/it/sign-in/identity", query_string=query))


def come_back(
    client: FlaskClient, provider: Provider, asked: dict[str, str], **query: str
) -> TestResponse:
    told = {"state": asked["state"], "code": provider.code_for(asked), **query}
    return client.get(CALLBACK, query_string=told)


def accounts() -> list[Account]:
    with reading() as session:
        return list(session.scalars(select(Account)))


def link(account: Account, provider: Provider, subject: str = "anna-at-the-region") -> None:
    with transaction() as session:
        session.add(
            ExternalIdentity(
                account_id=account.id,
                issuer=provider.issuer,
                subject=subject,
                created_at=clock.now(),
            )
        )
