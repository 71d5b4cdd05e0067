"""The pages over several domains: home, services, organizations, needs, about this site."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for

from wemi_piemonte.desks.queries import afar_desks
from wemi_piemonte.directory.content import Text
from wemi_piemonte.directory.queries import (
    counts,
    organization_record,
    places_of,
    records,
    services_of,
    visible_record,
)
from wemi_piemonte.foundation import clock, counting
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.tally import Seen
from wemi_piemonte.listings.caring import late_days
from wemi_piemonte.pages import browse, qualified
from wemi_piemonte.pages.filters import FILTERS
from wemi_piemonte.pages.linked_data import script_json, service_data
from wemi_piemonte.pages.plans.shown import asked_here
from wemi_piemonte.pages.profile import profile_of
from wemi_piemonte.pages.sections import sections_of
from wemi_piemonte.pages.sheet import sheet_of
from wemi_piemonte.pages.whereabouts import place_of_location
from wemi_piemonte.qualification.queries import in_force_of
from wemi_piemonte.ratings.queries import (
    rated_among_services,
    summaries,
    summary_of_body,
    summed_up,
)
from wemi_piemonte.referrals.askable import askable
from wemi_piemonte.search.queries import beside, results_for
from wemi_piemonte.search.rules import rating_of
from wemi_piemonte.search.views.address import page_number, pages_of
from wemi_piemonte.search.views.cards import all_shown, card_of
from wemi_piemonte.search.views.quick_exit import is_sensitive
from wemi_piemonte.taxonomy import tree

blueprint = Blueprint("pages", __name__)
for _name, _filter in FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)
qualified.register(blueprint)


def _page() -> int:
    """Return the page asked for; there is nothing at a page that is no number."""
    return page_number(request.args.get("page", "")) or abort(404)


@blueprint.get("/<locale:locale>/")
@public
def home(locale: str) -> str:
    del locale
    with reading() as session:
        found = counts(session)
        by_phone = afar_desks(session)
    examples = (
        _("my mother no longer washes by herself"),
        _("I lost my job and I am behind with the rent"),
        _("my son is nine and struggles with homework"),
    )
    return render_template(
        "pages/home.html", counts=found, examples=examples, areas=tree.areas(), by_phone=by_phone
    )


@blueprint.get("/<locale:locale>/services/<uuid:service_id>")
@public
def service(locale: str, service_id: UUID) -> str:
    with reading() as session:
        record = visible_record(session, service_id) or abort(404)
        late = late_days(session, [record]).get(service_id)
        similar = browse.similar_to(record, locale, partial(beside, session))
        summary, newest = summed_up(session, service_id)
        takes_requests = bool(askable(session, [record]))
        asked = asked_here(session).get(service_id)
    counting.see(Seen.SHEET, [service_id])
    sheet = sheet_of(record, current_voice(), now=clock.now(), today=clock.today())
    body_id = record.organization.id
    linked = service_data(
        sheet,
        url=_canonical("pages.service", service_id=service_id),
        organization_url=_canonical("pages.organization", organization_id=body_id),
        summary=summary,
    )
    return render_template(
        "pages/service.html",
        sheet=sheet,
        sections=sections_of(sheet, has_ratings=True),
        summary=summary,
        newest=newest,
        takes_requests=takes_requests,
        asked=asked,
        linked_data=script_json(linked),
        similar=similar,
        sensitive=is_sensitive(record.needs),
        card=card_of(record, locale, clock.now(), late, rating_of(summary)),
        is_late=late is not None and late <= clock.today(),
        today=clock.today(),
    )


@blueprint.get("/<locale:locale>/organizations/<uuid:organization_id>")
@public
def organization(locale: str, organization_id: UUID) -> str:
    page = _page()
    with reading() as session:
        ids = services_of(session, organization_id)
        record = organization_record(session, organization_id) if ids else None
        services = records(session, browse.page_of(ids, page))
        late = late_days(session, services)
        summary = summary_of_body(session, organization_id)
        rated = rated_among_services(session, ids) if summary.count else []
        scores = summaries(session, [each.id for each in services]) if rated else {}
        places = places_of(session, organization_id)
        qualifications = in_force_of(session, organization_id, clock.today())
    if record is None or not services:
        abort(404)
    return render_template(
        "pages/organization.html",
        body=profile_of(record, locale),
        qualifications=qualifications,
        places=[place_of_location(place, locale, clock.today()) for place in places],
        cards=[
            card_of(each, locale, clock.now(), late.get(each.id), rating_of(scores.get(each.id)))
            for each in services
        ],
        rated=[(each, Text(each.name, each.locale, "source")) for each in rated],
        summary=summary,
        pages=pages_of(len(ids), page, browse.PER_PAGE, _here),
        today=clock.today(),
    )


def _canonical(endpoint: str, **values: Any) -> str:
    """Return the one address under which other sites know a page."""
    return url_for(endpoint, **values, easy=None, _external=True)


def _here(page: int) -> str:
    """Return the address of another page of this list."""
    return url_for(str(request.endpoint), **{**(request.view_args or {}), "page": page})


@blueprint.get("/<locale:locale>/needs")
@public
def needs(locale: str) -> str:
    del locale
    with reading() as session:
        found = browse.need_counts(partial(results_for, session))
    return render_template("pages/needs.html", areas=tree.areas(), counts=found)


@blueprint.get("/<locale:locale>/needs/<string:code>")
@public
def need(locale: str, code: str) -> str:
    page = _page()
    area = browse.area_with(code) or abort(404)
    with reading() as session:
        results = browse.services_for(code, page, locale, partial(results_for, session))
    if page > 1 and not results.cards:
        abort(404)
    return render_template(
        "pages/need.html",
        code=code,
        area=area,
        is_area=code == area.code,
        sensitive=is_sensitive([code]),
        cards=all_shown({**card, "why": []} for card in results.cards),
        pages=pages_of(results.total, page, browse.PER_PAGE, _here),
    )


@blueprint.get("/<locale:locale>/accessibility")
@public
def accessibility(locale: str) -> str:
    del locale
    return render_template("pages/accessibility.html")


@blueprint.get("/<locale:locale>/privacy")
@public
def privacy(locale: str) -> str:
    del locale
    return render_template("pages/privacy.html")


@blueprint.get("/<locale:locale>/sources")
@public
def sources(locale: str) -> str:
    del locale
    return render_template("pages/sources.html")
