"""Keeping what a household wishes for: drafts for an hour, plans under a pass, links to show."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.operations import make_pass
from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.desks.models import Booking
from wemi_piemonte.desks.rules import BookingState
from wemi_piemonte.foundation.db import insert_or
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.plans.models import Draft, PlanLink, PlanReferral, PlanVersion, SavedPlan
from wemi_piemonte.plans.rules import DRAFT_KEPT_FOR, Wishes, written
from wemi_piemonte.referrals.models import Referral


def keep_draft(session: Session, *, draft_id: UUID | None, wishes: Wishes, now: datetime) -> UUID:
    """Keep what is being written for one hour from now; return the id to find it by."""
    draft = session.get(Draft, draft_id) if draft_id else None
    if draft is None:
        draft = Draft(created_at=now)
        session.add(draft)
    draft.content = written(wishes, with_story=True)
    draft.expires_at = now + DRAFT_KEPT_FOR
    session.flush()
    return draft.id


def forget_draft(session: Session, *, draft_id: UUID) -> None:
    """Forget what was being written, at once."""
    session.execute(delete(Draft).where(Draft.id == draft_id))


def forget_old_drafts(session: Session, now: datetime) -> None:
    """Delete the drafts whose hour is over; a due job."""
    session.execute(delete(Draft).where(Draft.expires_at <= now))


def save_plan(
    session: Session, *, wishes: Wishes, outcome: dict[str, Any], now: datetime
) -> tuple[UUID, UUID, str, str]:
    """Save a plan under a new pass; return the ids of pass and plan, the code and the PIN."""
    pass_id, code, pin = make_pass(session, now=now)
    plan_id = save_under(session, pass_id=pass_id, wishes=wishes, outcome=outcome, now=now)
    return pass_id, plan_id, code, pin


def save_under(
    session: Session, *, pass_id: UUID, wishes: Wishes, outcome: dict[str, Any], now: datetime
) -> UUID:
    """Save a plan under a pass that is there, and return its id."""
    plan = SavedPlan(pass_id=pass_id, created_at=now)
    session.add(plan)
    session.flush()
    add_version(session, plan_id=plan.id, wishes=wishes, outcome=outcome, now=now)
    return plan.id


def add_version(
    session: Session, *, plan_id: UUID, wishes: Wishes, outcome: dict[str, Any], now: datetime
) -> int:
    """Add a version to a plan, the story left out; return its number."""
    last = session.scalar(
        select(func.max(PlanVersion.number)).where(PlanVersion.plan_id == plan_id)
    )
    number = (last or 0) + 1
    session.add(
        PlanVersion(
            plan_id=plan_id,
            number=number,
            wishes=written(wishes, with_story=False),
            outcome=json.dumps(outcome),
            created_at=now,
        )
    )
    return number


def make_link(session: Session, *, plan_id: UUID, now: datetime) -> str:
    """Make a read-only address of a plan, and return its token; never to be had again."""
    token = secrets.token_urlsafe(24)
    session.add(PlanLink(token_hash=hash_of(token), plan_id=plan_id, created_at=now))
    return token


def revoke_links(session: Session, *, plan_id: UUID) -> None:
    """Take back every read-only address of a plan."""
    session.execute(delete(PlanLink).where(PlanLink.plan_id == plan_id))


def erase_plan(session: Session, *, plan_id: UUID) -> None:
    """Delete a plan for good, with its versions and links.

    The pass that opened it goes too, unless it opens requests, or a booking at a help desk: whoever
    booked still has to be able to cancel it.
    """
    plan = session.get(SavedPlan, plan_id)
    if plan is None:
        raise NotFound
    asked = select(Referral.id).where(Referral.pass_id == plan.pass_id).limit(1)
    booked = select(Booking.id).where(
        Booking.pass_id == plan.pass_id, Booking.state == BookingState.BOOKED
    )
    if session.scalar(asked) is not None or session.scalar(booked.limit(1)) is not None:
        session.execute(delete(SavedPlan).where(SavedPlan.id == plan_id))
    else:
        session.execute(delete(Pass).where(Pass.id == plan.pass_id))


def note_requests(session: Session, *, plan_id: UUID, referral_ids: Iterable[UUID]) -> None:
    """Note that these requests were sent from a saved plan; once is enough."""
    for each in referral_ids:
        session.execute(
            insert_or(session, PlanReferral)
            .values(plan_id=plan_id, referral_id=each)
            .on_conflict_do_nothing()
        )
