"""One step of a request: checked, written with its line of the timeline, its dates set anew."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import expiry_after
from wemi_piemonte.referrals.models import Referral, ReferralEvent
from wemi_piemonte.referrals.rules import (
    Actor,
    EventKind,
    NotHelped,
    ReferralState,
    Staff,
    checked_reason,
    closes_at,
    move,
    reminds_at,
)

NOBODY = Staff()


def is_shut(referral: Referral) -> bool:
    """Say whether the body can read nothing personal of a request any more."""
    return referral.consent_withdrawn_at is not None or referral.erased_at is not None


def step(
    session: Session,
    referral: Referral,
    target: ReferralState,
    *,
    actor: Actor,
    now: datetime,
    reason: NotHelped | None = None,
    staff: Staff = NOBODY,
) -> None:
    """Take a request to another state; raises IllegalMove."""
    move(actor, referral.state, target)
    referral.reason = checked_reason(actor, target, reason)
    referral.state = target
    referral.revision += 1
    referral.moved_at = now
    referral.remind_at = reminds_at(target, referral.created_at, referral.reminders)
    referral.close_at = closes_at(target, referral.created_at, now)
    tell(session, referral, EventKind.MOVED, actor=actor, now=now, staff=staff)
    _keep_pass(session, referral, now)


def tell(
    session: Session,
    referral: Referral,
    kind: EventKind,
    *,
    actor: Actor,
    now: datetime,
    staff: Staff = NOBODY,
) -> None:
    """Write a line of the timeline."""
    is_move = kind is EventKind.MOVED
    session.add(
        ReferralEvent(
            referral_id=referral.id,
            kind=kind,
            actor=actor,
            state=referral.state if is_move else None,
            reason=referral.reason if is_move else None,
            who=staff.name,
            account_id=staff.account_id,
            at=now,
        )
    )
    session.flush()


def _keep_pass(session: Session, referral: Referral, now: datetime) -> None:
    """Keep the pass of a request that goes on: its holder is to find the answer."""
    if referral.pass_id is not None:
        session.execute(
            update(Pass).where(Pass.id == referral.pass_id).values(expires_at=expiry_after(now))
        )
