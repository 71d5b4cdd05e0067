"""The address of this page: in the other languages, and in easy Italian."""

from urllib.parse import quote, urlencode

from flask import Flask, request
from flask.globals import request_ctx

from wemi_piemonte.foundation.i18n import (
    EASY_PARAMETER,
    current_locale,
    direction_of,
    is_easy,
)
from wemi_piemonte.foundation.locales import LOCALES, SIMPLE


def has_addresses() -> bool:
    """Say whether addresses can be made: for a host that is not ours there are none."""
    return request_ctx.url_adapter is not None


def rest_of_address() -> str:
    """Return what follows the language in the address of this page: the same in all of them."""
    if not (request.endpoint and "locale" in (request.view_args or {})):
        return "/"
    rest = quote("/" + request.path[1:].partition("/")[2])
    query = request.query_string.decode("utf-8", "replace")
    return f"{rest}?{query}" if query else rest


def easy_address() -> str:
    """Return the address of this page in easy Italian, or out of it: empty in other languages."""
    if current_locale() != SIMPLE or not has_addresses() or request.method not in {"GET", "HEAD"}:
        return ""
    values = [pair for pair in request.args.items(multi=True) if pair[0] != EASY_PARAMETER]
    if not is_easy():
        values.append((EASY_PARAMETER, "1"))
    path = request.script_root + quote(request.path)
    return f"{path}?{urlencode(values)}" if values else path


# Stands in addresses for the rest of them; no address holds it, as they are quoted.
REST = "\ue000"


def alternates(codes: tuple[str, ...]) -> list[dict[str, object]]:
    """Return a page in every language: code, own name, direction, address, whether current.

    An address ends in `REST`: so a template can make its links once, for every page.
    """
    if not has_addresses():
        return []
    return [
        {
            "code": code,
            "html_lang": LOCALES[code].html_lang,
            "name": LOCALES[code].name,
            "direction": direction_of(LOCALES[code]),
            "url": f"{request.script_root}/{code}{REST}",
            "current": code == current_locale(),
        }
        for code in codes
    ]


def prepare(app: Flask) -> None:
    """Give the templates what they make their links to other languages from."""
    app.jinja_env.globals.update(
        REST=REST, has_addresses=has_addresses, is_easy=is_easy, easy_address=easy_address
    )
