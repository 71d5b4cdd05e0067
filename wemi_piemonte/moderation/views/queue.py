"""One queue of all that waits for the Region, the oldest first, and who is on what."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me, safe_next
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.queries import memberships
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.moderation import operations
from wemi_piemonte.moderation.queries import (
    OF_RATINGS,
    ClaimedByOther,
    Item,
    OwnBody,
    OwnText,
    claims,
    may_decide,
    waiting,
)
from wemi_piemonte.moderation.rules import Subject
from wemi_piemonte.ratings.queries import written_by
from wemi_piemonte.ratings.rules import SameModerator
from wemi_piemonte.search.views.address import page_number, pages_of

PER_PAGE = 50
# The page of each kind of thing, and what its address calls the thing.
PAGES: dict[Subject, tuple[str, str]] = {
    Subject.SERVICE: ("moderation.listing", "service_id"),
    Subject.PROPOSAL: ("moderation.listing", "service_id"),
    Subject.APPLICATION: ("moderation.application", "application_id"),
    Subject.QUALIFICATION: ("moderation.qualification", "qualification_id"),
    Subject.REPORT: ("moderation.report", "report_id"),
    Subject.RATING: ("moderation.rating", "rating_id"),
    Subject.BURST: ("moderation.burst", "service_id"),
    Subject.REPLY: ("moderation.reply", "rating_id"),
    Subject.APPEAL: ("moderation.appeal", "rating_id"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item as it stands in the queue; `holder` is who is on it, empty for nobody.

    `why_not` says why this moderator can not take it, empty where they can.
    """

    item: Item
    url: str
    holder: str
    is_mine: bool
    why_not: str


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/moderation/")(show)
    blueprint.post("/<locale:locale>/moderation/claim")(claim)
    blueprint.post("/<locale:locale>/moderation/release")(release)


def page_of(subject: Subject, subject_id: UUID) -> str:
    """Return the address where a thing is looked at and decided, empty where it has none."""
    endpoint, name = PAGES[subject]
    if endpoint not in current_app.view_functions:
        return ""
    values: dict[str, Any] = {name: subject_id}
    return url_for(endpoint, **values)


def names_of(session: Session, accounts: set[UUID]) -> dict[UUID, str]:
    """Return what accounts are called; those that are gone are left out."""
    found = (session.get(Account, each) for each in accounts)
    return {account.id: account.name or account.email for account in found if account}


def _lines(session: Session) -> list[Line]:
    held = claims(session, clock.now())
    names = names_of(session, set(held.values()))
    own = {body for body, _name, _role in memberships(session, me().id)}
    own_texts = written_by(session, me().id)
    found = []
    for item in waiting(session):
        holder = held.get((item.subject, item.subject_id))
        found.append(
            Line(
                item,
                page_of(item.subject, item.subject_id),
                names.get(holder, _("Somebody")) if holder else "",
                holder == me().id,
                _why_not(item, own, own_texts),
            )
        )
    return found


def _why_not(item: Item, own: Collection[UUID], own_texts: Collection[UUID]) -> str:
    if item.organization_id in own:
        return why_barred(OwnBody())
    if item.subject in OF_RATINGS and item.subject_id in own_texts:
        return why_barred(OwnText())
    return why_barred(SameModerator()) if item.not_by == me().id else ""


def why_barred(refused: Exception) -> str:
    """Return in words why a moderator can not take or decide something, empty for no such error."""
    if isinstance(refused, OwnBody):
        return _("You belong to this body: somebody else decides.")
    if isinstance(refused, OwnText):
        return _("You have written in this yourself: somebody else decides.")
    if isinstance(refused, SameModerator):
        return _("You decided the first time: another moderator decides about the appeal.")
    if isinstance(refused, ClaimedByOther):
        return _("Somebody else took it a moment ago.")
    return ""


def _wanted() -> Subject | None:
    kind = request.args.get("kind", "")
    if not kind:
        return None
    return Subject(kind) if kind in set(Subject) else abort(404)


def _page(status: int = 200, error: str = "") -> ResponseReturnValue:
    kind, is_mine = _wanted(), request.args.get("mine") == "1"
    page = page_number(request.args.get("page", "")) or abort(404)
    with reading() as session:
        lines = _lines(session)
    chosen = [
        line
        for line in lines
        if (kind is None or line.item.subject is kind) and (line.is_mine or not is_mine)
    ]
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    if page > 1 and not shown:
        abort(404)
    filters: dict[str, Any] = {"kind": kind or None, "mine": "1" if is_mine else None}
    told: dict[str, Any] = {
        "lines": shown,
        "total": len(lines),
        "counts": Counter(line.item.subject for line in lines),
        "kinds": list(Subject),
        "kind": kind or "",
        "mine": is_mine,
        "here": url_for("moderation.show", **filters, page=page if page > 1 else None),
        "pages": pages_of(
            len(chosen),
            page,
            PER_PAGE,
            lambda number: url_for("moderation.show", **filters, page=number),
        ),
        "is_admin": me().role is Role.ADMIN,
        "error": error,
    }
    return render_template("moderation/queue.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def show(locale: str) -> ResponseReturnValue:
    """Show what waits."""
    del locale
    return _page()


def _item(session: Session) -> Item:
    """Return the item that a form names; raises NotFound for one that no longer waits."""
    named = (request.form.get("subject", ""), request.form.get("subject_id", ""))
    for item in waiting(session):
        if (item.subject.value, str(item.subject_id)) == named:
            return item
    raise NotFound


@needs(Role.MODERATOR, Role.ADMIN)
def claim(locale: str) -> ResponseReturnValue:
    """Say "I am on it"."""
    now = clock.now()
    try:
        with transaction() as session:
            item = _item(session)
            may_decide(
                session,
                account_id=me().id,
                subject=item.subject,
                subject_id=item.subject_id,
                organization_id=item.organization_id,
                now=now,
            )
            operations.claim(
                session,
                subject=item.subject,
                subject_id=item.subject_id,
                account_id=me().id,
                now=now,
            )
    except DomainError as error:
        return _refused(error)
    return redirect(_next(locale), code=303)


def _next(locale: str) -> str:
    """Return where to go on: the page that the form was on."""
    wanted = safe_next(request.form.get("next", ""))
    return wanted or url_for("moderation.show", locale=locale)


def _refused(error: Exception) -> ResponseReturnValue:
    if isinstance(error, NotFound):
        return _page(409, _("This no longer waits: it was decided or taken back."))
    return _page(409 if isinstance(error, ClaimedByOther) else 403, why_barred(error))


@needs(Role.MODERATOR, Role.ADMIN)
def release(locale: str) -> ResponseReturnValue:
    """Let an item go back to all; only who is on it may, or an administrator."""
    subject, subject_id = request.form.get("subject", ""), request.form.get("subject_id", "")
    with transaction() as session:
        for (kind, each), holder in claims(session, clock.now()).items():
            if (kind.value, str(each)) == (subject, subject_id):
                if holder != me().id and me().role is not Role.ADMIN:
                    raise ClaimedByOther
                operations.release(session, subject=kind, subject_id=each)
    return redirect(_next(locale), code=303)
