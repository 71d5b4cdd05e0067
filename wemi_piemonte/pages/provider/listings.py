"""The listings of a body, and one listing with its state, what it lacks, and what can be done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import organization_record
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MOVES, MemberRole, Publication
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.listings import operations
from wemi_piemonte.listings.quality import quality, readings
from wemi_piemonte.listings.queries import (
    Working,
    listings_of,
    uncovered_needs,
    working_copy,
)
from wemi_piemonte.listings.rules import (
    Incomplete,
    NotQualified,
    NotYours,
    SuspensionCause,
    Waiting,
    missing,
)
from wemi_piemonte.listings.schemas.telling import told_changes
from wemi_piemonte.moderation.queries import decisions_on
from wemi_piemonte.moderation.rules import Act
from wemi_piemonte.pages.provider.door import member, own_service
from wemi_piemonte.pages.provider.listing_steps import MENDED_IN, STEPS, step_of

LONGEST_REASON = 500


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    body = "/<locale:locale>/provider/organizations/<uuid:organization_id>/services"
    blueprint.get(body)(listings)
    path = "/<locale:locale>/provider/services/<uuid:service_id>"
    blueprint.get(path)(listing)
    blueprint.post(f"{path}/submit")(submit_listing)
    blueprint.post(f"{path}/withdraw")(withdraw_listing)
    blueprint.post(f"{path}/discard")(discard_changes)
    blueprint.post(f"{path}/suspend")(suspend_listing)
    blueprint.post(f"{path}/take-up")(take_up_listing)
    blueprint.post(f"{path}/archive")(archive_listing)
    blueprint.post(f"{path}/reopen")(reopen_listing)


@needs(Role.PROVIDER)
def listings(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the listings of a body: where each stands, and what waits."""
    del locale
    with reading() as session:
        right = member(session, organization_id)
        body = organization_record(session, organization_id)
        lines = listings_of(session, organization_id)
    return render_template(
        "provider/listings.html",
        body=body,
        lines=lines,
        today=clock.today(),
        may_write=MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR],
    )


@needs(Role.PROVIDER)
def listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show where a listing stands, what it lacks, how good it is, and what can be done."""
    del locale
    return _page(service_id, done=request.args.get("done", ""))


def _page(service_id: UUID, *, done: str = "", error: str = "", reason: str = "") -> str:
    with reading() as session:
        service = own_service(session, service_id)
        right = member(session, service.organization_id)
        working = working_copy(session, service_id)
        body = working.standing.organization
        outside = uncovered_needs(session, body.id, body.kind, working.record.needs, clock.today())
        sent_back = _sent_back(session, working)
    record = working.record
    return render_template(
        "provider/listing.html",
        working=working,
        record=record,
        body=body,
        lacking=[(each, MENDED_IN[each]) for each in missing(record)],
        outside=outside,
        marks=quality(record, clock.today()),
        readings=readings(record),
        changes=told_changes(working.standing, record) if working.is_proposal else [],
        sent_back=sent_back,
        steps=STEPS,
        step_of=step_of,
        may_write=MEMBER_RIGHTS[right] >= MEMBER_RIGHTS[MemberRole.EDITOR],
        acts=_acts(working),
        done=done,
        error=error,
        reason=reason,
    )


def _sent_back(session: Session, working: Working) -> Any:
    """Return the Region's last decision while it asks the body to write on."""
    last = next(iter(decisions_on(session, [working.standing.id])), None)
    is_open = working.is_proposal or working.publication is Publication.DRAFT
    if last is None or last.act is not Act.SEND_BACK or working.waits or not is_open:
        return None
    return last


def _acts(working: Working) -> frozenset[str]:
    """Return what can be done with a listing as it stands."""
    state = working.publication
    moves = MOVES[state]
    is_new = state is Publication.DRAFT
    is_open = is_new or working.is_proposal
    is_suspended = state is Publication.SUSPENDED
    can = {
        "edit": state is not Publication.ARCHIVED,
        "submit": is_open and not working.waits,
        "withdraw": working.waits,
        "discard": working.is_proposal and not working.waits,
        "suspend": state is Publication.PUBLISHED,
        "take-up": is_suspended and working.cause is SuspensionCause.BY_PROVIDER,
        "archive": Publication.ARCHIVED in moves,
        "reopen": state is Publication.ARCHIVED,
    }
    return frozenset(act for act, possible in can.items() if possible)


def _done(
    locale: str, service_id: UUID, done: str, act: Callable[[Session], Any]
) -> ResponseReturnValue:
    """Do something with a listing of the person's body, or show why it can not be done."""
    try:
        with transaction() as session:
            own_service(session, service_id, at_least=MemberRole.EDITOR)
            found = act(session)
    except (Incomplete, NotQualified, NotYours, Waiting, IllegalMove) as error:
        page = _page(
            service_id,
            error=_why(error),
            reason=request.form.get("reason", "")[:LONGEST_REASON],
        )
        return page, error.status
    if found is Publication.PUBLISHED and done == "submitted":
        done = "published"
    address = url_for("provider.listing", locale=locale, service_id=service_id, done=done)
    return redirect(address, code=303)


def _why(error: Exception) -> str:
    if isinstance(error, Incomplete):
        return _("Something is still missing: see the list below.")
    if isinstance(error, NotQualified):
        return _("Your qualification does not cover all its needs: see the list below.")
    if isinstance(error, NotYours):
        return _("The Region suspended it: only the Region can take it up again.")
    if isinstance(error, Waiting):
        return _("The Region is looking at it. Take it back first.")
    return _("It has changed meanwhile: look at where it stands now.")


@needs(Role.PROVIDER)
def submit_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Send a listing, or its next version."""

    def act(session: Session) -> Any:
        return operations.submit(
            session, service_id=service_id, account_id=me().id, now=clock.now()
        )

    return _done(locale, service_id, "submitted", act)


@needs(Role.PROVIDER)
def withdraw_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Take back what waits for the Region."""

    def act(session: Session) -> None:
        operations.withdraw(session, service_id=service_id, account_id=me().id, now=clock.now())

    return _done(locale, service_id, "withdrawn", act)


@needs(Role.PROVIDER)
def discard_changes(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Throw the next version away."""

    def act(session: Session) -> None:
        operations.discard(session, service_id=service_id)

    return _done(locale, service_id, "discarded", act)


@needs(Role.PROVIDER)
def suspend_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Take a listing from the public for a time, with the reason."""
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        with reading() as session:
            own_service(session, service_id, at_least=MemberRole.EDITOR)
        return _page(service_id, error=_("Say why, in a few words.")), 422

    def act(session: Session) -> None:
        operations.suspend_own(
            session,
            service_id=service_id,
            reason=reason,
            account_id=me().id,
            now=clock.now(),
        )

    return _done(locale, service_id, "suspended", act)


@needs(Role.PROVIDER)
def take_up_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Give a listing back that the body had suspended."""

    def act(session: Session) -> None:
        operations.take_up_own(session, service_id=service_id, account_id=me().id, now=clock.now())

    return _done(locale, service_id, "taken-up", act)


@needs(Role.PROVIDER)
def archive_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Put a listing away."""

    def act(session: Session) -> None:
        operations.archive(session, service_id=service_id, account_id=me().id, now=clock.now())

    return _done(locale, service_id, "archived", act)


@needs(Role.PROVIDER)
def reopen_listing(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Take a listing out of the archive, as a draft."""

    def act(session: Session) -> None:
        operations.reopen(session, service_id=service_id, account_id=me().id, now=clock.now())

    return _done(locale, service_id, "reopened", act)
