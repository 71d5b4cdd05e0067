"""Help desks as the Region sees them: founded for a body, given a manager, shown to everybody."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import invitations
from wemi_piemonte.accounts.rules import Role, id_of_form, new_token
from wemi_piemonte.accounts.schemas import EmailForm
from wemi_piemonte.desks.models import Desk, DeskMember
from wemi_piemonte.desks.operations import DeskValues, Welcome, ask_to_work, save_desk, set_public
from wemi_piemonte.desks.rules import DeskKind, DeskRole
from wemi_piemonte.desks.schemas import FoundForm
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _

DESKS = "/<locale:locale>/moderation/desks"
FIELDS = ("body", "name", "kind", "municipality", "email")
MOST_BODIES = 8


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(DESKS)(desks)
    blueprint.post(DESKS)(found_desk)
    blueprint.get(f"{DESKS}/<uuid:desk_id>", endpoint="back_to_desks")(back)
    blueprint.post(f"{DESKS}/<uuid:desk_id>/public")(show_desk)
    blueprint.post(f"{DESKS}/<uuid:desk_id>/manager")(name_manager)


def _managers(session: Session) -> dict[UUID, list[str]]:
    query = (
        select(DeskMember.desk_id, Account.email)
        .join(Account, Account.id == DeskMember.account_id)
        .where(DeskMember.role == DeskRole.MANAGER, Account.suspended_at.is_(None))
        .order_by(Account.email)
    )
    found: dict[UUID, list[str]] = {}
    for desk_id, email in session.execute(query):
        found.setdefault(desk_id, []).append(email)
    return found


def _invited(session: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    waiting = invitations.waiting_invitations(
        session, now=clock.now(), desk_role=DeskRole.MANAGER.value
    )
    for each in waiting:
        found.setdefault(each.details["desk"], []).append(each.email)
    return found


def _page(status: int = 200, **given: Any) -> ResponseReturnValue:
    with reading() as session:
        rows = session.execute(
            select(Desk, Organization.name)
            .join(Organization, Organization.id == Desk.organization_id)
            .order_by(Desk.name, Desk.id)
        ).all()
        managers, invited = _managers(session), _invited(session)
    told: dict[str, Any] = {
        "values": dict.fromkeys(FIELDS, "") | {"kind": DeskKind.FIXED.value},
        "errors": {},
        "bodies": [],
        "wrong": None,
        "typed": "",
        "error": "",
        "done": request.args.get("done", ""),
        "key": new_token(),
        **given,
    }
    page = render_template(
        "moderation/desks.html",
        rows=[
            (desk, body, managers.get(desk.id, []), invited.get(str(desk.id), []))
            for desk, body in rows
        ],
        kinds=list(DeskKind),
        is_admin=me().role is Role.ADMIN,
        **told,
    )
    return page, status


@needs(Role.MODERATOR, Role.ADMIN)
def desks(locale: str) -> ResponseReturnValue:
    """Show the desks, and ask for one more."""
    del locale
    return _page()


@needs(Role.MODERATOR, Role.ADMIN)
def back(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Lead from the address of a desk to the list."""
    with reading() as session:
        _own(session, desk_id)
    return _to(locale)


def _to(locale: str, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("moderation.desks", locale=locale, done=done), code=303)


def _own(session: Session, desk_id: UUID) -> Desk:
    desk = session.get(Desk, desk_id)
    if desk is None:
        raise NotFound
    return desk


def _bodies(session: Session, name: str) -> list[Organization]:
    """Return the bodies that a name may mean: the one called so, else those whose name holds it."""
    wanted = name.casefold()
    exact = select(Organization).where(func.lower(Organization.name) == name.lower())
    found = list(session.scalars(exact.limit(MOST_BODIES)))
    if found:
        return found
    query = select(Organization).where(Organization.name.icontains(wanted, autoescape=True))
    return list(session.scalars(query.order_by(Organization.name).limit(MOST_BODIES)))


@needs(Role.MODERATOR, Role.ADMIN)
def found_desk(locale: str) -> ResponseReturnValue:
    """Found a desk for a body with its first manager; not public until somebody says so."""
    typed, key = {name: request.form.get(name, "")[:300] for name in FIELDS}, key_of_form()
    try:
        form = FoundForm().load(typed)
    except ValidationError as error:
        return _page(422, values=typed, errors=error.messages, key=key)
    with reading() as session:
        bodies = _bodies(session, form["body"])
    if len(bodies) != 1:
        message = (
            _("Several bodies are called like this: write the whole name of one.")
            if bodies
            else _("No body is called like this.")
        )
        return _page(422, values=typed, errors={"body": [message]}, bodies=bodies, key=key)
    try:
        with transaction() as session:
            done = _founded(session, form, bodies[0].id, key, locale)
    except ValidationError as error:
        return _page(422, values=typed, errors=error.messages, key=key)
    return _to(locale, done)


def _founded(
    session: Session, form: dict[str, Any], organization_id: UUID, key: str, locale: str
) -> str:
    """Found the desk once for a form; raises ValidationError for who can not keep it."""
    desk_id = id_of_form(key, "found", str(organization_id))
    if session.get(Desk, desk_id) is not None:
        return "founded"
    save_desk(
        session,
        desk_id=None,
        as_id=desk_id,
        organization_id=organization_id,
        values=DeskValues(
            kind=form["kind"],
            name=form["name"],
            municipality=form["municipality"],
            is_public=False,
        ),
        revision=None,
        by=me().id,
        now=clock.now(),
    )
    _ask(session, desk_id, form["email"], locale)
    return "founded"


def _ask(session: Session, desk_id: UUID, email: str, locale: str) -> Welcome:
    found = ask_to_work(
        session,
        desk_id=desk_id,
        email=email,
        role=DeskRole.MANAGER,
        spoken="it",
        locale=locale,
        by=me().id,
        now=clock.now(),
    )
    if found is Welcome.MEMBER_ALREADY:
        raise ValidationError({"email": [_("This person works at the desk already.")]})
    if found is Welcome.OTHER_ROLE:
        message = _("This account has another role already: its owner needs a second address.")
        raise ValidationError({"email": [message]})
    return found


@needs(Role.MODERATOR, Role.ADMIN)
def show_desk(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show a desk to everybody, or to nobody."""
    is_public = request.form.get("public") == "1"
    with transaction() as session:
        set_public(session, desk_id=desk_id, is_public=is_public, by=me().id, now=clock.now())
    return _to(locale, "shown" if is_public else "hidden")


@needs(Role.MODERATOR, Role.ADMIN)
def name_manager(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Name one more manager of a desk: an operator at once, anybody else by an invitation."""
    try:
        email = EmailForm().load(request.form)["email"]
        with transaction() as session:
            _own(session, desk_id)
            found = _ask(session, desk_id, email, locale)
    except ValidationError as error:
        with reading() as session:
            _own(session, desk_id)
        messages: Any = error.messages
        return _page(
            422,
            wrong=desk_id,
            error=str(messages["email"][0]),
            typed=request.form.get("email", "")[:300],
        )
    return _to(locale, found.value)
