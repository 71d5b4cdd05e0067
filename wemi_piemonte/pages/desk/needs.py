"""Needs that antennas see, reported without words or people; and what the desk answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role, new_token
from wemi_piemonte.desks.models import Desk, LatentNeed
from wemi_piemonte.desks.operations import answer_need, report_need
from wemi_piemonte.desks.pool_forms import AnswerNeedForm, ReportForm
from wemi_piemonte.desks.queries import latent_counts, own_report, reports_by, reports_to
from wemi_piemonte.desks.rules import MOST_REPORTED, DeskRight, DeskRole, LatentState, may
from wemi_piemonte.directory.content import Translations
from wemi_piemonte.directory.queries import records, visible_ids
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import Conflict
from wemi_piemonte.foundation.forms import key_of_form
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.rules import Point
from wemi_piemonte.observatory.rules import SMALLEST_SHOWN
from wemi_piemonte.pages.desk.door import role_at
from wemi_piemonte.pages.whereabouts import municipality_label
from wemi_piemonte.search.queries import results_for
from wemi_piemonte.search.rules import Query
from wemi_piemonte.search.views.cards import ShownCard, all_shown
from wemi_piemonte.taxonomy import tree

NEEDS = "/<locale:locale>/desk/<uuid:desk_id>/needs"
FIELDS = ("need", "municipality", "number")
LONGEST_QUERY = 100
OFFERED = 8


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(NEEDS, endpoint="antenna")(antenna)
    blueprint.post(NEEDS, endpoint="report_need")(report)
    blueprint.get(f"{NEEDS}/<uuid:report_id>", endpoint="need_report")(need_report)
    blueprint.post(f"{NEEDS}/<uuid:report_id>", endpoint="answer_need")(answer)


def _page(desk_id: UUID, status: int = 200, **given: Any) -> ResponseReturnValue:
    with reading() as session:
        role = role_at(session, desk_id, DeskRight.REPORT_NEEDS)
        desk = session.get_one(Desk, desk_id)
        mine = reports_by(session, desk_id, me().id)
        answers = may(role, DeskRight.ANSWER_NEEDS)
        every = reports_to(session, desk_id) if answers else ()
        counts = latent_counts(session, desk_id, SMALLEST_SHOWN) if answers else ()
        names = _named(session, [*mine, *every])
    page = render_template(
        "desk/needs.html",
        desk=desk,
        is_antenna=role is DeskRole.ANTENNA,
        may_answer=answers,
        mine=mine,
        every=every,
        counts=counts,
        names=names,
        now=clock.now(),
        areas=tree.areas(),
        most=MOST_REPORTED,
        town=municipality_label,
        done=request.args.get("done", ""),
        **{"values": dict.fromkeys(FIELDS, ""), "errors": {}, "key": new_token(), **given},
    )
    return page, status


def _named(session: Session, reports: list[LatentNeed]) -> dict[UUID, Any]:
    """Return what the services are called that cover what was reported, while they are shown."""
    ids = sorted({each.service_id for each in reports if each.service_id})
    shown = visible_ids(session, ids) if ids else set()
    return {
        record.id: Translations(record.source_lang, record.translations).text(
            record.id, "name", record.name, record.source_lang
        )
        for record in records(session, sorted(shown))
    }


@needs(Role.OPERATOR)
def antenna(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Ask for a need that was seen, and show what came of those reported before."""
    del locale
    return _page(desk_id)


@needs(Role.OPERATOR)
def report(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Take a report: a need, a town, a number."""
    typed = {name: request.form.get(name, "")[:100].strip() for name in FIELDS}
    with reading() as session:
        role_at(session, desk_id, DeskRight.REPORT_NEEDS)
    try:
        form = ReportForm().load({name: value for name, value in typed.items() if value})
    except ValidationError as error:
        given = {"values": typed, "errors": error.messages_dict, "key": key_of_form()}
        return _page(desk_id, 422, **given)
    with transaction() as session:
        role_at(session, desk_id, DeskRight.REPORT_NEEDS)
        report_need(
            session,
            desk_id=desk_id,
            by=me().id,
            secret=key_of_form(),
            now=clock.now(),
            **form,
        )
    address = url_for("desk.antenna", locale=locale, desk_id=desk_id, done="reported")
    return redirect(address, code=303)


def _report_page(
    locale: str, desk_id: UUID, report_id: UUID, status: int = 200, **given: Any
) -> ResponseReturnValue:
    words = request.values.get("q", "")[:LONGEST_QUERY].strip()
    with reading() as session:
        role_at(session, desk_id, DeskRight.ANSWER_NEEDS)
        found = own_report(session, desk_id, report_id)
        desk = session.get_one(Desk, desk_id)
        offered = _offered(session, found, words, locale)
        names = _named(session, [found])
    page = render_template(
        "desk/need_report.html",
        desk=desk,
        report=found,
        offered=offered,
        words=words,
        names=names,
        town=municipality_label(found.municipality),
        now=clock.now(),
        waits=found.state is LatentState.WAITING,
        **{"values": {"state": "", "service": ""}, "errors": {}, "error": "", **given},
    )
    return page, status


def _offered(session: Session, report: LatentNeed, words: str, locale: str) -> list[ShownCard]:
    """Return published services that may cover a need: those found by words, else the nearest."""
    if report.state is not LatentState.WAITING:
        return []
    town = places.municipality(report.municipality)
    query = Query(
        text=words,
        needs=() if words else (report.need,),
        point=Point(town.lat, town.lon) if town else None,
        place=town.istat if town else "",
        per_page=OFFERED,
        locale=locale,
    )
    return all_shown(results_for(session, query, facets=False).cards)


@needs(Role.OPERATOR)
def need_report(locale: str, desk_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Show a report, and ask for the answer while it waits."""
    return _report_page(locale, desk_id, report_id)


@needs(Role.OPERATOR)
def answer(locale: str, desk_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Answer a report, once: taken up, covered by a published service, not covered."""
    typed = {name: request.form.get(name, "")[:100] for name in ("state", "service")}
    with reading() as session:
        role_at(session, desk_id, DeskRight.ANSWER_NEEDS)
        own_report(session, desk_id, report_id)
    try:
        form = AnswerNeedForm().load(typed)
        _check_service(form["service_id"])
    except ValidationError as error:
        given = {"values": typed, "errors": error.messages_dict}
        return _report_page(locale, desk_id, report_id, 422, **given)
    try:
        with transaction() as session:
            role_at(session, desk_id, DeskRight.ANSWER_NEEDS)
            answer_need(
                session,
                report_id=report_id,
                desk_id=desk_id,
                target=form["state"],
                service_id=form["service_id"],
                by=me().id,
                now=clock.now(),
            )
    except Conflict:
        message = _("This report has an answer already: see below.")
        return _report_page(locale, desk_id, report_id, 409, error=message)
    address = url_for("desk.antenna", locale=locale, desk_id=desk_id, done="answered")
    return redirect(address, code=303)


def _check_service(service_id: UUID | None) -> None:
    if service_id is None:
        return
    with reading() as session:
        if service_id in visible_ids(session, [service_id]):
            return
    raise ValidationError({"service": [_("Choose the service that covers it.")]})
