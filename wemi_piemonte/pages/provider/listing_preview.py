"""A listing as people will see it, before they do: for its body, and for the Region."""

from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.listings.queries import working_copy
from wemi_piemonte.moderation.views.listings import SEEN
from wemi_piemonte.pages.linked_data import script_json
from wemi_piemonte.pages.provider.door import own_service
from wemi_piemonte.pages.sections import sections_of
from wemi_piemonte.pages.sheet import sheet_of
from wemi_piemonte.search.views.cards import card_of


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get("/<locale:locale>/provider/services/<uuid:service_id>/preview")(listing_preview)
    blueprint.get("/<locale:locale>/moderation/listings/<uuid:service_id>/preview")(region_preview)


@needs(Role.PROVIDER)
def listing_preview(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show a listing of the person's body as people will see it."""
    with reading() as session:
        own_service(session, service_id)
        record = working_copy(session, service_id).record
    return _page(record, locale, url_for("provider.listing", service_id=service_id))


@needs(Role.MODERATOR, Role.ADMIN)
def region_preview(locale: str, service_id: UUID) -> ResponseReturnValue:
    """Show a moderator what waits, as people will see it."""
    with reading() as session:
        working = working_copy(session, service_id)
    if working.publication not in SEEN:
        raise NotFound
    record = working.record if working.waits else working.standing
    return _page(record, locale, url_for("moderation.listing", service_id=service_id))


def _page(record: ServiceRecord, locale: str, back: str) -> str:
    sheet = sheet_of(record, current_voice(), now=clock.now(), today=clock.today())
    return render_template(
        "provider/listing_preview.html",
        sheet=sheet,
        sections=sections_of(sheet),
        # Machines that read pages are told nothing of what is not published.
        linked_data=script_json({}),
        similar=[],
        sensitive=False,
        card=card_of(record, locale, clock.now()),
        today=clock.today(),
        back=back,
    )
