"""How a body keeps its listings true: how often it confirms, where mails go, what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole, Publication
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.listings.caring import care_of, due_listings
from wemi_piemonte.listings.freshness import freshness_on
from wemi_piemonte.listings.operations import freshness
from wemi_piemonte.listings.rules import FEWEST_MONTHS, MOST_MONTHS, Freshness
from wemi_piemonte.listings.schemas.care import CareForm
from wemi_piemonte.pages.provider.door import member, own_service

CARE = "/<locale:locale>/provider/organizations/<uuid:organization_id>/care"
MONTHS = tuple(range(FEWEST_MONTHS, MOST_MONTHS + 1))


@dataclass(frozen=True, slots=True)
class DueLine:
    """A listing that is to be confirmed."""

    service_id: UUID
    name: str
    due_on: date
    state: Freshness


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(CARE)(care)
    blueprint.post(CARE)(set_care)
    blueprint.post("/<locale:locale>/provider/services/<uuid:service_id>/confirm")(confirm_listing)


def _due(session: Session, organization_id: UUID, today: date) -> Iterator[DueLine]:
    for each in due_listings(session, today, organization_id).get(organization_id, []):
        state = freshness_on(today, each.due_on)
        yield DueLine(each.service_id, each.name, each.due_on, state)


def _page(organization_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        right = member(session, organization_id)
        body = session.get_one(Organization, organization_id)
        chosen = care_of(session, organization_id)
        due = list(_due(session, organization_id, clock.today()))
    told: dict[str, Any] = {
        "body": body,
        "due": due,
        "months": MONTHS,
        "is_owner": right is MemberRole.OWNER,
        "is_editor": MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR],
        "values": {"every_months": str(chosen.every_months), "email": chosen.email},
        "errors": {},
        "done": request.args.get("done", ""),
        **values,
    }
    return render_template("provider/care.html", **told), status


@needs(Role.PROVIDER)
def care(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show what a body has chosen, and what it is to confirm."""
    del locale
    return _page(organization_id)


@needs(Role.PROVIDER)
def set_care(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Choose how often the body confirms, and where the mails go."""
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
    try:
        form = CareForm().load(request.form)
    except ValidationError as error:
        values = {name: request.form.get(name, "")[:300] for name in ("every_months", "email")}
        return _page(organization_id, 422, values=values, errors=error.messages)
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.OWNER)
        freshness.set_care(
            session,
            organization_id=organization_id,
            account_id=me().id,
            now=clock.now(),
            **form,
        )
    return redirect(_back(locale, organization_id, "kept"), code=303)


def _back(locale: str, organization_id: UUID, done: str) -> str:
    return url_for("provider.care", locale=locale, organization_id=organization_id, done=done)


@needs(Role.PROVIDER)
def confirm_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Say that a listing is still true as it stands."""
    with transaction() as session:
        service = own_service(session, service_id, at_least=MemberRole.EDITOR)
        if service.publication is not Publication.PUBLISHED:
            raise IllegalMove(current=service.publication.value, target="confirmed")
        freshness.confirm(
            session, service_id=service_id, places=None, account_id=me().id, now=clock.now()
        )
    return redirect(_back(locale, service.organization_id, "confirmed"), code=303)
