"""One's own account: password, second factor, devices, a copy of the data, the end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import enter, leave, me
from wemi_piemonte.accounts.models import Account, TranslatorGrant
from wemi_piemonte.accounts.operations import ending, people
from wemi_piemonte.accounts.operations import second_factor as factors
from wemi_piemonte.accounts.operations.passwords import is_password
from wemi_piemonte.accounts.rules import STAFF
from wemi_piemonte.accounts.schemas import ChangeForm, CodeForm
from wemi_piemonte.accounts.views.entering import SIGN_INS
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.session_table import end_sessions, hash_of_key, sessions_of
from wemi_piemonte.foundation.web import attached

SECRET = "new_factor"  # noqa: S105 - a name
Told = Callable[[Session, UUID], dict[str, Any]]
TOLD: list[Told] = []
"""What domains above know of a person, for the copy of their data: a name, and values."""
Kept = Callable[[Session, UUID], bool]
KEPT: list[Kept] = []
"""What domains above say against a deletion: true where somebody else must take over first."""
Ended = Callable[[Session, UUID, datetime], None]
ENDED: list[Ended] = []
"""What domains above do before an account is deleted, in the same transaction."""
Shown = Callable[[Session, UUID], dict[str, Any]]
SHOWN: list[Shown] = []
"""What domains above put on a person's page: values for the template."""


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_account = limiter.limit(SIGN_INS, key_func=lambda: f"account:{me().id}")
    blueprint.get("/<locale:locale>/account")(account)
    blueprint.post("/<locale:locale>/account/password")(by_account(change_password))
    blueprint.get("/<locale:locale>/account/second-factor")(second_factor)
    blueprint.post("/<locale:locale>/account/second-factor")(by_account(set_second_factor))
    blueprint.post("/<locale:locale>/account/sessions")(end_session)
    blueprint.get("/<locale:locale>/account/data.json")(copy_of_data)
    blueprint.post("/<locale:locale>/account/delete")(by_account(delete))


def _page(status: int = 200, **values: Any) -> ResponseReturnValue:
    account = me()
    with reading() as database:
        devices = sessions_of(database, account.id)
        grant = select(TranslatorGrant.locale).where(TranslatorGrant.account_id == account.id)
        translates = database.scalar(grant.limit(1)) is not None
        shown: dict[str, Any] = {}
        for show in SHOWN:
            shown |= show(database, account.id)
    current: Any = session
    told: dict[str, Any] = {
        "person": account,
        "devices": devices,
        "translates": translates,
        "this_device": hash_of_key(current.key),
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        **shown,
        **values,
    }
    return render_template("accounts/account.html", **told), status


@needs()
def account(locale: str) -> ResponseReturnValue:
    """Show the account."""
    del locale
    return _page()


@needs()
def change_password(locale: str) -> ResponseReturnValue:
    """Change the password; the other devices are signed out."""
    try:
        form = ChangeForm().load(request.form)
    except ValidationError as error:
        return _page(422, errors=error.messages)
    if not is_password(me().password_hash, form["old"]):
        return _page(422, errors={"old": [_("This is not your password.")]})
    with transaction() as database:
        found = database.get(Account, me().id)
        assert found is not None
        people.set_password(database, account=found, password=form["password"], now=clock.now())
    enter(found)
    return redirect(url_for("accounts.account", locale=locale, done="password"), code=303)


def _factor_page(secret: str, error: str = "", status: int = 200) -> ResponseReturnValue:
    address = factors.address_of(secret, me().email)
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr")
    return (
        render_template(
            "accounts/second_factor.html",
            # The library draws an address that we made.
            qr=Markup(drawing),  # noqa: S704
            secret=secret,
            error=error,
            is_asked=me().role in STAFF,
            has_one=me().second_factor_at is not None,
        ),
        status,
    )


@needs()
def second_factor(locale: str) -> ResponseReturnValue:
    """Show a fresh secret for an authenticator; it counts once a code of it was given."""
    del locale
    held = session.get(SECRET)
    if not held:
        held = session[SECRET] = factors.new_secret()
    return _factor_page(held)


@needs()
def set_second_factor(locale: str) -> ResponseReturnValue:
    """Bind the authenticator whose code fits."""
    secret = session.get(SECRET)
    if not secret:
        return redirect(url_for("accounts.second_factor", locale=locale), code=303)
    person = me()
    if person.second_factor_at and not is_password(
        person.password_hash, request.form.get("old", "")[:200]
    ):
        return _factor_page(secret, _("This is not your password."), 422)
    try:
        code = CodeForm().load(request.form)["code"]
    except ValidationError:
        code = ""
    with transaction() as database:
        found = database.get(Account, person.id)
        assert found is not None
        codes = factors.set_second_factor(
            database, account=found, secret=secret, code=code, now=clock.now()
        )
    if codes is None:
        message = _(
            "This code does not fit. Wait for the next one, and check the time of the phone."
        )
        return _factor_page(secret, message, 422)
    session.pop(SECRET)
    enter(found)
    return render_template("accounts/recovery.html", codes=codes)


@needs()
def end_session(locale: str) -> ResponseReturnValue:
    """Sign out another device, or all others."""
    current: Any = session
    this = hash_of_key(current.key)
    wanted = request.form.get("device", "")[:100]
    with transaction() as database:
        if wanted == "others":
            end_sessions(database, me().id, but=this)
        elif wanted:
            end_sessions(database, me().id, only=wanted)
    return redirect(url_for("accounts.account", locale=locale, done="devices"), code=303)


@needs()
def copy_of_data(locale: str) -> Response:
    """Give a copy of what is known of the person (GDPR, article 20)."""
    del locale
    person = me()
    with reading() as database:
        told: dict[str, Any] = {
            "account": {
                "id": person.id,
                "email": person.email,
                "name": person.name,
                "role": person.role.value,
                "locale": person.locale,
                "created_at": person.created_at.isoformat(),
            },
            "devices": [
                {"agent": each.agent, "seen_at": each.seen_at.isoformat()}
                for each in sessions_of(database, person.id)
            ],
        }
        for tell in TOLD:
            told |= tell(database, person.id)
    return attached(jsonify(told), "wemi-account.json")


@needs()
def delete(locale: str) -> ResponseReturnValue:
    """Delete the account, for whoever gives its password again."""
    del locale
    person = me()
    if not is_password(person.password_hash, request.form.get("old", "")[:200]):
        return _page(422, errors={"delete": [_("This is not your password.")]})
    with transaction() as database:
        # Asked where the deletion is written: of two owners who go at once, one stays.
        kept = any(keeps(database, person.id) for keeps in KEPT)
        found = database.get(Account, person.id)
        if found is not None and not kept:
            for end in ENDED:
                end(database, person.id, clock.now())
            ending.delete_account(database, account=found, now=clock.now())
    if kept:
        message = _("You are the only owner of a body. Let somebody else be its owner first.")
        return _page(409, errors={"delete": [message]})
    leave()
    return render_template("accounts/deleted.html")
