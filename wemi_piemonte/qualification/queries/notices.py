"""Questions about the Region's notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.qualification.models import Application, Criterion, Notice, NoticeSection
from wemi_piemonte.qualification.rules import Asked, is_open
from wemi_piemonte.taxonomy import tree


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """A notice with its parts, each in its order."""

    notice: Notice
    sections: Sequence[NoticeSection]
    criteria: Sequence[Criterion]

    @property
    def offered(self) -> dict[str, frozenset[str]]:
        """Return the needs of each section, by its id."""
        return {str(each.id): needs_of(each.needs) for each in self.sections}

    @property
    def asked(self) -> list[Asked]:
        """Return the criteria that want a document."""
        return [
            Asked(str(each.id), str(each.section_id or ""))
            for each in self.criteria
            if each.needs_document
        ]

    def criteria_for(self, sections: frozenset[str]) -> list[Criterion]:
        """Return what is asked of who applies for these sections."""
        return [c for c in self.criteria if c.section_id is None or str(c.section_id) in sections]


def needs_of(codes: str) -> frozenset[str]:
    """Return the needs that codes of needs and of whole areas, parted by spaces, stand for."""
    wanted = set(codes.split())
    return frozenset(c for c in tree.need_codes() if c in wanted or tree.area_of(c) in wanted)


def open_notices(session: Session, today: date) -> list[Notice]:
    """Return the notices that take applications today, the first to close first."""
    query = select(Notice).where(Notice.opens_on.is_not(None)).order_by(Notice.title, Notice.id)
    found = [n for n in session.scalars(query) if is_open(n.opens_on, n.closes_on, today)]
    return sorted(found, key=lambda each: each.closes_on or date.max)


def all_notices(session: Session) -> Sequence[Notice]:
    """Return every notice, the newest first."""
    return session.scalars(select(Notice).order_by(Notice.created_at.desc(), Notice.id)).all()


def notice_sheet(session: Session, notice_id: UUID) -> NoticeSheet:
    """Return a notice with its parts; raises NotFound."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise NotFound
    sections = select(NoticeSection).where(NoticeSection.notice_id == notice_id)
    criteria = select(Criterion).where(Criterion.notice_id == notice_id)
    return NoticeSheet(
        notice,
        session.scalars(sections.order_by(NoticeSection.position, NoticeSection.id)).all(),
        session.scalars(criteria.order_by(Criterion.position, Criterion.id)).all(),
    )


def has_applications(session: Session, notice_id: UUID) -> bool:
    """Say whether somebody has begun to apply under a notice."""
    query = select(Application.id).where(Application.notice_id == notice_id).limit(1)
    return session.scalar(query) is not None
