"""The form of a request: what was typed, as whom it is sent, how often one may send."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.accounts.opened import remember_open
from wemi_piemonte.accounts.operations import pass_of_form
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.foundation import clock, forms
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.pages.qr import qr
from wemi_piemonte.pages.requests.door import requesters
from wemi_piemonte.pages.sheet import Sheet
from wemi_piemonte.referrals.askable import sender_of
from wemi_piemonte.referrals.operations import Sent
from wemi_piemonte.referrals.rules import Asked, ContactKind
from wemi_piemonte.referrals.schemas import AskForm
from wemi_piemonte.taxonomy import tree

NAMES = ("name", "contact_kind", "email", "phone", "words")
MOST_NEEDS = 24
MOST_OFFERED = 48
SENT_AT_MOST = "20 per hour"
# What is sent counts, and what is refused: who tries addresses out is not let on for ever.
COUNTED = frozenset({201, 303, 409})

Errors = dict[str, list[Any]]


def typed() -> dict[str, str]:
    """Return what was typed, as it goes back into the form."""
    return forms.typed(*NAMES)


def first_values() -> dict[str, str]:
    """Return what a form begins with: of a person with an account its address."""
    values = dict.fromkeys(NAMES, "")
    account = current()
    if account is not None:
        values |= {"contact_kind": ContactKind.EMAIL.value, "email": account.email}
    return values


def codes_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the needs that these name, each once; what is none is left out."""
    known = set(tree.all_codes())
    return tuple(dict.fromkeys(each for each in texts if each in known))[:MOST_NEEDS]


def ids_in(name: str) -> list[UUID]:
    """Return the services that the fields of this name hold, each once."""
    found = (id_in(each[:40]) for each in request.form.getlist(name)[:MOST_OFFERED])
    return list(dict.fromkeys(each for each in found if each is not None))


def asked_in(locale: str, needs: tuple[str, ...] = ()) -> tuple[Asked | None, Errors]:
    """Return what the person tells the body, or what is wrong in the form."""
    try:
        form = AskForm().load(request.form)
    except ValidationError as error:
        found: Any = error.messages
        return None, found
    return Asked(**form, needs=needs, locale=locale), {}


def usual(session: Session) -> Requester | None:
    """Return as whom this visitor asks: the account, else the pass opened last."""
    return next(iter(requesters(session)), None)


def sender(
    session: Session, key: str, service_ids: Sequence[UUID], by_default: Requester | None
) -> tuple[Requester | None, bool]:
    """Return as whom a form is sent, and whether that is the pass which the form itself makes.

    A form that was sent before is sent as the same again, whatever was opened since.
    """
    made = pass_of_form(session, secret=key, now=clock.now())
    if made is not None:
        return Requester(pass_id=made), True
    before = sender_of(session, key, service_ids, requesters(session))
    found = before or by_default
    return found, found is None


def _is_repeated() -> bool:
    """Say whether this form was sent before: then it may be sent as often as the line breaks."""
    key = forms.key_of_form()
    service_id = (request.view_args or {}).get("service_id")
    services = [service_id] if service_id else ids_in("service")
    with reading() as session:
        if pass_of_form(session, secret=key, now=clock.now()) is not None:
            return True
        return sender_of(session, key, services, requesters(session)) is not None


counted = limiter.shared_limit(
    SENT_AT_MOST,
    scope="asking",
    deduct_when=lambda response: response.status_code in COUNTED,
    exempt_when=_is_repeated,
)


def sent_page(
    sent: Sent,
    sheets: Sequence[Sheet],
    asked: Asked,
    *,
    sensitive: bool,
    plan: tuple[bool, str] = (False, ""),
) -> ResponseReturnValue:
    """Tell that it is sent: to who has no account with what opens it again, shown this once.

    `plan` says if the plan is kept too, and under which code where that is known.
    """
    is_kept, plan_code = plan
    if sent.code and sent.requester.pass_id is not None:
        remember_open(sent.code, sent.requester.pass_id)
    if sent.requester.account_id is not None:
        return redirect(url_for("requests.mine", done="sent"), code=303)
    if plan_code:
        address = url_for("plans.saved", code=plan_code, _external=True)
    else:
        address = url_for("requests.mine", _external=True)
    page = render_template(
        "asking/sent.html",
        sent=sent,
        sheets=sheets,
        asked=asked,
        is_kept=is_kept,
        plan_code=plan_code,
        qr=qr(address) if sent.code else "",
        sensitive=sensitive,
    )
    return page, 201
