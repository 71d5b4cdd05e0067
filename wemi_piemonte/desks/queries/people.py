"""Questions about who works at desks."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks.models import Desk, DeskDuty, DeskMember
from wemi_piemonte.desks.rules import DeskRight, DeskRole, may


def desk_role(session: Session, account_id: UUID, desk_id: UUID) -> DeskRole | None:
    """Return what an account is at a desk; None for a stranger."""
    found = session.get(DeskMember, (desk_id, account_id))
    return found.role if found else None


def desks_of(session: Session, account_id: UUID) -> list[tuple[Desk, DeskRole]]:
    """Return the desks at which somebody works, and as what."""
    query = (
        select(Desk, DeskMember.role)
        .join(DeskMember, DeskMember.desk_id == Desk.id)
        .where(DeskMember.account_id == account_id)
        .order_by(Desk.name, Desk.id)
    )
    return [(desk, role) for desk, role in session.execute(query)]


def desks_where(session: Session, account_id: UUID, right: DeskRight) -> set[UUID]:
    """Return the desks at which somebody may do this."""
    return {desk.id for desk, role in desks_of(session, account_id) if may(role, right)}


def members_of(session: Session, desk_id: UUID) -> list[tuple[DeskMember, Account]]:
    """Return who works at a desk."""
    query = (
        select(DeskMember, Account)
        .join(Account, Account.id == DeskMember.account_id)
        .where(DeskMember.desk_id == desk_id)
        .order_by(Account.name, Account.email)
    )
    return [(member, account) for member, account in session.execute(query)]


def duty_on(session: Session, desk_id: UUID, day: date) -> set[UUID]:
    """Return who is at a desk on a day."""
    query = select(DeskDuty.account_id).where(DeskDuty.desk_id == desk_id, DeskDuty.on == day)
    return set(session.scalars(query))
