"""Accounts for the administrators: found by address, invited, kept out, given languages."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import Account, TranslatorGrant
from wemi_piemonte.accounts.operations import ending, granting, invitations
from wemi_piemonte.accounts.operations import people as accounts
from wemi_piemonte.accounts.rules import STAFF, Role, email_key
from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.accounts.views.invited import GIFTS
from wemi_piemonte.directory.queries import memberships
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink, NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import CONTENT

PEOPLE = "/<locale:locale>/moderation/people"
ONE = f"{PEOPLE}/<uuid:account_id>"
INVITED = (Role.OPERATOR, Role.MODERATOR, Role.ADMIN)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(PEOPLE)(people)
    blueprint.post(f"{PEOPLE}/find")(find_person)
    blueprint.post(f"{PEOPLE}/invitations")(invite_staff)
    blueprint.get(ONE)(person)
    blueprint.post(f"{ONE}/suspend")(suspend)
    blueprint.post(f"{ONE}/let-back")(let_back)
    blueprint.post(f"{ONE}/languages")(change_languages)
    GIFTS.append(check_inviter)


def check_inviter(session: Session, account: Account, details: dict[str, Any]) -> None:
    """Let nobody become staff by the invitation of who is no longer an administrator.

    Whom a desk invites is its own to judge (desks.operations.let_work): an operator, and no more.
    """
    del account
    role = Role(details["role"])
    if role not in STAFF or ("desk" in details and role is Role.OPERATOR):
        return
    inviter = session.get(Account, UUID(details["invited_by"]))
    if inviter is None or inviter.role is not Role.ADMIN or inviter.suspended_at is not None:
        raise DeadLink


def _page(status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        staff = session.scalars(
            select(Account).where(Account.role.in_(STAFF)).order_by(Account.role, Account.email)
        ).all()
        grants = select(TranslatorGrant.account_id)
        translators = session.scalars(
            select(Account)
            .where(Account.id.in_(grants), Account.role.not_in(STAFF))
            .order_by(Account.email)
        ).all()
        waiting = [
            each
            for each in invitations.waiting_invitations(session, now=clock.now())
            if Role(each.details["role"]) in STAFF
        ]
    told: dict[str, Any] = {
        "staff": staff,
        "translators": translators,
        "waiting": waiting,
        "roles": INVITED,
        "found": "",
        "invited": {"email": "", "role": Role.MODERATOR.value},
        "find_errors": {},
        "errors": {},
        "done": request.args.get("done", ""),
        **values,
    }
    return render_template("moderation/people.html", **told), status


@needs(Role.ADMIN)
def people(locale: str) -> ResponseReturnValue:
    """Show the staff and the translators, and ask whom to find or to invite."""
    del locale
    return _page()


@needs(Role.ADMIN)
def find_person(locale: str) -> ResponseReturnValue:
    """Find an account by its address, which enters no address of ours."""
    typed = request.form.get("address", "")[:300]
    with reading() as session:
        account = accounts.account_of_email(session, typed)
    if account is None:
        errors = {"address": [_("No account has this address.")]}
        return _page(422, found=typed, find_errors=errors)
    return redirect(url_for("moderation.person", locale=locale, account_id=account.id), code=303)


@needs(Role.ADMIN)
def invite_staff(locale: str) -> ResponseReturnValue:
    """Invite somebody to work for the Region or at a desk."""
    typed = {name: request.form.get(name, "")[:300] for name in ("email", "role")}
    try:
        email = email_key(EmailForm().load(request.form)["email"])
        role = Role(typed["role"])
    except ValidationError as error:
        return _page(422, invited=typed, errors=error.messages)
    except ValueError:
        return _page(422, invited=typed, errors={"role": [_("Choose one of these.")]})
    if role not in INVITED:
        return _page(422, invited=typed, errors={"role": [_("Choose one of these.")]})
    now = clock.now()
    with transaction() as session:
        granting.taken_by_admin(session, me().id, by=me().id)
        known = accounts.account_of_email(session, email)
        is_other = known is not None and known.role is not Role.CITIZEN
        if not is_other:
            for each in INVITED:
                invitations.end_invitations(session, now=now, email=email, role=each.value)
            accounts.invite(
                session,
                email=email,
                role=role,
                locale=known.locale if known else locale,
                invited_by=me().id,
                now=now,
            )
    if is_other:
        message = _("This account has another role already: its owner needs a second address.")
        return _page(422, invited=typed, errors={"email": [message]})
    return redirect(url_for("moderation.people", locale=locale, done="invited"), code=303)


def _one(account_id: UUID, status: int = 200, error: str = "") -> ResponseReturnValue:
    with reading() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise NotFound
        bodies = memberships(session, account_id)
        granted = set(
            session.scalars(
                select(TranslatorGrant.locale).where(TranslatorGrant.account_id == account_id)
            )
        )
    return render_template(
        "moderation/person.html",
        person=account,
        bodies=bodies,
        granted=granted,
        offered=CONTENT,
        is_me=account_id == me().id,
        error=error,
        done=request.args.get("done", ""),
    ), status


@needs(Role.ADMIN)
def person(locale: str, account_id: UUID) -> ResponseReturnValue:
    """Show an account, and what can be done with it."""
    del locale
    return _one(account_id)


def _back(locale: str, account_id: UUID, done: str) -> ResponseReturnValue:
    address = url_for("moderation.person", locale=locale, account_id=account_id, done=done)
    return redirect(address, code=303)


@needs(Role.ADMIN)
def suspend(locale: str, account_id: UUID) -> ResponseReturnValue:
    """Keep an account out from its next request on."""
    if account_id == me().id:
        return _one(account_id, 422, _("You can not keep yourself out."))
    with transaction() as session:
        account = granting.taken_by_admin(session, account_id, by=me().id)
        if account.suspended_at is None:
            ending.suspend_account(session, account_id=account_id, by=me().id, now=clock.now())
    return _back(locale, account_id, "suspended")


@needs(Role.ADMIN)
def let_back(locale: str, account_id: UUID) -> ResponseReturnValue:
    """Let an account in again."""
    with transaction() as session:
        granting.taken_by_admin(session, account_id, by=me().id)
        granting.let_back(session, account_id=account_id, by=me().id, now=clock.now())
    return _back(locale, account_id, "let-back")


@needs(Role.ADMIN)
def change_languages(locale: str, account_id: UUID) -> ResponseReturnValue:
    """Give and take the languages of a translator, as they are ticked."""
    wanted = set(request.form.getlist("language"))
    now = clock.now()
    with transaction() as session:
        granting.taken_by_admin(session, account_id, by=me().id)
        for each in CONTENT:
            change = granting.grant_language if each in wanted else granting.withdraw_language
            change(session, account_id=account_id, locale=each, by=me().id, now=now)
    return _back(locale, account_id, "languages")
