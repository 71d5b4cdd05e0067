"""The translator's room: what waits in a language, a listing side by side, files for tools."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.models import TranslatorGrant
from wemi_piemonte.directory.operations import put_translations
from wemi_piemonte.directory.queries import owners_of, records, visible_ids
from wemi_piemonte.directory.readability import gulpease
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.directory.translating import Owner
from wemi_piemonte.directory.units import Unit, units_of
from wemi_piemonte.exchange.translations import table, waiting, xliff
from wemi_piemonte.exchange.translations.lines import FINAL, REVIEW, Key, Line
from wemi_piemonte.exchange.translations.taking import (
    Findings,
    judge,
    keys_of,
    limit_of,
    owners_named,
)
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.i18n import joined
from wemi_piemonte.foundation.locales import CONTENT
from wemi_piemonte.foundation.web import attached
from wemi_piemonte.search.views.address import page_number, pages_of
from wemi_piemonte.taxonomy.glossary import lost, words_in

PER_PAGE = 20
MOST_IN_A_FILE = 50
FORMATS: dict[str, Any] = {"xlf": xliff, "csv": table}
TYPES = {"xlf": "application/xliff+xml", "csv": "text/csv; charset=utf-8"}

blueprint = Blueprint("translator", __name__)


def _granted(session: Session) -> list[str]:
    """Return the languages that the person asking may translate into, in the house's order."""
    query = select(TranslatorGrant.locale).where(TranslatorGrant.account_id == me().id)
    found = set(session.scalars(query))
    return [locale for locale in CONTENT if locale in found]


def _check(session: Session, into: str) -> None:
    """There is nothing for whoever has no grant for the language."""
    if into not in _granted(session):
        abort(404)


@blueprint.get("/<locale:locale>/translations/")
@needs()
def languages(locale: str) -> ResponseReturnValue:
    """Show the languages of the person, and how far each is."""
    del locale
    with reading() as session:
        granted = _granted(session)
        status = waiting.status(session) if granted else {}
    return render_template(
        "translator/languages.html", granted=[(each, status[each]) for each in granted]
    )


@blueprint.get("/<locale:locale>/translations/<string:into>")
@needs()
def queue(locale: str, into: str) -> ResponseReturnValue:
    """Show the listings that wait for a language, the most wanted first."""
    page = page_number(request.args.get("page", "")) or abort(404)
    with reading() as session:
        _check(session, into)
        found = waiting.queue(session, into)
    start = (page - 1) * PER_PAGE
    shown = found[start : start + PER_PAGE]
    if page > 1 and not shown:
        abort(404)

    def address(number: int) -> str:
        return url_for("translator.queue", locale=locale, into=into, page=number)

    return render_template(
        "translator/queue.html",
        into=into,
        waiting=shown,
        pages=pages_of(len(found), page, PER_PAGE, address),
    )


@blueprint.get("/<locale:locale>/translations/<string:into>/texts.xlf", defaults={"kind": "xlf"})
@blueprint.get("/<locale:locale>/translations/<string:into>/texts.csv", defaults={"kind": "csv"})
@needs()
def texts(locale: str, into: str, kind: str) -> Response:
    """Give what waits for a language as a file for translators' tools."""
    del locale
    target = io.BytesIO()
    with reading() as session:
        _check(session, into)
        chosen = [each.id for each in waiting.queue(session, into)[:MOST_IN_A_FILE]]
        FORMATS[kind].written(list(waiting.tasks(session, into, chosen)), target)
    answer = Response(target.getvalue(), content_type=TYPES[kind])
    return attached(answer, f"wemi-{into}.{kind}")


def _listing(session: Session, into: str, service_id: UUID) -> ServiceRecord:
    _check(session, into)
    if service_id not in visible_ids(session, [service_id]):
        abort(404)
    return records(session, [service_id])[0]


def _row(number: int, unit: Unit, typed: Any, errors: dict[int, str]) -> dict[str, Any]:
    key = str(Key(unit.owner, unit.part, unit.field))
    text = unit.draft or unit.text
    return {
        "number": number,
        "key": key,
        "unit": unit,
        "text": typed.get(f"text-{number}", text) if typed else text,
        "limit": limit_of(unit),
        "ease": gulpease(unit.source) if unit.source_lang == "it" else None,
        "words": words_in(unit.source, unit.source_lang),
        "error": errors.get(number, ""),
        "is_long": len(unit.source) > 80 or "\n" in unit.source,
    }


def _page(
    record: ServiceRecord, into: str, status: int = 200, **values: Any
) -> ResponseReturnValue:
    typed, errors = values.get("typed"), values.get("errors", {})
    rows = [_row(n, unit, typed, errors) for n, unit in enumerate(units_of(record, into))]
    told = {
        "into": into,
        "record": record,
        "rows": rows,
        "done": request.args.get("done", ""),
        "remarks": values.get("remarks", []),
        "has_errors": bool(errors),
    }
    return render_template("translator/listing.html", **told), status


@blueprint.get("/<locale:locale>/translations/<string:into>/<uuid:service_id>")
@needs()
def listing(locale: str, into: str, service_id: UUID) -> ResponseReturnValue:
    """Show a listing side by side: as written, and in the language."""
    del locale
    with reading() as session:
        record = _listing(session, into, service_id)
    return _page(record, into)


def _lines(into: str) -> list[Line]:
    """Return what the form says of each text; a text left empty says nothing."""
    state = FINAL if request.form.get("act") == "reviewed" else REVIEW
    found = []
    for name in request.form:
        number = name.removeprefix("text-")
        if name.startswith("text-") and number.isdecimal() and len(number) < 5:
            text = request.form[name].replace("\r\n", "\n")
            key = request.form.get(f"key-{number}", "")[:300]
            source = request.form.get(f"source-{number}", "").replace("\r\n", "\n")
            if text.strip():
                found.append(Line(int(number), key, into, source, text, state))
    return found


def _remarks(lines: list[Line], units: list[Unit]) -> list[str]:
    """Return what a second look should go to: words of the offices that were lost."""
    sources = {str(Key(unit.owner, unit.part, unit.field)): unit for unit in units}
    told = []
    for line in lines:
        unit = sources.get(line.key)
        missing = lost(unit.source, unit.source_lang, line.text, line.locale) if unit else ()
        if missing:
            told.append(_("Words that should stay are missing: %(words)s", words=joined(missing)))
    return told


@blueprint.post("/<locale:locale>/translations/<string:into>/<uuid:service_id>")
@needs()
def save(locale: str, into: str, service_id: UUID) -> ResponseReturnValue:
    """Keep the texts of a form, all or none: as drafts, or as read and shown."""
    now = clock.now()
    lines = _lines(into)
    findings = Findings()
    with transaction() as session:
        record = _listing(session, into, service_id)
        own = {str(Key(u.owner, u.part, u.field)) for u in units_of(record, into)}
        keys = keys_of([line for line in lines if line.key in own], findings)
        owners: dict[Owner, Any] = {}
        for kind, ids in owners_named(keys.values()).items():
            owners |= {Owner(kind, e): o for e, o in owners_of(session, kind, ids).items()}
        judge(keys, owners, findings, reviewed=request.form.get("act") == "reviewed")
        if not findings.faults:
            put_translations(session, findings.rows, now=now)
            record_act(
                session,
                "translate",
                account_id=me().id,
                subject="service",
                subject_id=service_id,
                now=now,
                locale=into,
                reviewed=request.form.get("act") == "reviewed",
            )
    if findings.faults:
        said = _("This text is too long, or holds signs that can not be kept.")
        errors = {number: said for number, _why in findings.faults}
        return _page(record, into, 422, typed=request.form, errors=errors)
    remarks = _remarks(lines, units_of(record, into))
    if remarks:
        with reading() as session:
            fresh = _listing(session, into, service_id)
        return _page(fresh, into, remarks=remarks)
    where = url_for(
        "translator.listing", locale=locale, into=into, service_id=service_id, done="saved"
    )
    return redirect(where, code=303)
