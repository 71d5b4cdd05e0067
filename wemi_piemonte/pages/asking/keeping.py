"""The plan behind requests: kept under the code that opens them, with a note of what was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.foundation import clock
from wemi_piemonte.pages.plans import desk
from wemi_piemonte.plans.operations import add_version, note_requests, save_under
from wemi_piemonte.plans.queries import outcome_of, plan_of_pass
from wemi_piemonte.plans.rules import Wishes
from wemi_piemonte.referrals.operations import Sent

ToKeep = tuple[Wishes, dict[str, Any]]


def plan_to_keep(session: Session, locale: str) -> ToKeep | None:
    """Return what this visitor is planning, and what it comes to; None when its hour is over."""
    wishes = desk.current_draft(session)
    if wishes is None or not wishes.wanted:
        return None
    return wishes, outcome_of(session, wishes, locale, clock.today()).kept()


def keep_plan(
    session: Session, sent: Sent, plan: ToKeep | None, code: str, now: datetime
) -> tuple[bool, str]:
    """Keep the plan that requests were sent from; say if it is kept, and its code where known.

    A saved plan notes them. One being written is saved under their pass, or as the next version of
    the plan that it changes; who has an account goes on writing it.
    """
    if code:
        plan_id, kept_code = desk.plan_open_for(session, code), code
    else:
        plan_id, kept_code = _saved(session, sent, plan, now)
    if plan_id is None:
        return False, ""
    note_requests(session, plan_id=plan_id, referral_ids=sent.ids)
    return True, kept_code


def _saved(
    session: Session, sent: Sent, plan: ToKeep | None, now: datetime
) -> tuple[UUID | None, str]:
    pass_id = sent.requester.pass_id
    if pass_id is None:
        return None, ""
    there = plan_of_pass(session, pass_id, now)
    if plan is None or desk.current_draft(session) is None:
        # Its hour is over; or it is the same form once more, and what it wrote is kept already.
        return (there, sent.code) if sent.code else (None, "")
    changing = desk.changing()
    changed = desk.plan_open_for(session, changing) if changing else None
    if changed is not None:
        add_version(session, plan_id=changed, wishes=plan[0], outcome=plan[1], now=now)
        found = changed, changing
    elif there is None:
        wishes, outcome = plan
        made = save_under(session, pass_id=pass_id, wishes=wishes, outcome=outcome, now=now)
        found = made, sent.code
    else:
        # The pass opens another plan: this one stays what is being written.
        return None, ""
    desk.forget(session)
    return found
