"""What the person does with a request: withdraw it, take the consent back, tell how it ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester, hash_of
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.referrals.models import Referral, ReferralLink, ReferralMessage
from wemi_piemonte.referrals.operations.moving import step, tell
from wemi_piemonte.referrals.operations.telling import (
    end_links,
    forget_mails,
    tell_body_that_it_is_over,
)
from wemi_piemonte.referrals.queries import is_of, living_link
from wemi_piemonte.referrals.rules import (
    OPEN,
    Actor,
    EventKind,
    LinkFor,
    NotHelped,
    ReferralState,
)


def withdraw(session: Session, *, referral_id: UUID, now: datetime) -> None:
    """Withdraw an open request; the body can read nothing personal of it any more."""
    referral = locked(session, Referral, referral_id)
    step(session, referral, ReferralState.WITHDRAWN, actor=Actor.PERSON, now=now)
    _shut(session, referral, now)
    tell_body_that_it_is_over(session, referral, now)


def withdraw_consent(session: Session, *, referral_id: UUID, now: datetime) -> None:
    """Let the body read nothing personal of a request any more; an open one is withdrawn."""
    referral = locked(session, Referral, referral_id)
    if referral.state in OPEN:
        withdraw(session, referral_id=referral_id, now=now)
    else:
        _shut(session, referral, now)


def _shut(session: Session, referral: Referral, now: datetime) -> None:
    if referral.consent_withdrawn_at is None:
        referral.consent_withdrawn_at = now
        tell(session, referral, EventKind.CONSENT_WITHDRAWN, actor=Actor.PERSON, now=now)
    end_links(session, referral, LinkFor.BODY, now)


def tell_outcome(
    session: Session,
    *,
    referral_id: UUID,
    target: ReferralState,
    reason: NotHelped | None,
    now: datetime,
    token: str = "",
) -> Referral:
    """Take the person's word on whether it was helped; with the `token` of a mail or without.

    The link is used up by a no; by a yes it stays good for the rating. Raises IllegalMove and
    DeadLink.
    """
    if token:
        found = living_link(session, token, LinkFor.PERSON, now)
        if found is None or found[0].referral.id != referral_id:
            raise DeadLink
    referral = locked(session, Referral, referral_id)
    step(session, referral, target, actor=Actor.PERSON, now=now, reason=reason)
    end_links(session, referral, LinkFor.BODY, now)
    if target is ReferralState.HELPED:
        note(session, Seen.HELPED, referral.service_id, now)
    else:
        end_links(session, referral, LinkFor.PERSON, now)
    return referral


def use_person_link(session: Session, *, token: str, now: datetime) -> UUID:
    """Use up a person's link, and return the request it is of; raises DeadLink."""
    query = (
        update(ReferralLink)
        .where(
            ReferralLink.token_hash == hash_of(token[:100]),
            ReferralLink.link_for == LinkFor.PERSON,
            ReferralLink.used_at.is_(None),
        )
        .values(used_at=now)
    )
    found = session.execute(query.returning(ReferralLink.referral_id)).scalar_one_or_none()
    if found is None:
        raise DeadLink
    return found


def erase(session: Session, *, referral_id: UUID, now: datetime) -> None:
    """Erase what is personal in a request; an open one is withdrawn first.

    What stays is of nobody: which service was asked for, when, what came of it.
    """
    referral = locked(session, Referral, referral_id)
    if referral.state in OPEN:
        withdraw(session, referral_id=referral_id, now=now)
    wipe(session, referral, now)


def wipe(session: Session, referral: Referral, now: datetime) -> None:
    """Erase the personal parts of a request, and whose it was."""
    if referral.erased_at is not None:
        return
    forget_mails(session, referral)
    referral.name = referral.contact = referral.words = ""
    referral.account_id = referral.pass_id = None
    referral.erased_at = now
    session.execute(delete(ReferralMessage).where(ReferralMessage.referral_id == referral.id))
    session.execute(delete(ReferralLink).where(ReferralLink.referral_id == referral.id))
    tell(session, referral, EventKind.ERASED, actor=Actor.PERSON, now=now)


def erase_all_of(session: Session, *, requester: Requester, now: datetime) -> None:
    """Erase every request of a person: before the account or the pass is deleted."""
    for each in session.scalars(select(Referral.id).where(is_of(requester))).all():
        erase(session, referral_id=each, now=now)
