"""What every answer shares: headers, errors as pages or JSON, addresses of static files."""

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, jsonify, render_template, request
from flask_compress import Compress
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup, escape
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from wemi_piemonte.foundation import uploads
from wemi_piemonte.foundation.access import is_marked, public
from wemi_piemonte.foundation.addresses import REST, alternates, has_addresses, rest_of_address
from wemi_piemonte.foundation.assets import asset
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.foundation.headers import nonce, with_headers
from wemi_piemonte.foundation.i18n import current_language, direction_of
from wemi_piemonte.foundation.i18n import gettext as _

log = logging.getLogger(__name__)
csrf = CSRFProtect()

BODY_LIMIT = 1024 * 1024
ASCII_MARKS = "".join(chr(code) for code in range(33, 127))
COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "image/svg+xml",
]
CODES = {
    400: "bad_request",
    401: "sign_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "precondition_failed",
    413: "too_large",
    414: "too_long",
    415: "unsupported_media_type",
    422: "invalid",
    428: "precondition_required",
    429: "too_many_requests",
    431: "too_long",
    500: "server_error",
    503: "busy",
}


def _messages(status: int) -> tuple[str, str]:
    """Return the title and the sentence of an error page, in the page's language."""
    texts = {
        400: (_("We could not read this request"), _("Check the address, or start a new search.")),
        401: (_("Sign in first"), _("This page is for people who have signed in.")),
        403: (_("You may not see this page"), _("If you think you should, ask your help desk.")),
        404: (
            _("This page is not here"),
            _("It may have moved, or the address has a mistake. Try a search."),
        ),
        405: (
            _("This can not be done here"),
            _("The page exists, but not for this kind of request."),
        ),
        409: (_("Something changed meanwhile"), _("Go back, look at it again, and retry.")),
        413: (_("This is too large"), _("What you sent is larger than we can take.")),
        415: (_("We can not read this format"), _("Send it in the form that the page asks for.")),
        422: (_("Something needs mending"), _("Go back and check what you wrote.")),
        429: (
            _("Too many requests"),
            _("Wait a few seconds, then try again. Nothing is lost."),
        ),
        500: (
            _("Something broke on our side"),
            _("It is not your fault. Try again in a little while."),
        ),
        503: (_("We are busy just now"), _("Try again in a few seconds.")),
    }
    return texts.get(status, texts[500] if status >= 500 else texts[400])


def wants_json() -> bool:
    """Say whether this path belongs to programs and not to people."""
    return request.path.startswith(("/api/", "/hsds/", "/health/"))


def json_error(
    status: int, *, code: str | None = None, message: str | None = None, fields: Any = None
) -> Response:
    """Return the API's error envelope."""
    error: dict[str, Any] = {
        "code": code or CODES.get(status, "error"),
        "message": message or ": ".join(_messages(status)),
    }
    if fields:
        error["fields"] = fields
    response = jsonify({"error": error})
    response.status_code = status
    return response


def attached(answer: Response, name: str) -> Response:
    """Return an answer as a file to keep under a name, never as something to show."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(status: int) -> tuple[str, int]:
    title, message = _messages(status)
    if status >= 500 or not has_addresses():
        return render_template("errors/500.html", code=status, title=title, message=message), status
    return render_template("errors/error.html", code=status, title=title, message=message), status


def _answer(status: int) -> Response:
    if wants_json():
        return json_error(status)
    body, code = _page(status)
    return Response(body, status=code, content_type="text/html; charset=utf-8")


def _http_error(error: HTTPException) -> BaseResponse:
    original = error.get_response()
    status = original.status_code
    if status < 400:
        return original
    response = _answer(status)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in original.headers:
            response.headers[name] = original.headers[name]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers.setdefault("Retry-After", "6")
    return response


def _domain_error(error: DomainError) -> Response:
    if wants_json():
        fields = error.details.get("fields")
        response = json_error(error.status, code=error.code, fields=fields)
    else:
        response = _answer(error.status)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "2"
    return response


def _database_error(error: DBAPIError) -> Response:
    """Tell busy from broken: a lock that lasted too long is worth another try."""
    busy = isinstance(error, OperationalError) and "locked" in str(error.orig)
    log.error("database error", exc_info=error)
    response = _answer(503 if busy else 500)
    if busy:
        response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return _answer(500)


def _context(app: Flask) -> dict[str, Any]:
    config = app.config["WEMI"]
    language = current_language()
    return {
        "locale": language.code,
        "html_lang": language.html_lang,
        "direction": direction_of(language),
        "comma": language.comma,
        "colon": language.colon,
        "locales": partial(alternates, config.locales),
        # Escaped here, once: it is set into several parts of a page.
        "rest_of_address": escape(rest_of_address()),
        "nonce": nonce(),
        "asset": lambda name: asset(app, name),
        "public_url": config.public_url,
        "config_tile_url": config.tile_url or None,
        "demo": not config.production,
    }


def _check_request(app: Flask) -> Response | None:
    """Refuse what no view should ever see: views without a mark, text that is not UTF-8."""
    view = app.view_functions.get(request.endpoint or "")
    if view is not None and not is_marked(view):
        log.error("view without an access mark: %s", request.endpoint)
        return _answer(403)
    if "\x00" in request.path or "�" in request.path:
        return _answer(404)
    return None


class PlainQuery:
    """Lets the application see only query strings in ASCII, as the standard has them.

    Raw bytes that are not UTF-8 would break the reading of parameters; quoted, they are judged
    like any other wrong value.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query, safe=ASCII_MARKS, encoding="latin-1")
        return self._application(environ, start_response)


def _as_it_is(func: Callable[..., Any]) -> Callable[..., Any]:
    """Return a view or hook: none of ours is asynchronous, which Flask would ask each time."""
    return func


def completed(part: str, rest: Markup) -> Markup:
    """Return a part of a page with the rest of its address where a sign stands for it."""
    return Markup(str(part).replace(REST, rest))  # noqa: S704 - templates made it, escaped


def prepare(app: Flask) -> None:
    """Give the application its headers, its error pages and its guards."""
    config = app.config["WEMI"]
    uploads.prepare(app)
    csrf.init_app(app)
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_BR_LEVEL"] = 4
    Compress(app)
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.wsgi_app = PlainQuery(app.wsgi_app)  # type: ignore[method-assign]
    app.ensure_sync = _as_it_is  # type: ignore[method-assign]
    public(app.view_functions["static"])
    app.before_request(lambda: _check_request(app))
    app.after_request(lambda response: with_headers(app, response))
    app.context_processor(lambda: _context(app))
    app.jinja_env.filters["completed"] = completed
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _http_error)
    app.register_error_handler(SecurityError, _http_error)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _unexpected)
