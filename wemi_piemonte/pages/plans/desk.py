"""What the session remembers of a plan: the draft, the saved plan being changed, the open ones."""

from uuid import UUID

from flask import session as visit
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.opened import pass_open_for
from wemi_piemonte.foundation import clock
from wemi_piemonte.plans.operations import forget_draft, keep_draft
from wemi_piemonte.plans.queries import draft_of, plan_of_pass
from wemi_piemonte.plans.rules import Wishes

DRAFT = "plan_draft"
CHANGING = "plan_changing"


def current_draft(session: Session) -> Wishes | None:
    """Return what this visitor is writing, None when there is nothing or its hour is over."""
    draft_id = visit.get(DRAFT)
    return draft_of(session, UUID(draft_id), clock.now()) if draft_id else None


def draft_key() -> str:
    """Return which draft this visitor is writing, empty for none."""
    return str(visit.get(DRAFT, ""))


def keep(session: Session, wishes: Wishes) -> None:
    """Keep what this visitor is writing for an hour more."""
    known = visit.get(DRAFT)
    made = keep_draft(
        session, draft_id=UUID(known) if known else None, wishes=wishes, now=clock.now()
    )
    visit[DRAFT] = str(made)


def forget(session: Session) -> None:
    """Forget what this visitor was writing, at once."""
    draft_id = visit.pop(DRAFT, None)
    visit.pop(CHANGING, None)
    if draft_id:
        forget_draft(session, draft_id=UUID(draft_id))


def let_go() -> None:
    """Have nothing in writing any more; the draft ends by itself, with its hour."""
    visit.pop(DRAFT, None)
    visit.pop(CHANGING, None)


def changing() -> str:
    """Return the code of the saved plan that is being changed, empty for a new one."""
    return str(visit.get(CHANGING, ""))


def change(code: str) -> None:
    """Note that what is written now changes a saved plan."""
    visit[CHANGING] = code


def plan_open_for(session: Session, code: str) -> UUID | None:
    """Return the plan of a pass that this visitor has opened, while it lasts."""
    pass_id = pass_open_for(code)
    return plan_of_pass(session, pass_id, clock.now()) if pass_id else None
