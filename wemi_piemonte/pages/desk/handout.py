"""What a visitor takes away: a sheet in their language and Italian, on a page and as a PDF."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import Role, code_meant, hash_of
from wemi_piemonte.cases.operations import note_act
from wemi_piemonte.cases.queries import Held, history_of
from wemi_piemonte.cases.rules import CaseEventKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.pages.answer_page import midnight
from wemi_piemonte.pages.desk.door import (
    CASE,
    acting,
    by_me,
    is_read,
    pass_of,
    to_case,
    working,
)
from wemi_piemonte.pages.desk.leaflet import Leaflet, leaflet_of
from wemi_piemonte.pages.desk.sketch import HEIGHT, WIDTH
from wemi_piemonte.pages.qr import qr

HANDOUT = f"{CASE}/handout"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(HANDOUT)(handout)
    blueprint.post(HANDOUT)(print_handout)
    blueprint.get(f"{HANDOUT}.pdf")(handout_pdf)


def code_typed(session: Session, held: Held) -> tuple[str, str]:
    """Return the visitor's code as it was typed, and what is wrong with it.

    The site does not know it: the visitor, or who has just opened the case, tells it.
    """
    typed = request.values.get("code", "")[:40].strip()
    if not typed:
        return "", ""
    code = code_meant(typed)
    own = session.get(Pass, pass_of(held))
    if not code or own is None or own.code_hash != hash_of(code):
        return typed, _("This is not the code of this visitor. Check how it is written.")
    return code, ""


def address_of_plan(held: Held, code: str) -> str:
    """Return where the visitor opens their plan again, in their language; never its PIN."""
    locale = held.case.visitor_locale
    return url_for("plans.saved", locale=locale, code=code, easy=None, _external=True)


@needs(Role.OPERATOR)
def handout(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Show the sheet of a case to who has opened the case."""
    with reading() as session:
        held = working(session, case_id, fully=False)
        leaflet = leaflet_of(session, held) if is_read(session, held) else None
        code, error = code_typed(session, held)
    if leaflet is None:
        return to_case(locale, case_id)
    return _page(held, leaflet, code, error)


def _page(held: Held, leaflet: Leaflet, code: str, error: str) -> ResponseReturnValue:
    known = code if not error else ""
    page = render_template(
        "desk/handout.html",
        held=held,
        leaflet=leaflet,
        sides=leaflet.sides,
        code=code,
        known=known,
        errors={"code": [error]} if error else {},
        sign=qr(address_of_plan(held, known)) if known else "",
        size=(WIDTH, HEIGHT),
        today=clock.today(),
        is_printed=request.args.get("done") == "printed",
    )
    return page, 422 if error else 200


@needs(Role.OPERATOR)
def print_handout(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Write down that the sheet is printed, once a day for each who prints it, and lead to it."""
    with transaction() as session:
        held = acting(session, case_id, fully=False)
        code, error = code_typed(session, held)
        if not error and not _is_printed(session, case_id):
            note_act(
                session,
                case_id=case_id,
                kind=CaseEventKind.PRINTED,
                now=clock.now(),
                **by_me(),
            )
    as_pdf = request.form.get("as") == "pdf" and not error
    address = url_for(
        "desk.handout_pdf" if as_pdf else "desk.handout",
        locale=locale,
        case_id=case_id,
        code=code or None,
        done=None if as_pdf or error else "printed",
    )
    return redirect(address, code=303)


def _is_printed(session: Session, case_id: UUID) -> bool:
    since, mine = midnight(), by_me()["account_id"]
    return any(
        event.kind is CaseEventKind.PRINTED and event.account_id == mine and event.at >= since
        for event in history_of(session, case_id)
    )


@needs(Role.OPERATOR)
def handout_pdf(locale: str, case_id: UUID) -> ResponseReturnValue:
    """Give the sheet of a case as a PDF to who has opened the case."""
    with reading() as session:
        held = working(session, case_id, fully=False)
        leaflet = leaflet_of(session, held) if is_read(session, held) else None
        code, error = code_typed(session, held)
    if leaflet is None or error:
        return to_case(locale, case_id)
    address = address_of_plan(held, code) if code else ""
    # Late: what draws a PDF takes a third of a second to read.
    from wemi_piemonte.pages.desk.leaflet_pdf import leaflet_pdf

    made = leaflet_pdf(leaflet, held.case.visitor_locale, code=code, address=address)
    return Response(made, mimetype="application/pdf")
