"""Many listings at once: a file tried first and then taken in, and a body's own data out."""

import json
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, undefer

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.exchange.bulk import queries
from wemi_piemonte.exchange.bulk.cells import written_table
from wemi_piemonte.exchange.bulk.columns import ORDER, cells_of, headings
from wemi_piemonte.exchange.bulk.operations import begin_taking, start_import
from wemi_piemonte.exchange.bulk.refused import refused_file
from wemi_piemonte.exchange.bulk.rows import file_of
from wemi_piemonte.exchange.bulk.rules import (
    LARGEST_FILE,
    MOST_ROWS,
    RUNNING,
    BulkKind,
    BulkOutcome,
    BulkState,
    Fault,
    Unreadable,
)
from wemi_piemonte.exchange.bulk.schemas import sentence
from wemi_piemonte.exchange.bulk.words import ERROR_COLUMN
from wemi_piemonte.exchange.hsds.exporter import line_of
from wemi_piemonte.exchange.models import BulkImport
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import current_locale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.uploads import takes
from wemi_piemonte.foundation.web import attached
from wemi_piemonte.pages.provider.door import member
from wemi_piemonte.search.views.address import pages_of

ORGANIZATION = "/<locale:locale>/provider/organizations/<uuid:organization_id>"
IMPORT = f"{ORGANIZATION}/import"
FILES = "20 per hour"
PER_PAGE = 50
# The fields of the form beside the file itself.
ROOM = LARGEST_FILE + 100_000


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    by_account = limiter.limit(FILES, key_func=lambda: f"files:{me().id}")
    blueprint.get(IMPORT)(bulk)
    blueprint.post(IMPORT)(by_account(bring_file))
    blueprint.get(f"{IMPORT}/template.csv")(bulk_template)
    blueprint.get(f"{IMPORT}/<uuid:import_id>")(bulk_import)
    blueprint.post(f"{IMPORT}/<uuid:import_id>")(take_file)
    blueprint.get(f"{IMPORT}/<uuid:import_id>/refused")(refused_rows)
    blueprint.get(f"{ORGANIZATION}/export.csv")(export_table)
    blueprint.get(f"{ORGANIZATION}/export.json")(export_hsds)


def _page(organization_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        role = member(session, organization_id)
        body = session.get(Organization, organization_id)
        imports = queries.imports_of(session, organization_id)
    told: dict[str, Any] = {
        "body": body,
        "imports": imports,
        "may_write": role is not MemberRole.READER,
        "import_id": uuid4(),
        "columns": list(zip(headings(current_locale()), ORDER, strict=True)),
        "errors": {},
        "most_rows": MOST_ROWS,
        "most_megabytes": LARGEST_FILE // 1_000_000,
        **values,
    }
    return render_template("provider/bulk.html", **told), status


@needs(Role.PROVIDER)
def bulk(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Show what can be brought and taken away, and what was brought lately."""
    del locale
    return _page(organization_id)


@needs(Role.PROVIDER)
@takes(ROOM)
def bring_file(locale: str, organization_id: UUID) -> ResponseReturnValue:
    """Take a file for its dry run."""
    with reading() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
    brought = request.files.get("file")
    content = brought.stream.read(LARGEST_FILE + 1) if brought else b""
    name = (brought.filename or "") if brought else ""
    try:
        import_id = UUID(request.form.get("import_id", ""))
        # Read before the transaction: it takes its time.
        file = file_of(name, content)
    except Unreadable as error:
        return _page(organization_id, 422, errors={"file": [sentence(error.fault)]})
    except ValueError:
        return _page(organization_id, 422, errors={"file": [_("Choose the file again.")]})
    with transaction() as session:
        member(session, organization_id, at_least=MemberRole.EDITOR)
        start_import(
            session,
            import_id=import_id,
            organization_id=organization_id,
            account_id=me().id,
            file=file,
            now=clock.now(),
        )
    return _to_import(locale, organization_id, import_id)


def _to_import(locale: str, organization_id: UUID, import_id: UUID) -> ResponseReturnValue:
    return redirect(_address(locale, organization_id, import_id), code=303)


def _address(locale: str, organization_id: UUID, import_id: UUID) -> str:
    return url_for(
        "provider.bulk_import", locale=locale, organization_id=organization_id, import_id=import_id
    )


def _own_import(session: Session, organization_id: UUID, import_id: UUID) -> BulkImport:
    member(session, organization_id, at_least=MemberRole.EDITOR)
    found = queries.import_of(session, import_id, organization_id)
    if found is None:
        raise NotFound
    return found


@needs(Role.PROVIDER)
def bulk_import(locale: str, organization_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Show how far an import is, what it comes to, and every faulty row."""
    page = max(1, request.args.get("page", 1, int))
    with reading() as session:
        found = _own_import(session, organization_id, import_id)
        body = session.get(Organization, organization_id)
        counts = queries.counts_of(session, import_id)
        refused = queries.refused_of(
            session, import_id, limit=PER_PAGE, offset=PER_PAGE * (min(page, MOST_ROWS) - 1)
        )
    address = _address(locale, organization_id, import_id)
    number = counts[BulkOutcome.REFUSED]
    return render_template(
        "provider/bulk_import.html",
        body=body,
        file=found,
        counts={outcome.value: count for outcome, count in counts.items()},
        good=sum(counts.values()) - number,
        rows=[(row, [_told(found, fault) for fault in faults]) for row, faults in refused],
        pages=pages_of(
            counts[BulkOutcome.REFUSED], page, PER_PAGE, lambda n: f"{address}?page={n}"
        ),
        is_running=found.state in RUNNING,
        is_checked=found.state is BulkState.CHECKED,
        is_done=found.state is BulkState.DONE,
        ignored=json.loads(found.ignored),
        fault=sentence(Fault("", found.fault)) if found.fault else "",
    )


def _told(found: BulkImport, fault: Fault) -> tuple[str, str]:
    """Return where a fault is, as the file calls it, and what it is."""
    if found.kind is BulkKind.TABLE and fault.column in ORDER:
        return headings(current_locale())[ORDER.index(fault.column)], sentence(fault)
    return fault.column, sentence(fault)


@needs(Role.PROVIDER)
def take_file(locale: str, organization_id: UUID, import_id: UUID) -> ResponseReturnValue:
    """Let the good rows be taken in."""
    with transaction() as session:
        _own_import(session, organization_id, import_id)
        begin_taking(session, import_id=import_id, account_id=me().id, now=clock.now())
    return _to_import(locale, organization_id, import_id)


def _file(content: bytes, name: str, mimetype: str) -> Response:
    return attached(Response(content, mimetype=mimetype), name)


@needs(Role.PROVIDER)
def refused_rows(locale: str, organization_id: UUID, import_id: UUID) -> Response:
    """Give the refused rows as they came, each with what is wrong, to mend and bring again."""
    with reading() as session:
        _own_import(session, organization_id, import_id)
        found = session.get(BulkImport, import_id, options=[undefer(BulkImport.content)])
        assert found is not None
        refused = queries.refused_of(session, import_id)
        kind, content = found.kind, found.content
    faults = {
        row.number: [": ".join(each for each in _told(found, fault) if each) for fault in told]
        for row, told in refused
    }
    heading = ERROR_COLUMN.get(locale, ERROR_COLUMN["en"])
    if kind is BulkKind.TABLE:
        return _file(refused_file(kind, content, faults, heading), "wemi-refused.csv", "text/csv")
    return _file(
        refused_file(kind, content, faults, heading), "wemi-refused.jsonl", "application/jsonl"
    )


@needs(Role.PROVIDER)
def bulk_template(locale: str, organization_id: UUID) -> Response:
    """Give an empty table with its header."""
    with reading() as session:
        member(session, organization_id)
    return _file(written_table([headings(locale)]), "wemi-template.csv", "text/csv")


@needs(Role.PROVIDER)
def export_table(locale: str, organization_id: UUID) -> Response:
    """Give the listings of the body as a table, drafts too."""
    with reading() as session:
        member(session, organization_id)
        rows = [
            cells_of(each.working)
            for each in queries.own_listings(session, organization_id)
            if each.working is not None
        ]
    cells = [[row[name] for name in ORDER] for row in rows]
    return _file(written_table([headings(locale), *cells]), "wemi-listings.csv", "text/csv")


@needs(Role.PROVIDER)
def export_hsds(locale: str, organization_id: UUID) -> Response:
    """Give the listings of the body as HSDS JSON lines, drafts too."""
    del locale
    with reading() as session:
        member(session, organization_id)
        lines = [
            line_of(each.working)
            for each in queries.own_listings(session, organization_id)
            if each.working is not None
        ]
    return _file("".join(lines).encode(), "wemi-listings.jsonl", "application/jsonl")
