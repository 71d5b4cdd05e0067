"""An author's no to a decision, and the second decision, by somebody else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from wemi_piemonte.foundation.errors import Stale
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.ratings.models import Appeal, Rating
from wemi_piemonte.ratings.operations.deciding import (
    Ruling,
    check_shows_more,
    settle,
    tell_author,
    tell_rated_body,
    write_reasons,
)
from wemi_piemonte.ratings.rules import (
    AppealState,
    NotAppealable,
    RatingState,
    SameModerator,
    Verdict,
    is_appealed,
    may_be_appealed,
)


def appeal(session: Session, *, rating_id: UUID, text: str, now: datetime) -> None:
    """Ask for another decision, once for each that is not an appeal's; raises NotAppealable."""
    rating = locked(session, Rating, rating_id)
    before = session.get(Appeal, rating_id)
    is_allowed = may_be_appealed(
        rating.state,
        is_redacted=rating.shown != rating.comment,
        decided_at=rating.decided_at,
        has_appealed=before is not None and is_appealed(rating.decided_at, before.decided_at),
        now=now,
    )
    if not is_allowed:
        raise NotAppealable
    asked = before or Appeal(rating_id=rating_id)
    asked.text, asked.state, asked.against = text, AppealState.WAITING, rating.decided_by
    asked.created_at, asked.decided_at = now, None
    session.add(asked)
    session.flush()


def decide_appeal(
    session: Session, *, rating_id: UUID, revision: int, ruling: Ruling
) -> AppealState:
    """Decide an appeal, by somebody else than the first time; the author is told.

    PUBLISH grants it whole, REDACT in part, REJECT denies it: what was decided stays. Raises
    SameModerator, Stale when it is decided or the rating has changed, Invalid for a grant that
    shows nothing more than before, or less.
    """
    rating = locked(session, Rating, rating_id, revision)
    found = _waiting(session, rating_id, ruling.by)
    was_rejected, shown = rating.state is RatingState.REJECTED, rating.shown
    is_granted = ruling.verdict is not Verdict.REJECT
    if is_granted:
        settle(session, rating, ruling)
        if not was_rejected:
            # Who appeals is never worse off than before (the rule of no reformatio in peius).
            check_shows_more(rating.shown, than=shown)
    else:
        write_reasons(session, rating, ruling)
    found.state = AppealState.GRANTED if is_granted else AppealState.DENIED
    found.decided_at = ruling.now
    session.flush()
    tell_author(session, rating, f"appeal-{found.state.value}", ruling)
    if is_granted and was_rejected:
        tell_rated_body(session, rating, ruling.now)
    return found.state


def _waiting(session: Session, rating_id: UUID, by: UUID) -> Appeal:
    """Return the appeal that this moderator decides, kept from others."""
    found = locked(session, Appeal, rating_id)
    if found.state is not AppealState.WAITING:
        raise Stale
    if found.against == by:
        raise SameModerator
    return found
