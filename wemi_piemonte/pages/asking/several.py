"""Asking for all services of a plan at once: of the one being written, or of a saved one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.opened import pass_open_for
from wemi_piemonte.accounts.rules import Requester, code_meant, new_token
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.asking.choices import Choices, Needs, choices_of, sheets_of
from wemi_piemonte.pages.asking.form import (
    Errors,
    asked_in,
    codes_in,
    counted,
    first_values,
    ids_in,
    sender,
    sent_page,
    typed,
    usual,
)
from wemi_piemonte.pages.asking.keeping import keep_plan, plan_to_keep
from wemi_piemonte.pages.plans import desk
from wemi_piemonte.pages.plans.shown import ShownPlan, covered_by, plan_now
from wemi_piemonte.pages.requests.door import signed_in
from wemi_piemonte.plans.queries import versions_of
from wemi_piemonte.referrals.operations import send_referrals
from wemi_piemonte.referrals.queries import living_passes
from wemi_piemonte.referrals.rules import (
    MOST_AT_ONCE,
    AlreadyAsked,
    Asked,
    ContactKind,
    NobodyToAsk,
    OwnService,
)
from wemi_piemonte.search.views.quick_exit import is_sensitive

DRAFT = "/<locale:locale>/plan/requests"
SAVED = "/<locale:locale>/plans/<string:code>/requests"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(DRAFT)(ask_plan)
    blueprint.post(DRAFT)(counted(send_plan))
    blueprint.get(SAVED)(ask_saved)
    blueprint.post(SAVED)(counted(send_saved))


def _by_default(session: Session, code: str) -> Requester | None:
    """Return as whom the services of a plan are asked for: the account, else the plan's pass."""
    account = signed_in()
    if account is not None:
        return Requester(account_id=account)
    plan_code = code or desk.changing()
    if plan_code and desk.plan_open_for(session, plan_code):
        return Requester(pass_id=pass_open_for(plan_code))
    return usual(session)


def _page(
    choices: Choices, values: dict[str, str], code: str, status: int = 200, **more: Any
) -> ResponseReturnValue:
    told: dict[str, Any] = {"errors": {}, "refused": (), "sent_before": False, **more}
    page = render_template(
        "asking/several.html",
        choices=choices,
        values=values,
        code=code,
        kinds=list(ContactKind),
        has_account=signed_in() is not None,
        sensitive=is_sensitive(choices.needs),
        **told,
    )
    return page, status


def _form(session: Session, plan: ShownPlan, code: str) -> ResponseReturnValue:
    needs, key = covered_by(plan), new_token()
    by_default = _by_default(session, code)
    choices = choices_of(session, needs, set(needs), key=key, by_default=by_default)
    return _page(choices, first_values(), code, key=key)


@public
def ask_plan(locale: str) -> ResponseReturnValue:
    """Offer all services of the plan that is being written, to be asked for at once."""
    with reading() as session:
        wishes = desk.current_draft(session)
        if wishes is None or not wishes.wanted:
            return redirect(url_for("plans.write"), code=303)
        plan = plan_now(session, wishes, locale, clock.now())
        if not plan.steps:
            return redirect(url_for("plans.result"), code=303)
        return _form(session, plan, "")


def _known(code: str) -> str:
    return code_meant(code[:40]) or abort(404)


def _closed(session: Session, code: str) -> ResponseReturnValue:
    """Ask for the PIN, and come back here; a code that opens requests alone leads to them."""
    opened = pass_open_for(code)
    if opened is not None and living_passes(session, [opened], clock.now()):
        return redirect(url_for("requests.mine"), code=303)
    address = url_for("asking.ask_saved", code=code)
    return render_template("plans/find.html", code=code, error="", next=address)


@public
def ask_saved(locale: str, code: str) -> ResponseReturnValue:
    """Offer all services of a saved plan to whoever has opened it."""
    code = _known(code)
    with reading() as session:
        plan_id = desk.plan_open_for(session, code)
        if plan_id is None:
            return _closed(session, code)
        plan = plan_now(session, versions_of(session, plan_id)[0].wishes, locale, clock.now())
        if not plan.steps:
            return redirect(url_for("plans.saved", code=code), code=303)
        return _form(session, plan, code)


@public
def send_plan(locale: str) -> ResponseReturnValue:
    """Send the requests; the plan is kept under the code that opens them."""
    return _send(locale, "")


@public
def send_saved(locale: str, code: str) -> ResponseReturnValue:
    """Send the requests, and note that they come from this plan."""
    code = _known(code)
    with reading() as session:
        if desk.plan_open_for(session, code) is None:
            return _closed(session, code)
    return _send(locale, code)


def _chosen() -> tuple[Needs, list[UUID]]:
    """Return the services that the form offers, each with its needs, and those ticked.

    They are in the form itself: what was written is not lost with a draft whose hour is over.
    """
    needs = {
        each: codes_in(request.form.get(f"needs-{each}", "")[:2000].split())
        for each in ids_in("offered")
    }
    return needs, [each for each in ids_in("service") if each in needs]


def _send(locale: str, code: str) -> ResponseReturnValue:
    key = key_of_form()
    needs, ticked = _chosen()
    asked, errors = asked_in(locale)
    if not ticked:
        errors = {**errors, "service": [_("Choose at least one service.")]}
    elif len(ticked) > MOST_AT_ONCE:
        errors = {**errors, "service": [_("Choose at most %(most)s services.", most=MOST_AT_ONCE)]}
    if asked is None or errors:
        return _again(code, key, errors)
    try:
        return _sent(code, key, asked, needs, ticked)
    except (AlreadyAsked, NobodyToAsk, NotFound, OwnService) as error:
        return _again(code, key, {}, error, asked.contact)


def _sent(
    code: str, key: str, asked: Asked, needs: Needs, ticked: list[UUID]
) -> ResponseReturnValue:
    now = clock.now()
    with reading() as session:
        plan = None if code else plan_to_keep(session, asked.locale)
    with transaction() as session:
        requester, is_new = sender(session, key, ticked, _by_default(session, code))
        sent = send_referrals(
            session,
            requester=None if is_new else requester,
            service_ids=ticked,
            asked=asked,
            secret=key,
            now=now,
            needs=needs,
        )
        kept = keep_plan(session, sent, plan, code, now)
        sheets = sheets_of(session, ticked)
    codes = [code for each in sheets for code in (*each.record.needs, *needs[each.id])]
    return sent_page(sent, sheets, asked, sensitive=is_sensitive(codes), plan=kept)


def _again(
    code: str, key: str, errors: Errors, refused: DomainError | None = None, contact: str = ""
) -> ResponseReturnValue:
    """Show the form again as it was filled in, with what can not be asked for taken out."""
    needs, ticked = _chosen()
    with reading() as session:
        by_default = _by_default(session, code)
        choices = choices_of(
            session, needs, ticked, key=key, by_default=by_default, contact=contact
        )
    if not choices.all:
        return render_template("asking/gone.html", values=typed()), NotFound.status
    now_refused = [each for each in choices.others if each.sheet.id in ticked]
    # They were sent before, and what they asked for has ended: it is a new form now.
    sent_before = isinstance(refused, AlreadyAsked) and not now_refused
    return _page(
        choices,
        typed(),
        code,
        int(refused.status) if refused else 422,
        errors=errors,
        refused=now_refused,
        key=new_token() if sent_before else key,
        sent_before=sent_before,
    )
