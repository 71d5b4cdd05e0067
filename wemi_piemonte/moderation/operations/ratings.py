"""Decisions about ratings, bursts, replies, appeals: taken without the score, written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.moderation.operations.deciding import record_decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.operations import Ruling
from wemi_piemonte.ratings.rules import AppealState, Verdict

ACTS: dict[Verdict, Act] = {
    Verdict.PUBLISH: Act.PUBLISH,
    Verdict.REDACT: Act.REDACT,
    Verdict.REJECT: Act.REJECT,
}


def _write_down(
    session: Session, subject: Subject, subject_id: UUID, act: Act, ruling: Ruling
) -> None:
    record_decision(
        session,
        subject=subject,
        subject_id=subject_id,
        act=act,
        reason=Reason(ruling.reason),
        note=ruling.note,
        account_id=ruling.by,
        now=ruling.now,
    )


def decide_rating(session: Session, *, rating_id: UUID, revision: int, ruling: Ruling) -> None:
    """Publish a rating, whole or without some words, or reject it, and write it down."""
    ratings.decide_rating(session, rating_id=rating_id, revision=revision, ruling=ruling)
    _write_down(session, Subject.RATING, rating_id, ACTS[ruling.verdict], ruling)


def release_burst(
    session: Session,
    *,
    service_id: UUID,
    seen: Mapping[UUID, int],
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Let the ratings of a burst go on to be decided one by one, and write it down."""
    ratings.release_burst(session, service_id=service_id, seen=seen)
    record_decision(
        session,
        subject=Subject.BURST,
        subject_id=service_id,
        act=Act.RELEASE,
        reason=Reason.KEEPS_RULES,
        note=note,
        account_id=account_id,
        now=now,
    )


def reject_burst(
    session: Session,
    *,
    service_id: UUID,
    seen: Mapping[UUID, int],
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Reject all ratings of a burst; the burst and each of them is written down."""
    rejected = ratings.reject_burst(
        session,
        service_id=service_id,
        seen=seen,
        reason=reason.value,
        note=note,
        by=account_id,
        now=now,
    )
    why: dict[str, Any] = {
        "act": Act.REJECT,
        "reason": reason,
        "note": note,
        "account_id": account_id,
        "now": now,
    }
    record_decision(session, subject=Subject.BURST, subject_id=service_id, **why)
    for rating_id in rejected:
        record_decision(session, subject=Subject.RATING, subject_id=rating_id, **why)


def decide_reply(session: Session, *, rating_id: UUID, revision: int, ruling: Ruling) -> None:
    """Publish a body's reply, whole or without some words, or reject it, and write it down."""
    ratings.decide_reply(session, rating_id=rating_id, revision=revision, ruling=ruling)
    _write_down(session, Subject.REPLY, rating_id, ACTS[ruling.verdict], ruling)


def decide_appeal(session: Session, *, rating_id: UUID, revision: int, ruling: Ruling) -> None:
    """Grant an appeal, whole or in part, or deny it, and write it down."""
    state = ratings.decide_appeal(session, rating_id=rating_id, revision=revision, ruling=ruling)
    act = Act.GRANT if state is AppealState.GRANTED else Act.DENY
    _write_down(session, Subject.APPEAL, rating_id, act, ruling)
