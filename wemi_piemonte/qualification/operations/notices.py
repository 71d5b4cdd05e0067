"""The Region's notices: written, opened, kept open longer or closed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import Conflict, Invalid, NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.qualification.models import Criterion, Notice, NoticeSection
from wemi_piemonte.qualification.queries import has_applications, notice_sheet
from wemi_piemonte.taxonomy import tree

Piece = TypeVar("Piece", NoticeSection, Criterion)


class Fixed(Conflict):
    """Bodies have begun to apply under it: what it asks of them stays as it is."""

    code = "notice_fixed"


def may_change(session: Session, notice: Notice) -> bool:
    """Say whether what a notice asks may still change."""
    return notice.opens_on is None or not has_applications(session, notice.id)


def _changing(session: Session, notice_id: UUID, revision: int, now: datetime) -> Notice:
    """Return a notice to change; raises Stale or Fixed. Its parts count as parts of its text."""
    notice = locked(session, Notice, notice_id, revision)
    if not may_change(session, notice):
        raise Fixed
    notice.modified_at = now
    flag_modified(notice, "modified_at")
    return notice


def begin_notice(
    session: Session, *, notice_id: UUID, title: str, account_id: UUID, now: datetime
) -> None:
    """Begin a notice; the same form sent twice begins one."""
    if session.get(Notice, notice_id) is not None:
        return
    session.add(
        Notice(
            id=notice_id,
            title=title,
            text="",
            # The Region writes its acts in Italian, whatever language its pages are in.
            source_lang=tree.SOURCE,
            valid_months=36,
            created_by=account_id,
            created_at=now,
            modified_at=now,
        )
    )
    _note(session, "begin_notice", notice_id, account_id, now)


def save_notice(
    session: Session,
    *,
    notice_id: UUID,
    revision: int,
    title: str,
    text: str,
    valid_months: int,
    account_id: UUID,
    now: datetime,
) -> None:
    """Write the notice itself; raises Stale or Fixed."""
    notice = _changing(session, notice_id, revision, now)
    notice.title, notice.text, notice.valid_months = title, text, valid_months
    _note(session, "save_notice", notice_id, account_id, now)


def put_section(
    session: Session,
    *,
    notice_id: UUID,
    section_id: UUID,
    revision: int,
    title: str,
    needs: Sequence[str],
    now: datetime,
) -> None:
    """Add a section or change it; raises Stale or Fixed."""
    _changing(session, notice_id, revision, now)
    section = _part(session, NoticeSection, section_id, notice_id)
    codes = " ".join(code for code in tree.all_codes() if code in set(needs))
    if section is None:
        position = _next(session, NoticeSection, notice_id)
        section = NoticeSection(id=section_id, notice_id=notice_id, position=position)
        session.add(section)
    section.title, section.needs = title, codes


def put_criterion(
    session: Session,
    *,
    notice_id: UUID,
    criterion_id: UUID,
    revision: int,
    section_id: UUID | None,
    title: str,
    text: str,
    needs_document: bool,
    now: datetime,
) -> None:
    """Add a criterion or change it; raises Stale or Fixed."""
    _changing(session, notice_id, revision, now)
    if section_id is not None and _part(session, NoticeSection, section_id, notice_id) is None:
        raise NotFound
    criterion = _part(session, Criterion, criterion_id, notice_id)
    if criterion is None:
        position = _next(session, Criterion, notice_id)
        criterion = Criterion(id=criterion_id, notice_id=notice_id, position=position)
        session.add(criterion)
    criterion.section_id, criterion.title = section_id, title
    criterion.text, criterion.needs_document = text, needs_document


def remove_part(
    session: Session, *, notice_id: UUID, part_id: UUID, revision: int, now: datetime
) -> None:
    """Take a section, with its criteria, or a criterion out of a notice; raises Stale or Fixed."""
    _changing(session, notice_id, revision, now)
    found = _part(session, NoticeSection, part_id, notice_id) or _part(
        session, Criterion, part_id, notice_id
    )
    if found is not None:
        session.delete(found)


def discard_notice(session: Session, *, notice_id: UUID, revision: int, now: datetime) -> None:
    """Throw a notice away that was never opened; raises Stale or Fixed."""
    notice = _changing(session, notice_id, revision, now)
    if notice.opens_on is not None:
        raise Fixed
    session.delete(notice)


def set_days(
    session: Session,
    *,
    notice_id: UUID,
    revision: int,
    opens_on: date | None,
    closes_on: date | None,
    today: date,
    account_id: UUID,
    now: datetime,
) -> None:
    """Open a notice, let it close later or earlier; raises Stale or Invalid.

    The day on which it opened stays once it has come.
    """
    notice = locked(session, Notice, notice_id, revision)
    has_opened = notice.opens_on is not None and notice.opens_on <= today
    opens = notice.opens_on if has_opened else opens_on
    if opens is None or (not has_opened and opens < today):
        raise Invalid({"opens_on": ["in_the_past"]})
    if closes_on is not None and (closes_on < opens or closes_on < today):
        raise Invalid({"closes_on": ["in_the_past"]})
    sheet = notice_sheet(session, notice_id)
    if not notice.text or not sheet.criteria or not all(sheet.offered.values()):
        raise Invalid({"form": ["incomplete"]})
    if not sheet.sections:
        raise Invalid({"form": ["incomplete"]})
    notice.opens_on, notice.closes_on, notice.modified_at = opens, closes_on, now
    _note(session, "set_days_of_notice", notice_id, account_id, now)


def _part(session: Session, kind: type[Piece], part_id: UUID, notice_id: UUID) -> Piece | None:
    found = session.get(kind, part_id)
    if found is not None and found.notice_id != notice_id:
        raise NotFound
    return found


def _next(session: Session, kind: type[NoticeSection | Criterion], notice_id: UUID) -> int:
    last = session.scalar(select(func.max(kind.position)).where(kind.notice_id == notice_id))
    return (last or 0) + 1


def _note(session: Session, act: str, notice_id: UUID, account_id: UUID, now: datetime) -> None:
    record_act(session, act, account_id=account_id, subject="notice", subject_id=notice_id, now=now)
