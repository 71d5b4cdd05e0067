"""Confirming by the link of a mail, without signing in, that a listing is still true."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.directory.queries import records
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.listings.caring import living_confirmation
from wemi_piemonte.listings.operations.freshness import Places, confirm_by_link
from wemi_piemonte.listings.schemas.care import PLACES, PlacesForm
from wemi_piemonte.pages.sheet import Sheet, sheet_of

CONFIRM = "/<locale:locale>/confirm-listing/<string:token>"

blueprint = Blueprint("confirming", __name__)


def _dead_link() -> ResponseReturnValue:
    return render_template("errors/dead_link.html"), 410


def _sheet(token: str) -> Sheet:
    """Return the listing of a link; raises DeadLink."""
    with reading() as session:
        found = living_confirmation(session, token, clock.now())
        if found is None:
            raise DeadLink
        (record,) = records(session, [found.service_id])
    return sheet_of(record, current_voice(), now=clock.now(), today=clock.today())


def _page(token: str, values: dict[str, str], errors: Any = None) -> ResponseReturnValue:
    try:
        sheet = _sheet(token)
    except DeadLink:
        return _dead_link()
    page = render_template(
        "listings/confirm.html",
        token=token,
        sheet=sheet,
        places=PLACES,
        values=values,
        errors=errors or {},
        today=clock.today(),
    )
    return page, 422 if errors else 200


@blueprint.get(CONFIRM)
@public
def ask_confirm(locale: str, token: str) -> ResponseReturnValue:
    """Show a listing in short, and ask: programs that look into mails follow links too."""
    del locale
    return _page(token, {"availability": "", "waiting_weeks": ""})


@blueprint.post(CONFIRM)
@public
def confirm(locale: str, token: str) -> ResponseReturnValue:
    """Confirm a listing as it stands, or with what is new about free places."""
    act = request.form.get("do", "")
    if act == "change":
        return _to_the_form(locale, token)
    places: Places | None = None
    if act == "places":
        try:
            places = Places(**PlacesForm().load(request.form))
        except ValidationError as error:
            names = ("availability", "waiting_weeks")
            values = {name: request.form.get(name, "")[:100] for name in names}
            return _page(token, values, error.messages)
    elif act != "same":
        return _page(token, {"availability": "", "waiting_weeks": ""})
    try:
        with transaction() as session:
            service_id = confirm_by_link(session, secret=token, places=places, now=clock.now())
    except DeadLink:
        return _dead_link()
    return render_template("listings/confirmed.html", service_id=service_id)


def _to_the_form(locale: str, token: str) -> ResponseReturnValue:
    """Go on to the form of the listing, which asks to sign in; the link stays good."""
    try:
        service_id: UUID = _sheet(token).id
    except DeadLink:
        return _dead_link()
    address = url_for("provider.listing", locale=locale, service_id=service_id)
    return redirect(address, code=303)
