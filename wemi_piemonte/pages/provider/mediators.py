"""Mediators and interpreters whom a body shares with the help desks of all."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.desks.models import Mediator
from wemi_piemonte.desks.operations import (
    MediatorValues,
    change_mediator,
    share_mediator,
    switch_mediator,
)
from wemi_piemonte.desks.pool_forms import MediatorForm
from wemi_piemonte.desks.queries import mediators_of
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.listings.schemas.telling import town_label
from wemi_piemonte.pages.filters import weekday
from wemi_piemonte.pages.plans.form import SPOKEN
from wemi_piemonte.pages.provider.door import member

MEDIATORS = "/<locale:locale>/provider/organizations/<uuid:organization_id>/mediators"
LINES = ("name", "municipality", "is_remote", "opens_at", "closes_at", "email", "phone")
LISTS = ("spoken", "days")


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    own = f"{MEDIATORS}/<uuid:mediator_id>"
    blueprint.get(MEDIATORS)(mediators)
    blueprint.post(MEDIATORS)(add_mediator)
    blueprint.get(own, endpoint="mediator")(mediator)
    blueprint.post(own, endpoint="change_mediator")(change)
    blueprint.post(f"{own}/switch", endpoint="switch_mediator")(switch)


def _typed() -> dict[str, Any]:
    values: dict[str, Any] = {name: request.form.get(name, "")[:300].strip() for name in LINES}
    return values | {name: [e[:10] for e in request.form.getlist(name)[:60]] for name in LISTS}


def _blank() -> dict[str, Any]:
    return dict.fromkeys(LINES, "") | {name: [] for name in LISTS}


def _values_of(found: Mediator) -> dict[str, Any]:
    """Return what is said of a mediator as the form shows it."""
    return {
        "name": found.name,
        "municipality": town_label(found.municipality),
        "is_remote": "1" if found.is_remote else "",
        "opens_at": f"{found.opens_at:%H:%M}" if found.opens_at else "",
        "closes_at": f"{found.closes_at:%H:%M}" if found.closes_at else "",
        "email": found.email,
        "phone": found.phone,
        "spoken": found.spoken.split(),
        "days": [each for each in found.byday.split(",") if each],
    }


def _said() -> MediatorValues:
    """Return the form as it is kept; raises ValidationError."""
    typed = _typed()
    form = MediatorForm().load({name: value for name, value in typed.items() if value})
    return MediatorValues(
        name=form["name"],
        spoken=" ".join(dict.fromkeys(form["spoken"])),
        municipality=form["municipality"],
        is_remote=form["is_remote"],
        byday=",".join(day for day in DAYS if day in form["days"]),
        opens_at=form["opens_at"],
        closes_at=form["closes_at"],
        email=form["email"],
        phone=form["phone"],
    )


def _page(
    organization_id: UUID, mediator_id: UUID | None, status: int = 200, **given: Any
) -> ResponseReturnValue:
    with reading() as session:
        role = member(session, organization_id)
        body = session.get_one(Organization, organization_id)
        found = mediators_of(session, organization_id)
        changed = _own(session, organization_id, mediator_id) if mediator_id else None
    values = given.pop("values", None) or (_values_of(changed) if changed else _blank())
    codes = dict.fromkeys(("it", *SPOKEN, *values["spoken"]))
    page = render_template(
        "provider/mediators.html",
        body=body,
        mediators=found,
        changed=changed,
        may_edit=MEMBER_RIGHTS[role] >= MEMBER_RIGHTS[MemberRole.EDITOR],
        offered_languages=[(c, language_name(c)) for c in codes if c.isascii() and c.isalpha()],
        days=[(each, weekday(each)) for each in DAYS],
        town=town_label,
        done=request.args.get("done", ""),
        **{"values": values, "errors": {}, "key": new_token(), **given},
    )
    return page, status


def _own(session: Session, organization_id: UUID, mediator_id: UUID) -> Mediator:
    found = session.get(Mediator, mediator_id)
    if found is None or found.organization_id != organization_id:
        raise NotFound
    return found


def _back(locale: str, organization_id: UUID, done: str) -> ResponseReturnValue:
    address = url_for(
        "provider.mediators", locale=locale, organization_id=organization_id, done=done
    )
    return redirect(address, code=303)


@needs(Role.PROVIDER)
def mediators(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show whom a body shares, and ask for one more."""
    del locale
    return _page(organization_id, None)


@needs(Role.PROVIDER)
def mediator(locale: str, organization_id: UUID, mediator_id: UUID) -> ResponseReturnValue:
    """Show what is said of one of them, to be changed."""
    del locale
    return _page(organization_id, mediator_id)


@needs(Role.PROVIDER)
def add_mediator(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Share somebody with the desks."""
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
    try:
        said = _said()
    except ValidationError as error:
        given = {"values": _typed(), "errors": error.messages_dict, "key": key_of_form()}
        return _page(organization_id, None, 422, **given)
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        share_mediator(
            session,
            organization_id=organization_id,
            values=said,
            by=me().id,
            secret=key_of_form(),
            now=clock.now(),
        )
    return _back(locale, organization_id, "shared")


@needs(Role.PROVIDER)
def change(locale: str, organization_id: UUID, mediator_id: UUID) -> ResponseReturnValue:
    """Keep what was changed of somebody."""
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        _own(session, organization_id, mediator_id)
    try:
        said = _said()
    except ValidationError as error:
        given = {"values": _typed(), "errors": error.messages_dict}
        return _page(organization_id, mediator_id, 422, **given)
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        change_mediator(
            session,
            organization_id=organization_id,
            mediator_id=mediator_id,
            values=said,
            by=me().id,
            now=clock.now(),
        )
    return _back(locale, organization_id, "changed")


@needs(Role.PROVIDER)
def switch(locale: str, organization_id: UUID, mediator_id: UUID) -> ResponseReturnValue:
    """Let somebody be asked by desks, or no longer."""
    is_active = request.form.get("active") == "1"
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        switch_mediator(
            session,
            organization_id=organization_id,
            mediator_id=mediator_id,
            is_active=is_active,
            by=me().id,
            now=clock.now(),
        )
    return _back(locale, organization_id, "on" if is_active else "off")
