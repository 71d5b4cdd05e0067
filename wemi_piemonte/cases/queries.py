"""Questions about cases: whose they are, what may be done in them, what is due today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases.models import Case, CaseEvent, CaseNote, CaseReferral, Mandate
from wemi_piemonte.cases.rules import (
    READING_LASTS,
    CaseEventKind,
    CaseState,
    MandateScope,
    is_in_force,
)
from wemi_piemonte.desks.models import Desk, DeskMember
from wemi_piemonte.desks.queries import desk_role, desks_where
from wemi_piemonte.desks.rules import RIGHTS, DeskRight, DeskRole, may
from wemi_piemonte.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Held:
    """A case as somebody of its desk sees it: with what they are there."""

    case: Case
    desk: Desk
    role: DeskRole

    @property
    def is_full(self) -> bool:
        """Say whether this person may do all of an operator's work in it."""
        return may(self.role, DeskRight.OPEN_CASES)


def own_case(session: Session, case_id: UUID, account_id: UUID) -> Held:
    """Return a case of a desk of this account; raises NotFound for all others.

    A referent of a Point sees the cases that they hold themselves, operators all of their desk.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    role = desk_role(session, account_id, case.desk_id)
    if role is None or not may(role, DeskRight.OPEN_PLANS):
        raise NotFound
    if not may(role, DeskRight.OPEN_CASES) and case.holder_id != account_id:
        raise NotFound
    return Held(case, session.get_one(Desk, case.desk_id), role)


def cases_of_desks(session: Session, account_id: UUID) -> Sequence[Case]:
    """Return the open cases of the desks of an operator, those due first, then the newest."""
    desks = desks_where(session, account_id, DeskRight.OPEN_CASES)
    query = select(Case).where(Case.state == CaseState.OPEN, Case.desk_id.in_(desks))
    found = session.scalars(query).all()
    return sorted(found, key=lambda c: (c.follow_up_on or date.max, -c.touched_at.timestamp()))


def seen_by(session: Session, account_id: UUID) -> list[Case]:
    """Return the open cases that somebody may see: those of their desks, else those in hand."""
    found = {case.id: case for case in cases_of_desks(session, account_id)}
    own = desks_where(session, account_id, DeskRight.OPEN_PLANS)
    for case in held_by(session, account_id):
        if case.desk_id in own:
            found.setdefault(case.id, case)
    return list(found.values())


def open_case_of(session: Session, *, pass_id: UUID, desk_id: UUID) -> Case | None:
    """Return the case that a desk has open for a visitor, the newest of several."""
    query = select(Case).where(
        Case.pass_id == pass_id, Case.desk_id == desk_id, Case.state == CaseState.OPEN
    )
    return session.scalars(query.order_by(Case.opened_at.desc(), Case.id).limit(1)).one_or_none()


def languages_of(session: Session, desk_id: UUID) -> list[str]:
    """Return the languages of the visitors of a desk, that of the newest case first."""
    query = (
        select(Case.visitor_locale)
        .where(Case.desk_id == desk_id)
        .group_by(Case.visitor_locale)
        .order_by(func.max(Case.opened_at).desc(), Case.visitor_locale)
    )
    return list(session.scalars(query))


def taking_desks(session: Session) -> set[UUID]:
    """Return the desks at which somebody opens cases, to whom one can be handed over."""
    roles = [role for role, rights in RIGHTS.items() if DeskRight.OPEN_CASES in rights]
    query = (
        select(DeskMember.desk_id)
        .join(Account, Account.id == DeskMember.account_id)
        .where(DeskMember.role.in_(roles), Account.suspended_at.is_(None))
    )
    return set(session.scalars(query))


def desks_named(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what desks are called; one that is gone has no name."""
    query = select(Desk.id, Desk.name).where(Desk.id.in_(set(ids)))
    return dict(session.execute(query).all())


def people_named(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what the people who hold cases are called."""
    query = select(Account.id, Account.name).where(Account.id.in_(set(ids)))
    return dict(session.execute(query).all())


def was_handed_over_by(session: Session, case_id: UUID, account_id: UUID, revision: int) -> bool:
    """Say whether this person handed a case over as they saw it, and nothing came of it since."""
    case = session.get(Case, case_id)
    last = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc()).limit(1)
    ).one_or_none()
    return (
        case is not None
        and last is not None
        and case.revision == revision + 1
        and last.kind is CaseEventKind.HANDED_OVER
        and last.account_id == account_id
    )


def held_by(session: Session, account_id: UUID) -> Sequence[Case]:
    """Return the open cases that an account has in hand itself."""
    query = select(Case).where(Case.state == CaseState.OPEN, Case.holder_id == account_id)
    return session.scalars(query.order_by(Case.touched_at.desc())).all()


def cases_of_pass(session: Session, pass_id: UUID) -> Sequence[Case]:
    """Return the cases of a visitor, the newest first: what the visitor reads too."""
    query = select(Case).where(Case.pass_id == pass_id).order_by(Case.opened_at.desc(), Case.id)
    return session.scalars(query).all()


def history_of(session: Session, case_id: UUID) -> Sequence[CaseEvent]:
    """Return what happened in a case, the oldest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.scalars(query.order_by(CaseEvent.id)).all()


def notes_of(session: Session, case_id: UUID) -> Sequence[CaseNote]:
    """Return what was noted in a case, the oldest first."""
    query = select(CaseNote).where(CaseNote.case_id == case_id)
    return session.scalars(query.order_by(CaseNote.at, CaseNote.id)).all()


def mandate_of(session: Session, case: Case, now: datetime) -> Mandate | None:
    """Return the mandate that holds now for the desk that has the case."""
    query = (
        select(Mandate)
        .where(Mandate.case_id == case.id, Mandate.desk_id == case.desk_id)
        .order_by(Mandate.granted_at.desc(), Mandate.id)
    )
    return next(
        (
            each
            for each in session.scalars(query)
            if is_in_force(each.expires_at, each.revoked_at, now)
        ),
        None,
    )


def mandates_of_pass(session: Session, pass_id: UUID) -> Sequence[Mandate]:
    """Return every mandate that a visitor has given, the newest first."""
    query = (
        select(Mandate)
        .join(Case, Case.id == Mandate.case_id)
        .where(Case.pass_id == pass_id)
        .order_by(Mandate.granted_at.desc(), Mandate.id)
    )
    return session.scalars(query).all()


def may_in(session: Session, case: Case, scope: MandateScope, now: datetime) -> bool:
    """Say whether the visitor lets the desk do this, at this moment."""
    found = mandate_of(session, case, now)
    return found is not None and scope.value in found.scopes.split()


def referrals_of_case(session: Session, case_id: UUID) -> list[UUID]:
    """Return the requests that were sent in a case."""
    query = select(CaseReferral.referral_id).where(CaseReferral.case_id == case_id)
    return list(session.scalars(query))


def is_reading(
    session: Session,
    case_id: UUID,
    account_id: UUID,
    now: datetime,
    within: timedelta = READING_LASTS,
) -> bool:
    """Say whether somebody is still at a reading of a case that is written down.

    Each thing they do in it goes on with the reading; a hand-over ends it, for everybody.
    """
    handed = select(func.max(CaseEvent.id)).where(
        CaseEvent.case_id == case_id, CaseEvent.kind == CaseEventKind.HANDED_OVER
    )
    query = select(CaseEvent.id).where(
        CaseEvent.case_id == case_id,
        CaseEvent.account_id == account_id,
        CaseEvent.at > now - within,
        CaseEvent.id > func.coalesce(handed.scalar_subquery(), 0),
    )
    return session.scalar(query.limit(1)) is not None


def number_for(session: Session, desk_id: UUID, since: datetime) -> int:
    """Return the next number of the day at a desk."""
    query = select(func.max(Case.number)).where(Case.desk_id == desk_id, Case.opened_at >= since)
    return (session.scalar(query) or 0) + 1
