"""Days that differ: "not today" in one tap, other hours, and what that calls off, said before."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.models import Desk, DeskDay, DeskHours
from wemi_piemonte.desks.operations import called_off_by, clear_day, set_day
from wemi_piemonte.desks.queries import met
from wemi_piemonte.desks.rules import DeskRight
from wemi_piemonte.desks.schemas import DayForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.pages.desk.manage import OWN, desk_of, said_in, typed_in
from wemi_piemonte.pages.desk.manage_hours import Rule, rules_shown

DAYS = f"{OWN}/days"
LINES = ("on", "opens_at", "closes_at", "hours_id", "note")


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(DAYS)(days)
    blueprint.post(DAYS)(say_day)
    blueprint.get(f"{DAYS}/clear", endpoint="back_to_days")(back)
    blueprint.post(f"{DAYS}/clear")(take_back)


def _special(session: Session, desk_id: UUID) -> list[DeskDay]:
    query = select(DeskDay).where(DeskDay.desk_id == desk_id, DeskDay.on >= clock.today())
    return list(session.scalars(query.order_by(DeskDay.on, DeskDay.id)))


def calls_off(session: Session, desk: Desk, said: dict[str, Any]) -> int:
    """Return how many bookings a day would call off."""
    values = {name: said[name] for name in ("hours_id", "on", "opens_at", "closes_at")}
    return len(called_off_by(session, desk=desk, **values, now=clock.now()))


def shut(on: date) -> dict[str, Any]:
    """Return what it means to be shut on a day."""
    return {"on": on, "hours_id": None, "opens_at": None, "closes_at": None, "note": ""}


def _page(desk_id: UUID, status: int = 200, **given: Any) -> ResponseReturnValue:
    today = clock.today()
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
        rules = rules_shown(session, desk)
        special = _special(session, desk_id)
        (found,) = met(session, [desk], now=clock.now(), days=0)
        today_off = calls_off(session, desk, shut(today))
    told: dict[str, Any] = {
        "values": dict.fromkeys(LINES, ""),
        "errors": {},
        "confirm": None,
        "done": request.args.get("done", ""),
        **given,
    }
    halts = [each for each in found.halts if each.starts.astimezone(clock.ROME).date() == today]
    page = render_template(
        "desk/manage_days.html",
        desk=desk,
        role=role,
        rules={each.row.id: each for each in rules},
        stops=_stops(rules),
        special=special,
        today=today,
        is_met_today=any(not each.is_called_off for each in halts),
        today_off=today_off,
        **told,
    )
    return page, status


def _stops(rules: list[Rule]) -> list[tuple[str, str]]:
    """Return the stops that one can choose from; none where all is at one place."""
    if len({(each.place, each.town) for each in rules}) <= 1:
        return []
    named = [
        (str(each.row.id), f"{each.place or each.town} {each.row.opens_at:%H:%M}") for each in rules
    ]
    return [("", _("The whole desk")), *named]


@needs(Role.OPERATOR)
def days(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show the days that differ, and ask for one more."""
    del locale
    return _page(desk_id)


@needs(Role.OPERATOR)
def back(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    return _to(locale, desk_id)


def _to(locale: str, desk_id: UUID, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.days", locale=locale, desk_id=desk_id, done=done), code=303)


def _told() -> int:
    """Return how many called off bookings the page has spoken of."""
    text = request.form.get("told", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@needs(Role.OPERATOR)
def say_day(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Say that a day differs; what it calls off is said before, and confirmed."""
    typed = typed_in(LINES)
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    try:
        said = _said(desk_id, typed)
    except ValidationError as error:
        return _page(desk_id, 422, values=typed, errors=error.messages)
    with transaction() as session:
        desk, _role = desk_of(session, desk_id, DeskRight.MANAGE)
        number = calls_off(session, desk, said)
        is_agreed = number <= _told()
        if is_agreed:
            set_day(session, desk_id=desk_id, **said, by=me().id, now=clock.now())
    if not is_agreed:
        return _page(desk_id, 409, values=typed, confirm=number)
    return _to(locale, desk_id, "said")


def _said(desk_id: UUID, typed: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = DayForm().load(said_in(typed))
    if form["on"] < clock.today():
        raise ValidationError({"on": [_("This day is over.")]})
    hours_id = id_in(form["hours_id"]) if form["hours_id"] else None
    with reading() as session:
        row = session.get(DeskHours, hours_id) if hours_id else None
    if form["hours_id"] and (row is None or row.desk_id != desk_id):
        raise ValidationError({"hours_id": [_("Choose one of these.")]})
    return form | {"hours_id": hours_id}


@needs(Role.OPERATOR)
def take_back(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Let a day be like any other again."""
    hours_id = id_in(request.form.get("hours_id", "")[:40])
    try:
        on = date.fromisoformat(request.form.get("on", "")[:10])
    except ValueError:
        return _page(desk_id, 422)
    with transaction() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        clear_day(session, desk_id=desk_id, hours_id=hours_id, on=on)
    return _to(locale, desk_id, "cleared")
