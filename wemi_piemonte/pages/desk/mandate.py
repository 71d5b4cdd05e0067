"""What a visitor lets the desk do: told in two languages before it is recorded, taken back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.cases import operations
from wemi_piemonte.cases.queries import mandate_of
from wemi_piemonte.cases.rules import MANDATE_DAYS, MANDATE_LASTS, MandateScope
from wemi_piemonte.cases.schemas import MandateForm
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import N_
from wemi_piemonte.pages.desk.door import CASE, acting, by_me, to_case, working
from wemi_piemonte.pages.desk.two import sides_of

MANDATE = f"{CASE}/mandate"

MEANING = {
    MandateScope.SEND_REQUESTS: N_(
        "The desk asks services for help in your name. Each time you hear first which ones, and "
        "what is written to them."
    ),
    MandateScope.READ_ANSWERS: N_(
        "The desk reads what these services write back to you, and tells you."
    ),
    MandateScope.KEEP_NOTES: N_(
        "The desk writes down what you tell, so that you need not tell it again. Only people of "
        "this desk read it."
    ),
}
"""What each of the things means that a visitor may let the desk do."""

LASTS = {30: N_("For 30 days"), 90: N_("For 90 days"), 365: N_("For one year")}


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(MANDATE)(mandate)
    blueprint.post(MANDATE)(give_mandate)
    blueprint.get(f"{MANDATE}/end", endpoint="back_to_mandate")(back)
    blueprint.post(f"{MANDATE}/end")(end_mandate)


def _page(locale: str, case_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    del locale
    with reading() as session:
        held = working(session, case_id)
        given = mandate_of(session, held.case, clock.now())
    told: dict[str, Any] = {
        "errors": {},
        "scopes": given.scopes.split() if given else [],
        "days": str(MANDATE_LASTS.days),
        "key": new_token(),
        **values,
    }
    page = render_template(
        "desk/mandate.html",
        held=held,
        sides=sides_of(held.case.visitor_locale),
        given=given,
        meaning=MEANING,
        lasts=[(days, LASTS[days]) for days in MANDATE_DAYS],
        **told,
    )
    return page, status


@needs(Role.OPERATOR)
def mandate(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Tell the visitor what a mandate is, and ask which."""
    return _page(locale, case_id)


@needs(Role.OPERATOR)
def back(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Lead from the address that ends a mandate back to the case."""
    with reading() as session:
        working(session, case_id)
    return to_case(locale, case_id)


@needs(Role.OPERATOR)
def give_mandate(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Record what the visitor lets the desk do, in whose language they heard it."""
    with reading() as session:
        working(session, case_id)
    sent = {
        "scopes": request.form.getlist("scopes"),
        **{name: request.form[name] for name in ("days", "agreed") if request.form.get(name)},
    }
    try:
        form = MandateForm().load(sent)
    except ValidationError as error:
        typed = {"scopes": sent["scopes"], "days": sent.get("days", ""), "key": key_of_form()}
        errors = {name: _flat(each) for name, each in error.messages_dict.items()}
        return _page(locale, case_id, 422, errors=errors, **typed)
    with transaction() as session:
        held = acting(session, case_id)
        operations.give_mandate(
            session,
            case_id=case_id,
            scopes=form["scopes"],
            days=form["days"],
            locale=held.case.visitor_locale,
            secret=key_of_form(),
            now=clock.now(),
            **by_me(),
        )
    return to_case(locale, case_id, "mandate")


def _flat(messages: Any) -> list[Any]:
    """Return the messages about a list of fields as those of one."""
    return next(iter(messages.values())) if isinstance(messages, dict) else messages


@needs(Role.OPERATOR)
def end_mandate(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Take a mandate back for the visitor, with what was noted by it."""
    with transaction() as session:
        acting(session, case_id)
        operations.end_mandates(session, case_id=case_id, now=clock.now(), **by_me())
    return to_case(locale, case_id, "mandate-ended")
