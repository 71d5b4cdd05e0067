"""What a desk says of itself, as its manager keeps it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.operations import DeskValues, save_desk
from wemi_piemonte.desks.rules import DeskAccess, DeskAct, DeskKind, DeskRight, DeskRole
from wemi_piemonte.desks.schemas import LABELS, DeskForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import language_name
from wemi_piemonte.listings.schemas.telling import town_label
from wemi_piemonte.pages.desk.door import role_at
from wemi_piemonte.pages.plans.form import SPOKEN

OWN = "/<locale:locale>/desk/<uuid:desk_id>"
LISTS = ("can_do", "access", "spoken")
LINES = (
    *("kind", "name", "description", "municipality", "address", "directions", "latitude"),
    *("longitude", "phone", "email", "url", "referent", "slot_minutes", "slot_places", "revision"),
)
LONGEST = 20_000


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(f"{OWN}/manage")(manage)
    blueprint.post(f"{OWN}/manage")(save_values)


def desk_of(session: Session, desk_id: UUID, right: DeskRight) -> tuple[Desk, DeskRole]:
    """Return a desk at which the person asking may do this, else as `role_at` says."""
    role = role_at(session, desk_id, right)
    return session.get_one(Desk, desk_id), role


def typed_in(lines: Iterable[str], lists: Iterable[str] = ()) -> dict[str, Any]:
    """Return what was typed, as it goes back into the form."""
    values: dict[str, Any] = {name: request.form.get(name, "")[:LONGEST] for name in lines}
    return values | {name: [e[:20] for e in request.form.getlist(name)[:60]] for name in lists}


def said_in(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as a form takes it: nothing typed is nothing said."""
    return {name: value for name, value in typed.items() if value != ""}


def languages_offered(chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the languages that somebody at a desk may speak, and those chosen already."""
    codes = dict.fromkeys(("it", *SPOKEN, *chosen))
    return [(code, language_name(code)) for code in codes if code.isascii() and code.isalpha()]


def _values_of(desk: Desk) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(desk, name) for name in LINES}
    values |= {name: getattr(desk, name).split() for name in LISTS}
    values["municipality"] = town_label(desk.municipality)
    for name in ("latitude", "longitude"):
        values[name] = "" if values[name] is None else f"{values[name]}"
    return values | {"kind": desk.kind.value}


def _page(desk_id: UUID, status: int = 200, **given: Any) -> ResponseReturnValue:
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
    told: dict[str, Any] = {
        "values": _values_of(desk),
        "errors": {},
        "error": "",
        "done": request.args.get("done", ""),
        **given,
    }
    page = render_template(
        "desk/manage.html",
        desk=desk,
        role=role,
        kinds=_named(DeskKind, "desk_kind"),
        acts=_named(DeskAct, "desk_act"),
        accesses=_named(DeskAccess, "desk_access"),
        languages_offered=languages_offered(told["values"]["spoken"]),
        **told,
    )
    return page, status


def _named(codes: Iterable[Any], kind: str) -> list[tuple[str, str]]:
    return [(each.value, str(LABELS[kind][each])) for each in codes]


@needs(Role.OPERATOR)
def manage(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show what the desk says of itself, to be changed."""
    del locale
    return _page(desk_id)


@needs(Role.OPERATOR)
def save_values(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Keep what the desk says of itself; whoever was slower sees it, and keeps what they typed."""
    typed = typed_in(LINES, LISTS)
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    try:
        form = DeskForm().load(said_in(typed))
    except ValidationError as error:
        return _page(desk_id, 422, values=typed, errors=error.messages)
    revision = form.pop("revision")
    try:
        with transaction() as session:
            desk, _role = desk_of(session, desk_id, DeskRight.MANAGE)
            values = form | {name: " ".join(form[name]) for name in LISTS}
            save_desk(
                session,
                desk_id=desk_id,
                organization_id=desk.organization_id,
                values=DeskValues(**values, source_lang=desk.source_lang, is_public=desk.is_public),
                revision=revision,
                by=me().id,
                now=clock.now(),
            )
    except Stale:
        return _stale(desk_id, typed)
    return redirect(url_for("desk.manage", locale=locale, desk_id=desk_id, done="saved"), code=303)


def _stale(desk_id: UUID, typed: dict[str, Any]) -> ResponseReturnValue:
    with reading() as session:
        desk, _role = desk_of(session, desk_id, DeskRight.MANAGE)
    said = _values_of(desk)
    if all(str(said[name]) == str(typed[name]) for name in (*LINES, *LISTS) if name != "revision"):
        # The same form sent twice.
        return redirect(url_for("desk.manage", desk_id=desk_id, done="saved"), code=303)
    message = _("Somebody else changed the desk meanwhile. Look at it, and save again.")
    return _page(desk_id, 409, values=typed | {"revision": str(desk.revision)}, error=message)
