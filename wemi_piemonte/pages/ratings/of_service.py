"""All ratings of a service, never chosen by their score, and readers who find one useful."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.identity import current
from wemi_piemonte.directory.content import Text, Translations
from wemi_piemonte.directory.queries import membership_of, visible_ids, visible_record
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.limits import limiter
from wemi_piemonte.foundation.sessions import FORM_TOKEN
from wemi_piemonte.ratings.operations import find_useful
from wemi_piemonte.ratings.queries import published_page, rated_service, summary_for
from wemi_piemonte.ratings.queries.shown import PER_PAGE
from wemi_piemonte.search.views.address import page_number, pages_of
from wemi_piemonte.search.views.quick_exit import is_sensitive

NEWEST, USEFUL = "date", "useful"
SORTS = (NEWEST, USEFUL)
FOUND_USEFUL_AT_MOST = "60 per hour"
OUTCOMES = COUNTED, BEFORE = "counted", "before"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/services/<uuid:service_id>/ratings")(of_service)
    limited = limiter.limit(FOUND_USEFUL_AT_MOST)(useful)
    blueprint.post("/<locale:locale>/ratings/<uuid:rating_id>/useful")(limited)


@public
def of_service(locale: str, service_id: UUID) -> str:
    """Show what people say of a service, a page at a time."""
    del locale
    page = page_number(request.args.get("page", "")) or abort(404)
    sort = request.args.get("sort", NEWEST)
    if sort not in SORTS:
        abort(404)
    outcome = request.args.get("useful", "")
    account = current()
    with reading() as session:
        record = visible_record(session, service_id) or abort(404)
        summary = summary_for(session, service_id)
        _total, shown = published_page(
            session,
            service_id,
            by_usefulness=sort == USEFUL,
            page=page,
            total=summary.count,
        )
        body = record.organization.id
        is_staff = account is not None and membership_of(session, account.id, body) is not None
    if page > 1 and not shown:
        abort(404)
    return render_template(
        "ratings/of_service.html",
        service_id=service_id,
        title=_title(record),
        summary=summary,
        shown=shown,
        sort=sort,
        page=page,
        pages=pages_of(summary.count, page, PER_PAGE, lambda at: _address(service_id, sort, at)),
        noted=request.args.get("rating", ""),
        outcome=outcome if outcome in OUTCOMES else "",
        may_vote=not is_staff,
        sensitive=is_sensitive(record.needs),
    )


def _title(record: ServiceRecord) -> Text:
    words = Translations(record.source_lang, record.translations)
    return words.text(record.id, "name", record.name, current_voice())


def _address(service_id: UUID, sort: str, page: int, **more: Any) -> str:
    return url_for(
        "ratings.of_service",
        service_id=service_id,
        sort=None if sort == NEWEST else sort,
        page=page if page > 1 else None,
        **more,
    )


@public
def useful(locale: str, rating_id: UUID) -> ResponseReturnValue:
    """Count that a reader finds a rating useful, once, and lead back to it."""
    del locale
    account = current()
    # The token of the form tells one browser from another, and nobody from nobody else.
    voter = str(account.id) if account else str(visit.get(FORM_TOKEN, "")) or abort(400)
    with transaction() as session:
        service_id = rated_service(session, rating_id)
        if service_id is None or not visible_ids(session, [service_id]):
            raise NotFound
        is_new = find_useful(
            session,
            rating_id=rating_id,
            voter=voter,
            account_id=account.id if account else None,
        )
    sort = request.form.get("sort", NEWEST)
    page = page_number(request.form.get("page", "")) or 1
    address = _address(
        service_id,
        sort if sort in SORTS else NEWEST,
        page,
        useful=COUNTED if is_new else BEFORE,
        rating=str(rating_id),
        _anchor=f"rating-{rating_id}",
    )
    return redirect(address, code=303)
