"""Requests for the visitor of a case, under a mandate: sent by the desk, the visitor's own."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.operations import touch_pass
from wemi_piemonte.accounts.rules import Requester, Role, new_token
from wemi_piemonte.cases.operations import note_requests
from wemi_piemonte.cases.queries import Held, may_in
from wemi_piemonte.cases.rules import MandateScope, NoMandate
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.asking.choices import Choice, Choices, sheets_of
from wemi_piemonte.pages.asking.form import Errors, asked_in, ids_in
from wemi_piemonte.pages.asking.form import typed as typed_request
from wemi_piemonte.pages.desk.door import (
    CASE,
    acting,
    by_me,
    entered,
    is_read,
    pass_of,
    to_case,
    working,
)
from wemi_piemonte.pages.desk.told import wishes_of
from wemi_piemonte.pages.desk.two import Sides, sides_of
from wemi_piemonte.pages.plans.shown import covered_by, plan_now
from wemi_piemonte.plans.operations import note_requests as note_in_plan
from wemi_piemonte.plans.queries import plan_of_pass
from wemi_piemonte.referrals.operations import refusal, send_referrals
from wemi_piemonte.referrals.rules import (
    MOST_AT_ONCE,
    AlreadyAsked,
    Asked,
    ContactKind,
    NobodyToAsk,
    OwnService,
)
from wemi_piemonte.search.views.quick_exit import is_sensitive

REQUESTS = f"{CASE}/requests"

Needs = Mapping[UUID, tuple[str, ...]]


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(REQUESTS)(requests)
    blueprint.post(REQUESTS)(send_requests)


def _needs(session: Session, held: Held, locale: str) -> Needs:
    """Return what each service of the visitor's plan is for."""
    kept = wishes_of(session, held, locale)
    if kept is None:
        return {}
    return covered_by(plan_now(session, kept[0], locale, clock.now()))


def _choices(
    session: Session, held: Held, needs: Needs, ticked: Collection[UUID] | None, contact: str = ""
) -> Choices:
    """Return the services of the plan, each to be ticked or why it can not be asked for."""
    requester, found = Requester(pass_id=pass_of(held)), []
    sheets = sheets_of(session, list(needs))
    for sheet in sheets:
        refused = refusal(session, session.get_one(Service, sheet.id), requester, contact)
        is_ticked = refused is None and (ticked is None or sheet.id in ticked)
        code = refused.code if refused else ""
        found.append(Choice(sheet, needs[sheet.id], is_ticked, code, None))
    return Choices(tuple(found), len(needs) - len(sheets))


def _page(locale: str, case_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    ticked, contact = values.pop("ticked", None), values.pop("contact", "")
    with reading() as session:
        held = working(session, case_id)
        if not is_read(session, held):
            return to_case(locale, case_id)
        choices = _choices(session, held, _needs(session, held, locale), ticked, contact)
        allowed = may_in(session, held.case, MandateScope.SEND_REQUESTS, clock.now())
    sides = sides_of(held.case.visitor_locale)
    told: dict[str, Any] = {
        "errors": {},
        "error": "",
        "values": typed_request() | {"contact_kind": ContactKind.DESK.value},
        "key": new_token(),
        "words_in": sides.languages[-1].code,
        **values,
    }
    page = render_template(
        "desk/requests.html",
        held=held,
        sides=sides,
        choices=choices,
        allowed=allowed,
        kinds=[ContactKind.DESK, ContactKind.EMAIL, ContactKind.PHONE],
        bodies=[str(each) for each in choices.bodies],
        sensitive=is_sensitive(choices.needs),
        **told,
    )
    return page, status


@needs(Role.OPERATOR)
def requests(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Offer the services of the visitor's plan, to be asked for under a mandate."""
    return _page(locale, case_id)


def _asked(held: Held, sides: Sides) -> tuple[Asked | None, Errors]:
    """Return what the services are told: the visitor's language, and that of the words."""
    asked, errors = asked_in(held.case.visitor_locale)
    words_in = request.form.get("words_in", "")
    if asked is None or words_in not in {each.code for each in sides.languages}:
        return asked, errors
    return replace(asked, words_locale=words_in if asked.words else None), errors


@needs(Role.OPERATOR)
def send_requests(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Send requests for the visitor, all or none: at this moment there must be a mandate."""
    held = entered(case_id)
    asked, errors = _asked(held, sides_of(held.case.visitor_locale))
    ticked = ids_in("service")
    if not ticked:
        errors = {**errors, "service": [_("Choose at least one service.")]}
    elif len(ticked) > MOST_AT_ONCE:
        errors = {**errors, "service": [_("Choose at most %(most)s services.", most=MOST_AT_ONCE)]}
    typed: dict[str, Any] = {
        "values": typed_request(),
        "words_in": request.form.get("words_in", ""),
        "ticked": ticked,
        "key": key_of_form(),
        "contact": asked.contact if asked else "",
    }
    if asked is None or errors:
        return _page(locale, case_id, 422, errors=errors, **typed)
    try:
        _send(locale, case_id, asked, ticked)
    except NoMandate:
        message = _("The visitor does not let the desk send requests, or no longer does.")
        return _page(locale, case_id, 409, error=message, **typed)
    except (AlreadyAsked, NobodyToAsk, OwnService, NotFound) as error:
        if "service_id" not in error.details:
            raise
        message = _("Nothing has been sent yet. Not all of them can be asked for here now.")
        return _page(locale, case_id, 409, error=message, **typed)
    return to_case(locale, case_id, "requested")


def _send(locale: str, case_id: UUID, asked: Asked, ticked: list[UUID]) -> None:
    now = clock.now()
    with transaction() as session:
        held = acting(session, case_id)
        if not may_in(session, held.case, MandateScope.SEND_REQUESTS, now):
            raise NoMandate
        pass_id = pass_of(held)
        needs = _needs(session, held, locale)
        for each in ticked:
            if each not in needs:
                raise NotFound(service_id=each)
        sent = send_referrals(
            session,
            requester=Requester(pass_id=pass_id),
            service_ids=ticked,
            asked=asked,
            secret=key_of_form(),
            now=now,
            needs={each: needs[each] for each in ticked},
        )
        note_requests(session, case_id=case_id, referral_ids=sent.ids, now=now, **by_me())
        plan_id = plan_of_pass(session, pass_id, now)
        if plan_id is not None:
            note_in_plan(session, plan_id=plan_id, referral_ids=sent.ids)
        touch_pass(session, pass_id=pass_id, now=now)
