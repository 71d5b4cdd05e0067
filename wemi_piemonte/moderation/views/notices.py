"""The Region's notices, written by moderators: text, sections, criteria, days."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.accounts.identity import me
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, Invalid, Stale
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.qualification.operations import notices as operations
from wemi_piemonte.qualification.operations.notices import Fixed
from wemi_piemonte.qualification.queries import all_notices, notice_sheet
from wemi_piemonte.qualification.rules import is_open
from wemi_piemonte.qualification.schemas.forms import (
    DaysForm,
    NoticeForm,
    RevisionForm,
    TitleForm,
)

NOTICES = "/<locale:locale>/moderation/notices"
NOTICE = f"{NOTICES}/<uuid:notice_id>"


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(NOTICES)(notices)
    blueprint.post(NOTICES)(begin_notice)
    blueprint.get(NOTICE)(notice)
    blueprint.post(NOTICE)(save_notice)
    blueprint.post(f"{NOTICE}/parts/<uuid:part_id>/remove")(remove_part)


def _list(status: int = 200, **values: Any) -> ResponseReturnValue:
    with reading() as session:
        found = all_notices(session)
    today = clock.today()
    told: dict[str, Any] = {
        "notices": [(each, is_open(each.opens_on, each.closes_on, today)) for each in found],
        "today": today,
        # The same form sent twice begins one notice.
        "key": uuid4(),
        "title": "",
        "errors": {},
        "is_admin": me().role is Role.ADMIN,
        **values,
    }
    return render_template("moderation/notices.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def notices(locale: str) -> ResponseReturnValue:
    """Show all notices, and the form to begin one."""
    del locale
    return _list()


@needs(Role.MODERATOR, Role.ADMIN)
def begin_notice(locale: str) -> ResponseReturnValue:
    """Begin a notice."""
    try:
        form = TitleForm().load(request.form)
    except ValidationError as error:
        return _list(422, errors=error.messages, title=request.form.get("title", "")[:300])
    with transaction() as session:
        operations.begin_notice(
            session,
            notice_id=form["key"],
            title=form["title"],
            account_id=me().id,
            now=clock.now(),
        )
    return to_notice(locale, form["key"])


def to_notice(locale: str, notice_id: UUID, done: str = "") -> ResponseReturnValue:
    """Go on to the page of a notice."""
    where = url_for("moderation.notice", locale=locale, notice_id=notice_id, done=done or None)
    return redirect(where, code=303)


def notice_page(notice_id: UUID, status: int = 200, **values: Any) -> ResponseReturnValue:
    """Show a notice with its forms."""
    with reading() as session:
        sheet = notice_sheet(session, notice_id)
        told: dict[str, Any] = {
            "sheet": sheet,
            "notice": sheet.notice,
            "may_change": operations.may_change(session, sheet.notice),
            "today": clock.today(),
            "new_part": uuid4(),
            "values": {
                "title": sheet.notice.title,
                "text": sheet.notice.text,
                "valid_months": sheet.notice.valid_months,
                "opens_on": _written(sheet.notice.opens_on),
                "closes_on": _written(sheet.notice.closes_on),
            },
            "others": [],
            "errors": {},
            "faults": {},
            "error": "",
            "done": request.args.get("done", "") == "kept",
            **values,
        }
        return render_template("moderation/notice.html", **told), status


def _written(day: Any) -> str:
    return day.isoformat() if day else ""


@needs(Role.MODERATOR, Role.ADMIN)
def notice(locale: str, notice_id: UUID) -> ResponseReturnValue:
    """Show a notice: its forms while it may be changed."""
    del locale
    return notice_page(notice_id)


@needs(Role.MODERATOR, Role.ADMIN)
def save_notice(locale: str, notice_id: UUID) -> ResponseReturnValue:
    """Keep the text, set the days, or throw a notice away that was never opened."""
    act = request.form.get("act", "text")
    try:
        if act == "discard":
            _discard(notice_id)
            return redirect(url_for("moderation.notices", locale=locale), code=303)
        if act == "days":
            _set_days(notice_id)
        else:
            _save(notice_id)
    except ValidationError as error:
        return notice_page(notice_id, 422, errors=error.messages, **_typed(notice_id))
    except Invalid as error:
        found: dict[str, list[str]] = error.fields
        return notice_page(notice_id, 422, faults=found, **_typed(notice_id))
    except (Stale, Fixed) as error:
        others = _differing(notice_id) if act == "text" else []
        message = refusal(error)
        return notice_page(notice_id, 409, error=message, others=others, **_typed(notice_id))
    return to_notice(locale, notice_id, "kept")


def refusal(error: DomainError) -> str:
    """Return in words why a notice was not changed."""
    if isinstance(error, Fixed):
        return _("Bodies have begun to apply: only its last day can still change.")
    return _(
        "Somebody else changed this notice meanwhile. Your text is in the form: compare it with"
        " what is there now, then keep it again."
    )


def _typed(notice_id: UUID) -> dict[str, Any]:
    """Return the fields as they were sent, those of the other form as they are."""
    with reading() as session:
        notice = notice_sheet(session, notice_id).notice
    now = {
        "title": notice.title,
        "text": notice.text,
        "valid_months": str(notice.valid_months),
        "opens_on": _written(notice.opens_on),
        "closes_on": _written(notice.closes_on),
    }
    return {"values": {name: request.form.get(name, value)[:20_000] for name, value in now.items()}}


def _differing(notice_id: UUID) -> list[tuple[str, str]]:
    """Return what stands there now where the form that was sent says something else."""
    with reading() as session:
        notice = notice_sheet(session, notice_id).notice
    now = {"title": notice.title, "text": notice.text, "valid_months": str(notice.valid_months)}
    sent = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in now}
    return [(name, value) for name, value in now.items() if value != sent[name]]


def _save(notice_id: UUID) -> None:
    form = NoticeForm().load(request.form)
    with transaction() as session:
        operations.save_notice(
            session, notice_id=notice_id, account_id=me().id, now=clock.now(), **form
        )


def _set_days(notice_id: UUID) -> None:
    form = DaysForm().load(request.form)
    with transaction() as session:
        operations.set_days(
            session,
            notice_id=notice_id,
            today=clock.today(),
            account_id=me().id,
            now=clock.now(),
            **form,
        )


def _discard(notice_id: UUID) -> None:
    form = RevisionForm().load(request.form)
    with transaction() as session:
        operations.discard_notice(
            session, notice_id=notice_id, revision=form["revision"], now=clock.now()
        )


@needs(Role.MODERATOR, Role.ADMIN)
def remove_part(locale: str, notice_id: UUID, part_id: UUID) -> ResponseReturnValue:
    """Take a section or a criterion out."""
    try:
        form = RevisionForm().load(request.form)
        with transaction() as session:
            operations.remove_part(
                session,
                notice_id=notice_id,
                part_id=part_id,
                revision=form["revision"],
                now=clock.now(),
            )
    except ValidationError as error:
        return notice_page(notice_id, 422, errors=error.messages)
    except (Stale, Fixed) as error:
        return notice_page(notice_id, 409, error=refusal(error))
    return to_notice(locale, notice_id)
