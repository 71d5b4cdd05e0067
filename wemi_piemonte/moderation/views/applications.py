"""An application as moderators see it: what the body tells, what was found, what they decide."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, IllegalMove, Invalid, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.web import attached
from wemi_piemonte.moderation.queries import (
    ClaimedByOther,
    OwnBody,
    claims,
    decisions_on,
    may_decide,
)
from wemi_piemonte.moderation.rules import Reason, Subject
from wemi_piemonte.moderation.schemas import LABELS
from wemi_piemonte.moderation.views.application_acts import ACTS, ASKING, REFUSALS
from wemi_piemonte.moderation.views.queue import names_of
from wemi_piemonte.qualification.models import Application
from wemi_piemonte.qualification.operations import (
    BodyKnown,
    NotWritable,
)
from wemi_piemonte.qualification.operations.deciding import unmet
from wemi_piemonte.qualification.operations.documents import document_of
from wemi_piemonte.qualification.queries import (
    ApplicationSheet,
    application_sheet,
    qualifications_of,
    register_check,
)
from wemi_piemonte.qualification.rules import ApplicationState, Verdict, changed_since, fingerprints
from wemi_piemonte.qualification.schemas.forms import place_name

APPLICATION = "/<locale:locale>/moderation/applications/<uuid:application_id>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(APPLICATION)(application)
    blueprint.post(APPLICATION)(decide_application)
    blueprint.get(f"{APPLICATION}/documents/<uuid:document_id>")(application_document)
    blueprint.add_app_template_filter(place_name, "place_name")


def _seen(sheet: ApplicationSheet) -> dict[str, str]:
    """Return what a moderator sees of an application, to tell later what has changed."""
    names = (
        *("legal_name", "tax_code", "legal_form", "runts_section", "runts_number"),
        *("municipality", "email", "phone", "website", "statement", "sections", "needs"),
        *("territory", "state"),
    )
    judged = sorted(f"{j.criterion_id} {j.verdict} {j.note}" for j in sheet.judgements.values())
    return {name: str(getattr(sheet.application, name)) for name in names} | {
        "documents": " ".join(str(each.id) for each in sheet.documents),
        "messages": " ".join(str(each.id) for each in sheet.messages),
        "criteria": "\n".join(judged),
    }


def _check_right(session: Session, found: Application) -> None:
    """Raise OwnBody or ClaimedByOther where this moderator may not decide."""
    if found.created_by == me().id:
        raise OwnBody
    may_decide(
        session,
        account_id=me().id,
        subject=Subject.APPLICATION,
        subject_id=found.id,
        organization_id=found.organization_id,
        now=clock.now(),
    )


def choices_of(reasons: tuple[Reason, ...]) -> list[tuple[str, str]]:
    """Return reasons as the options of a field, none of them chosen."""
    words = LABELS["reason"]
    return [("", _("Choose one of these."))] + [(each.value, str(words[each])) for each in reasons]


def _why_not(error: Exception) -> str:
    if isinstance(error, OwnBody):
        return _("You belong to this body: somebody else decides.")
    return _("Somebody else is on it just now.")


def _page(application_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    why_not = ""
    with reading() as session:
        sheet = application_sheet(session, application_id)
        try:
            _check_right(session, sheet.application)
        except (OwnBody, ClaimedByOther) as refused:
            why_not = _why_not(refused)
        decisions = decisions_on(session, [application_id])
        told: dict[str, Any] = {
            "sheet": sheet,
            "application": sheet.application,
            "check": register_check(session, sheet.told),
            "criteria": sheet.notice.criteria_for(frozenset(sheet.told.sections)),
            "given": qualifications_of(session, sheet.application.organization_id),
            "waits": sheet.application.state is ApplicationState.SUBMITTED,
            "may_refuse": sheet.application.state
            in {ApplicationState.SUBMITTED, ApplicationState.MORE_ASKED},
            "seen": fingerprints(_seen(sheet)),
            "why_not": why_not,
            "is_mine": claims(session, clock.now()).get((Subject.APPLICATION, application_id))
            == me().id,
            "decisions": decisions,
            "names": names_of(session, {d.account_id for d in decisions if d.account_id}),
            "verdicts": list(Verdict),
            "refusal_choices": choices_of(REFUSALS),
            "asking_choices": choices_of(ASKING),
            "today": clock.today(),
            "act": "",
            "typed": {},
            "typed_needs": list(sheet.told.needs),
            "typed_territory": list(sheet.told.territory),
            "errors": {},
            "error": "",
            "changed": [],
            **values,
        }
        return render_template("moderation/application.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def application(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Show an application."""
    del locale
    return _page(application_id)


@needs(Role.MODERATOR, Role.ADMIN)
def application_document(
    locale: str, application_id: UUID, document_id: UUID
) -> ResponseReturnValue:
    """Give a document of an application, as something to keep and never as something to show."""
    del locale
    with reading() as session:
        found = document_of(session, application_id, document_id)
        return attached(Response(found.content, content_type=found.media_type), found.name)


def _typed() -> dict[str, Any]:
    """Return what was written into the form that was sent, to be shown in it again."""
    return {
        "act": request.form.get("act", ""),
        "typed": {name: value[:5000] for name, value in request.form.items()},
    }


@needs(Role.MODERATOR, Role.ADMIN)
def decide_application(locale: str, application_id: UUID) -> ResponseReturnValue:
    """Write down what was found, ask for more, accept or refuse."""
    typed = _typed()
    act = ACTS.get(typed["act"])
    if act is None:
        return _page(application_id, 422, error=_("This can not be done here."))
    if typed["act"] == "accept":
        typed["typed_needs"] = request.form.getlist("needs")
        typed["typed_territory"] = request.form.getlist("territory")
    try:
        # A form that can not be read changes nothing, so that all is done in one transaction.
        with transaction() as session:
            _check_right(session, application_sheet(session, application_id).application)
            act(session, application_id)
    except ValidationError as error:
        return _page(application_id, 422, errors=error.messages, **typed)
    except DomainError as error:
        return _refused(application_id, error, typed)
    where = url_for("moderation.application", locale=locale, application_id=application_id)
    return redirect(where, code=303)


def _refused(
    application_id: UUID, error: DomainError, typed: dict[str, Any]
) -> ResponseReturnValue:
    """Say why nothing was decided; what was written is still in the form."""
    if isinstance(error, Stale):
        with reading() as session:
            sheet = application_sheet(session, application_id)
        changed = changed_since(request.form.get("seen", "")[:4000], _seen(sheet))
        message = _("It changed after you opened it. Nothing was decided: look again.")
        return _page(application_id, 409, error=message, changed=changed, **typed)
    if isinstance(error, Invalid):
        return _page(application_id, 422, errors=_worded(application_id, error), **typed)
    messages: tuple[tuple[type[DomainError], str], ...] = (
        (OwnBody, _("You belong to this body: somebody else decides.")),
        (ClaimedByOther, _("Somebody else is on it just now.")),
        (BodyKnown, _("The body has got members meanwhile: they must invite who claims it.")),
        (NotWritable, _("This no longer waits: it was decided or taken back.")),
        (IllegalMove, _("This no longer waits: it was decided or taken back.")),
    )
    for kind, message in messages:
        if isinstance(error, kind):
            return _page(application_id, 409, error=message, **typed)
    raise error


def _worded(application_id: UUID, error: Invalid) -> dict[str, list[str]]:
    words = {
        "needs": _("Choose needs that the body asked for."),
        "territory": _("Choose places that the body asked for."),
        "months": _("Choose from 1 to 120 months."),
    }
    found = {name: [words[name]] for name in error.fields if name in words}
    if "criteria" in error.fields:
        with reading() as session:
            sheet = application_sheet(session, application_id)
        titles = unmet(sheet, request.form.getlist("needs")) or unmet(sheet, sheet.told.needs)
        found["criteria"] = [
            _("Not found to be met: %(title)s", title=each) for each in dict.fromkeys(titles)
        ]
    return found
