"""Who belongs to a body, and with what right: joining, changing, leaving; never without an owner.

Each change takes the members of the body for itself first, so that of two owners who act at once
the second one's right is judged after what the first one did.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import Membership, Organization
from wemi_piemonte.directory.rules import MEMBER_RIGHTS, MemberRole
from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.errors import DomainError, NotFound


class LastOwner(DomainError):
    """A body is never left without an owner."""

    code = "last_owner"


class NotOwner(DomainError):
    """Only owners say who belongs to a body."""

    code = "not_owner"
    status = HTTPStatus.FORBIDDEN


def members_taken(session: Session, organization_id: UUID, *, by: UUID) -> dict[UUID, Membership]:
    """Return the members of a body, kept from others until the end of the transaction.

    Raises NotFound for a stranger to the body, NotOwner for a member who is no owner.
    """
    members = _taken(session, organization_id)
    if by not in members:
        raise NotFound
    if members[by].role is not MemberRole.OWNER:
        raise NotOwner
    return members


def _taken(session: Session, organization_id: UUID) -> dict[UUID, Membership]:
    query = (
        select(Membership)
        .where(Membership.organization_id == organization_id)
        .order_by(Membership.account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {each.account_id: each for each in session.scalars(query)}


def _is_last_owner(members: dict[UUID, Membership], account_id: UUID) -> bool:
    owners = [each for each, member in members.items() if member.role is MemberRole.OWNER]
    return owners == [account_id]


def change_right(
    session: Session,
    *,
    organization_id: UUID,
    account_id: UUID,
    role: MemberRole,
    by: UUID,
    now: datetime,
) -> None:
    """Give a member another right; raises LastOwner where no owner would be left."""
    members = members_taken(session, organization_id, by=by)
    if account_id not in members:
        raise NotFound
    if role is not MemberRole.OWNER and _is_last_owner(members, account_id):
        raise LastOwner
    if members[account_id].role is not role:
        members[account_id].role = role
        _record(
            session,
            "change_right",
            organization_id=organization_id,
            account_id=account_id,
            by=by,
            now=now,
            right=role.value,
        )


def remove_member(
    session: Session, *, organization_id: UUID, account_id: UUID, by: UUID, now: datetime
) -> None:
    """Let a member go, from the next request on; raises LastOwner for the only owner."""
    members = members_taken(session, organization_id, by=by)
    if account_id not in members:
        raise NotFound
    if _is_last_owner(members, account_id):
        raise LastOwner
    session.delete(members[account_id])
    session.flush()
    _record(
        session,
        "remove_member",
        organization_id=organization_id,
        account_id=account_id,
        by=by,
        now=now,
    )


def join(
    session: Session,
    *,
    organization_id: UUID,
    account_id: UUID,
    role: MemberRole,
    invited_by: UUID | None,
    now: datetime,
) -> bool:
    """Let an account belong to a body, and say whether it does.

    Who invited must be an owner still. A member who is there already keeps the larger right.
    """
    members = _taken(session, organization_id)
    if invited_by is not None and not _may_invite(session, members.get(invited_by)):
        return False
    there = members.get(account_id)
    if there is None:
        session.add(
            Membership(
                account_id=account_id, organization_id=organization_id, role=role, created_at=now
            )
        )
    elif MEMBER_RIGHTS[there.role] < MEMBER_RIGHTS[role]:
        there.role = role
    session.flush()
    _record(
        session,
        "join_body",
        organization_id=organization_id,
        account_id=account_id,
        by=invited_by,
        now=now,
        right=role.value,
    )
    return True


def _may_invite(session: Session, member: Membership | None) -> bool:
    if member is None or member.role is not MemberRole.OWNER:
        return False
    account = session.get(Account, member.account_id)
    return account is not None and account.suspended_at is None


def _record(
    session: Session,
    act: str,
    *,
    organization_id: UUID,
    account_id: UUID,
    by: UUID | None,
    now: datetime,
    **details: Any,
) -> None:
    record_act(
        session,
        act,
        account_id=by or account_id,
        subject="organization",
        subject_id=organization_id,
        now=now,
        member=account_id,
        **details,
    )


def bodies_of(session: Session, account_id: UUID) -> list[dict[str, Any]]:
    """Return the bodies of an account as they stand in the copy of its data."""
    query = (
        select(Organization.id, Organization.name, Membership.role, Membership.created_at)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.account_id == account_id)
        .order_by(Organization.name, Organization.id)
    )
    return [
        {"id": str(each), "name": name, "right": role.value, "since": since.isoformat()}
        for each, name, role, since in session.execute(query)
    ]


def is_only_owner(session: Session, account_id: UUID) -> bool:
    """Say whether some body would have no owner without this account."""
    query = select(Membership.organization_id).where(
        Membership.account_id == account_id, Membership.role == MemberRole.OWNER
    )
    bodies = sorted(session.scalars(query))
    return any(_is_last_owner(_taken(session, each), account_id) for each in bodies)
