"""The first page of who works at a desk: what is due, what is open, a new case in one tap."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.operations import Locked, try_pass
from wemi_piemonte.accounts.rules import Role, code_meant, new_token, pin_meant
from wemi_piemonte.cases.models import Case
from wemi_piemonte.cases.operations import Opened, note_reading, open_case
from wemi_piemonte.cases.queries import (
    desks_named,
    languages_of,
    open_case_of,
    people_named,
    seen_by,
)
from wemi_piemonte.cases.rules import SENT_TWICE
from wemi_piemonte.cases.schemas import NewCaseForm
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import bookings_on, desk_role, desks_of, reports_waiting
from wemi_piemonte.desks.rules import BookingState, DeskRight, DeskRole, may
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.locales import LOCALES, Language
from wemi_piemonte.pages.desk.door import by_me, is_open, own, role_at, to_case, typed
from wemi_piemonte.pages.desk.two import sides_of

ROOM = "/<locale:locale>/desk/"
CASES = "/<locale:locale>/desk/<uuid:desk_id>/cases"
TRIES = "20 per minute"


@dataclass(frozen=True, slots=True)
class Place:
    """A desk of who works there, what they may do, and what the day brings."""

    desk: Desk
    role: DeskRole
    languages: tuple[Language, ...]
    key: str
    booked: int
    came: int
    reported: int

    @property
    def opens(self) -> bool:
        """Say whether a case can be opened here."""
        return may(self.role, DeskRight.OPEN_PLANS)

    @property
    def rights(self) -> frozenset[str]:
        """Return what else there is to do, by the codes of the rights."""
        return frozenset(each.value for each in DeskRight if may(self.role, each))


@dataclass(frozen=True, slots=True)
class Line:
    """An open case as the list shows it: nothing of the visitor."""

    case: Case
    desk_name: str
    holder: str
    is_due: bool


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(ROOM)(room)
    blueprint.get(CASES, endpoint="back_to_room")(back)
    blueprint.post(CASES)(new_case)
    blueprint.get(f"{CASES}/with-code", endpoint="back_from_code")(back)
    blueprint.post(f"{CASES}/with-code")(limiter.limit(TRIES)(open_with_code))


def offered_languages(before: Sequence[str] = ()) -> tuple[Language, ...]:
    """Return the languages of this site, those of the latest visitors first."""
    offered: tuple[str, ...] = current_app.config["WEMI"].locales
    first = [code for code in before if code in offered]
    return tuple(LOCALES[code] for code in dict.fromkeys((*first, *offered)))


def _places(session: Session, today: date) -> list[Place]:
    found = []
    for desk, role in desks_of(session, me().id):
        states: Counter[BookingState] = Counter()
        if may(role, DeskRight.OPEN_CASES):
            states.update(each.state for each in bookings_on(session, desk.id, today))
        languages = offered_languages(languages_of(session, desk.id))
        booked, came = states[BookingState.BOOKED], states[BookingState.CAME]
        answers = may(role, DeskRight.ANSWER_NEEDS)
        reported = reports_waiting(session, desk.id) if answers else 0
        found.append(Place(desk, role, languages, new_token(), booked, came, reported))
    return found


def _lines(session: Session, today: date) -> list[Line]:
    cases = seen_by(session, me().id)
    names = desks_named(session, [case.desk_id for case in cases])
    holders = people_named(session, [case.holder_id for case in cases if case.holder_id])
    return [
        Line(
            case,
            names[case.desk_id],
            holders.get(case.holder_id, "") if case.holder_id else "",
            case.follow_up_on is not None and case.follow_up_on <= today,
        )
        for case in cases
    ]


def _page(status: int = 200, **values: Any) -> ResponseReturnValue:
    today = clock.today()
    with reading() as session:
        places, lines = _places(session, today), _lines(session, today)
    told: dict[str, Any] = {"wrong": None, "error": "", "code": "", "visitor": "", **values}
    page = render_template(
        "desk/room.html",
        places=places,
        due=[each for each in lines if each.is_due],
        lines=[each for each in lines if not each.is_due],
        today=today,
        done=request.args.get("done", ""),
        **told,
    )
    return page, status


@needs(Role.OPERATOR)
def room(locale: str) -> ResponseReturnValue:
    """Show my desks, what is due today, and the open cases."""
    del locale
    return _page()


@needs(Role.OPERATOR)
def back(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Lead from an address that only a button opens back to the room."""
    with reading() as session:
        role_at(session, desk_id, DeskRight.OPEN_PLANS)
    return redirect(url_for("desk.room", locale=locale), code=303)


def _visitor() -> str | None:
    try:
        visitor: str = NewCaseForm().load(request.form)["visitor"]
    except ValidationError:
        return None
    return visitor if visitor in {each.code for each in offered_languages()} else None


def _opened(
    session: Session, desk_id: UUID, visitor: str, locale: str, pass_id: UUID | None
) -> Opened:
    return open_case(
        session,
        desk_id=desk_id,
        **by_me(),
        visitor_locale=visitor,
        operator_locale=locale,
        pass_id=pass_id,
        secret=key_of_form(),
        now=clock.now(),
    )


@needs(Role.OPERATOR)
def new_case(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Open a case; code and PIN of its visitor are shown this once."""
    with reading() as session:
        role_at(session, desk_id, DeskRight.OPEN_PLANS)
    visitor = _visitor()
    if visitor is None:
        return _page(422, wrong=desk_id, error=_("Choose the language of the visitor."))
    with transaction() as session:
        opened = _opened(session, desk_id, visitor, locale, None)
        held = own(session, opened.id)
    if not is_open(held):
        return to_case(locale, opened.id)
    sides = sides_of(held.case.visitor_locale)
    return render_template("desk/opened.html", held=held, opened=opened, sides=sides), 201


@needs(Role.OPERATOR)
def open_with_code(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Open a case for a visitor who brings code and PIN; the one that is open here goes on."""
    with reading() as session:
        role_at(session, desk_id, DeskRight.OPEN_PLANS)
    visitor, code = _visitor(), code_meant(typed("code", 40))
    pin = pin_meant(typed("pin", 40))
    if visitor is None or not code or not pin:
        message = _("A code has eight letters and digits, a PIN six digits.")
        if visitor is None:
            message = _("Choose the language of the visitor.")
        return _again(desk_id, 422, message)
    with transaction() as session:
        # A refusal is returned, not raised: the wrong try is counted.
        found = try_pass(session, code=code, pin=pin, now=clock.now())
        case_id = None
        if not isinstance(found, DomainError):
            case_id = _case_of(session, desk_id, visitor, locale, found)
    if isinstance(found, Locked):
        return _again(desk_id, 429, _("Too many wrong tries. This code opens again in an hour."))
    if case_id is None:
        return _again(desk_id, 422, _("This code and this PIN open nothing. Check both."))
    return to_case(locale, case_id, "opened")


def _case_of(session: Session, desk_id: UUID, visitor: str, locale: str, pass_id: UUID) -> UUID:
    """Return the case that the desk has open for this visitor, else a new one."""
    there = open_case_of(session, pass_id=pass_id, desk_id=desk_id)
    is_full = may(desk_role(session, me().id, desk_id), DeskRight.OPEN_CASES)
    if there is not None and (is_full or there.holder_id == me().id):
        # The visitor stands here with code and PIN: that is an opening of its own each time.
        note_reading(session, case_id=there.id, now=clock.now(), within=SENT_TWICE, **by_me())
        return there.id
    return _opened(session, desk_id, visitor, locale, pass_id).id


def _again(desk_id: UUID, status: int, message: str) -> ResponseReturnValue:
    return _page(
        status, wrong=desk_id, error=message, code=typed("code", 40), visitor=typed("visitor", 10)
    )
