"""A section or a criterion of a notice, each on a page of its own."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import needs
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound, Stale
from wemi_piemonte.foundation.schemas import id_in
from wemi_piemonte.moderation.views.notices import NOTICE, refusal, to_notice
from wemi_piemonte.qualification.models import Criterion, NoticeSection
from wemi_piemonte.qualification.operations.notices import Fixed, put_criterion, put_section
from wemi_piemonte.qualification.queries import notice_sheet
from wemi_piemonte.qualification.schemas.forms import CriterionForm, SectionForm
from wemi_piemonte.taxonomy import tree


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    blueprint.get(f"{NOTICE}/sections/<uuid:section_id>")(notice_section)
    blueprint.post(f"{NOTICE}/sections/<uuid:section_id>")(save_section)
    blueprint.get(f"{NOTICE}/criteria/<uuid:criterion_id>")(notice_criterion)
    blueprint.post(f"{NOTICE}/criteria/<uuid:criterion_id>")(save_criterion)


def _section_page(
    notice_id: UUID, section_id: UUID, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Show the form of a section; an id that is not there yet is that of a new one."""
    with reading() as session:
        sheet = notice_sheet(session, notice_id)
        found = session.get(NoticeSection, section_id)
    if found is not None and found.notice_id != notice_id:
        raise NotFound
    told: dict[str, Any] = {
        "notice": sheet.notice,
        "section_id": section_id,
        "is_new": found is None,
        "values": {
            "title": found.title if found else "",
            "needs": found.needs.split() if found else [],
        },
        "now": None,
        "areas": tree.areas(),
        "errors": {},
        "error": "",
        **values,
    }
    return render_template("moderation/notice_section.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def notice_section(locale: str, notice_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Show a section, or an empty one."""
    del locale
    return _section_page(notice_id, section_id)


@needs(Role.MODERATOR, Role.ADMIN)
def save_section(locale: str, notice_id: UUID, section_id: UUID) -> ResponseReturnValue:
    """Keep a section."""
    typed = {
        "values": {
            "title": request.form.get("title", "")[:300],
            "needs": request.form.getlist("needs"),
        }
    }
    try:
        form = SectionForm().load(request.form)
        with transaction() as session:
            put_section(
                session,
                notice_id=notice_id,
                section_id=section_id,
                revision=form["revision"],
                title=form["title"],
                needs=form["needs"],
                now=clock.now(),
            )
    except ValidationError as error:
        return _section_page(notice_id, section_id, 422, errors=error.messages, **typed)
    except (Stale, Fixed) as error:
        with reading() as session:
            now = session.get(NoticeSection, section_id)
        return _section_page(notice_id, section_id, 409, error=refusal(error), now=now, **typed)
    return to_notice(locale, notice_id, "kept")


def _criterion_page(
    notice_id: UUID, criterion_id: UUID, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Show the form of a criterion; an id that is not there yet is that of a new one."""
    with reading() as session:
        sheet = notice_sheet(session, notice_id)
        found = session.get(Criterion, criterion_id)
    if found is not None and found.notice_id != notice_id:
        raise NotFound
    told: dict[str, Any] = {
        "notice": sheet.notice,
        "sections": sheet.sections,
        "criterion_id": criterion_id,
        "is_new": found is None,
        "values": {
            "title": found.title if found else "",
            "text": found.text if found else "",
            "section": str(found.section_id or "") if found else "",
            "needs_document": found.needs_document if found else False,
        },
        "now": None,
        "errors": {},
        "error": "",
        **values,
    }
    return render_template("moderation/notice_criterion.html", **told), status


@needs(Role.MODERATOR, Role.ADMIN)
def notice_criterion(locale: str, notice_id: UUID, criterion_id: UUID) -> ResponseReturnValue:
    """Show a criterion, or an empty one."""
    del locale
    return _criterion_page(notice_id, criterion_id)


@needs(Role.MODERATOR, Role.ADMIN)
def save_criterion(locale: str, notice_id: UUID, criterion_id: UUID) -> ResponseReturnValue:
    """Keep a criterion."""
    typed = {
        "values": {
            "title": request.form.get("title", "")[:300],
            "text": request.form.get("text", "")[:10_000],
            "section": request.form.get("section", "")[:64],
            "needs_document": bool(request.form.get("needs_document")),
        }
    }
    try:
        form = CriterionForm().load(request.form)
        with transaction() as session:
            put_criterion(
                session,
                notice_id=notice_id,
                criterion_id=criterion_id,
                revision=form["revision"],
                section_id=_section_in(form["section"]),
                title=form["title"],
                text=form["text"],
                needs_document=form["needs_document"],
                now=clock.now(),
            )
    except ValidationError as error:
        return _criterion_page(notice_id, criterion_id, 422, errors=error.messages, **typed)
    except (Stale, Fixed) as error:
        with reading() as session:
            now = session.get(Criterion, criterion_id)
        message = refusal(error)
        return _criterion_page(notice_id, criterion_id, 409, error=message, now=now, **typed)
    return to_notice(locale, notice_id, "kept")


def _section_in(text: str) -> UUID | None:
    """Return the section that a form names, None for all of them."""
    found = id_in(text)
    if text and found is None:
        raise NotFound
    return found
