"""Signing in by password and second factor, registering, signing out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.accounts.identity import current, enter, leave, safe_next
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import people
from wemi_piemonte.accounts.operations.second_factor import is_code
from wemi_piemonte.accounts.rules import STAFF, Role, email_key, hash_of
from wemi_piemonte.accounts.schemas import CodeForm, RegisterForm, SignInForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import client_address, limiter

SIGN_INS = "10 per 5 minutes"
RESETS = "5 per day"
# What the session holds between the password and the second factor, and for how long.
PENDING = "second_factor_of"
PENDING_FOR = timedelta(minutes=10)


def typed_address() -> str:
    """Return whom to count: the account asked for, by the hash of its address."""
    return "account:" + hash_of(email_key(request.form.get("email", "")[:300]))


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_client = limiter.limit(SIGN_INS, key_func=client_address)
    by_account = limiter.limit(SIGN_INS, key_func=typed_address)
    blueprint.get("/<locale:locale>/sign-in")(sign_in)
    blueprint.post("/<locale:locale>/sign-in")(by_client(by_account(check_password)))
    blueprint.get("/<locale:locale>/sign-in/code")(ask_code)
    blueprint.post("/<locale:locale>/sign-in/code")(by_client(check_code))
    blueprint.post("/<locale:locale>/sign-out")(sign_out)
    blueprint.get("/<locale:locale>/register")(ask_to_register)
    blueprint.post("/<locale:locale>/register")(by_client(by_account(register_account)))


def home_of(account: Account, locale: str) -> str:
    """Return the first page of a role's room."""
    if account.role is Role.PROVIDER:
        return url_for("provider.room", locale=locale)
    if account.role is Role.OPERATOR:
        return url_for("desk.room", locale=locale)
    if account.role in {Role.MODERATOR, Role.ADMIN}:
        return url_for("moderation.show", locale=locale)
    return url_for("accounts.account", locale=locale)


def _form(status: int = 200, **values: Any) -> ResponseReturnValue:
    told: dict[str, Any] = {"email": "", "errors": {}, "next": "", "error": "", **values}
    return render_template("accounts/sign_in.html", **told), status


@public
def sign_in(locale: str) -> ResponseReturnValue:
    """Ask for address and password."""
    account = current()
    wanted = safe_next(request.args.get("next", ""))
    if account is not None:
        return redirect(wanted or home_of(account, locale), code=303)
    return _form(next=wanted)


@public
def check_password(locale: str) -> ResponseReturnValue:
    """Sign in, or go on to the second factor."""
    wanted = safe_next(request.form.get("next", ""))
    email = request.form.get("email", "")[:300]
    try:
        form = SignInForm().load(request.form)
    except ValidationError as error:
        return _form(422, email=email, errors=error.messages, next=wanted)
    with reading() as database:
        account = people.checked(database, **form)
    if account is None:
        message = _("No account has this address and this password. Check both.")
        return _form(422, email=email, error=message, next=wanted)
    return go_on(account, wanted, locale)


def go_on(account: Account, wanted: str, locale: str) -> ResponseReturnValue:
    """Sign in somebody who was let in, or ask for the second factor first."""
    if account.second_factor_at is not None:
        session[PENDING] = [str(account.id), account.stamp, clock.now().isoformat(), wanted]
        return redirect(url_for("accounts.ask_code", locale=locale), code=303)
    return _entered(account, wanted, locale)


def _entered(account: Account, wanted: str, locale: str) -> ResponseReturnValue:
    now = clock.now()
    with transaction() as database:
        found = database.get(Account, account.id)
        assert found is not None
        found.seen_at = now
        record_act(
            database,
            "sign_in",
            account_id=account.id,
            subject="account",
            subject_id=account.id,
            now=now,
        )
    session.pop(PENDING, None)
    enter(account)
    if account.role in STAFF and account.second_factor_at is None:
        return redirect(url_for("accounts.second_factor", locale=locale), code=303)
    return redirect(wanted or home_of(account, locale), code=303)


def _pending() -> tuple[Account, str] | None:
    """Return whose password was right a moment ago, and where they want to go."""
    held: Any = session.get(PENDING)
    if not held:
        return None
    account_id, stamp, at, wanted = held
    if clock.now() - datetime.fromisoformat(at) > PENDING_FOR:
        return None
    with reading() as database:
        account = database.get(Account, UUID(account_id))
    if account is None or account.stamp != stamp or account.suspended_at:
        return None
    return account, wanted


@public
def ask_code(locale: str) -> ResponseReturnValue:
    """Ask for the second factor."""
    if _pending() is None:
        return redirect(url_for("accounts.sign_in", locale=locale), code=303)
    return render_template("accounts/code.html", error="")


@public
def check_code(locale: str) -> ResponseReturnValue:
    """Check the second factor, and sign in."""
    pending = _pending()
    if pending is None:
        return redirect(url_for("accounts.sign_in", locale=locale), code=303)
    account, wanted = pending
    try:
        code = CodeForm().load(request.form)["code"]
    except ValidationError:
        code = ""
    now = clock.now()
    with transaction() as database:
        fits = bool(code) and is_code(database, account=account, code=code, now=now)
    if not fits:
        message = _(
            "This code does not fit. Wait for the next one, and check the time of the phone."
        )
        return render_template("accounts/code.html", error=message), 422
    return _entered(account, wanted, locale)


@public
def sign_out(locale: str) -> ResponseReturnValue:
    """End this session on the server."""
    leave()
    return redirect(url_for("pages.home", locale=locale), code=303)


@public
def ask_to_register(locale: str) -> ResponseReturnValue:
    """Ask for what an account needs."""
    del locale
    as_provider = request.args.get("for") == "body"
    return render_template("accounts/register.html", values={}, errors={}, as_provider=as_provider)


@public
def register_account(locale: str) -> ResponseReturnValue:
    """Register somebody; the answer is the same whether the address is known or not."""
    try:
        form = RegisterForm().load(request.form)
    except ValidationError as error:
        as_provider = request.form.get("as_provider") == "1"
        values = {name: request.form.get(name, "")[:300] for name in ("name", "email")}
        return (
            render_template(
                "accounts/register.html",
                values=values,
                errors=error.messages,
                as_provider=as_provider,
            ),
            422,
        )
    role = Role.PROVIDER if form.pop("as_provider") else Role.CITIZEN
    with transaction() as database:
        people.register(database, role=role, locale=locale, now=clock.now(), **form)
    return render_template("accounts/sent.html", email=form["email"].strip())
