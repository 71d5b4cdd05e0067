"""Who is at a desk on which of the days to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.desks.operations import set_duty
from wemi_piemonte.desks.queries import duty_on, members_of, met
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, DeskRight, DeskRole, Halt
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.pages.desk.manage import OWN, desk_of

DUTY = f"{OWN}/duty"


@dataclass(frozen=True, slots=True)
class Turn:
    """A day, when the desk is met on it, and who is there."""

    day: date
    halts: tuple[Halt, ...]
    there: frozenset[UUID]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(DUTY)(duty)
    blueprint.post(DUTY)(save_duty)


def _days() -> list[date]:
    today = clock.today()
    return [today + timedelta(days=number) for number in range(LOOK_AHEAD_DAYS)]


@needs(Role.OPERATOR)
def duty(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show who is there on the days on which the desk is met."""
    del locale
    with reading() as session:
        desk, role = desk_of(session, desk_id, DeskRight.MANAGE)
        members = [
            (member, account)
            for member, account in members_of(session, desk_id)
            if member.role is not DeskRole.ANTENNA
        ]
        (found,) = met(session, [desk], now=clock.now())
        turns = [
            Turn(day, _on(found.halts, day), frozenset(duty_on(session, desk_id, day)))
            for day in _days()
        ]
    return render_template(
        "desk/manage_duty.html",
        desk=desk,
        role=role,
        members=members,
        turns=[each for each in turns if each.halts or each.there],
        done=request.args.get("done", ""),
    )


def _on(halts: Sequence[Halt], day: date) -> tuple[Halt, ...]:
    return tuple(each for each in halts if each.starts.astimezone(clock.ROME).date() == day)


@needs(Role.OPERATOR)
def save_duty(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Keep who is there, on the days that the form has shown."""
    shown = set(request.form.getlist("shown")[:LOOK_AHEAD_DAYS])
    with transaction() as session:
        desk_of(session, desk_id, DeskRight.MANAGE)
        for day in _days():
            if day.isoformat() in shown:
                ticked = request.form.getlist(f"on-{day.isoformat()}")[:200]
                there = {found for each in ticked if (found := id_in(each[:40]))}
                set_duty(session, desk_id=desk_id, on=day, account_ids=there)
    return redirect(url_for("desk.duty", locale=locale, desk_id=desk_id, done="saved"), code=303)
