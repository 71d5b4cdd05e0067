"""An outside provider of identities (OpenID Connect), such as the Region's for SPID and CIE.

None is set by default. With one: discovery, PKCE, state and nonce in the session on the server;
its answer counts only when signed by its keys, for us, for this very question, and in time.
"""

import logging
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from flask import Flask, current_app
from joserfc.errors import JoseError
from marshmallow import ValidationError
from requests import RequestException
from werkzeug.wrappers import Response

from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.foundation.errors import NotFound

log = logging.getLogger(__name__)

EXTENSION = "wemi_outside"
TIMEOUT_SECONDS = 5
LEEWAY_SECONDS = 60
LONGEST_SUBJECT = 255
# Signatures by a key of the provider's own; a secret shared with it, or none, is not enough.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_ALGORITHMS = "id_token_signing_alg_values_supported"


class NotTold(Exception):
    """The provider's answer does not say who this is: refused, false, too late, or of another."""


class Unreachable(Exception):
    """The provider does not answer, or is not what the settings say."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is for the provider; `email` is empty unless the provider has checked it."""

    issuer: str
    subject: str
    email: str
    name: str


def prepare(app: Flask) -> None:
    """Let the application know its provider, where the settings name one."""
    config = app.config["WEMI"]
    app.jinja_env.globals["outside_name"] = config.oidc_name if config.oidc_issuer else ""
    if not config.oidc_issuer:
        return
    # Late: few sites have a provider, and it takes a quarter of a second to read.
    from authlib.integrations.flask_client import OAuth

    app.extensions[EXTENSION] = OAuth(app).register(
        "identity",
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        server_metadata_url=config.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
        },
    )


def is_on() -> bool:
    """Say whether the settings name a provider."""
    return EXTENSION in current_app.extensions


def require() -> None:
    """Raise NotFound where there is no provider."""
    if not is_on():
        raise NotFound


def _client() -> Any:
    """Return the provider's client, its description read; raises NotFound and Unreachable."""
    require()
    client = current_app.extensions[EXTENSION]
    issuer = current_app.config["WEMI"].oidc_issuer
    try:
        described = client.load_server_metadata()
        offered = described.get(_ALGORITHMS) or ["RS256"]
        told = described.get("issuer")
    except (RequestException, ValueError, AttributeError) as error:
        log.warning("the provider of identities does not answer: %s", error)
        raise Unreachable from error
    if told != issuer:
        log.error("the provider of identities calls itself %r, the settings %r", told, issuer)
        raise Unreachable
    described[_ALGORITHMS] = [each for each in offered if each in ALGORITHMS]
    return client


def way_out(back: str) -> Response:
    """Return the way to the provider; raises Unreachable."""
    try:
        found: Response = _client().authorize_redirect(back)
    except (RequestException, RuntimeError) as error:
        raise Unreachable from error
    return found


def identity_of_answer() -> Identity:
    """Return who has come back with this request; raises NotTold and Unreachable.

    The state of the question is used up by the first answer, whatever it says.
    """
    client = _client()
    config = current_app.config["WEMI"]
    claims = {
        "iss": {"essential": True, "value": config.oidc_issuer},
        "aud": {"essential": True, "value": config.oidc_client_id},
    }
    try:
        answer = client.authorize_access_token(claims_options=claims, leeway=LEEWAY_SECONDS)
        told = answer.get("userinfo")
        if not told:
            raise NotTold
        told = {**_asked_for(client, answer, told), **told}
    except RequestException as error:
        log.warning("the provider of identities does not answer: %s", error)
        raise Unreachable from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        # What is wrong is for the log; whoever sent it learns nothing of it.
        log.warning("an answer of the provider of identities is refused: %r", error)
        raise NotTold from error
    return _read(told, config.oidc_issuer)


def _asked_for(client: Any, answer: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of the person beside the token, where that has no address."""
    if told.get("email") or not client.server_metadata.get("userinfo_endpoint"):
        return {}
    more = dict(client.userinfo(token=answer))
    return more if more.get("sub") == told.get("sub") else {}


def _read(told: dict[str, Any], issuer: str) -> Identity:
    subject = told.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotTold
    names = [told.get("name") or told.get("given_name"), told.get("family_name")]
    if told.get("name"):
        names = names[:1]
    name = " ".join(each for each in names if isinstance(each, str)).strip()[:100]
    return Identity(issuer, subject, _checked_email(told), name)


def _checked_email(told: dict[str, Any]) -> str:
    email = told.get("email")
    # Some providers write the truth as a word.
    if not isinstance(email, str) or told.get("email_verified") not in {True, "true"}:
        return ""
    try:
        return str(EmailForm().load({"email": email})["email"])
    except ValidationError:
        return ""
