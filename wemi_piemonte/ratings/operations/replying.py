"""The reply of a body to a rating, and readers who find a rating useful."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import hash_of
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.foundation.db import insert_or
from wemi_piemonte.foundation.errors import Conflict, NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.ratings.models import Rating, RatingVote, Reply
from wemi_piemonte.ratings.queries.own import public_words, staff_names
from wemi_piemonte.ratings.rules import Finding, Found, RatingState, ReplyState
from wemi_piemonte.ratings.screening import findings
from wemi_piemonte.ratings.writing import written
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.rules import OwnService


def write_reply(
    session: Session, *, rating_id: UUID, text: str, locale: str, account_id: UUID, now: datetime
) -> Reply:
    """Write a body's reply to a published rating; it waits for the Region.

    Once: one that waits or is published stays; one that was rejected may be written anew.
    Raises NotFound where nothing is published, Conflict where there is a reply.
    """
    rating = locked(session, Rating, rating_id)
    if rating.state is not RatingState.PUBLISHED:
        raise NotFound
    reply = session.get(Reply, rating_id)
    if reply is not None and reply.state is not ReplyState.REJECTED:
        raise Conflict
    held = written(_screened(session, rating, text, locale))
    if reply is None:
        reply = Reply(rating_id=rating_id, revision=0)
        session.add(reply)
    reply.text, reply.shown, reply.locale = text, "", locale
    reply.state, reply.account_id = ReplyState.WAITING, account_id
    reply.findings = held
    reply.revision += 1
    reply.created_at, reply.decided_at = now, None
    reply.reason = reply.note = ""
    session.flush()
    return reply


def _screened(session: Session, rating: Rating, text: str, locale: str) -> list[Found]:
    """Return the words that hold a reply back: its own staff may be named, who asked may not."""
    person = session.get_one(Referral, rating.referral_id).name
    held = findings(
        text,
        locale,
        staff_names(session, rating.service_id),
        allowed=public_words(session, rating.service_id),
    )
    others = [each for each in held if each.finding is not Finding.STAFF_NAME]
    named = [
        Found(each.words, Finding.PERSON_NAME)
        for each in findings(text, locale, [person] if person else [])
        if each.finding is Finding.STAFF_NAME
    ]
    known = {each.words for each in others}
    found = [*others, *(each for each in named if each.words not in known)]
    return sorted(found, key=lambda each: text.find(each.words))


def find_useful(
    session: Session, *, rating_id: UUID, voter: str, account_id: UUID | None = None
) -> bool:
    """Count that a reader finds a published rating useful, once; say whether it counts anew.

    `voter` is what tells one reader from another; only a hash of it with the rating is kept.
    `account_id` is who is signed in: who belongs to the body would put its ratings in another
    order. Raises NotFound, OwnService.
    """
    query = (
        select(Service.organization_id)
        .join(Rating, Rating.service_id == Service.id)
        .where(Rating.id == rating_id, Rating.state == RatingState.PUBLISHED)
    )
    body = session.scalar(query)
    if body is None:
        raise NotFound
    if account_id is not None and membership_of(session, account_id, body) is not None:
        raise OwnService
    added = session.execute(
        insert_or(session, RatingVote)
        .values(rating_id=rating_id, voter_hash=hash_of(f"{rating_id}:{voter}"))
        .on_conflict_do_nothing()
        .returning(RatingVote.rating_id)
    )
    return added.one_or_none() is not None
