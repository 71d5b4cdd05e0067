"""Who is asking: the account behind a request, read anew each time, and the door of each route."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Flask, Response, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import STAFF, Role
from wemi_piemonte.foundation.access import access_of
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.limits import EXEMPT
from wemi_piemonte.foundation.sessions import ACCOUNT, COOKIE, SIGNED, ServerSession
from wemi_piemonte.foundation.web import wants_json

manager = LoginManager()
# Sessions live on the server: there is nothing in the cookie to bind to a browser.
manager.session_protection = None

# Where those go who still have to set up the second factor that their role asks for.
SETTING_UP = frozenset(
    {"accounts.second_factor", "accounts.set_second_factor", "accounts.sign_out"}
)


class Person:
    """An account as flask-login wants it."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what a session holds: the account, and the state it was in."""
        return f"{self.account.id}:{self.account.stamp}"


@manager.user_loader  # type: ignore[untyped-decorator, unused-ignore]
def load(key: str) -> Person | None:
    """Return who a session is of; nobody once the account is gone, suspended or changed."""
    account_id, _, stamp = key.partition(":")
    with reading() as database:
        account = database.get(Account, UUID(account_id))
    if account is None or account.suspended_at is not None or account.stamp != stamp:
        return None
    return Person(account)


def current() -> Account | None:
    """Return the account of this request, None for a stranger."""
    key = request.cookies.get(COOKIE)
    # Most readers are strangers: with no session, or that of a form alone, nobody is looked up.
    if not key or key.startswith(SIGNED) or not current_user.is_authenticated:
        return None
    account: Account = current_user.account
    return account


def me() -> Account:
    """Return the account of this request; only for views that a stranger does not reach."""
    account = current()
    if account is None:
        raise NotFound
    return account


def enter(account: Account) -> None:
    """Sign an account in: the session gets a new key, and the old one ends."""
    kept: Any = session
    found: ServerSession = kept._get_current_object()  # noqa: SLF001 - werkzeug's own way
    found.renew()
    login_user(Person(account))
    session[ACCOUNT] = str(account.id)


def leave() -> None:
    """Sign out: the session is deleted on the server."""
    logout_user()
    session.clear()


def here() -> str:
    """Return the address of this page, to come back to; empty for what only forms are sent to."""
    if request.method != "GET":
        return ""
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.path}?{query}" if query else request.path


def safe_next(text: str) -> str:
    """Return an address to go on to: a path of this site, else empty (security.md, 5)."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or len(text) > 2000:
        return ""
    return "" if any(ord(sign) < 33 or sign == "\\" for sign in text) else text


def _door(app: Flask) -> BaseResponse | None:
    """Let in whom the mark of the view allows."""
    view = app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view is not None else None
    if access is None or access in {"public", "token"}:
        return None
    account = current()
    if account is None:
        if wants_json():
            raise Unauthorized
        return redirect(
            url_for("accounts.sign_in", locale=_locale(), next=here() or None), HTTPStatus.SEE_OTHER
        )
    if account.role in STAFF and not account.second_factor_at:
        if request.endpoint not in SETTING_UP:
            return redirect(
                url_for("accounts.second_factor", locale=_locale()), HTTPStatus.SEE_OTHER
            )
        return None
    if isinstance(access, frozenset) and account.role not in access:
        raise Forbidden
    return None


def _locale() -> str:
    locale: str = (request.view_args or {}).get("locale", "it")
    return locale


def _private(response: Response) -> Response:
    """What a signed-in person sees is kept by no cache."""
    # Programs are answered the same whoever's browser asks: no cookie is looked at for them.
    if request.endpoint == "static" or wants_json():
        return response
    response.vary.add("Cookie")
    if current() is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _is_operator() -> bool:
    """A help desk searches for many, and they share one address (security.md, 4)."""
    account = current() if not wants_json() else None
    return account is not None and account.role is Role.OPERATOR


def prepare(app: Flask) -> None:
    """Let the application know who is asking, and keep its doors."""
    if _is_operator not in EXEMPT:
        EXEMPT.append(_is_operator)
    manager.init_app(app, add_context_processor=False)
    # Nobody is remembered beyond the session: no answer waits for a cookie that is not there.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # noqa: SLF001
    app.before_request(lambda: _door(app))
    app.after_request(_private)
    app.context_processor(lambda: {"account": current()})
