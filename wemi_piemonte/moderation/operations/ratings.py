"""Decisions about ratings, bursts, replies, appeals: taken without the score, written down."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.moderation.operations.deciding import record_decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.rules import AppealState, Verdict

ACTS: dict[Verdict, Act] = {
    Verdict.PUBLISH: Act.PUBLISH,
    Verdict.REDACT: Act.REDACT,
    Verdict.REJECT: Act.REJECT,
}


def decide_rating(
    session: Session,
    *,
    rating_id: UUID,
    revision: int,
    verdict: Verdict,
    removed: Collection[str],
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Publish a rating, whole or without some words, or reject it, and write it down."""
    ratings.decide_rating(
        session,
        rating_id=rating_id,
        revision=revision,
        verdict=verdict,
        removed=removed,
        reason=reason.value,
        note=note,
        by=account_id,
        now=now,
    )
    record_decision(
        session,
        subject=Subject.RATING,
        subject_id=rating_id,
        act=ACTS[verdict],
        reason=reason,
        note=note,
        account_id=account_id,
        now=now,
    )


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


def decide_reply(
    session: Session,
    *,
    rating_id: UUID,
    revision: int,
    verdict: Verdict,
    removed: Collection[str],
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Publish a body's reply, whole or without some words, or reject it, and write it down."""
    ratings.decide_reply(
        session,
        rating_id=rating_id,
        revision=revision,
        verdict=verdict,
        removed=removed,
        reason=reason.value,
        note=note,
        now=now,
    )
    record_decision(
        session,
        subject=Subject.REPLY,
        subject_id=rating_id,
        act=ACTS[verdict],
        reason=reason,
        note=note,
        account_id=account_id,
        now=now,
    )


def decide_appeal(
    session: Session,
    *,
    rating_id: UUID,
    revision: int,
    verdict: Verdict,
    removed: Collection[str],
    reason: Reason,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Grant an appeal, whole or in part, or deny it, and write it down."""
    state = ratings.decide_appeal(
        session,
        rating_id=rating_id,
        revision=revision,
        verdict=verdict,
        removed=removed,
        reason=reason.value,
        note=note,
        by=account_id,
        now=now,
    )
    record_decision(
        session,
        subject=Subject.APPEAL,
        subject_id=rating_id,
        act=Act.GRANT if state is AppealState.GRANTED else Act.DENY,
        reason=reason,
        note=note,
        account_id=account_id,
        now=now,
    )
