"""A case goes on to another desk or to the next shift; and into this hand, to plan in it."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases import operations
from wemi_piemonte.cases.queries import was_handed_over_by
from wemi_piemonte.cases.rules import NobodyThere
from wemi_piemonte.cases.schemas import HandOverForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.answer_page import revision_seen
from wemi_piemonte.pages.desk.case import letting_go, page_of
from wemi_piemonte.pages.desk.door import CASE, acting, by_me, entered, own, to_case, typed
from wemi_piemonte.pages.desk.told import wishes_of
from wemi_piemonte.pages.plans import desk, in_hand


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.post(f"{CASE}/hand-over")(hand_over)
    blueprint.post(f"{CASE}/plan")(plan)
    blueprint.post(f"{CASE}/put-down")(put_down)


def _is_done(case_id: UUID) -> bool:
    """Say whether this form has handed the case over already: it was sent twice."""
    with reading() as session:
        return was_handed_over_by(session, case_id, me().id, revision_seen())


@needs(Role.OPERATOR)
def hand_over(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Hand a case over; the visitor agrees where it goes to another desk."""
    done = redirect(url_for("desk.room", locale=locale, done="handed-over"), code=303)
    if _is_done(case_id):
        return done
    held = entered(case_id, fully=False)
    told = {"to": typed("to", 40)}
    try:
        form = HandOverForm().load(request.form)
    except ValidationError as error:
        return page_of(locale, case_id, 422, errors=error.messages_dict, **told)
    if form["to"] != held.desk.id and form["agreed"] != "1":
        message = _("Ask the visitor first: another desk will see the plan.")
        return page_of(locale, case_id, 422, errors={"agreed": [message]}, **told)

    def end(session: Session) -> None:
        operations.hand_over(
            session,
            case_id=case_id,
            revision=revision_seen(),
            to_desk_id=form["to"],
            now=clock.now(),
            **by_me(),
        )

    try:
        return letting_go(locale, case_id, end) or done
    except NotFound:
        # It is not there for this operator; or the desk that was chosen is not.
        with reading() as session:
            own(session, case_id)
    except NobodyThere:
        pass
    message = _("Nobody at that desk can take the case now. Choose another one.")
    return page_of(locale, case_id, 409, errors={"to": [message]}, **told)


@needs(Role.OPERATOR)
def plan(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Take a case in hand to plan for its visitor, from the plan that there is."""
    with transaction() as session:
        held = acting(session, case_id, fully=False)
        desk.forget(session)
        kept = wishes_of(session, held, locale)
        if kept is not None:
            desk.keep(session, replace(kept[0], locale=locale))
    in_hand.take(case_id)
    return redirect(url_for("plans.write", locale=locale), code=303)


@needs(Role.OPERATOR)
def put_down(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Put a case down: what was written and not saved is forgotten at once."""
    with reading() as session:
        own(session, case_id)
    with transaction() as session:
        if in_hand.put_down(case_id):
            desk.forget(session)
    return to_case(locale, case_id, "put-down")
