"""What is due: bodies reminded after 5 and 10 days, requests closed after 30, old ones erased."""

from datetime import datetime

from sqlalchemy.orm import Session

from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.operations.moving import step, tell
from wemi_piemonte.referrals.operations.owning import wipe
from wemi_piemonte.referrals.operations.telling import (
    end_links,
    tell_body,
    tell_body_that_it_is_over,
    tell_person,
)
from wemi_piemonte.referrals.queries import to_close, to_erase, to_remind
from wemi_piemonte.referrals.rules import (
    KEPT_FOR,
    OPEN,
    REMINDED_AFTER,
    Actor,
    EventKind,
    LinkFor,
    ReferralState,
    reminds_at,
)

AT_ONCE = 100


def keep_going(session: Session, now: datetime) -> None:
    """Remind bodies that have not answered, and close what nobody moves; a due job.

    What was done once is not done again. A site that was down for long reminds once, not twice.
    """
    for referral in to_close(session, now, AT_ONCE):
        _close(session, referral, now)
    session.flush()
    for referral in to_remind(session, now, AT_ONCE):
        _remind(session, referral, now)


def _close(session: Session, referral: Referral, now: datetime) -> None:
    """Close a request, and ask the person whether there was help all the same."""
    found = locked(session, Referral, referral.id)
    if found.state not in OPEN or found.close_at is None or found.close_at > now:
        return
    step(session, found, ReferralState.EXPIRED, actor=Actor.SITE, now=now)
    end_links(session, found, LinkFor.BODY, now)
    tell_person(session, found, "request-asked", now, with_link=True)


def _remind(session: Session, referral: Referral, now: datetime) -> None:
    found = locked(session, Referral, referral.id)
    if found.remind_at is None or found.remind_at > now:
        return
    passed = sum(now >= found.created_at + each for each in REMINDED_AFTER)
    found.reminders = max(found.reminders + 1, passed)
    found.remind_at = reminds_at(found.state, found.created_at, found.reminders)
    tell(session, found, EventKind.REMINDED, actor=Actor.SITE, now=now)
    tell_body(session, found, "request-reminder", now, days=(now - found.created_at).days)


def forget_ended_referrals(session: Session, now: datetime) -> None:
    """Erase the requests that ended long ago, and those of nobody any more; a due job."""
    for each in to_erase(session, now - KEPT_FOR, AT_ONCE):
        found = locked(session, Referral, each.id)
        if found.state in OPEN:
            # Its account or its pass is gone: nobody waits for an answer.
            step(session, found, ReferralState.WITHDRAWN, actor=Actor.PERSON, now=now)
            tell_body_that_it_is_over(session, found, now)
        wipe(session, found, now)
