"""What a body does with a request: it opens it, answers, in its room or by the link of a mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.referrals.models import Referral, ReferralLink
from wemi_piemonte.referrals.operations.moving import step, taken, tell
from wemi_piemonte.referrals.operations.telling import end_links, tell_body, tell_person
from wemi_piemonte.referrals.operations.writing import write_message
from wemi_piemonte.referrals.queries import has_read, living_link
from wemi_piemonte.referrals.rules import (
    OPEN,
    UNANSWERED,
    Actor,
    EventKind,
    LinkFor,
    NotHelped,
    ReferralState,
    Staff,
)


def note_reading(session: Session, *, referral_id: UUID, staff: Staff, now: datetime) -> None:
    """Write down that somebody of the body opens a request, once a day each; the first is "seen".

    The person reads this in the timeline.
    """
    referral = taken(session, referral_id)
    if referral.state is ReferralState.SENT:
        step(session, referral, ReferralState.SEEN, actor=Actor.BODY, now=now, staff=staff)
    midnight = now.astimezone(ROME).replace(hour=0, minute=0, second=0, microsecond=0)
    if has_read(session, referral_id, account_id=staff.account_id, since=midnight):
        return
    tell(session, referral, EventKind.READ, actor=Actor.BODY, now=now, staff=staff)
    if staff.account_id is not None:
        record_act(
            session,
            "read_request",
            account_id=staff.account_id,
            subject="referral",
            subject_id=referral_id,
            now=now,
        )


def answer(
    session: Session,
    *,
    referral_id: UUID,
    revision: int,
    target: ReferralState,
    reason: NotHelped | None,
    text: str,
    locale: str,
    staff: Staff,
    secret: str,
    now: datetime,
    token: str = "",
) -> Referral:
    """Take a body's answer, with words to the person if there are any, and tell the person.

    `secret` is that of the form: words sent twice are there once. With the `token` of a mail the
    link is used up, and while the request goes on the same address gets a new one. Raises Stale
    when the request has moved since it was seen, IllegalMove, DeadLink.
    """
    recipient = _use(session, token, referral_id, now) if token else ""
    referral = taken(session, referral_id, revision)
    was_unanswered = referral.state in UNANSWERED
    step(session, referral, target, actor=Actor.BODY, now=now, reason=reason, staff=staff)
    if text:
        write_message(
            session,
            referral_id=referral_id,
            actor=Actor.BODY,
            text=text,
            locale=locale,
            secret=secret,
            staff=staff,
            now=now,
            is_part_of_answer=True,
        )
    _count(session, referral, now, was_unanswered=was_unanswered)
    _tell(session, referral, recipient, now)
    if staff.account_id is not None:
        record_act(
            session,
            "answer_request",
            account_id=staff.account_id,
            subject="referral",
            subject_id=referral_id,
            now=now,
            state=target.value,
        )
    return referral


def _use(session: Session, token: str, referral_id: UUID, now: datetime) -> str:
    """Use up the link of a mail, and return the address it was sent to; raises DeadLink."""
    found = living_link(session, token, LinkFor.BODY, now)
    if found is None or found[0].referral.id != referral_id:
        raise DeadLink
    query = (
        update(ReferralLink)
        .where(ReferralLink.token_hash == found[1].token_hash, ReferralLink.used_at.is_(None))
        .values(used_at=now)
    )
    if session.execute(query.returning(ReferralLink.token_hash)).one_or_none() is None:
        raise DeadLink
    return found[1].recipient


def _count(session: Session, referral: Referral, now: datetime, *, was_unanswered: bool) -> None:
    if was_unanswered:
        note(session, Seen.REQUEST_ANSWERED, referral.service_id, now)
    if referral.state is ReferralState.HELPED:
        note(session, Seen.HELPED, referral.service_id, now)


def _tell(session: Session, referral: Referral, recipient: str, now: datetime) -> None:
    is_helped = referral.state is ReferralState.HELPED
    kind = "request-helped" if is_helped else "request-moved"
    tell_person(session, referral, kind, now, with_link=is_helped)
    if referral.state not in OPEN:
        end_links(session, referral, LinkFor.BODY, now)
    elif recipient:
        end_links(session, referral, LinkFor.BODY, now, recipient=recipient)
        tell_body(session, referral, "request-next", now, only=recipient)


def take_back_links(session: Session, *, referral_id: UUID, now: datetime) -> None:
    """Let no link of a request act any more, of neither side."""
    referral = taken(session, referral_id)
    for each in LinkFor:
        end_links(session, referral, each, now)
