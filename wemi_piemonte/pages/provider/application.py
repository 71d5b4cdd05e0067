"""A body's application: written in as many sittings as it takes, sent, answered, withdrawn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, IllegalMove, NotFound, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.geo.gazetteer.places import provinces
from wemi_piemonte.pages.provider.door import member
from wemi_piemonte.qualification.models import Application
from wemi_piemonte.qualification.operations import (
    Incomplete,
    NoticeShut,
    NotWritable,
    save_application,
    submit_application,
    withdraw_application,
)
from wemi_piemonte.qualification.queries import ApplicationSheet, application_sheet
from wemi_piemonte.qualification.rules import (
    OPEN,
    REGISTER_SECTIONS,
    WRITABLE,
    ApplicationState,
    LegalForm,
    Told,
)
from wemi_piemonte.qualification.schemas.forms import (
    ApplicationForm,
    RevisionForm,
    place_name,
    told_from,
    written_places,
)
from wemi_piemonte.taxonomy import tree

DONE = ("saved", "sent", "withdrawn")


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/applications/<uuid:application_id>")(application)
    blueprint.post("/<locale:locale>/provider/applications/<uuid:application_id>")(
        change_application
    )


def own_application(
    session: Session, application_id: UUID, *, at_least: MemberRole = MemberRole.READER
) -> Application:
    """Return an application of a body of the person asking, or their own claim of a body.

    What is not theirs is not there (404); a right that is too small is refused (403).
    """
    found = session.get(Application, application_id)
    if found is None:
        raise NotFound
    if found.is_claim:
        # Nobody speaks for the body yet: only who claims it sees what they wrote.
        if found.created_by != me().id:
            raise NotFound
    else:
        member(session, found.organization_id, at_least=at_least)
    return found


def _right(session: Session, found: Application) -> MemberRole | None:
    """Return what the person asking may do with an application; a claim is its author's own."""
    return (
        MemberRole.OWNER
        if found.is_claim
        else membership_of(session, me().id, found.organization_id)
    )


def may_write(session: Session, found: Application) -> bool:
    """Say whether the person asking may change an application now."""
    role = _right(session, found)
    return role in {MemberRole.OWNER, MemberRole.EDITOR} and found.state in WRITABLE


def _typed(told: Told) -> dict[str, Any]:
    """Return what an application tells as the fields of its form hold it."""
    return {
        "legal_name": told.legal_name,
        "tax_code": told.tax_code,
        "legal_form": told.legal_form.value if told.legal_form else "",
        "runts_section": told.runts_section,
        "runts_number": told.runts_number,
        "municipality": place_name(told.municipality),
        "email": told.email,
        "phone": told.phone,
        "website": told.website,
        "statement": told.statement,
        "sections": list(told.sections),
        "needs": list(told.needs),
        "region": "1" if "01" in told.territory else "",
        "provinces": [code for code in told.territory if len(code) == 3 and code.isdigit()],
        "municipalities": written_places(told.territory),
    }


def _sent() -> dict[str, Any]:
    """Return the fields as they were sent, to be shown again."""
    names = _typed(Told())
    many = {"sections", "needs", "provinces"}
    return {
        name: request.form.getlist(name) if name in many else request.form.get(name, "")
        for name in names
    }


def _page(application_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        found = own_application(session, application_id)
        sheet = application_sheet(session, application_id)
        told: dict[str, Any] = {
            "sheet": sheet,
            "application": sheet.application,
            "values": _typed(sheet.told),
            "is_writable": may_write(session, found),
            "may_send": _right(session, found) is MemberRole.OWNER,
            "is_asked": sheet.application.state is ApplicationState.MORE_ASKED,
            "missing": _named(sheet, sheet.missing),
            "legal_forms": list(LegalForm),
            "register_sections": REGISTER_SECTIONS,
            "provinces": provinces(),
            "all_needs": tree.need_codes(),
            "is_open": sheet.application.state in OPEN,
            "others": [],
            "errors": {},
            "error": "",
            "answer": "",
            "done": request.args.get("done", "") if request.args.get("done") in DONE else "",
            **values,
        }
        return render_template("provider/application.html", **told), status


def _named(sheet: ApplicationSheet, missing: list[str]) -> list[tuple[str, str]]:
    """Return what is missing: a code, and for a document the criterion that wants it."""
    titles = {f"document:{each.id}": each.title for each in sheet.notice.criteria}
    return [(code, titles.get(code, "")) for code in missing]


@needs(Role.PROVIDER)
def application(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Show an application: its form while it may be written, else what was sent."""
    del locale
    return _page(application_id)


@needs(Role.PROVIDER)
def change_application(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Keep, send, answer or withdraw; what was written is kept before it is sent."""
    act = request.form.get("act", "save")
    # To send binds the body: that is for its owners.
    right = MemberRole.EDITOR if act == "save" else MemberRole.OWNER
    with reading() as session:
        own_application(session, application_id, at_least=right)
    try:
        seen = RevisionForm().load(request.form)
        form = None if act == "withdraw" else ApplicationForm().load(request.form)
    except ValidationError as error:
        return _page(application_id, 422, values=_sent(), errors=error.messages)
    told = None if form is None else told_from(form)
    try:
        with transaction() as session:
            own_application(session, application_id, at_least=right)
            revision = _keep(session, application_id, seen["revision"], told)
        if told is None or act == "save":
            return _to(locale, application_id, "saved" if told else "withdrawn")
        with transaction() as session:
            own_application(session, application_id, at_least=right)
            submit_application(
                session,
                application_id=application_id,
                revision=revision,
                answer=seen["text"],
                account_id=me().id,
                now=clock.now(),
            )
    except DomainError as error:
        return _refused(locale, application_id, error, told, seen["text"])
    return _to(locale, application_id, "sent")


def _keep(session: Session, application_id: UUID, revision: int, told: Told | None) -> int:
    """Keep what was written, or take the application back, and return what revision that makes."""
    if told is None:
        withdraw_application(
            session,
            application_id=application_id,
            revision=revision,
            account_id=me().id,
            now=clock.now(),
        )
        return revision
    kept = save_application(
        session, application_id=application_id, revision=revision, told=told, now=clock.now()
    )
    return kept.revision


def _to(locale: str, application_id: UUID, done: str) -> ResponseReturnValue:
    where = url_for("provider.application", locale=locale, application_id=application_id, done=done)
    return redirect(where, code=303)


def _refused(
    locale: str, application_id: UUID, error: DomainError, told: Told | None, answer: str
) -> ResponseReturnValue:
    """Say why an act did not happen; what was written is still in the form."""
    if isinstance(error, Stale):
        return _stale(locale, application_id, told, answer)
    if isinstance(error, Incomplete):
        codes: Any = error.details["missing"]
        with reading() as session:
            missing = _named(application_sheet(session, application_id), codes)
        message = _("It is kept, but not sent: something is missing.")
        return _page(application_id, 422, missing=missing, error=message, answer=answer)
    if isinstance(error, NoticeShut):
        message = _("This notice takes no applications now. What you wrote is kept.")
        return _page(application_id, 409, error=message)
    if isinstance(error, (NotWritable, IllegalMove)):
        return _page(application_id, 409, error=_moved_on())
    raise error


def _moved_on() -> str:
    return _("This can not be done any more: the application has moved on.")


def _stale(
    locale: str, application_id: UUID, told: Told | None, answer: str
) -> ResponseReturnValue:
    with reading() as session:
        own_application(session, application_id)
        found = application_sheet(session, application_id)
    others = _differing(_typed(found.told), _typed(told)) if told else []
    if found.application.state not in WRITABLE:
        # The same form, sent by a second click.
        if told and not others and found.application.state is ApplicationState.SUBMITTED:
            return _to(locale, application_id, "sent")
        return _page(application_id, 409, error=_moved_on())
    message = _(
        "Somebody else changed this application meanwhile. Your text is in the form: compare it"
        " with what is there now, then keep it again."
    )
    typed = {"values": _sent()} if told else {}
    return _page(application_id, 409, others=others, error=message, answer=answer, **typed)


def _differing(now: Mapping[str, Any], sent: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the fields that say something else now than what was sent, with what they say."""
    names = {"region": "territory", "provinces": "territory", "municipalities": "territory"}
    found = []
    for name, value in now.items():
        if name == "tax_code" or value == sent[name]:
            continue
        words = value if isinstance(value, str) else " ".join(map(place_name, value))
        found.append((names.get(name, name), words))
    return found
