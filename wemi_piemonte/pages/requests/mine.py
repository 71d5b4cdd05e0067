"""All that a person has asked for, the newest first; or the way to open it."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.web import attached
from wemi_piemonte.pages.desks.appointment import appointments_of, copy_of_bookings
from wemi_piemonte.pages.requests.at_desks import at_desks, copy_of_cases
from wemi_piemonte.pages.requests.copying import copy_of
from wemi_piemonte.pages.requests.door import requesters, signed_in
from wemi_piemonte.pages.requests.shown import lines_of

MINE = "/<locale:locale>/requests"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(MINE)(mine)
    blueprint.get(f"{MINE}/data.json")(copy)


@public
def mine(locale: str) -> ResponseReturnValue:
    """Show every request of the account signed in and of the passes opened here."""
    del locale
    with reading() as session:
        who = requesters(session)
        lines = lines_of(session, who)
        cases = at_desks(session, who)
        booked = appointments_of(session, who)
    return render_template(
        "requests/mine.html",
        lines=lines,
        at_desks=cases,
        booked=booked,
        is_open=bool(who),
        is_signed_in=signed_in() is not None,
        done=request.args.get("done", ""),
        sensitive=any(each.is_sensitive for each in lines),
    )


@public
def copy(locale: str) -> Response:
    """Give a copy of all that this person has asked for, written and rated."""
    del locale
    with reading() as session:
        who = requesters(session)
        told: dict[str, Any] = {
            "requests": copy_of(session, who),
            "bookings": copy_of_bookings(session, who),
            "at_help_desks": copy_of_cases(session, who),
        }
    return attached(jsonify(told), "wemi-requests.json")
