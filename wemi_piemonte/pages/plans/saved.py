"""A plan kept under a code and a PIN: opened, changed, printed, shown by a link, erased."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import safe_next
from wemi_piemonte.accounts.opened import close as close_pass
from wemi_piemonte.accounts.opened import pass_open_for, remember_open
from wemi_piemonte.accounts.operations import Locked, try_pass
from wemi_piemonte.accounts.rules import code_meant, pin_meant
from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.queries import records, visible_ids
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.pages.plans import desk, in_hand
from wemi_piemonte.pages.plans.shown import ShownPlan, asked_here, plan_page, plan_shown
from wemi_piemonte.pages.qr import qr
from wemi_piemonte.plans.operations import erase_plan, make_link, revoke_links
from wemi_piemonte.plans.queries import Version, plan_of_link, versions_of
from wemi_piemonte.plans.rules import Difference, difference
from wemi_piemonte.referrals.queries import living_passes

TRIES = "20 per minute"
"""Guesses at codes and PINs from one address; the pass itself locks after five."""


@dataclass(frozen=True, slots=True)
class Past:
    """A version of a plan, and what it changed in the one before."""

    number: int
    saved_on: datetime
    changed: Difference | None


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    tries = limiter.limit(TRIES)
    blueprint.get("/<locale:locale>/plans")(find)
    blueprint.post("/<locale:locale>/plans")(tries(open_plan))
    blueprint.get("/<locale:locale>/plans/<string:code>")(saved)
    blueprint.get("/<locale:locale>/plans/<string:code>/plan.pdf")(saved_pdf)
    blueprint.post("/<locale:locale>/plans/<string:code>/change")(change)
    blueprint.post("/<locale:locale>/plans/<string:code>/link")(link)
    blueprint.post("/<locale:locale>/plans/<string:code>/no-links")(no_links)
    blueprint.post("/<locale:locale>/plans/<string:code>/close")(close)
    blueprint.post("/<locale:locale>/plans/<string:code>/erase")(erase)
    blueprint.get("/<locale:locale>/shared-plans/<string:token>")(shared)


def _form(code: str = "", error: str = "", status: int = 200) -> tuple[str, int]:
    go_on = safe_next(request.form.get("next", ""))
    return render_template("plans/find.html", code=code, error=error, next=go_on), status


def _known(code: str) -> str:
    """Return the code that an address holds; there is nothing at what can be none."""
    return code_meant(code[:40]) or abort(404)


@public
def find(locale: str) -> ResponseReturnValue:
    """Ask for code and PIN."""
    del locale
    return _form()


@public
def open_plan(locale: str) -> ResponseReturnValue:
    """Open a plan, or requests, with code and PIN."""
    typed = request.form.get("code", "")[:40]
    code, pin = code_meant(typed), pin_meant(request.form.get("pin", "")[:40])
    if not code or not pin:
        message = _("A code has eight letters and digits, a PIN six digits.")
        return _form(typed, message, 400)
    with transaction() as session:
        found = try_pass(session, code=code, pin=pin, now=clock.now())
    if isinstance(found, Locked):
        return _form(typed, _("Too many wrong tries. This code opens again in an hour."), 429)
    if isinstance(found, DomainError):
        return _form(typed, _("This code and this PIN open nothing. Check both."), 400)
    remember_open(code, found)
    go_on = safe_next(request.form.get("next", ""))
    return redirect(go_on or _opened_address(locale, code), code=303)


def _opened_address(locale: str, code: str) -> str:
    """Return where a pass that was opened leads to: its plan, else the requests sent with it."""
    with reading() as session:
        if desk.plan_open_for(session, code) is not None:
            return url_for("plans.saved", locale=locale, code=code)
    return url_for("requests.mine", locale=locale)


def _opened(session: Session, code: str) -> tuple[UUID, list[Version]] | None:
    plan_id = desk.plan_open_for(session, code)
    return (plan_id, versions_of(session, plan_id)) if plan_id else None


def _shown(session: Session, version: Version, locale: str) -> ShownPlan:
    wishes = replace(version.wishes, locale=locale)
    return plan_shown(session, wishes, locale, clock.now())


@public
def saved(locale: str, code: str) -> ResponseReturnValue:
    """Show a saved plan, as its services stand today, to whoever knows the PIN."""
    code = _known(code)
    with reading() as session:
        opened = _opened(session, code)
        if opened is None:
            return _form(code)
        versions = opened[1]
        shown = _shown(session, versions[0], locale)
        names = _names(session, versions, locale)
        asked = asked_here(session)
    return _page(shown, code, names, past=_past(versions), asked=asked)


def _page(shown: ShownPlan, code: str, names: dict[str, str], **more: Any) -> str:
    values = {"past": (), "link": "", "code": code, "names": names, "qr": qr_of(code), **more}
    return plan_page("plans/saved.html", shown, **values)


def _past(versions: list[Version]) -> list[Past]:
    befores: list[Version | None] = [*versions[1:], None]
    return [
        Past(
            version.number,
            version.created_at,
            difference(before.outcome, version.outcome) if before else None,
        )
        for version, before in zip(versions, befores, strict=True)
    ]


def _names(session: Session, versions: list[Version], locale: str) -> dict[str, str]:
    """Return what the services of all versions are called; those withdrawn have no name here."""
    ids = {UUID(each) for version in versions for each in version.outcome["services"]}
    visible = visible_ids(session, sorted(ids))
    return {
        str(record.id): Translations(record.source_lang, record.translations)
        .text(record.id, "name", record.name, locale)
        .text
        for record in records(session, sorted(visible))
    }


def qr_of(code: str) -> Markup:
    """Return the square sign that holds the address of a plan, never its PIN."""
    return qr(url_for("plans.saved", code=code, _external=True))


@public
def saved_pdf(locale: str, code: str) -> ResponseReturnValue:
    """Show a saved plan as a PDF."""
    code = _known(code)
    with reading() as session:
        opened = _opened(session, code)
        if opened is None:
            return redirect(url_for("plans.saved", code=code), code=303)
        shown = _shown(session, opened[1][0], locale)
    address = url_for("plans.saved", code=code, _external=True)
    # Late: what draws a PDF takes a third of a second to read.
    from wemi_piemonte.pages.plans.paper import pdf_of

    return Response(pdf_of(shown, locale, code=code, address=address), mimetype="application/pdf")


@public
def change(locale: str, code: str) -> ResponseReturnValue:
    """Take the wishes of a saved plan up again; saving them makes its next version."""
    code = _known(code)
    with transaction() as session:
        opened = _opened(session, code)
        if opened is None:
            return redirect(url_for("plans.saved", code=code), code=303)
        in_hand.put_down()
        desk.forget(session)
        desk.keep(session, replace(opened[1][0].wishes, locale=locale))
    desk.change(code)
    return redirect(url_for("plans.write"), code=303)


@public
def link(locale: str, code: str) -> ResponseReturnValue:
    """Make an address that shows the plan and can not change it; it is told this once."""
    code = _known(code)
    with transaction() as session:
        opened = _opened(session, code)
        if opened is None:
            return redirect(url_for("plans.saved", code=code), code=303)
        token = make_link(session, plan_id=opened[0], now=clock.now())
        shown = _shown(session, opened[1][0], locale)
        names = _names(session, opened[1], locale)
        asked = asked_here(session)
    address = url_for("plans.shared", token=token, _external=True)
    return _page(shown, code, names, link=address, past=_past(opened[1]), asked=asked)


@public
def no_links(locale: str, code: str) -> ResponseReturnValue:
    """Take back every address that shows the plan."""
    return _with_plan(locale, _known(code), lambda s, plan_id: revoke_links(s, plan_id=plan_id))


def _with_plan(locale: str, code: str, act: Any) -> ResponseReturnValue:
    with transaction() as session:
        plan_id = desk.plan_open_for(session, code)
        if plan_id:
            act(session, plan_id)
    return redirect(url_for("plans.saved", locale=locale, code=code), code=303)


@public
def close(locale: str, code: str) -> ResponseReturnValue:
    """Close a plan on this device: its PIN is asked for again."""
    close_pass(_known(code))
    return redirect(url_for("plans.find", locale=locale), code=303)


@public
def erase(locale: str, code: str) -> ResponseReturnValue:
    """Delete a plan for good."""
    code = _known(code)
    with transaction() as session:
        plan_id = desk.plan_open_for(session, code)
        if plan_id is None:
            return redirect(url_for("plans.saved", locale=locale, code=code), code=303)
        erase_plan(session, plan_id=plan_id)
        opened = pass_open_for(code)
        has_requests = bool(living_passes(session, [opened] if opened else [], clock.now()))
    if not has_requests:
        close_pass(code)
    return render_template("plans/erased.html", has_requests=has_requests)


@public
def shared(locale: str, token: str) -> ResponseReturnValue:
    """Show a plan to whoever holds one of its read-only addresses."""
    with reading() as session:
        plan_id = plan_of_link(session, token[:100], clock.now())
        versions = versions_of(session, plan_id) if plan_id else []
        if not versions:
            abort(404)
        shown = _shown(session, versions[0], locale)
    return plan_page("plans/shared.html", shown)
