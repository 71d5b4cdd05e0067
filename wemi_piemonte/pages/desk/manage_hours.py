"""When, and of a tour where, a desk is met: its rules, one page each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Role, id_of_form
from wemi_piemonte.desks.models import Desk, DeskHours
from wemi_piemonte.desks.operations import HoursValues, remove_hours, save_hours
from wemi_piemonte.desks.queries import record_of, stranded
from wemi_piemonte.desks.rules import DeskRight
from wemi_piemonte.desks.schemas import HoursForm
from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.hours import DAYS
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.names import Name
from wemi_piemonte.listings.schemas.telling import town_label
from wemi_piemonte.pages.desk.manage import OWN, desk_of, languages_offered, said_in, typed_in
from wemi_piemonte.pages.filters import weekday
from wemi_piemonte.pages.timetable import Recurrence, recurrence_of
from wemi_piemonte.pages.whereabouts import municipality_label

HOURS = f"{OWN}/hours"
LINES = (
    *("interval", "opens_at", "closes_at", "valid_from", "valid_to", "name", "municipality"),
    *("address", "latitude", "longitude", "note"),
)
LISTS = ("days", "spoken")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a desk as its list shows it."""

    row: DeskHours
    recurrence: Recurrence
    place: Name
    town: Name

    @property
    def is_weekly(self) -> bool:
        """Say whether the form can show it; any other can only be taken away."""
        return self.row.freq == "WEEKLY" and set(self.row.byday.split(",")) <= set(DAYS)


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(HOURS)(hours)
    blueprint.post(HOURS)(add_hours)
    blueprint.get(f"{HOURS}/<uuid:hours_id>")(one_hours)
    blueprint.post(f"{HOURS}/<uuid:hours_id>")(change_hours)
    blueprint.get(f"{HOURS}/<uuid:hours_id>/remove", endpoint="back_to_hours")(back)
    blueprint.post(f"{HOURS}/<uuid:hours_id>/remove")(drop_hours)


def rules_shown(session: Session, desk: Desk) -> list[Rule]:
    """Return the rules of a desk, ready to be shown."""
    query = select(DeskHours).where(DeskHours.desk_id == desk.id)
    rows = session.scalars(query.order_by(DeskHours.byday, DeskHours.opens_at, DeskHours.id))
    return [
        Rule(
            row,
            recurrence_of(record_of(row), Text(row.note, desk.source_lang, "source")),
            Name(row.name or row.address),
            municipality_label(row.municipality),
        )
        for row in rows
    ]


def _blank() -> dict[str, Any]:
    return {
        **dict.fromkeys(LINES, ""),
        "interval": "1",
        "valid_from": clock.today().isoformat(),
        "days": [],
        "spoken": [],
    }


def _values_of(row: DeskHours) -> dict[str, Any]:
    def told(value: Any) -> str:
        return "" if value is None else str(value)

    return {
        **{name: told(getattr(row, name)) for name in LINES},
        "opens_at": f"{row.opens_at:%H:%M}",
        "closes_at": f"{row.closes_at:%H:%M}",
        "municipality": town_label(row.municipality),
        "days": row.byday.split(","),
        "spoken": row.spoken.split(),
    }


def _page(
    desk_id: UUID, hours_id: UUID | None, status: int = 200, **given: Any
) -> ResponseReturnValue:
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
        rules = rules_shown(session, desk)
        row = _own(session, desk_id, hours_id) if hours_id else None
        out = stranded(session, desk, clock.now())
    told: dict[str, Any] = {
        "values": _values_of(row) if row else _blank(),
        "errors": {},
        "done": request.args.get("done", ""),
        "key": key_of_form(),
        **given,
    }
    page = render_template(
        "desk/manage_hours.html",
        desk=desk,
        role=role,
        rules=rules,
        row=row,
        stranded=out,
        today=clock.today(),
        week_days=[(code, weekday(code)) for code in DAYS],
        languages_offered=languages_offered(told["values"]["spoken"]),
        **told,
    )
    return page, status


def _own(session: Session, desk_id: UUID, hours_id: UUID) -> DeskHours:
    row = session.get(DeskHours, hours_id)
    if row is None or row.desk_id != desk_id:
        raise NotFound
    return row


@needs(Role.OPERATOR)
def hours(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show the rules of a desk, and ask for one more."""
    del locale
    return _page(desk_id, None)


@needs(Role.OPERATOR)
def one_hours(locale: str, desk_id: UUID, hours_id: UUID) -> ResponseReturnValue:
    """Show a rule, to be changed."""
    del locale
    return _page(desk_id, hours_id)


@needs(Role.OPERATOR)
def back(locale: str, desk_id: UUID, hours_id: UUID) -> ResponseReturnValue:
    """Lead from the address that a form was sent to back to its page."""
    del hours_id
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
    return _to(locale, desk_id)


def _to(locale: str, desk_id: UUID, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.hours", locale=locale, desk_id=desk_id, done=done), code=303)


@needs(Role.OPERATOR)
def add_hours(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Add a rule; the same form sent twice adds one."""
    return _kept(locale, desk_id, None)


@needs(Role.OPERATOR)
def change_hours(locale: str, desk_id: UUID, hours_id: UUID) -> ResponseReturnValue:
    """Change a rule; what was booked stays, and is shown where it no longer fits."""
    return _kept(locale, desk_id, hours_id)


def _kept(locale: str, desk_id: UUID, hours_id: UUID | None) -> ResponseReturnValue:
    typed, key = typed_in(LINES, LISTS), key_of_form()
    with reading() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        if hours_id:
            _own(session, desk_id, hours_id)
    try:
        form = HoursForm().load(said_in(typed))
    except ValidationError as error:
        return _page(desk_id, hours_id, 422, values=typed, errors=error.messages, key=key)
    with transaction() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        as_id = id_of_form(key, "hours", str(desk_id))
        again = hours_id is None and session.get(DeskHours, as_id) is not None
        save_hours(
            session,
            desk_id=desk_id,
            hours_id=as_id if again else hours_id,
            values=_told(form),
            as_id=as_id,
        )
    return _to(locale, desk_id, "saved")


def _told(form: dict[str, Any]) -> HoursValues:
    days = form.pop("days")
    spoken = " ".join(form.pop("spoken"))
    byday = ",".join(day for day in DAYS if day in days)
    interval = form.pop("interval") or 1
    return HoursValues(**form, byday=byday, spoken=spoken, interval=interval)


@needs(Role.OPERATOR)
def drop_hours(locale: str, desk_id: UUID, hours_id: UUID) -> ResponseReturnValue:
    """Take a rule away; what was booked in it stays until somebody calls it off."""
    try:
        with transaction() as session:
            desk_of(session, desk_id, DeskRight.MANAGE)
            remove_hours(session, desk_id=desk_id, hours_id=hours_id)
    except NotFound:
        with reading() as session:
            desk_of(session, desk_id, DeskRight.MANAGE)
            if session.get(DeskHours, hours_id) is not None:
                raise
    return _to(locale, desk_id, "removed")
