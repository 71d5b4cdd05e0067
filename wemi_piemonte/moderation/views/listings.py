"""A listing before the Region: what it says or changes, how good it is, and the decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, NotFound, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.mail import queue_mail
from wemi_piemonte.listings import operations
from wemi_piemonte.listings.difference import fingerprint
from wemi_piemonte.listings.quality import quality, readings
from wemi_piemonte.listings.queries import Working, uncovered_needs, working_copy
from wemi_piemonte.listings.rules import NotQualified, SuspensionCause, missing
from wemi_piemonte.listings.schemas.telling import told_changes
from wemi_piemonte.moderation.operations import record_decision
from wemi_piemonte.moderation.queries import ClaimedByOther, OwnBody, decisions_on, may_decide
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.queries import addressees

LONGEST_NOTE = 2000
SEEN = frozenset({Publication.SUBMITTED, Publication.PUBLISHED, Publication.SUSPENDED})
"""What moderators see of listings; drafts and what is put away are the body's own."""

REASONS: dict[Act, tuple[Reason, ...]] = {
    Act.PUBLISH: (Reason.COMPLETE, Reason.OTHER),
    Act.SEND_BACK: (
        *(Reason.INCOMPLETE, Reason.NOT_CLEAR, Reason.NOT_TRUE, Reason.OUT_OF_SCOPE),
        *(Reason.NOT_QUALIFIED, Reason.DUPLICATE, Reason.PERSONAL_DATA, Reason.OTHER),
    ),
    Act.SUSPEND: (
        *(Reason.NOT_CONFIRMED, Reason.NOT_TRUE, Reason.RULES_BROKEN, Reason.PERSONAL_DATA),
        *(Reason.NOT_QUALIFIED, Reason.OUT_OF_SCOPE, Reason.OTHER),
    ),
    Act.TAKE_UP: (Reason.CAUSE_ENDED, Reason.MENDED, Reason.OTHER),
    # One that nobody confirmed was looked at, and stays.
    Act.CLOSE: (Reason.COMPLETE, Reason.OTHER),
}
MAILS = {
    Act.PUBLISH: "listing-published",
    Act.TAKE_UP: "listing-published",
    Act.SEND_BACK: "listing-sent-back",
    Act.SUSPEND: "listing-suspended",
}


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    path = "/<locale:locale>/moderation/listings/<uuid:service_id>"
    blueprint.get(path)(listing)
    blueprint.post(path)(decide_listing)


def _found(session: Session, service_id: UUID) -> Working:
    working = working_copy(session, service_id)
    if working.publication not in SEEN:
        raise NotFound
    return working


def _check_right(session: Session, working: Working) -> None:
    if working.waits and working.author_id == me().id:
        raise OwnBody
    may_decide(
        session,
        account_id=me().id,
        subject=_subject(working),
        subject_id=working.standing.id,
        organization_id=working.standing.organization.id,
        now=clock.now(),
    )


def _subject(working: Working) -> Subject:
    return Subject.PROPOSAL if working.waits and working.is_proposal else Subject.SERVICE


def acts_on(working: Working, *, escalated: bool) -> tuple[Act, ...]:
    """Return what the Region can decide about a listing as it stands."""
    state = working.publication
    by_region = working.cause is SuspensionCause.BY_REGION
    can = {
        Act.PUBLISH: working.waits,
        Act.SEND_BACK: working.waits,
        Act.CLOSE: escalated and not working.waits,
        Act.SUSPEND: state is Publication.PUBLISHED
        or (state is Publication.SUSPENDED and not by_region),
        Act.TAKE_UP: state is Publication.SUSPENDED and by_region,
    }
    return tuple(act for act, possible in can.items() if possible)


@needs(Role.MODERATOR, Role.ADMIN)
def listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show a listing that waits, or one that is published."""
    del locale
    return _page(service_id, done=request.args.get("done", ""))


def _page(service_id: UUID, *, done: str = "", error: str = "") -> str:
    with reading() as session:
        working = _found(session, service_id)
        why_not = _why_not(session, working)
        escalated = operations.is_escalated(session, service_id)
        decisions = decisions_on(session, [service_id])
        body = working.standing.organization
        shown = working.record if working.waits else working.standing
        outside = uncovered_needs(session, body.id, body.kind, shown.needs, clock.today())
    before = working.standing if working.is_proposal and working.waits else None
    return render_template(
        "moderation/listing.html",
        working=working,
        record=shown,
        body=body,
        before=before,
        changes=told_changes(before, shown),
        lacking=missing(shown),
        outside=outside,
        marks=quality(shown, clock.today()),
        readings=readings(shown),
        decisions=decisions,
        why_not=why_not,
        acts=() if why_not else acts_on(working, escalated=escalated),
        escalated=escalated,
        reasons=REASONS,
        seen=fingerprint(shown),
        typed=request.form,
        done=done,
        error=error,
    )


def _why_not(session: Session, working: Working) -> str:
    try:
        _check_right(session, working)
    except (OwnBody, ClaimedByOther) as refused:
        return told_refusal(refused)
    return ""


def told_refusal(refused: OwnBody | ClaimedByOther) -> str:
    """Return why this moderator does not decide here."""
    if isinstance(refused, OwnBody):
        return _("You belong to this body: somebody else decides.")
    return _("Somebody else is on it just now.")


@needs(Role.MODERATOR, Role.ADMIN)
def decide_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Decide about the version that was seen; about another one nothing is decided."""
    act = next((each for each in REASONS if each.value == request.form.get("act")), None)
    reason = next((each for each in Reason if each.value == request.form.get("reason")), None)
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    if act is None or reason not in REASONS[act]:
        return _page(service_id, error=_("Choose what you decide, and why.")), 422
    if not note and (reason is Reason.OTHER or act in {Act.SEND_BACK, Act.SUSPEND}):
        return _page(service_id, error=_("Tell the body why, in words.")), 422
    error = ""
    try:
        with transaction() as session:
            _decide(session, service_id, act=act, reason=reason, note=note)
    except (OwnBody, ClaimedByOther) as refused:
        error = told_refusal(refused)
    except NotQualified:
        error = _("The qualification of the body does not cover all its needs.")
    except (Stale, IllegalMove):
        error = _("It has changed since you looked. Here is how it is now; your note is kept.")
    if error:
        return _page(service_id, error=error), 409
    if act in {Act.PUBLISH, Act.SEND_BACK}:
        return redirect(url_for("moderation.show", locale=locale), code=303)
    address = url_for("moderation.listing", locale=locale, service_id=service_id, done="decided")
    return redirect(address, code=303)


def _decide(session: Session, service_id: UUID, *, act: Act, reason: Reason, note: str) -> None:
    operations.locked(session, service_id)
    working = _found(session, service_id)
    _check_right(session, working)
    shown = working.record if working.waits else working.standing
    escalated = operations.is_escalated(session, service_id)
    seen = request.form.get("seen", "")
    if act not in acts_on(working, escalated=escalated) or seen != fingerprint(shown):
        raise Stale
    now, account = clock.now(), me().id
    todo: dict[Act, Callable[[], Any]] = {
        Act.PUBLISH: lambda: operations.approve(
            session, service_id=service_id, seen=seen, account_id=account, now=now
        ),
        Act.SEND_BACK: lambda: operations.send_back(
            session, service_id=service_id, seen=seen, now=now
        ),
        Act.SUSPEND: lambda: operations.suspend_by_region(
            session, service_id=service_id, reason=reason.value, note=note, now=now
        ),
        Act.TAKE_UP: lambda: operations.take_up_by_region(session, service_id=service_id, now=now),
        Act.CLOSE: lambda: operations.stop_waiting(session, service_id, is_answered=True),
    }
    todo[act]()
    record_decision(
        session,
        subject=_subject(working),
        subject_id=service_id,
        act=act,
        reason=reason,
        note=note,
        account_id=account,
        now=now,
    )
    if act in MAILS:
        _tell(session, working, act, reason)


def _tell(session: Session, working: Working, act: Act, reason: Reason) -> None:
    """Write to the author of what was decided about, or else to those who act for the body."""
    author = session.get(Account, working.author_id) if working.author_id else None
    told = addressees(session, working.standing.organization.id)
    if author is not None and act in {Act.PUBLISH, Act.SEND_BACK}:
        told = [(author.email, author.locale)]
    for email, locale in told:
        queue_mail(
            session,
            to=email,
            locale=locale,
            kind=MAILS[act],
            now=clock.now(),
            service_id=working.standing.id,
            name=working.standing.name,
            reason=reason.value,
        )
