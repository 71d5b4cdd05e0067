"""One case: what is known of it, what is done in it, its end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.cases import operations
from wemi_piemonte.cases.queries import Held
from wemi_piemonte.cases.rules import LONGEST_NOTE, CaseClosed, CaseOutcome, NoMandate
from wemi_piemonte.cases.schemas import CloseForm, FollowUpForm, NoteForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Stale
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.answer_page import revision_seen
from wemi_piemonte.pages.desk.door import (
    CASE,
    CaseGone,
    acting,
    by_me,
    entered,
    is_open,
    is_read,
    own,
    see_closed,
    see_gone,
    to_case,
    typed,
    working,
)
from wemi_piemonte.pages.desk.told import case_page, closed_on, holder_of, told_of
from wemi_piemonte.pages.plans import desk, in_hand
from wemi_piemonte.search.views.pins import pins

# What only buttons of the page of a case are sent to.
ACTS = "/<any('open','take','notes','follow-up','hand-over','close','plan','put-down'):act>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(CASE, endpoint="case")(show)
    blueprint.get(f"{CASE}{ACTS}", endpoint="back_to_case")(back)
    blueprint.post(f"{CASE}/open", endpoint="open_case")(open_it)
    blueprint.post(f"{CASE}/take")(take)
    blueprint.post(f"{CASE}/notes")(note)
    blueprint.post(f"{CASE}/follow-up")(follow_up)
    blueprint.post(f"{CASE}/close", endpoint="close_case")(close)
    blueprint.register_error_handler(CaseClosed, see_closed)
    blueprint.register_error_handler(CaseGone, see_gone)


def page_of(locale: str, case_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Return the page of a case: all of it to who has opened it."""
    with reading() as session:
        held = own(session, case_id)
        if not is_open(held):
            return _closed(session, held), status
        if not is_read(session, held):
            return _not_read(session, held), status
        page = case_page(session, held, locale)
    told: dict[str, Any] = {
        "errors": {},
        "error": "",
        "note": "",
        "on": held.case.follow_up_on or "",
        "to": "",
        "outcome": "",
        "key": new_token(),
        **values,
    }
    plan = page.plan
    shown = render_template(
        "desk/case.html",
        page=page,
        held=held,
        plan=plan,
        areas=pins(),
        sensitive=bool(plan and plan.sensitive),
        today=clock.today(),
        outcomes=list(CaseOutcome),
        longest_note=LONGEST_NOTE,
        done=request.args.get("done", ""),
        **told,
    )
    return shown, status


def _closed(session: Session, held: Held) -> str:
    """Return of a closed case its number, its dates and its outcome, and nothing more."""
    on = closed_on(told_of(session, held)["events"])
    return render_template("desk/closed.html", held=held, closed_at=on)


def _not_read(session: Session, held: Held) -> str:
    return render_template("desk/not_read.html", held=held, holder=holder_of(session, held))


@needs(Role.OPERATOR)
def show(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Show a case."""
    return page_of(locale, case_id)


@needs(Role.OPERATOR)
def back(locale: str, case_id: UUID, act: str) -> ResponseReturnValue:
    """Lead who comes back to an address that only a button opens, as in another language."""
    del act
    with reading() as session:
        own(session, case_id)
    return to_case(locale, case_id)


@needs(Role.OPERATOR)
def open_it(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Write down who opens a case, which its visitor sees, and show it."""
    with transaction() as session:
        acting(session, case_id, fully=False)
    return to_case(locale, case_id)


@needs(Role.OPERATOR)
def take(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Take a case in hand."""
    with transaction() as session:
        working(session, case_id)
        operations.take(session, case_id=case_id, now=clock.now(), **by_me())
        acting(session, case_id)
    return to_case(locale, case_id, "taken")


@needs(Role.OPERATOR)
def note(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Note something, where the visitor lets the desk keep notes."""
    entered(case_id)
    told = {"note": typed("text"), "key": key_of_form()}
    try:
        form = NoteForm().load(request.form)
    except ValidationError as error:
        return page_of(locale, case_id, 422, errors=error.messages_dict, **told)
    try:
        with transaction() as session:
            acting(session, case_id)
            operations.add_note(
                session,
                case_id=case_id,
                text=form["text"],
                locale=locale,
                secret=key_of_form(),
                now=clock.now(),
                **by_me(),
            )
    except NoMandate:
        message = _("The visitor does not let the desk keep notes, or no longer does.")
        return page_of(locale, case_id, 409, error=message, **told)
    return to_case(locale, case_id, "noted")


@needs(Role.OPERATOR)
def follow_up(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Say when to come back to a case."""
    entered(case_id)
    try:
        form = FollowUpForm().load(request.form)
    except ValidationError as error:
        return page_of(locale, case_id, 422, errors=error.messages_dict, on=typed("on", 20))
    with transaction() as session:
        acting(session, case_id)
        operations.set_follow_up(
            session, case_id=case_id, on=form["on"], now=clock.now(), **by_me()
        )
    return to_case(locale, case_id, "follow-up")


@needs(Role.OPERATOR)
def close(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Close a case with its outcome."""
    entered(case_id)
    try:
        form = CloseForm().load(request.form)
    except ValidationError as error:
        return page_of(locale, case_id, 422, errors=error.messages_dict)

    def end(session: Session) -> None:
        operations.close_case(
            session,
            case_id=case_id,
            revision=revision_seen(),
            outcome=form["outcome"],
            now=clock.now(),
            **by_me(),
        )

    return letting_go(locale, case_id, end) or to_case(locale, case_id)


def letting_go(
    locale: str, case_id: UUID, end: Callable[[Session], None]
) -> ResponseReturnValue | None:
    """Do what takes a case out of these hands; what was written for its visitor is forgotten."""
    try:
        with transaction() as session:
            working(session, case_id, fully=False)
            end(session)
            if in_hand.put_down(case_id):
                desk.forget(session)
    except Stale:
        message = _("Somebody else has changed this case meanwhile: see below how it stands now.")
        return page_of(locale, case_id, 409, error=message)
    return None
