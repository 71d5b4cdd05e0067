"""What a body does with a request: it opens it, answers, in its room or by the link of a mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.clock import ROME
from wemi_piemonte.foundation.errors import DeadLink
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.referrals.models import (
    Referral,
    ReferralEvent,
    ReferralLink,
    ReferralMessage,
)
from wemi_piemonte.referrals.operations.moving import is_shut, step, tell
from wemi_piemonte.referrals.operations.telling import end_links, tell_body, tell_person
from wemi_piemonte.referrals.operations.writing import message_id_of, write_message
from wemi_piemonte.referrals.queries import has_read, living_link
from wemi_piemonte.referrals.rules import (
    OPEN,
    UNANSWERED,
    Actor,
    EventKind,
    LinkFor,
    NotHelped,
    ReferralState,
    Silenced,
    Staff,
)


def note_reading(session: Session, *, referral_id: UUID, staff: Staff, now: datetime) -> None:
    """Write down that somebody of the body opens a request, once a day each; the first is "seen".

    The person reads this in the timeline. Raises Silenced where nothing can be read any more.
    """
    referral = locked(session, Referral, referral_id)
    if is_shut(referral):
        raise Silenced
    if referral.state is ReferralState.SENT:
        step(session, referral, ReferralState.SEEN, actor=Actor.BODY, now=now, staff=staff)
    midnight = now.astimezone(ROME).replace(hour=0, minute=0, second=0, microsecond=0)
    if has_read(session, referral_id, account_id=staff.account_id, since=midnight):
        return
    tell(session, referral, EventKind.READ, actor=Actor.BODY, now=now, staff=staff)
    _write_down(session, "read_request", referral_id, staff, now)


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

    `secret` is that of the form: sent twice it answers once. With the `token` of a mail the link
    is used up, and while the request goes on the same address gets a new one. Raises Stale when
    the request has moved since it was seen, IllegalMove, DeadLink.
    """
    referral = locked(session, Referral, referral_id)
    message_id = message_id_of(secret, referral_id, Actor.BODY, text) if text else None
    stands = (referral.revision, referral.state, referral.reason)
    if stands == (revision + 1, target, reason) and _is_by(session, referral, staff, message_id):
        return referral
    recipient = _use(session, token, referral_id, now) if token else ""
    referral = locked(session, Referral, referral_id, revision)
    was_unanswered = referral.state in UNANSWERED
    told: dict[str, Any] = {"actor": Actor.BODY, "staff": staff, "now": now}
    step(session, referral, target, reason=reason, **told)
    if text:
        words: dict[str, Any] = {"text": text, "locale": locale, "secret": secret}
        write_message(session, referral_id=referral_id, is_part_of_answer=True, **words, **told)
    _count(session, referral, now, was_unanswered=was_unanswered)
    _tell(session, referral, recipient, now)
    _write_down(session, "answer_request", referral_id, staff, now, state=target.value)
    return referral


def _is_by(session: Session, referral: Referral, staff: Staff, message_id: UUID | None) -> bool:
    """Say whether where a request stands is this very answer: the form was sent before."""
    query = (
        select(ReferralEvent.actor, ReferralEvent.account_id)
        .where(ReferralEvent.referral_id == referral.id, ReferralEvent.kind == EventKind.MOVED)
        .order_by(ReferralEvent.id.desc())
    )
    if session.execute(query.limit(1)).one() != (Actor.BODY, staff.account_id):
        return False
    return message_id is None or session.get(ReferralMessage, message_id) is not None


def write_by_link(
    session: Session,
    *,
    referral_id: UUID,
    token: str,
    text: str,
    locale: str,
    secret: str,
    now: datetime,
) -> None:
    """Let a body write to the person by the link of a mail, which is used up; a new one is sent.

    The same form (`secret`) sent twice is one message. Raises DeadLink.
    """
    locked(session, Referral, referral_id)
    message_id = message_id_of(secret, referral_id, Actor.BODY, text)
    if session.get(ReferralMessage, message_id) is not None:
        return
    recipient = _use(session, token, referral_id, now)
    write_message(
        session,
        referral_id=referral_id,
        actor=Actor.BODY,
        text=text,
        locale=locale,
        secret=secret,
        now=now,
    )
    _send_next_link(session, locked(session, Referral, referral_id), recipient, now)


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
        _send_next_link(session, referral, recipient, now)


def _send_next_link(session: Session, referral: Referral, recipient: str, now: datetime) -> None:
    end_links(session, referral, LinkFor.BODY, now, recipient=recipient)
    tell_body(session, referral, "request-next", now, only=recipient)


def _write_down(
    session: Session, act: str, referral_id: UUID, staff: Staff, now: datetime, **details: str
) -> None:
    """Keep in the audit trail what an account did."""
    if staff.account_id is not None:
        record_act(
            session,
            act,
            account_id=staff.account_id,
            subject="referral",
            subject_id=referral_id,
            now=now,
            **details,
        )
