"""Who comes to work at a desk: an operator at once, anybody else by an invitation."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.operations import invitations
from wemi_piemonte.accounts.operations.people import account_of_email, invite
from wemi_piemonte.accounts.rules import Role, email_key
from wemi_piemonte.desks.models import Desk, DeskMember
from wemi_piemonte.desks.operations.keeping import set_member
from wemi_piemonte.desks.queries import desk_role
from wemi_piemonte.desks.rules import DeskRight, DeskRole, may
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.mail import name_in_mail

# The same invitation within this time is the same press of the button.
SAME_PRESS = timedelta(minutes=5)
FOUNDERS = frozenset({Role.MODERATOR, Role.ADMIN})
"""Who of the Region names the first manager of a desk."""


class Welcome(StrEnum):
    """What came of asking somebody to work at a desk."""

    ADDED = "added"
    INVITED = "invited"
    MEMBER_ALREADY = "member_already"
    OTHER_ROLE = "other_role"


def ask_to_work(
    session: Session,
    *,
    desk_id: UUID,
    email: str,
    role: DeskRole,
    spoken: str,
    locale: str,
    by: UUID,
    now: datetime,
) -> Welcome:
    """Let an operator work at a desk; invite whom nobody knows, or who is a citizen.

    A later invitation takes the place of an older one.
    """
    desk = locked(session, Desk, desk_id)
    known = account_of_email(session, email)
    if known is not None and session.get(DeskMember, (desk_id, known.id)) is not None:
        return Welcome.MEMBER_ALREADY
    if known is not None and known.role is Role.OPERATOR:
        set_member(
            session,
            desk_id=desk_id,
            account_id=known.id,
            role=role,
            spoken=spoken,
            by=by,
            now=now,
        )
        return Welcome.ADDED
    if known is not None and known.role is not Role.CITIZEN:
        return Welcome.OTHER_ROLE
    given = {"desk": desk_id, "desk_role": role.value, "spoken": spoken}
    told = known.locale if known else locale
    _invite(session, desk, email, given, locale=told, by=by, now=now)
    return Welcome.INVITED


def _invite(
    session: Session,
    desk: Desk,
    email: str,
    given: dict[str, Any],
    *,
    locale: str,
    by: UUID,
    now: datetime,
) -> None:
    sent = invitations.waiting_invitations(session, now=now, **given)
    if any(each.email == email_key(email) and now - each.created_at < SAME_PRESS for each in sent):
        return
    invitations.end_invitations(session, now=now, email=email, desk=desk.id)
    invite(
        session,
        email=email,
        role=Role.OPERATOR,
        locale=locale,
        invited_by=by,
        now=now,
        kind="invitation-to-desk",
        # A name is no letter: what is longer is cut.
        told={"desk": name_in_mail(desk.name)},
        **given,
    )


def let_work(session: Session, account: Account, details: dict[str, Any], now: datetime) -> None:
    """Let who accepts an invitation work at its desk.

    Raises DeadLink where who invited may not do so any more: by this door nobody becomes an
    operator otherwise.
    """
    if "desk" not in details:
        return
    desk_id, inviter_id = UUID(details["desk"]), UUID(details["invited_by"])
    inviter = session.get(Account, inviter_id)
    if inviter is None or inviter.suspended_at is not None or account.role is not Role.OPERATOR:
        raise DeadLink
    if inviter.role not in FOUNDERS and not may(
        desk_role(session, inviter_id, desk_id), DeskRight.MANAGE
    ):
        raise DeadLink
    if session.get(DeskMember, (desk_id, account.id)) is not None:
        return
    set_member(
        session,
        desk_id=desk_id,
        account_id=account.id,
        role=DeskRole(details["desk_role"]),
        spoken=details["spoken"],
        by=inviter_id,
        now=now,
    )
