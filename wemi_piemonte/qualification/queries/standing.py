"""Questions about qualifications: what a body may publish, who is in the public register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.directory.queries import members_of
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.queries.notices import needs_of
from wemi_piemonte.qualification.rules import QualificationState, is_in_force

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Registered:
    """A body with the qualifications it has had."""

    organization_id: UUID
    name: str
    qualifications: Sequence[Qualification]


def scope_of(session: Session, organization_id: UUID, today: date) -> frozenset[str]:
    """Return the needs for which a body is qualified today."""
    found = in_force_of(session, organization_id, today)
    return frozenset().union(*(needs_of(each.needs) for each in found))


def qualifications_of(session: Session, organization_id: UUID) -> Sequence[Qualification]:
    """Return all qualifications that a body has had, the one that lasts longest first."""
    query = select(Qualification).where(Qualification.organization_id == organization_id)
    return session.scalars(query.order_by(Qualification.valid_until.desc(), Qualification.id)).all()


def addressees(session: Session, organization_id: UUID) -> list[tuple[str, str]]:
    """Return whom to write to for a body, with their language.

    Those are its owners and editors, or its own address when it has none.
    """
    ids = [each for each, role in members_of(session, organization_id) if role != MemberRole.READER]
    accounts = session.scalars(
        select(Account).where(Account.id.in_(ids), Account.suspended_at.is_(None))
    )
    found = sorted((each.email, each.locale) for each in accounts)
    body = session.get(Organization, organization_id)
    if found or body is None or not body.email:
        return found
    return [(body.email, body.source_lang)]


def qualification_with_body(
    session: Session, qualification_id: UUID
) -> tuple[Qualification, Organization]:
    """Return a qualification and whose it is; raises NotFound."""
    found = session.get(Qualification, qualification_id)
    body = session.get(Organization, found.organization_id) if found else None
    if found is None or body is None:
        raise NotFound
    return found, body


def register_page(
    session: Session,
    *,
    name: str = "",
    state: QualificationState | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> tuple[int, list[Registered]]:
    """Return how many bodies have been qualified, and one page of them by name.

    `name` is a part of the name, `state` one that a qualification of the body is in.
    """
    held = select(Qualification.organization_id)
    if state is not None:
        held = held.where(Qualification.state == state)
    bodies = select(Organization.id, Organization.name).where(Organization.id.in_(held))
    for word in name.split():
        # Names are folded by the database as far as it can: case, and no accents.
        bodies = bodies.where(func.lower(Organization.name).contains(word.lower(), autoescape=True))
    total = session.scalar(select(func.count()).select_from(bodies.subquery())) or 0
    rows = session.execute(
        bodies.order_by(func.lower(Organization.name), Organization.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    held_by: dict[UUID, list[Qualification]] = {each: [] for each, _called in rows}
    query = select(Qualification).where(Qualification.organization_id.in_(held_by))
    for found in session.scalars(
        query.order_by(Qualification.valid_until.desc(), Qualification.id)
    ):
        held_by[found.organization_id].append(found)
    return total, [Registered(each, called, held_by[each]) for each, called in rows]


def in_force_of(session: Session, organization_id: UUID, today: date) -> list[Qualification]:
    """Return the qualifications of a body that stand today."""
    return [
        each
        for each in qualifications_of(session, organization_id)
        if is_in_force(each.state, each.valid_from, each.valid_until, today)
    ]
