"""Messages inside a request, from either side."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.referrals.models import Referral, ReferralMessage
from wemi_piemonte.referrals.operations.moving import NOBODY, is_shut, tell
from wemi_piemonte.referrals.operations.telling import tell_body, tell_person
from wemi_piemonte.referrals.rules import OPEN, Actor, EventKind, Silenced, Staff


def message_id_of(secret: str, referral_id: UUID, actor: Actor, text: str) -> UUID:
    """Return the id of what a form (`secret`) writes."""
    return id_of_form(secret, "message", str(referral_id), actor.value, text)


def write_message(
    session: Session,
    *,
    referral_id: UUID,
    actor: Actor,
    text: str,
    locale: str,
    secret: str,
    now: datetime,
    staff: Staff = NOBODY,
    is_part_of_answer: bool = False,
) -> UUID:
    """Add a message, and tell the other side that there is one; its words go into no mail.

    The same form (`secret`) sent twice is one message. Raises Silenced once the request has
    ended or its consent was withdrawn; what comes with an answer may come with the last one.
    """
    referral = locked(session, Referral, referral_id)
    message_id = message_id_of(secret, referral_id, actor, text)
    if session.get(ReferralMessage, message_id) is not None:
        return message_id
    if is_shut(referral) or (referral.state not in OPEN and not is_part_of_answer):
        raise Silenced
    session.add(
        ReferralMessage(
            id=message_id,
            referral_id=referral_id,
            actor=actor,
            who=staff.name,
            text=text,
            locale=locale,
            at=now,
        )
    )
    tell(session, referral, EventKind.MESSAGE, actor=actor, now=now, staff=staff)
    if actor is Actor.PERSON:
        tell_body(session, referral, "request-written", now)
    elif not is_part_of_answer:
        tell_person(session, referral, "request-written-you", now)
    return message_id
