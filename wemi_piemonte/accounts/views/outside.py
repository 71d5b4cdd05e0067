"""Signing in through the outside provider of identities, and linking it to an account."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from wemi_piemonte.accounts import outside
from wemi_piemonte.accounts.identity import current, me, safe_next
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import identities
from wemi_piemonte.accounts.operations.passwords import is_password
from wemi_piemonte.accounts.operations.people import EmailTaken
from wemi_piemonte.accounts.views.entering import SIGN_INS, go_on, home_of
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs, public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import client_address, limiter

# A help desk shares one address.
WAYS = "60 per 5 minutes"
WANTED = "identity_next"
# Which account is to be linked, in which state, and since when somebody wants it.
LINKING = "identity_linking"
LINKING_FOR = timedelta(minutes=10)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_client = limiter.limit(WAYS, key_func=client_address)
    by_account = limiter.limit(SIGN_INS, key_func=lambda: f"account:{me().id}")
    blueprint.get("/<locale:locale>/sign-in/identity")(by_client(go_out))
    blueprint.get("/<locale:locale>/sign-in/identity/back")(by_client(come_back))
    blueprint.get("/<locale:locale>/account/identity")(identity)
    blueprint.post("/<locale:locale>/account/identity")(by_account(want_link))
    blueprint.post("/<locale:locale>/account/identity/remove")(by_account(remove_link))


def _message(title: str, words: str, status: int) -> ResponseReturnValue:
    return render_template("accounts/outside.html", title=title, words=words), status


def _unreachable() -> ResponseReturnValue:
    words = _("Try again in a little while, or sign in with your password.")
    return _message(_("The other service does not answer"), words, 503)


def _linking() -> Account | None:
    """Return the account that its owner, who has signed in, wants to have linked."""
    held: Any = session.get(LINKING)
    account = current()
    if not held or account is None:
        return None
    account_id, stamp, at = held
    is_fresh = clock.now() - datetime.fromisoformat(at) <= LINKING_FOR
    same = (str(account.id), account.stamp) == (account_id, stamp)
    return account if is_fresh and same else None


@public
def go_out(locale: str) -> ResponseReturnValue:
    """Send the person to the provider."""
    outside.require()
    wanted = safe_next(request.args.get("next", ""))
    account = current()
    if account is not None and _linking() is None:
        return redirect(wanted or home_of(account, locale), code=303)
    public_url: str = current_app.config["WEMI"].public_url
    try:
        answer = outside.way_out(public_url + url_for("accounts.come_back", locale=locale))
    except outside.Unreachable:
        return _unreachable()
    session[WANTED] = wanted
    return answer


@public
def come_back(locale: str) -> ResponseReturnValue:
    """Let in whom the provider says to be there; or link, where that is what was wanted."""
    outside.require()
    linking = _linking()
    session.pop(LINKING, None)
    wanted = session.pop(WANTED, "")
    try:
        told = outside.identity_of_answer()
    except outside.Unreachable:
        return _unreachable()
    except outside.NotTold:
        words = _("You are not signed in. Start again, and finish within a few minutes.")
        return _message(_("This did not work"), words, 400)
    if linking is not None:
        return _link(linking.id, told, locale)
    return _enter(told, wanted, locale)


def _enter(told: outside.Identity, wanted: str, locale: str) -> ResponseReturnValue:
    with reading() as database:
        known = identities.account_id_of(database, issuer=told.issuer, subject=told.subject)
    if known is None and not told.email:
        words = _(
            "The other service gives us no e-mail address that it has checked. Register here."
        )
        return _message(_("Your address is missing"), words, 403)
    try:
        with transaction() as database:
            account = identities.enter_by_identity(
                database,
                issuer=told.issuer,
                subject=told.subject,
                email=told.email,
                name=told.name,
                locale=locale,
                now=clock.now(),
            )
    except (EmailTaken, IntegrityError):
        words = _("Sign in with your password first, and link the two on your page.")
        return _message(_("An account with your address is here already"), words, 409)
    except NotFound:
        words = _("This account is closed. Ask the Region if you think it should not be.")
        return _message(_("You can not sign in"), words, 403)
    return go_on(account, wanted, locale)


def _link(account_id: UUID, told: outside.Identity, locale: str) -> ResponseReturnValue:
    try:
        with transaction() as database:
            identities.link_identity(
                database,
                account_id=account_id,
                issuer=told.issuer,
                subject=told.subject,
                now=clock.now(),
            )
    except (identities.IdentityTaken, IntegrityError):
        words = _("It opens another account. Remove it there first.")
        return _message(_("This identity is linked already"), words, 409)
    return redirect(url_for("accounts.identity", locale=locale, done="linked"), code=303)


def _page(status: int = 200, **values: Any) -> ResponseReturnValue:
    account = me()
    with reading() as database:
        is_linked = identities.is_linked(database, account.id)
    told: dict[str, Any] = {
        "is_linked": is_linked,
        "has_password": bool(account.password_hash),
        "may_go": _linking() is not None,
        "errors": {},
        "done": request.args.get("done", ""),
        **values,
    }
    return render_template("accounts/identity.html", **told), status


@needs()
def identity(locale: str) -> ResponseReturnValue:
    """Show whether the provider opens this account."""
    del locale
    outside.require()
    return _page()


def _is_owner() -> bool:
    return is_password(me().password_hash, request.form.get("old", "")[:200])


@needs()
def want_link(locale: str) -> ResponseReturnValue:
    """Note that the owner, who gives the password again, wants the account linked.

    The way out is a link on the next page: browsers let no form lead to another site.
    """
    outside.require()
    if not _is_owner():
        return _page(422, errors={"old": [_("This is not your password.")]})
    account = me()
    session[LINKING] = [str(account.id), account.stamp, clock.now().isoformat()]
    return redirect(url_for("accounts.identity", locale=locale), code=303)


@needs()
def remove_link(locale: str) -> ResponseReturnValue:
    """Let the provider no longer open this account."""
    outside.require()
    if not _is_owner():
        return _page(422, errors={"remove": [_("This is not your password.")]})
    with transaction() as database:
        identities.unlink_identities(database, account_id=me().id, now=clock.now())
    return redirect(url_for("accounts.identity", locale=locale, done="removed"), code=303)
