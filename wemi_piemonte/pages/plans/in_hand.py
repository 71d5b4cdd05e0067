"""The case that an operator has in hand while a plan is made: it lies in the session.

What is written for one visitor must never come to another: every form of the plan says for which
case it was made, and a case that is no longer the operator's takes what was written with it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.accounts.operations import touch_pass
from wemi_piemonte.cases.operations import note_act, note_reading
from wemi_piemonte.cases.queries import Held, own_case
from wemi_piemonte.cases.rules import CaseEventKind, CaseState
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound, Stale
from wemi_piemonte.pages.plans import desk
from wemi_piemonte.plans.operations import add_version, save_under
from wemi_piemonte.plans.queries import plan_of_pass
from wemi_piemonte.plans.rules import Wishes
from wemi_piemonte.referrals.queries import living_passes

KEY = "case_in_hand"
PLANNED = "case_planned"


@dataclass(frozen=True, slots=True)
class InHand:
    """The case in hand, as the pages of a plan show it."""

    id: UUID
    number: int
    visitor_locale: str


def take(case_id: UUID) -> None:
    """Note that what is planned from now on is for the visitor of a case."""
    visit[KEY] = str(case_id)
    visit.pop(PLANNED, None)


def put_down(case_id: UUID | None = None) -> bool:
    """Have nobody's case in hand any more, or not this one; say if it was in hand."""
    found = visit.get(KEY)
    if found is None or (case_id is not None and found != str(case_id)):
        return False
    del visit[KEY]
    return True


def in_hand() -> InHand | None:
    """Return the case in hand, as it was found when this request began."""
    found: InHand | None = g.get(KEY)
    return found


def _held(session: Session, case_id: UUID) -> Held | None:
    account = current()
    if account is None:
        return None
    try:
        held = own_case(session, case_id, account.id)
    except NotFound:
        return None
    pass_id = held.case.pass_id
    if held.case.state is not CaseState.OPEN or pass_id is None:
        return None
    return held if living_passes(session, [pass_id], clock.now()) else None


def look() -> ResponseReturnValue | None:
    """Find the case in hand before a page of the plan is made.

    One that is no longer this operator's takes along what was written for its visitor.
    """
    text = visit.get(KEY)
    if text is None:
        return None
    with reading() as session:
        held = _held(session, UUID(text))
    if held is not None:
        g.setdefault(KEY, InHand(held.case.id, held.case.number, held.case.visitor_locale))
        return None
    visit.pop(KEY)
    forget_written()
    locale = (request.view_args or {}).get("locale", "it")
    return redirect(url_for("desk.room", locale=locale, done="gone"), code=303)


def forget_written() -> None:
    """Forget what was being written, at once where something may be written to the database."""
    if request.method == "POST":
        with transaction() as session:
            desk.forget(session)
    else:
        # The draft itself ends with its hour; nobody holds its id any more.
        desk.let_go()


def check_form() -> None:
    """Raise Stale when a form was made for another visitor than the one in hand now."""
    found = in_hand()
    if request.form.get("case", "") != (str(found.id) if found else ""):
        raise Stale


def keep_plan(
    session: Session, case_id: UUID, wishes: Wishes, outcome: dict[str, Any], now: datetime
) -> None:
    """Save a plan under the pass of the visitor, as its next version where there is one."""
    account = current()
    held = _held(session, case_id)
    if account is None or held is None or held.case.pass_id is None:
        raise NotFound
    pass_id = held.case.pass_id
    by: dict[str, Any] = {"account_id": account.id, "who": account.name, "now": now}
    # They also hold the case: two operators write two versions, one after the other.
    note_reading(session, case_id=case_id, **by)
    note_act(session, case_id=case_id, kind=CaseEventKind.PLANNED, **by)
    touch_pass(session, pass_id=pass_id, now=now)
    plan_id = plan_of_pass(session, pass_id, now)
    if plan_id is None:
        save_under(session, pass_id=pass_id, wishes=wishes, outcome=outcome, now=now)
    else:
        add_version(session, plan_id=plan_id, wishes=wishes, outcome=outcome, now=now)


def planned(case_id: UUID) -> None:
    """Put a case down whose plan is saved; the same form once more finds it again."""
    put_down(case_id)
    visit[PLANNED] = str(case_id)


def planned_last() -> UUID | None:
    """Return the case whose plan was saved last in this session."""
    found = visit.get(PLANNED)
    return UUID(found) if found else None
