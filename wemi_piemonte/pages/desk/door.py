"""Whose case this is, judged at each request: what is another desk's is not there."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.cases.operations import note_reading
from wemi_piemonte.cases.queries import Held, is_reading, own_case
from wemi_piemonte.cases.rules import CaseClosed, CaseState
from wemi_piemonte.desks.queries import desk_role
from wemi_piemonte.desks.rules import DeskRight, DeskRole, may
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.referrals.queries import living_passes

CASE = "/<locale:locale>/desk/cases/<uuid:case_id>"


class CaseGone(NotFound):
    """A case that is not at the desk of who asks; `why` says so where it is theirs to know."""

    code = "case_gone"


def role_at(session: Session, desk_id: UUID, right: DeskRight) -> DeskRole:
    """Return what the person asking is at a desk; a stranger finds nothing (404).

    Who works there without this right may not (403); an antenna works elsewhere: beside what it
    reports it finds nothing either.
    """
    role = desk_role(session, me().id, desk_id)
    if role is None or (role is DeskRole.ANTENNA and not may(role, right)):
        raise NotFound
    if not may(role, right):
        raise Forbidden
    return role


def own(session: Session, case_id: UUID) -> Held:
    """Return a case that the person asking may see; raises CaseGone for all others.

    An open case whose visitor has ended the pass is as gone as the pass.
    """
    try:
        held = own_case(session, case_id, me().id)
    except NotFound as error:
        raise CaseGone(why="") from error
    if is_open(held) and not living_passes(session, [pass_of(held)], clock.now()):
        raise CaseGone(why="faded")
    return held


def working(session: Session, case_id: UUID, *, fully: bool = True) -> Held:
    """Return an open case in which the person asking may work.

    Raises CaseClosed, and Forbidden where a referent of a Point has no more to do.
    """
    held = own(session, case_id)
    if fully and not held.is_full:
        raise Forbidden
    if not is_open(held):
        raise CaseClosed
    return held


def acting(session: Session, case_id: UUID, *, fully: bool = True) -> Held:
    """Return a case to act in, as `working` does, and write down who opens it for that."""
    held = working(session, case_id, fully=fully)
    note_reading(session, case_id=case_id, now=clock.now(), **by_me())
    return held


def entered(case_id: UUID, *, fully: bool = True) -> Held:
    """Return a case to act in, as `acting` does; also what is refused then shows it, and counts."""
    with transaction() as session:
        return acting(session, case_id, fully=fully)


def is_open(held: Held) -> bool:
    """Say whether a case goes on."""
    return held.case.state is CaseState.OPEN


def is_read(session: Session, held: Held) -> bool:
    """Say whether the person asking has a case open: then they see the visitor's parts.

    Looking at pages writes nothing: after half an hour of nothing else it asks to be opened anew.
    """
    return is_open(held) and is_reading(session, held.case.id, me().id, clock.now())


def pass_of(held: Held) -> UUID:
    """Return the pass of the visitor; raises CaseGone when they have erased it."""
    if held.case.pass_id is None:
        raise CaseGone(why="erased")
    return held.case.pass_id


def by_me() -> dict[str, Any]:
    """Return who acts, as operations of cases take it."""
    account = me()
    return {"account_id": account.id, "who": account.name}


def typed(name: str, longest: int = 5000) -> str:
    """Return what stands in a field, to be shown again."""
    return request.form.get(name, "")[:longest]


def to_case(locale: str, case_id: UUID, done: str | None = None) -> ResponseReturnValue:
    """Lead to the page of a case."""
    address = url_for("desk.case", locale=locale, case_id=case_id, done=done)
    return redirect(address, code=303)


def see_closed(_error: CaseClosed) -> ResponseReturnValue:
    """Show of a closed case what is left of it, instead of what can no more be done in it."""
    with_values: dict[str, Any] = request.view_args or {}
    return to_case(with_values["locale"], with_values["case_id"])


def see_gone(error: CaseGone) -> ResponseReturnValue:
    """Say why a case may not be there; a stranger to it learns nothing of whether it ever was."""
    return render_template("desk/gone.html", why=error.details["why"]), error.status
