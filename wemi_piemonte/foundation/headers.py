"""The headers of every answer: what browsers may do with it, and with what it holds."""

import secrets
from functools import cache
from typing import Any

from flask import Flask, Response, g, request

from wemi_piemonte.foundation.i18n import current_language

# For what is no page: nothing in it is ever run or shown inside another page.
BARE_POLICY = "default-src 'none'; frame-ancestors 'none'"
# What every answer says, whatever it is.
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NONCE = "{nonce}"


def nonce() -> str:
    """Return this answer's nonce, made when first asked for."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    value: str = g.nonce
    return value


def _policy(config: Any, nonce: str) -> str:
    return _policy_of(config.tile_url).replace(_NONCE, nonce)


@cache
def _policy_of(tile_url: str) -> str:
    images = "'self' data:"
    if tile_url:
        images += f" {tile_url.split('/{', 1)[0].rsplit('/', 1)[0]}"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{_NONCE}'",
            f"style-src 'self' 'nonce-{_NONCE}'",
            f"img-src {images}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def with_headers(app: Flask, response: Response) -> Response:
    """Return an answer with what all answers say; what its view has said stands."""
    config = app.config["WEMI"]
    is_page = response.mimetype == "text/html"
    wanted = {
        "Content-Security-Policy": _policy(config, nonce()) if is_page else BARE_POLICY,
        **_ALWAYS,
    }
    if config.public_url.startswith("https:"):
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        wanted["Cache-Control"] = "no-cache"
    if is_page:
        wanted["Content-Language"] = current_language().html_lang
    # Asked once: each question walks through all headers.
    said = {name.lower() for name, _value in response.headers}
    for name, value in wanted.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    return response


def not_stored(response: Response) -> Response:
    """Let nobody but this reader keep an answer; for the pages of one person."""
    response.headers["Cache-Control"] = "no-store"
    return response


def not_indexed(response: Response) -> Response:
    """Keep an answer out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
