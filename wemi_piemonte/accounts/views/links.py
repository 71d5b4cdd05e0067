"""What the links in mails lead to: confirming an address, choosing a new password."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.accounts.identity import leave
from wemi_piemonte.accounts.operations import people
from wemi_piemonte.accounts.operations.tokens import living_token
from wemi_piemonte.accounts.rules import Purpose
from wemi_piemonte.accounts.schemas import EmailForm, PasswordForm
from wemi_piemonte.accounts.views.entering import RESETS, SIGN_INS, typed_address
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.limits import client_address, limiter


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_client = limiter.limit(SIGN_INS, key_func=client_address)
    by_account = limiter.limit(RESETS, key_func=typed_address)
    blueprint.get("/<locale:locale>/confirm-email/<string:token>")(ask_confirm)
    blueprint.post("/<locale:locale>/confirm-email/<string:token>")(confirm)
    blueprint.get("/<locale:locale>/reset-password")(ask_reset)
    blueprint.post("/<locale:locale>/reset-password")(by_client(by_account(send_reset)))
    blueprint.get("/<locale:locale>/reset-password/<string:token>")(ask_password)
    blueprint.post("/<locale:locale>/reset-password/<string:token>")(set_password)


def dead_link() -> ResponseReturnValue:
    """Say that a link is no longer good, and what to do."""
    return render_template("accounts/dead_link.html"), 410


def _lives(token: str, purpose: Purpose) -> bool:
    with reading() as session:
        return living_token(session, token, purpose, clock.now()) is not None


@public
def ask_confirm(locale: str, token: str) -> ResponseReturnValue:
    """Ask for a press of a button: programs that look into mails follow links too."""
    del locale
    if not _lives(token, Purpose.CONFIRM_EMAIL):
        return dead_link()
    return render_template("accounts/confirm.html", token=token)


@public
def confirm(locale: str, token: str) -> ResponseReturnValue:
    """Confirm an address."""
    try:
        with transaction() as session:
            people.confirm_email(session, secret=token, now=clock.now())
    except DeadLink:
        return dead_link()
    return render_template("accounts/confirmed.html", locale=locale)


@public
def ask_reset(locale: str) -> ResponseReturnValue:
    """Ask for the address of the account."""
    del locale
    return render_template("accounts/reset.html", values={}, errors={})


@public
def send_reset(locale: str) -> ResponseReturnValue:
    """Send a link where there is an account; the answer is the same where there is none."""
    del locale
    try:
        form = EmailForm().load(request.form)
    except ValidationError as error:
        values = {"email": request.form.get("email", "")[:300]}
        return render_template("accounts/reset.html", values=values, errors=error.messages), 422
    with transaction() as session:
        people.ask_for_reset(session, email=form["email"], now=clock.now())
    return render_template("accounts/sent.html", email=form["email"].strip())


@public
def ask_password(locale: str, token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    del locale
    if not _lives(token, Purpose.RESET_PASSWORD):
        return dead_link()
    return render_template("accounts/new_password.html", token=token, errors={})


@public
def set_password(locale: str, token: str) -> ResponseReturnValue:
    """Give the account its new password; it signs in anew."""
    try:
        form = PasswordForm().load(request.form)
    except ValidationError as error:
        return (
            render_template("accounts/new_password.html", token=token, errors=error.messages),
            422,
        )
    try:
        with transaction() as session:
            people.reset_password(session, secret=token, password=form["password"], now=clock.now())
    except DeadLink:
        return dead_link()
    leave()
    return redirect(url_for("accounts.sign_in", locale=locale), code=303)
