"""Who works at a desk, as what, in which languages; and who is invited."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import invitations
from wemi_piemonte.accounts.rules import Role, email_key
from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.accounts.views.invited import GIFTS
from wemi_piemonte.accounts.views.own import TOLD
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.models import DeskMember
from wemi_piemonte.desks.operations import LastManager, Welcome
from wemi_piemonte.desks.queries import desk_role, desks_of, members_of
from wemi_piemonte.desks.rules import DeskRight, DeskRole, may
from wemi_piemonte.desks.schemas import MemberForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.pages.desk.manage import OWN, desk_of, languages_offered, typed_in

PEOPLE = f"{OWN}/people"
INVITATIONS = "30 per hour"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages, and the accounts what desks have to do with them."""
    by_account = limiter.limit(INVITATIONS, key_func=lambda: f"invitations:{me().id}")
    blueprint.get(PEOPLE)(people)
    blueprint.get(f"{PEOPLE}/invitations", endpoint="back_to_people")(back)
    blueprint.post(f"{PEOPLE}/invitations")(by_account(invite_worker))
    blueprint.post(f"{PEOPLE}/invitations/withdraw")(withdraw_worker)
    blueprint.post(f"{PEOPLE}/<uuid:account_id>")(change_worker)
    blueprint.post(f"{PEOPLE}/<uuid:account_id>/remove")(remove_worker)
    GIFTS.append(let_work)
    TOLD.append(_told)


def let_work(session: Session, account: Account, details: dict[str, Any]) -> None:
    """Let who accepts an invitation work at its desk."""
    operations.let_work(session, account, details, clock.now())


def _told(session: Session, account_id: UUID) -> dict[str, Any]:
    found = desks_of(session, account_id)
    return {"desks": [{"desk": desk.name, "role": role.value} for desk, role in found]}


def _page(desk_id: UUID, status: int = 200, **given: Any) -> ResponseReturnValue:
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
        members = members_of(session, desk_id)
        waiting = invitations.waiting_invitations(session, now=clock.now(), desk=desk_id)
    told: dict[str, Any] = {
        "values": {"email": "", "role": DeskRole.OPERATOR.value, "spoken": ["it"]},
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        **given,
    }
    spoken = [*told["values"]["spoken"], *(c for m, _account in members for c in m.spoken.split())]
    page = render_template(
        "desk/manage_people.html",
        desk=desk,
        role=role,
        members=members,
        waiting=waiting,
        me=me().id,
        roles=list(DeskRole),
        languages_offered=languages_offered(spoken),
        **told,
    )
    return page, status


def _to(locale: str, desk_id: UUID, done: str) -> ResponseReturnValue:
    with reading() as session:
        stays = may(desk_role(session, me().id, desk_id), DeskRight.MANAGE)
    if not stays:
        return redirect(url_for("desk.room", locale=locale), code=303)
    return redirect(url_for("desk.people", locale=locale, desk_id=desk_id, done=done), code=303)


@needs(Role.OPERATOR)
def people(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show who works at a desk."""
    del locale
    return _page(desk_id)


@needs(Role.OPERATOR)
def back(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    return redirect(url_for("desk.people", locale=locale, desk_id=desk_id), code=303)


@needs(Role.OPERATOR)
def invite_worker(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Let an operator work here, or invite somebody by mail."""
    typed = typed_in(("email", "role"), ("spoken",))
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    try:
        email = email_key(EmailForm().load(request.form)["email"])
        form = MemberForm().load(typed)
    except ValidationError as error:
        return _page(desk_id, 422, values=typed, errors=error.messages)
    with transaction() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        found = operations.ask_to_work(
            session,
            desk_id=desk_id,
            email=email,
            role=form["role"],
            spoken=" ".join(form["spoken"]),
            locale=locale,
            by=me().id,
            now=clock.now(),
        )
    if found in {Welcome.MEMBER_ALREADY, Welcome.OTHER_ROLE}:
        return _page(desk_id, 422, values=typed, errors={"email": [refusal_of(found)]})
    return _to(locale, desk_id, found.value)


def refusal_of(found: Welcome) -> str:
    """Say why somebody can not be asked to work at a desk."""
    if found is Welcome.MEMBER_ALREADY:
        return _("This person works at the desk already.")
    return _("This account has another role already: its owner needs a second address.")


@needs(Role.OPERATOR)
def withdraw_worker(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Take an invitation back: its link is dead."""
    with transaction() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        email = request.form.get("email", "")[:300]
        invitations.end_invitations(session, now=clock.now(), email=email, desk=desk_id)
    return _to(locale, desk_id, "withdrawn")


@needs(Role.OPERATOR)
def change_worker(locale: str, desk_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Give somebody another role at the desk, or other languages."""
    try:
        form = MemberForm().load(typed_in(("role",), ("spoken",)))
    except ValidationError:
        return _page(desk_id, 422, error=_("Choose one of these."))
    try:
        with transaction() as session:
            desk_of(session, desk_id, DeskRight.MANAGE)
            if session.get(DeskMember, (desk_id, account_id)) is None:
                raise NotFound
            operations.set_member(
                session,
                desk_id=desk_id,
                account_id=account_id,
                role=form["role"],
                spoken=" ".join(form["spoken"]),
                by=me().id,
                now=clock.now(),
            )
    except LastManager:
        return _last_manager(desk_id)
    return _to(locale, desk_id, "changed")


@needs(Role.OPERATOR)
def remove_worker(locale: str, desk_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Let somebody go, with the invitations that would bring them back."""
    now = clock.now()
    try:
        with transaction() as session:
            desk_of(session, desk_id, DeskRight.MANAGE)
            operations.remove_member(
                session, desk_id=desk_id, account_id=account_id, by=me().id, now=now
            )
            gone = session.get(Account, account_id)
            if gone is not None:
                invitations.end_invitations(session, now=now, email=gone.email, desk=desk_id)
    except LastManager:
        return _last_manager(desk_id)
    return _to(locale, desk_id, "removed")


def _last_manager(desk_id: UUID) -> ResponseReturnValue:
    message = _("A desk needs a manager. Make somebody else its manager first.")
    return _page(desk_id, 409, error=message)
