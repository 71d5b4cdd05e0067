"""An author's no to a decision, and the second decision, by somebody else."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.foundation.errors import IllegalMove, NotFound, Stale
from wemi_piemonte.ratings.models import Appeal
from wemi_piemonte.ratings.operations.deciding import settle, tell_author
from wemi_piemonte.ratings.operations.taking import taken_rating
from wemi_piemonte.ratings.rules import (
    AppealState,
    NotAppealable,
    RatingState,
    SameModerator,
    Verdict,
    may_be_appealed,
)


def appeal(session: Session, *, rating_id: UUID, text: str, now: datetime) -> None:
    """Ask for another decision, once; raises NotAppealable."""
    rating = taken_rating(session, rating_id)
    is_allowed = may_be_appealed(
        rating.state,
        is_redacted=rating.shown != rating.comment,
        decided_at=rating.decided_at,
        has_appealed=session.get(Appeal, rating_id) is not None,
        now=now,
    )
    if not is_allowed:
        raise NotAppealable
    session.add(
        Appeal(
            rating_id=rating_id,
            text=text,
            state=AppealState.WAITING,
            against=rating.decided_by,
            created_at=now,
        )
    )
    session.flush()


def decide_appeal(
    session: Session,
    *,
    rating_id: UUID,
    revision: int,
    verdict: Verdict,
    removed: Collection[str],
    reason: str,
    note: str,
    by: UUID,
    now: datetime,
) -> AppealState:
    """Decide an appeal, by somebody else than the first time; the author is told.

    PUBLISH grants it whole, REDACT in part, REJECT leaves or makes it rejected. What was
    published without some words and stays so is denied by REDACT with the same words. Raises
    SameModerator, Stale when it is decided or the rating has changed.
    """
    rating = taken_rating(session, rating_id, revision)
    found = session.scalar(
        select(Appeal)
        .where(Appeal.rating_id == rating_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    if found.state is not AppealState.WAITING:
        raise Stale
    if found.against == by:
        raise SameModerator
    before = (rating.state, rating.shown)
    if rating.state is RatingState.PUBLISHED and verdict is Verdict.REJECT:
        # Who appeals is never worse off than before (the rule of no reformatio in peius).
        raise IllegalMove(current=rating.state.value, target=verdict.value)
    settle(
        session, rating, verdict=verdict, removed=removed, reason=reason, note=note, by=by, now=now
    )
    is_granted = (rating.state, rating.shown) != before
    found.state = AppealState.GRANTED if is_granted else AppealState.DENIED
    found.decided_at = now
    session.flush()
    kind = "appeal-granted" if is_granted else "appeal-denied"
    tell_author(session, rating, kind, now, reason=reason)
    return found.state
