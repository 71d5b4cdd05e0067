"""Mediators and interpreters of all bodies: found by language and time, asked, settled."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.cases.operations import note_mediation
from wemi_piemonte.desks.models import Booking, Desk
from wemi_piemonte.desks.operations import ask_mediator, settle_mediation
from wemi_piemonte.desks.pool_forms import AskForm
from wemi_piemonte.desks.queries import mediations_of, pool_for, unmet_by_language
from wemi_piemonte.desks.rules import MEDIATION_MOVES, DeskRight, MediationState
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.pages.desk.door import role_at, working
from wemi_piemonte.pages.desk.manage import languages_offered

MEDIATORS = "/<locale:locale>/desk/<uuid:desk_id>/mediators"
FIELDS = ("spoken", "on", "at", "remote", "booking", "case")
SHOWN_FOR = timedelta(days=14)
"""How long what was asked for stands on the page after its time."""

SETTLED = (MediationState.CONFIRMED, MediationState.UNMET, MediationState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Why:
    """What a mediator is asked for: a booking, a case, or neither."""

    booking: Booking | None = None
    case_id: UUID | None = None
    spoken: str = ""


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(MEDIATORS)(mediators)
    blueprint.post(MEDIATORS, endpoint="ask_mediator")(ask)
    blueprint.post(f"{MEDIATORS}/<uuid:mediation_id>", endpoint="settle_mediation")(settle)


def _typed() -> dict[str, str]:
    return {name: request.values.get(name, "")[:100].strip() for name in FIELDS}


def _why(session: Session, desk_id: UUID, typed: dict[str, str]) -> Why:
    """Return what is asked for; a booking or a case of another desk is not there."""
    booking_id, case_id = id_in(typed["booking"]), id_in(typed["case"])
    if booking_id is not None:
        booking = session.get(Booking, booking_id)
        if booking is None or booking.desk_id != desk_id:
            raise NotFound
        return Why(booking=booking, spoken=booking.spoken)
    if case_id is not None:
        case = working(session, case_id).case
        if case.desk_id != desk_id:
            raise NotFound
        return Why(case_id=case_id, spoken=case.visitor_locale)
    return Why()


def _filled(typed: dict[str, str], why: Why) -> dict[str, str]:
    """Return the form with what the booking or the case says already."""
    values = dict(typed)
    values["spoken"] = typed["spoken"] or why.spoken
    if why.booking is not None and not (typed["on"] or typed["at"]):
        starts = why.booking.starts_at.astimezone(clock.ROME)
        values |= {"on": f"{starts:%Y-%m-%d}", "at": f"{starts:%H:%M}"}
    return values


def _page(desk_id: UUID, status: int = 200, errors: Any = None) -> ResponseReturnValue:
    now = clock.now()
    with reading() as session:
        role_at(session, desk_id, DeskRight.OPEN_CASES)
        desk = session.get_one(Desk, desk_id)
        typed = _typed()
        why = _why(session, desk_id, typed)
        values = _filled(typed, why)
        offered = None
        if errors is None and values["spoken"] and values["on"] and values["at"]:
            try:
                offered = pool_for(session, desk, **_asked(values))
            except ValidationError as error:
                errors, status = error.messages_dict, 422
        told = mediations_of(session, desk_id, now - SHOWN_FOR)
        unmet = unmet_by_language(session, desk_id)
    page = render_template(
        "desk/mediators.html",
        desk=desk,
        values=values,
        errors=errors or {},
        offered=offered,
        offered_languages=languages_offered([values["spoken"]] if values["spoken"] else ()),
        mediations=told,
        moves={
            state: [each for each in SETTLED if each in MEDIATION_MOVES[state]]
            for state in MediationState
        },
        unmet=unmet,
        now=now,
        key=new_token(),
        done=request.args.get("done", ""),
    )
    return page, status


def _asked(values: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = AskForm().load({k: v for k, v in values.items() if v})
    return found


@needs(Role.OPERATOR)
def mediators(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show who speaks a language at a time, the nearest first, and what was asked for."""
    del locale
    return _page(desk_id)


@needs(Role.OPERATOR)
def ask(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Ask a mediator, or write down that there is nobody to ask."""
    with reading() as session:
        role_at(session, desk_id, DeskRight.OPEN_CASES)
    try:
        asked = _asked(_typed())
    except ValidationError as error:
        return _page(desk_id, 422, error.messages_dict)
    mediator_id = id_in(request.form.get("mediator", "")[:40])
    with transaction() as session:
        role_at(session, desk_id, DeskRight.OPEN_CASES)
        why = _why(session, desk_id, _typed())
        mediation_id = ask_mediator(
            session,
            desk_id=desk_id,
            mediator_id=mediator_id,
            booking_id=why.booking.id if why.booking else None,
            asked_by=me().id,
            now=clock.now(),
            secret=key_of_form(),
            **asked,
        )
        if why.case_id is not None:
            note_mediation(session, case_id=why.case_id, mediation_id=mediation_id)
    return _back(locale, desk_id, "asked" if mediator_id else "unmet")


def _back(locale: str, desk_id: UUID, done: str | None) -> ResponseReturnValue:
    address = url_for("desk.mediators", locale=locale, desk_id=desk_id, done=done)
    return redirect(address, code=303)


@needs(Role.OPERATOR)
def settle(locale: str, desk_id: UUID, mediation_id: UUID) -> ResponseReturnValue:
    """Write down what came of asking: they come, nobody was found, or it is no longer needed."""
    try:
        target = MediationState(request.form.get("state", ""))
    except ValueError:
        target = MediationState.ASKED
    try:
        with transaction() as session:
            role_at(session, desk_id, DeskRight.OPEN_CASES)
            settle_mediation(
                session,
                mediation_id=mediation_id,
                desk_id=desk_id,
                target=target,
                now=clock.now(),
            )
    except IllegalMove:
        # Pressed twice, or somebody else has settled it: the page shows how it stands.
        return _back(locale, desk_id, None)
    return _back(locale, desk_id, "settled")
