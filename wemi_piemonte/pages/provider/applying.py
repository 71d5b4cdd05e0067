"""The way to a qualification: what the Region asks, what a body has applied for, how to begin."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.queries import memberships
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.qualification.operations import BodyKnown, NoticeShut, start_application
from wemi_piemonte.qualification.queries import (
    NoticeSheet,
    applications_of,
    notice_sheet,
    open_notices,
    qualifications_of,
    unowned_namesakes,
)
from wemi_piemonte.qualification.rules import is_open, is_tax_code
from wemi_piemonte.qualification.schemas.forms import StartForm, tax_code_meant

NEW = "new"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/applications")(applications)
    blueprint.get("/<locale:locale>/provider/notices/<uuid:notice_id>")(notice)
    blueprint.post("/<locale:locale>/provider/notices/<uuid:notice_id>")(begin_application)


@needs(Role.PROVIDER)
def applications(locale: str) -> ResponseReturnValue:
    """Show the open notices, one's applications, and what one's bodies are qualified for."""
    del locale
    with reading() as session:
        bodies = [
            (name, qualifications_of(session, each))
            for each, name, _role in memberships(session, me().id)
        ]
        return render_template(
            "provider/applications.html",
            notices=open_notices(session, clock.today()),
            applications=applications_of(session, me().id),
            bodies=[(name, found) for name, found in bodies if found],
            today=clock.today(),
        )


def _visible_notice(session: Session, notice_id: UUID) -> NoticeSheet:
    """Return a notice that has opened; one that is being written is not there."""
    sheet = notice_sheet(session, notice_id)
    if sheet.notice.opens_on is None or sheet.notice.opens_on > clock.today():
        raise NotFound
    return sheet


def _bodies(session: Session) -> list[tuple[UUID, str]]:
    """Return the bodies of the person that may apply: public ones need no qualification."""
    return [
        (each, name)
        for each, name, role in memberships(session, me().id)
        if role is MemberRole.OWNER
        and (found := session.get(Organization, each)) is not None
        and found.kind is not OrganizationKind.PUBLIC_BODY
    ]


def _page(notice_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        sheet = _visible_notice(session, notice_id)
        told: dict[str, Any] = {
            "sheet": sheet,
            "is_open": is_open(sheet.notice.opens_on, sheet.notice.closes_on, clock.today()),
            "bodies": _bodies(session),
            "namesakes": [],
            "values": {},
            "errors": {},
            "error": "",
            **values,
        }
        return render_template("provider/notice.html", **told), status


@needs(Role.PROVIDER)
def notice(locale: str, notice_id: UUID) -> ResponseReturnValue:
    """Show a notice, and the form to begin."""
    del locale
    return _page(notice_id)


@needs(Role.PROVIDER)
def begin_application(locale: str, notice_id: UUID) -> ResponseReturnValue:
    """Begin an application, and go to its form."""
    typed: dict[str, Any] = {"values": request.form}
    try:
        form = StartForm().load(request.form)
    except ValidationError as error:
        return _page(notice_id, 422, errors=error.messages, **typed)
    body = id_in(form["organization"])
    tax_code = tax_code_meant(form["tax_code"])
    if body is None:
        if errors := _faults(form, tax_code):
            return _page(notice_id, 422, errors=errors, **typed)
        with reading() as session:
            found = unowned_namesakes(session, form["legal_name"])
        if found and form["organization"] != NEW:
            return _page(notice_id, namesakes=found, **typed)
    try:
        with transaction() as session:
            _visible_notice(session, notice_id)
            application = start_application(
                session,
                notice_id=notice_id,
                organization_id=body,
                legal_name=form["legal_name"],
                tax_code=tax_code,
                account_id=me().id,
                now=clock.now(),
            )
    except NoticeShut:
        return _page(notice_id, 409, error=_("This notice takes no applications now."), **typed)
    except BodyKnown:
        message = _(
            "A body with this tax code is here already. Ask its owner to invite you, or write to"
            " the Region."
        )
        return _page(notice_id, 409, error=message, **typed)
    return redirect(
        url_for("provider.application", locale=locale, application_id=application.id), code=303
    )


def _faults(form: dict[str, Any], tax_code: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not form["legal_name"]:
        errors["legal_name"] = [_("Write the legal name.")]
    if not is_tax_code(tax_code):
        errors["tax_code"] = [
            _("This is no tax code of a body: it has eleven digits, the last of which checks them.")
        ]
    return errors
