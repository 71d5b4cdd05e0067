"""Accepting an invitation to an account; domains above add what else an invitation gives."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import current, enter
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import people
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.accounts.schemas import InvitationForm
from wemi_piemonte.accounts.views.entering import home_of
from wemi_piemonte.accounts.views.links import dead_link
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink

Gift = Callable[[Session, Account, dict[str, Any]], None]
GIFTS: list[Gift] = []
"""What is done, in the same transaction, with the details of an invitation that is accepted."""


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/invitations/<string:token>")(show)
    blueprint.post("/<locale:locale>/invitations/<string:token>")(accept)


def _page(token: str, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        invited = people.invitation_of(session, token, clock.now())
        known = invited is not None and people.account_of_email(session, invited.email)
    if invited is None:
        return dead_link()
    account = current()
    told: dict[str, Any] = {
        "token": token,
        "email": invited.email,
        "role": Role(invited.details["role"]),
        "is_known": bool(known),
        "is_me": account is not None and account.email == invited.email,
        "values": {},
        "errors": {},
        **values,
    }
    return render_template("accounts/invitation.html", **told), status


@public
def show(locale: str, token: str) -> ResponseReturnValue:
    """Say what the invitation is to, and ask for what is missing."""
    del locale
    return _page(token)


@public
def accept(locale: str, token: str) -> ResponseReturnValue:
    """Accept an invitation: with a new account, or with the one that has signed in."""
    now = clock.now()
    with reading() as session:
        invited = people.invitation_of(session, token, now)
        known = invited and people.account_of_email(session, invited.email)
    if invited is None:
        return dead_link()
    account = current()
    form = {"name": "", "password": ""}
    if known and (account is None or account.id != known.id):
        return _page(token, 403)
    if not known:
        try:
            form = InvitationForm().load(request.form)
        except ValidationError as error:
            values = {"name": request.form.get("name", "")[:300]}
            return _page(token, 422, values=values, errors=error.messages)
    try:
        with transaction() as session:
            account, details = people.accept_invitation(
                session, secret=token, locale=locale, now=now, **form
            )
            for give in GIFTS:
                give(session, account, details)
    except DeadLink:
        return dead_link()
    enter(account)
    return redirect(home_of(account, locale), code=303)
