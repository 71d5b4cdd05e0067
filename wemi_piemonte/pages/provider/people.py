"""Who belongs to a body: its members and their rights, and the invitations that still wait."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import invitations
from wemi_piemonte.accounts.operations import people as accounts
from wemi_piemonte.accounts.rules import Role, email_key
from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.accounts.views.invited import GIFTS
from wemi_piemonte.accounts.views.own import KEPT, TOLD
from wemi_piemonte.directory import memberships
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.queries import members_of, membership_of
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.mail import name_in_mail
from wemi_piemonte.pages.provider.door import member

PEOPLE = "/<locale:locale>/provider/organizations/<uuid:organization_id>/people"
INVITATIONS = "30 per hour"
# The same invitation within this time is the same press of the button.
SAME_PRESS = timedelta(minutes=5)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages, and the accounts what memberships have to do with them."""
    by_account = limiter.limit(INVITATIONS, key_func=lambda: f"invitations:{me().id}")
    blueprint.get(PEOPLE)(people)
    blueprint.post(f"{PEOPLE}/invitations")(by_account(invite_member))
    blueprint.post(f"{PEOPLE}/invitations/withdraw")(withdraw_invitation)
    blueprint.post(f"{PEOPLE}/<uuid:account_id>/right")(change_right)
    blueprint.post(f"{PEOPLE}/<uuid:account_id>/remove")(remove_member)
    GIFTS.append(let_join)
    TOLD.append(lambda session, account_id: {"bodies": memberships.bodies_of(session, account_id)})
    KEPT.append(memberships.is_only_owner)


def let_join(session: Session, account: Account, details: dict[str, Any]) -> None:
    """Let who accepts an invitation belong to its body, while who invited is an owner of it."""
    if "organization" not in details:
        return
    memberships.join(
        session,
        organization_id=UUID(details["organization"]),
        account_id=account.id,
        role=MemberRole(details["member"]),
        invited_by=UUID(details["invited_by"]),
        now=clock.now(),
    )


def _page(organization_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
        body = session.get(Organization, organization_id)
        found = [
            (session.get(Account, account_id), role)
            for account_id, role in members_of(session, organization_id)
        ]
        waiting = invitations.waiting_invitations(
            session, now=clock.now(), organization=organization_id
        )
    told: dict[str, Any] = {
        "body": body,
        "members": found,
        "waiting": waiting,
        "me": me().id,
        "rights": list(MemberRole),
        "values": {"email": "", "member": MemberRole.EDITOR.value},
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        **values,
    }
    return render_template("provider/people.html", **told), status


def _back(locale: str, organization_id: UUID, done: str) -> ResponseReturnValue:
    with reading() as session:
        stays = membership_of(session, me().id, organization_id) is MemberRole.OWNER
    if not stays:
        return redirect(url_for("provider.room", locale=locale), code=303)
    address = url_for("provider.people", locale=locale, organization_id=organization_id, done=done)
    return redirect(address, code=303)


@needs(Role.PROVIDER)
def people(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show who belongs to a body."""
    del locale
    return _page(organization_id)


def _right_in_form() -> MemberRole:
    try:
        return MemberRole(request.form.get("member", ""))
    except ValueError:
        raise ValidationError({"member": [_("Choose one of these.")]}) from None


@needs(Role.PROVIDER)
def invite_member(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Invite somebody to a body by mail; a new invitation takes the place of an older one."""
    values = {name: request.form.get(name, "")[:300] for name in ("email", "member")}
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
    try:
        email = email_key(EmailForm().load(request.form)["email"])
        right = _right_in_form()
    except ValidationError as error:
        return _page(organization_id, 422, values=values, errors=error.messages)
    with transaction() as session:
        members = memberships.members_taken(session, organization_id, by=me().id)
        known = accounts.account_of_email(session, email)
        is_member = known is not None and known.id in members
        if not is_member:
            _invite(session, organization_id, email, right, known.locale if known else locale)
    if is_member:
        errors = {"email": [_("This person belongs to the body already.")]}
        return _page(organization_id, 422, values=values, errors=errors)
    return _back(locale, organization_id, "invited")


def _invite(
    session: Session, organization_id: UUID, email: str, right: MemberRole, locale: str
) -> None:
    now = clock.now()
    given = {"organization": organization_id, "member": right.value}
    sent = invitations.waiting_invitations(session, now=now, **given)
    if any(each.email == email and now - each.created_at < SAME_PRESS for each in sent):
        return
    invitations.end_invitations(session, now=now, email=email, organization=organization_id)
    body = session.get(Organization, organization_id)
    assert body is not None
    accounts.invite(
        session,
        email=email,
        role=Role.PROVIDER,
        locale=locale,
        invited_by=me().id,
        now=now,
        kind="invitation-to-body",
        # A name is no letter: what is longer is cut.
        told={"body": name_in_mail(body.name)},
        **given,
    )


@needs(Role.PROVIDER)
def withdraw_invitation(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Take an invitation back: its link is dead."""
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
        memberships.members_taken(session, organization_id, by=me().id)
        email = request.form.get("email", "")[:300]
        invitations.end_invitations(
            session, now=clock.now(), email=email, organization=organization_id
        )
    return _back(locale, organization_id, "withdrawn")


@needs(Role.PROVIDER)
def change_right(locale: str, organization_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Give a member another right."""
    try:
        right = _right_in_form()
    except ValidationError as error:
        return _page(organization_id, 422, errors=error.messages)
    try:
        with transaction() as session:
            member(session, organization_id, at_least=MemberRole.OWNER)
            memberships.change_right(
                session,
                organization_id=organization_id,
                account_id=account_id,
                role=right,
                by=me().id,
                now=clock.now(),
            )
    except memberships.LastOwner:
        return _last_owner(organization_id)
    return _back(locale, organization_id, "changed")


@needs(Role.PROVIDER)
def remove_member(locale: str, organization_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Let a member go, with the invitations that would bring them back."""
    now = clock.now()
    try:
        with transaction() as session:
            member(session, organization_id, at_least=MemberRole.OWNER)
            memberships.remove_member(
                session, organization_id=organization_id, account_id=account_id, by=me().id, now=now
            )
            gone = session.get(Account, account_id)
            if gone is not None:
                invitations.end_invitations(
                    session, now=now, email=gone.email, organization=organization_id
                )
    except memberships.LastOwner:
        return _last_owner(organization_id)
    return _back(locale, organization_id, "removed")


def _last_owner(organization_id: UUID) -> ResponseReturnValue:
    message = _("A body needs an owner. Make somebody else an owner first.")
    return _page(organization_id, 409, error=message)
