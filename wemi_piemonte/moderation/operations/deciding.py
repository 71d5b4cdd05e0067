"""Claims, and writing decisions down in the same transaction as the act they speak of."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.audit import record_act
from wemi_piemonte.foundation.db import insert_or
from wemi_piemonte.moderation.models import Claim, Decision
from wemi_piemonte.moderation.queries import ClaimedByOther
from wemi_piemonte.moderation.rules import CLAIMED_FOR, Act, Reason, Subject


def record_trusted_publications(
    session: Session, *, service_ids: Iterable[UUID], now: datetime
) -> None:
    """Write that these listings were published because their source is trusted."""
    rows = [
        {
            "id": uuid4(),
            "subject": Subject.SERVICE,
            "subject_id": service_id,
            "act": Act.PUBLISH,
            "reason": Reason.TRUSTED_SOURCE,
            "note": "",
            "account_id": None,
            "at": now,
        }
        for service_id in service_ids
    ]
    if rows:
        session.execute(insert(Decision), rows)


def record_decision(
    session: Session,
    *,
    subject: Subject,
    subject_id: UUID,
    act: Act,
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Write a moderator's decision down, and let go of the claim: what was waiting is done."""
    session.add(
        Decision(
            subject=subject,
            subject_id=subject_id,
            act=act,
            reason=reason,
            note=note,
            account_id=account_id,
            at=now,
        )
    )
    release(session, subject=subject, subject_id=subject_id)
    record_act(
        session,
        act.value,
        account_id=account_id,
        subject=subject.value,
        subject_id=subject_id,
        now=now,
        reason=reason.value,
    )


def claim(
    session: Session, *, subject: Subject, subject_id: UUID, account_id: UUID, now: datetime
) -> None:
    """Say "I am on it"; raises ClaimedByOther while another moderator is."""
    until = now + CLAIMED_FOR
    # In one statement: of two moderators at once, one is on it and the other hears so.
    taken = session.execute(
        insert_or(session, Claim)
        .values(subject=subject, subject_id=subject_id, account_id=account_id, until=until)
        .on_conflict_do_update(
            index_elements=[Claim.subject, Claim.subject_id],
            set_={"account_id": account_id, "until": until},
            where=(Claim.account_id == account_id) | (Claim.until <= now),
        )
        .returning(Claim.account_id)
    )
    if taken.one_or_none() is None:
        raise ClaimedByOther


def release(session: Session, *, subject: Subject, subject_id: UUID) -> None:
    """Let an item go back to all."""
    session.execute(delete(Claim).where(Claim.subject == subject, Claim.subject_id == subject_id))
