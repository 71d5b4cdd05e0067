"""The Region's decisions about ratings and replies: what decides never reads the score.

Source: security.md, "Ratings people can trust"; statements of reasons as in regulation (EU)
2022/2065, article 17.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation.errors import IllegalMove, Invalid, Stale
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.mail import name_in_mail, queue_mail
from wemi_piemonte.foundation.outbox import record_change
from wemi_piemonte.listings.caring import recipients_of
from wemi_piemonte.ratings.models import Appeal, Rating, Reply
from wemi_piemonte.ratings.rules import (
    AppealState,
    AppealWaits,
    BurstWaits,
    RatingState,
    ReplyState,
    Verdict,
    is_undecided,
    move,
    redacted,
    shows_all_of,
)
from wemi_piemonte.ratings.writing import found_in
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.operations.telling import tell_person

MAILS = {
    Verdict.PUBLISH: "rating-published",
    Verdict.REDACT: "rating-redacted",
    Verdict.REJECT: "rating-rejected",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the Region decides about a text, why, and who says so, at an instant.

    `removed` are the words that are taken out, `reason` the code of the rule that it rests on.
    """

    verdict: Verdict
    removed: Collection[str] = ()
    reason: str
    note: str = ""
    by: UUID
    now: datetime


def decide_rating(session: Session, *, rating_id: UUID, revision: int, ruling: Ruling) -> None:
    """Publish a rating, publish it without some words, or reject it; the author is told why.

    What is published may be rejected later; what was rejected comes back by an appeal alone.
    Raises Stale when the text is not the one that was seen, BurstWaits, AppealWaits, Invalid for
    words to remove that are not in it, IllegalMove.
    """
    rating = locked(session, Rating, rating_id, revision)
    verdict = ruling.verdict
    is_late = rating.state is RatingState.PUBLISHED and verdict is not Verdict.PUBLISH
    _check(session, rating, verdict, is_late=is_late)
    before = rating.shown
    settle(session, rating, ruling)
    if is_late and verdict is Verdict.REDACT:
        # Only an appeal brings back what was taken out.
        check_shows_more(before, than=rating.shown)
    tell_author(session, rating, MAILS[verdict], ruling)
    if verdict is not Verdict.REJECT and not is_late:
        tell_rated_body(session, rating, ruling.now)


def _check(session: Session, rating: Rating, verdict: Verdict, *, is_late: bool) -> None:
    if not is_undecided(rating.state) and not is_late:
        raise IllegalMove(current=rating.state.value, target=verdict.value)
    if rating.in_burst:
        raise BurstWaits
    _check_appeal(session, rating.id)


def check_shows_more(text: str, *, than: str) -> None:
    """Raise Invalid unless one redaction shows all that another shows, and more."""
    if text == than or not shows_all_of(than, text):
        raise Invalid({"removed": []})


def _check_appeal(session: Session, rating_id: UUID) -> None:
    """Raise AppealWaits while the author waits for a decision by somebody else."""
    waits = select(Appeal.rating_id).where(
        Appeal.rating_id == rating_id, Appeal.state == AppealState.WAITING
    )
    if session.scalar(waits) is not None:
        raise AppealWaits


def settle(session: Session, rating: Rating, ruling: Ruling) -> None:
    """Write a decision into a rating, and let the index know when what is public changes."""
    was_public = rating.state is RatingState.PUBLISHED
    is_rejected = ruling.verdict is Verdict.REJECT
    target = RatingState.REJECTED if is_rejected else RatingState.PUBLISHED
    if rating.state is not target:
        rating.state = move(rating.state, target)
    rating.shown = "" if is_rejected else _shown(rating.comment, ruling)
    rating.published_at = None if is_rejected else rating.published_at or ruling.now
    write_reasons(session, rating, ruling)
    if was_public or not is_rejected:
        record_change(session, "service", rating.service_id, ruling.now)


def write_reasons(session: Session, rating: Rating, ruling: Ruling) -> None:
    """Write into a rating why it stands as it does, and who says so."""
    rating.decided_at, rating.decided_by = ruling.now, ruling.by
    rating.reason, rating.note = ruling.reason, ruling.note
    rating.revision += 1
    session.flush()


def _shown(text: str, ruling: Ruling) -> str:
    """Return a text as it is published; raises Invalid when nothing of it would be removed."""
    if ruling.verdict is Verdict.PUBLISH:
        return text
    missing = [each for each in ruling.removed if each.strip() and each.strip() not in text]
    shown = redacted(text, ruling.removed)
    if missing or shown == text:
        raise Invalid({"removed": missing})
    return shown


def tell_author(session: Session, rating: Rating, kind: str, ruling: Ruling) -> None:
    """Write to who rated: what was decided and by which rule, with a link to answer by."""
    referral = session.get_one(Referral, rating.referral_id)
    is_against = kind in {"rating-redacted", "rating-rejected"}
    tell_person(session, referral, kind, ruling.now, with_link=is_against, reason=ruling.reason)


def tell_rated_body(session: Session, rating: Rating, now: datetime) -> None:
    """Write to the body that a rating of a service of its own is published."""
    service = session.get_one(Service, rating.service_id)
    for address, language in recipients_of(session, service):
        queue_mail(
            session,
            to=address,
            locale=language,
            kind="rating-new",
            now=now,
            title=name_in_mail(service.name),
            organization_id=service.organization_id,
            service_id=service.id,
        )


def _burst(session: Session, service_id: UUID, seen: Mapping[UUID, int]) -> Sequence[Rating]:
    """Return a burst as it was seen; raises Stale when one came to it, left it or has changed.

    `seen` are the ratings with their revisions.
    """
    locked(session, Service, service_id)
    query = (
        select(Rating)
        .where(
            Rating.service_id == service_id,
            Rating.in_burst,
            Rating.state.in_((RatingState.WAITING, RatingState.HELD)),
        )
        .order_by(Rating.created_at, Rating.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).all()
    if not found or {each.id: each.revision for each in found} != dict(seen):
        raise Stale
    return found


def release_burst(session: Session, *, service_id: UUID, seen: Mapping[UUID, int]) -> None:
    """Let the ratings of a burst go on to be decided one by one; raises Stale."""
    for rating in _burst(session, service_id, seen):
        rating.in_burst = False
        rating.state = RatingState.HELD if found_in(rating.findings) else RatingState.WAITING
        rating.revision += 1
    session.flush()


def reject_burst(
    session: Session,
    *,
    service_id: UUID,
    seen: Mapping[UUID, int],
    reason: str,
    note: str,
    by: UUID,
    now: datetime,
) -> list[UUID]:
    """Reject all ratings of a burst for one reason; each author is told. Raises Stale."""
    found = _burst(session, service_id, seen)
    ruling = Ruling(verdict=Verdict.REJECT, reason=reason, note=note, by=by, now=now)
    for rating in found:
        rating.in_burst = False
        settle(session, rating, ruling)
        tell_author(session, rating, MAILS[Verdict.REJECT], ruling)
    return [each.id for each in found]


def decide_reply(session: Session, *, rating_id: UUID, revision: int, ruling: Ruling) -> None:
    """Publish a reply, publish it without some words, or reject it; who wrote it is told why.

    Raises Stale when the text is not the one that was seen, or was decided.
    """
    reply = locked(session, Reply, rating_id, revision)
    if reply.state is not ReplyState.WAITING:
        raise Stale
    is_rejected = ruling.verdict is Verdict.REJECT
    reply.shown = "" if is_rejected else _shown(reply.text, ruling)
    reply.state = ReplyState.REJECTED if is_rejected else ReplyState.PUBLISHED
    reply.decided_at, reply.reason, reply.note = ruling.now, ruling.reason, ruling.note
    reply.revision += 1
    session.flush()
    _tell_replier(session, reply, ruling)


def _tell_replier(session: Session, reply: Reply, ruling: Ruling) -> None:
    account = session.get(Account, reply.account_id) if reply.account_id else None
    if account is None or account.suspended_at is not None:
        return
    rating = session.get_one(Rating, reply.rating_id)
    service = session.get_one(Service, rating.service_id)
    queue_mail(
        session,
        to=account.email,
        locale=account.locale,
        kind="reply-rejected" if ruling.verdict is Verdict.REJECT else "reply-published",
        now=ruling.now,
        title=name_in_mail(service.name),
        organization_id=service.organization_id,
        reason=ruling.reason,
    )
