"""The documents of an application: sent, looked at by who may, taken back."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.limits import client_address, limiter
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.foundation.uploads import takes
from wemi_piemonte.foundation.web import attached
from wemi_piemonte.pages.provider.application import may_write, own_application
from wemi_piemonte.qualification.operations import NotWritable
from wemi_piemonte.qualification.operations.documents import (
    LARGEST,
    BadDocument,
    add_document,
    document_of,
    remove_document,
)
from wemi_piemonte.qualification.queries import application_sheet

# A file with the other parts of its form around it.
FORM_LIMIT = LARGEST + 256 * 1024
SENDINGS = "120 per hour"
PLACE = "/<locale:locale>/provider/applications/<uuid:application_id>/documents"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(PLACE)(documents)
    blueprint.post(PLACE)(limiter.limit(SENDINGS, key_func=_whose)(send_document))
    blueprint.get(f"{PLACE}/<uuid:document_id>")(document)
    blueprint.post(f"{PLACE}/<uuid:document_id>/remove")(take_document_back)


def _whose() -> str:
    account = current()
    return f"account:{account.id}" if account else client_address()


def _page(
    application_id: UUID, status: int = 200, error: str = "", chosen: str = ""
) -> ResponseReturnValue:
    with reading() as session:
        found = own_application(session, application_id)
        sheet = application_sheet(session, application_id)
        page = render_template(
            "provider/documents.html",
            sheet=sheet,
            application=sheet.application,
            is_writable=may_write(session, found),
            criteria=sheet.notice.criteria_for(frozenset(sheet.told.sections)),
            error=error,
            chosen=chosen,
        )
    return page, status


@needs(Role.PROVIDER)
def documents(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Show the documents, and the form to send one."""
    del locale
    return _page(application_id)


@needs(Role.PROVIDER)
@takes(FORM_LIMIT)
def send_document(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Keep a document."""
    with reading() as session:
        own_application(session, application_id, at_least=MemberRole.EDITOR)
    sent = request.files.get("file")
    chosen = request.form.get("criterion", "")[:64]
    try:
        if sent is None or not sent.filename:
            raise BadDocument(why="none")  # noqa: TRY301 - told like the other faults
        content = sent.stream.read(LARGEST + 1)
        with transaction() as session:
            own_application(session, application_id, at_least=MemberRole.EDITOR)
            add_document(
                session,
                application_id=application_id,
                criterion_id=id_in(chosen),
                name=sent.filename,
                content=content,
                now=clock.now(),
            )
    except BadDocument as error:
        return _page(application_id, 422, f"{error.details['why']}", chosen)
    except NotWritable:
        return _page(application_id, 409, "not_writable", chosen)
    return redirect(
        url_for("provider.documents", locale=locale, application_id=application_id), code=303
    )


@needs(Role.PROVIDER)
def document(locale: str, application_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Give a document to members of the body."""
    del locale
    with reading() as session:
        own_application(session, application_id)
        found = document_of(session, application_id, document_id)
        return attached(Response(found.content, content_type=found.media_type), found.name)


@needs(Role.PROVIDER)
def take_document_back(locale: str, application_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Take a document out of the application."""
    try:
        with transaction() as session:
            own_application(session, application_id, at_least=MemberRole.EDITOR)
            remove_document(
                session, application_id=application_id, document_id=document_id, now=clock.now()
            )
    except NotWritable:
        return _page(application_id, 409, "not_writable")
    return redirect(
        url_for("provider.documents", locale=locale, application_id=application_id), code=303
    )
