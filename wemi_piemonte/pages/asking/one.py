"""Asking for one service, from its sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import new_token
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import records, visible_record
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.asking.form import (
    MOST_NEEDS,
    Errors,
    asked_in,
    codes_in,
    counted,
    first_values,
    sender,
    sent_page,
    typed,
    usual,
)
from wemi_piemonte.pages.requests.door import requesters, signed_in
from wemi_piemonte.pages.sheet import Sheet, sheet_of
from wemi_piemonte.referrals.askable import by_service
from wemi_piemonte.referrals.operations import Sent, refusal, send_referrals
from wemi_piemonte.referrals.queries import Told, referrals_of
from wemi_piemonte.referrals.rules import (
    AlreadyAsked,
    Asked,
    ContactKind,
    NobodyToAsk,
    OwnService,
)
from wemi_piemonte.search.views.quick_exit import is_sensitive

ASK = "/<locale:locale>/services/<uuid:service_id>/request"

Chips = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Subject:
    """The service that is asked for, why this visitor can not ask for it, what was asked before."""

    sheet: Sheet
    refused: str
    told: Told | None


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(ASK)(ask)
    blueprint.post(ASK)(counted(send))


def _subject(session: Session, service_id: UUID, key: str) -> Subject | None:
    record = visible_record(session, service_id)
    if record is None:
        return None
    sheet = sheet_of(record, current_voice(), now=clock.now(), today=clock.today())
    requester, _is_new = sender(session, key, [service_id], usual(session))
    refused = refusal(session, session.get_one(Service, service_id), requester)
    told = by_service(referrals_of(session, requesters(session))).get(service_id)
    return Subject(sheet, refused.code if refused else "", told)


def _chips(named: Iterable[str], own: Iterable[str], ticked: Iterable[str] | None) -> Chips:
    """Return the needs that the request may be for: those the person came with, then others.

    `ticked` are those of a form that was sent; before that it is what the person came with, or the
    only need that the service answers.
    """
    codes = tuple(dict.fromkeys((*named, *own)))[:MOST_NEEDS]
    chosen = set(codes[:1] if len(codes) == 1 else named) if ticked is None else set(ticked)
    return [(code, code in chosen) for code in codes]


def _page(
    subject: Subject, chips: Chips, values: dict[str, str], status: int = 200, **more: Any
) -> ResponseReturnValue:
    told: dict[str, Any] = {"errors": {}, "sent_before": False, **more}
    codes = [*subject.sheet.record.needs, *(code for code, _is_on in chips)]
    page = render_template(
        "asking/ask.html",
        subject=subject,
        sheet=subject.sheet,
        chips=chips,
        values=values,
        kinds=list(ContactKind),
        has_account=signed_in() is not None,
        sensitive=is_sensitive(codes),
        **told,
    )
    return page, status


@public
def ask(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Ask how the person wants to be answered, and for what; or say how else to reach them."""
    del locale
    key = new_token()
    with reading() as session:
        subject = _subject(session, service_id, key) or abort(404)
    chips = _chips(codes_in(request.args.getlist("need")), subject.sheet.record.needs, None)
    return _page(subject, chips, first_values(), key=key)


@public
def send(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Send a request; without an account, show the code and the PIN that open it again."""
    key, needs = key_of_form(), codes_in(request.form.getlist("need"))
    asked, errors = asked_in(locale, needs)
    if asked is None:
        return _again(service_id, key, errors)
    try:
        with transaction() as session:
            sent = _sent(session, service_id, asked, key)
            (record,) = records(session, [service_id])
    except (AlreadyAsked, NobodyToAsk, NotFound, OwnService) as error:
        return _again(service_id, key, {}, error)
    sheet = sheet_of(record, current_voice(), now=clock.now(), today=clock.today())
    return sent_page(sent, [sheet], asked, sensitive=is_sensitive([*record.needs, *needs]))


def _sent(session: Session, service_id: UUID, asked: Asked, key: str) -> Sent:
    requester, is_new = sender(session, key, [service_id], usual(session))
    return send_referrals(
        session,
        requester=None if is_new else requester,
        service_ids=[service_id],
        asked=asked,
        secret=key,
        now=clock.now(),
    )


def _again(
    service_id: UUID, key: str, errors: Errors, refused: DomainError | None = None
) -> ResponseReturnValue:
    """Show the form again as it was filled in; or what was typed, where there is no form."""
    with reading() as session:
        subject = _subject(session, service_id, key)
    if subject is None:
        return render_template("asking/gone.html", values=typed()), NotFound.status
    # It was sent before, and what it asked for has ended: it is a new form now.
    sent_before = isinstance(refused, AlreadyAsked) and not subject.refused
    if isinstance(refused, OwnService) and not subject.refused:
        errors = {"email": [_("This address is one of the body's own. Write yours.")]}
    ticked = codes_in(request.form.getlist("need"))
    return _page(
        subject,
        _chips(ticked, subject.sheet.record.needs, ticked),
        typed(),
        int(refused.status) if refused else 422,
        errors=errors,
        key=new_token() if sent_before else key,
        sent_before=sent_before,
    )
