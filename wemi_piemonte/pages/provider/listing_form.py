"""The guided form of a listing: each step is kept by itself, and nothing that is typed is lost."""

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.hsds import Refused, parse, render
from wemi_piemonte.directory.queries import organization_record
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.listings.difference import fingerprint
from wemi_piemonte.listings.operations import create_draft, open_for_writing, save, withdraw
from wemi_piemonte.listings.queries import Working, fixed_places, places_of_body, working_copy
from wemi_piemonte.listings.schemas.steps import What
from wemi_piemonte.pages.provider.door import member, own_service
from wemi_piemonte.pages.provider.listing_form_page import step_page
from wemi_piemonte.pages.provider.listing_form_reading import (
    Errors,
    Loaded,
    Typed,
    read,
    typed_values,
    with_row,
    without_row,
)
from wemi_piemonte.pages.provider.listing_form_texts import Around
from wemi_piemonte.pages.provider.listing_steps import BY_SLUG, STEPS, Step, after

ADD, REMOVE = "add:", "remove:"
_PATH = re.compile(r"[a-z_]+(-\d{1,4}-[a-z_]+)*(-\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What sending a step came to: `kind` is kept, wrong, stale, waiting or archived."""

    kind: str
    working: Working
    around: Around
    record: ServiceRecord
    errors: Errors


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    body = "/<locale:locale>/provider/organizations/<uuid:organization_id>/services"
    blueprint.get(f"{body}/new")(new_listing)
    blueprint.post(f"{body}/new")(create_listing)
    path = "/<locale:locale>/provider/services/<uuid:service_id>/edit/<string:step>"
    blueprint.get(path)(edit_listing)
    blueprint.post(path)(keep_step)


@needs(Role.PROVIDER)
def new_listing(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show the form of a new listing: its name, and what it is in one sentence."""
    del locale
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        body = organization_record(session, organization_id)
    return _new_page(body, {"name": "", "summary": "", "key": str(uuid4())}, {})


def _new_page(body: Any, values: dict[str, str], errors: Errors) -> str:
    return render_template("provider/listing_new.html", body=body, values=values, errors=errors)


@needs(Role.PROVIDER)
def create_listing(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Begin a listing, and go on with its form; the same form sent twice begins one."""
    values = {name: request.form.get(name, "")[:1000] for name in ("name", "summary", "key")}
    loaded = read(What(), {"name": values["name"], "summary": values["summary"]})
    if loaded.errors:
        with reading() as session:
            member(session, organization_id, at_least=MemberRole.EDITOR)
            body = organization_record(session, organization_id)
        return _new_page(body, values, loaded.errors), 422
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        body = organization_record(session, organization_id)
        if body is None:
            raise NotFound
        # The id follows from the form's key and the body: a form sent twice names the same one.
        record = ServiceRecord(
            id=uuid5(organization_id, values["key"]),
            organization=body,
            name=loaded.values["name"],
            summary=loaded.values["summary"],
        )
        each = create_draft(
            session, record=record, organization_id=organization_id, now=clock.now()
        )
    step = STEPS[0].slug
    address = url_for("provider.edit_listing", locale=locale, service_id=each, step=step)
    return redirect(address, code=303)


def _step(slug: str) -> Step:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _around(session: Session, working: Working) -> Around:
    body_places = places_of_body(session, working.standing.organization.id)
    ids = {place.id for place in body_places}
    ids |= {link.location.id for link in working.record.locations}
    fixed = fixed_places(session, working.standing, list(ids))
    return Around(clock.today(), tuple(body_places), fixed)


@needs(Role.PROVIDER)
def edit_listing(locale: str, service_id: UUID, step: str) -> ResponseReturnValue:
    """Show one step of the form."""
    del locale
    found = _step(step)
    with reading() as session:
        own_service(session, service_id, at_least=MemberRole.EDITOR)
        working = working_copy(session, service_id)
        around = _around(session, working)
    typed = found.tell(working.record, around)
    return step_page(found, working, around, typed, done=request.args.get("done", ""))


@needs(Role.PROVIDER)
def keep_step(locale: str, service_id: UUID, step: str) -> ResponseReturnValue:
    """Keep a step, or show it again: with another row, with what is wrong, with both texts."""
    found = _step(step)
    act = request.form.get("do", "next")
    typed = typed_values(MultiDict(request.form), found.schema)
    if act.startswith((ADD, REMOVE)):
        return _with_other_rows(service_id, found, typed, act)
    loaded = read(found.schema, typed)
    with transaction() as session:
        own_service(session, service_id, at_least=MemberRole.EDITOR)
        outcome = _keep(session, service_id, found, loaded, act)
    if request.headers.get("X-Autosave"):
        return _autosaved(found, outcome)
    if outcome.kind == "kept":
        return redirect(_next_address(locale, service_id, found, act), code=303)
    return _again(found, outcome, typed), 422 if outcome.kind == "wrong" else 409


def _keep(session: Session, service_id: UUID, step: Step, loaded: Loaded, act: str) -> Outcome:
    working = open_for_writing(session, service_id)
    around = _around(session, working)
    if loaded.errors:
        return Outcome("wrong", working, around, working.record, loaded.errors)
    record = step.keep(working.record, dict(loaded.values), around)
    if error := _refusal(record):
        return Outcome("wrong", working, around, record, {"form": [error]})
    if request.form.get("seen") != fingerprint(working.record, step.fields):
        return Outcome("stale", working, around, record, {})
    if working.publication is Publication.ARCHIVED:
        return Outcome("archived", working, around, record, {})
    if working.waits and act != "take-back":
        return Outcome("waiting", working, around, record, {})
    now, account = clock.now(), me().id
    if working.waits:
        withdraw(session, service_id=service_id, account_id=account, now=now)
        working = open_for_writing(session, service_id)
    if fingerprint(record) != fingerprint(working.record):
        save(session, working=working, record=record, account_id=account, now=now)
    return Outcome("kept", working, around, record, {})


def _refusal(record: ServiceRecord) -> str:
    """Return why a listing could not be written down as HSDS; the steps leave little to refuse."""
    try:
        parse(render(replace(record, translations=())))
    except Refused as refused:
        return _("This can not be kept: %(reason)s", reason=str(refused))
    return ""


def _list_of(path: str) -> str:
    """Return the list that a path leads to: "bands" for "cost_options-0-bands"."""
    return path.rsplit("-", maxsplit=1)[-1]


def _with_other_rows(service_id: UUID, step: Step, typed: Typed, act: str) -> ResponseReturnValue:
    def blank(path: str) -> Typed:
        return dict(step.rows[_list_of(path)])

    path = act.removeprefix(ADD).removeprefix(REMOVE)
    if _PATH.fullmatch(path):
        if act.startswith(ADD) and _list_of(path) in step.rows:
            typed = with_row(typed, path, blank)
        elif act.startswith(REMOVE) and "-" in path:
            typed = without_row(typed, path)
    with reading() as session:
        own_service(session, service_id, at_least=MemberRole.EDITOR)
        working = working_copy(session, service_id)
        around = _around(session, working)
    return step_page(step, working, around, typed, seen=request.form.get("seen", ""))


def _autosaved(step: Step, outcome: Outcome) -> ResponseReturnValue:
    """Answer the page's own saving: the new mark of what is kept, or that it was not kept."""
    if outcome.kind != "kept":
        return jsonify({"kept": False}), 422 if outcome.kind == "wrong" else 409
    return jsonify({"kept": True, "seen": fingerprint(outcome.record, step.fields)})


def _next_address(locale: str, service_id: UUID, step: Step, act: str) -> str:
    where: dict[str, Any] = {"locale": locale, "service_id": service_id}
    following = after(step)
    if act in {"save", "take-back"}:
        return url_for("provider.edit_listing", step=step.slug, done="saved", **where)
    if following is None:
        return url_for("provider.listing", **where)
    return url_for("provider.edit_listing", step=following.slug, **where)


def _again(step: Step, outcome: Outcome, typed: Typed) -> str:
    return step_page(
        step,
        outcome.working,
        outcome.around,
        typed,
        errors=outcome.errors,
        # The next press is about what is shown now: saving goes on top of it.
        seen=request.form.get("seen", "") if outcome.kind == "wrong" else "",
        clash=outcome.kind if outcome.kind != "wrong" else "",
        wanted=outcome.record,
    )
