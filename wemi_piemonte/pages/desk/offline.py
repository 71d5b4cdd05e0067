"""The desk without network: what it takes along, and what it sends when the network is back."""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask import session as visit
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from marshmallow import ValidationError

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases.models import Case
from wemi_piemonte.cases.operations import Arrival, Opened, open_from_device
from wemi_piemonte.cases.rules import LONGEST_NOTE, MandateScope
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import desks_where
from wemi_piemonte.desks.rules import DeskRight, may
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs, public
from wemi_piemonte.foundation.assets import asset
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import current_language, direction_of
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.session_table import hash_of_key
from wemi_piemonte.pages.desk.door import by_me, role_at
from wemi_piemonte.pages.desk.mandate import MEANING
from wemi_piemonte.pages.desk.offline_form import DeviceNote, note_in
from wemi_piemonte.pages.desk.package import package_of
from wemi_piemonte.pages.desk.room import offered_languages
from wemi_piemonte.plans.queries import outcome_of
from wemi_piemonte.plans.rules import KINDS, MOST_PEOPLE
from wemi_piemonte.search.views.quick_exit import SENSITIVE
from wemi_piemonte.taxonomy import tree

DESK = "/<locale:locale>/desk/<uuid:desk_id>/offline"
ROOM = "/<locale:locale>/desk"
# A worker may fetch from this site and do nothing else.
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
ASSETS = (
    *("vendor/icons.svg", "icon.svg", "js/print.js"),
    *("vendor/fonts/titillium-web-400.woff2", "vendor/fonts/titillium-web-600.woff2"),
)
SCRIPTS = ("kept", "sealed", "sending", "keeping", "state", "package", "notes", "people")
"""The scripts of the package, by what follows `offline-` in their names."""


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(DESK)(offline)
    blueprint.post(f"{DESK}/notes", endpoint="send_offline_note")(send_note)
    blueprint.get(f"{ROOM}/offline.json", endpoint="offline_session")(session_told)
    blueprint.get(f"{ROOM}/worker.js", endpoint="offline_worker")(worker)


@needs(Role.OPERATOR)
def offline(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Show what the desk takes along, in a visitor's language and in Italian."""
    asked, offered = request.args.get("lang", locale), offered_languages()
    visitor = asked if asked in {each.code for each in offered} else locale
    with reading() as session:
        role = role_at(session, desk_id, DeskRight.OPEN_PLANS)
        desk = session.get_one(Desk, desk_id)
        package = package_of(session, desk, visitor)
    return render_template(
        "desk/offline.html",
        desk=desk,
        package=package,
        sides=package.sides,
        visitor=visitor,
        offered=offered,
        areas=tree.areas(),
        sensitive_needs=SENSITIVE,
        may_note=may(role, DeskRight.OPEN_CASES),
        meaning=MEANING[MandateScope.KEEP_NOTES],
        kinds=KINDS,
        most_people=MOST_PEOPLE,
        longest_note=LONGEST_NOTE,
    )


def _mark(*said: str) -> bytes:
    """Return what follows from the site's secret and these words, and tells nothing of either."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "\x00".join(("offline", *said)).encode(), hashlib.sha256).digest()


def _text(mark: bytes) -> str:
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


def _account_mark() -> str:
    """Return by which sign a device knows whose notes it keeps."""
    return _text(_mark("account", str(me().id)))[:22]


def _packages(locale: str) -> list[str]:
    """Return the addresses of what my desks take along, in every language of visitors."""
    with reading() as session:
        mine = sorted(desks_where(session, me().id, DeskRight.OPEN_PLANS))
    return [
        url_for("desk.offline", locale=locale, desk_id=desk_id, lang=lang, easy=None)
        for lang in (None, *(each.code for each in offered_languages() if each.code != locale))
        for desk_id in mine
    ]


def _assets() -> list[str]:
    styles = (
        "vendor/wemi.rtl.css" if direction_of(current_language()) == "rtl" else "vendor/wemi.css"
    )
    names = (styles, *ASSETS, *(f"js/offline-{name}.js" for name in SCRIPTS))
    return [asset(current_app, name) for name in names]


@needs(Role.OPERATOR)
def session_told(locale: str) -> ResponseReturnValue:
    """Tell a device what it needs of this session: its key for notes, a token, what to keep.

    The key follows from the session and ends being given with it; the session's own is not told.
    """
    own: Any = visit
    of_session = hash_of_key(own.key)
    return jsonify(
        {
            "account": _account_mark(),
            "key": _text(_mark("key", of_session, str(me().id))),
            "key_id": _text(_mark("key id", of_session, str(me().id)))[:22],
            "csrf_token": generate_csrf(),
            "keep": [*_assets(), *_packages(locale)],
        }
    )


@public
def worker(locale: str) -> ResponseReturnValue:
    """Give the script that answers in the network's place, for the addresses under its own."""
    del locale
    script = Path(current_app.static_folder or "") / "js" / "offline-worker.js"
    answer = Response(script.read_bytes(), mimetype="text/javascript")
    answer.headers["Content-Security-Policy"] = WORKER_POLICY
    return answer


def _refused(told: Any, status: int = 422) -> ResponseReturnValue:
    """Say why a note is not taken, in one sentence for each thing that is wrong."""
    return jsonify({"reasons": [*dict.fromkeys(_messages(told))]}), status


def _messages(told: Any) -> list[str]:
    if isinstance(told, dict):
        return [each for value in told.values() for each in _messages(value)]
    if isinstance(told, list):
        return [each for value in told for each in _messages(value)]
    return [str(told)]


@needs(Role.OPERATOR)
def send_note(locale: str, desk_id: UUID) -> ResponseReturnValue:
    """Open a case from a note that was taken without network; the same note once more is known."""
    with reading() as session:
        role = role_at(session, desk_id, DeskRight.OPEN_PLANS)
    try:
        note = note_in(request.get_json(silent=True))
    except ValidationError as error:
        return _refused(error.messages)
    if note.visitor not in {each.code for each in offered_languages()}:
        return _refused(_("Choose the language of the visitor."))
    if note.account != _account_mark():
        return _refused(_("This note is somebody else's: who wrote it sends it."), 409)
    if note.agreed_in and not may(role, DeskRight.OPEN_CASES):
        return _refused(_("At this desk you keep no notes: take the words out."))
    opened, number = _opened(locale, desk_id, note)
    address = url_for("desk.case", locale=locale, case_id=opened.id, easy=None)
    told = {"number": number, "href": address, "code": opened.code, "pin": opened.pin}
    return jsonify({"case": told}), 201


def _opened(locale: str, desk_id: UUID, note: DeviceNote) -> tuple[Opened, int]:
    now, wishes = clock.now(), note.wishes
    outcome: dict[str, Any] = {}
    with reading() as session:
        if wishes.wanted:
            outcome = outcome_of(session, wishes, locale, clock.today()).kept()
    words = [each for each in (note.words, note.note) if each]
    arrival = Arrival(note.visitor, wishes, outcome, words, note.agreed_in)
    with transaction() as session:
        role_at(session, desk_id, DeskRight.OPEN_PLANS)
        opened = open_from_device(
            session,
            desk_id=desk_id,
            **by_me(),
            operator_locale=locale,
            arrival=arrival,
            secret=_text(_mark("note", str(me().id), str(desk_id), str(note.id))),
            now=now,
        )
        number = session.get_one(Case, opened.id).number
    return opened, number
