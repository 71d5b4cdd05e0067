"""Giving a rating: once, by who was helped, screened before anybody of the Region looks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.queries import membership_of
from wemi_piemonte.foundation.errors import DeadLink, Invalid, NotFound
from wemi_piemonte.foundation.locking import locked
from wemi_piemonte.foundation.outbox import record_change
from wemi_piemonte.foundation.tally import Seen, note
from wemi_piemonte.ratings.models import Appeal, Rating, RatingScore, RatingVote, Reply
from wemi_piemonte.ratings.queries.own import public_words, staff_names
from wemi_piemonte.ratings.rules import (
    BURST_WITHIN,
    AlreadyRated,
    Aspect,
    NotYetHelped,
    RatingState,
    Scores,
    is_burst,
    is_undecided,
    move,
)
from wemi_piemonte.ratings.screening import findings
from wemi_piemonte.ratings.writing import written
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.queries import own_referral
from wemi_piemonte.referrals.rules import (
    NotHelped,
    OwnService,
    ReferralState,
    may_be_rated,
)


def submit_rating(
    session: Session,
    *,
    referral_id: UUID,
    requesters: Sequence[Requester],
    scores: Scores,
    comment: str,
    locale: str,
    now: datetime,
    token: str = "",
    account_id: UUID | None = None,
) -> Rating:
    """Record a rating of a request by whose it is; it waits, unseen, for the moderators.

    The right to it comes from being one of `requesters`, or from the `token` of a mail, which is
    used up. `account_id` is who is signed in, if anybody. Raises NotFound for somebody else's,
    DeadLink, NotYetHelped, AlreadyRated, OwnService for the staff of the body.
    """
    _check_right(session, referral_id, requesters, token, now)
    referral = locked(session, Referral, referral_id)
    _check(session, referral, account_id, now)
    locked(session, Service, referral.service_id)
    rating = Rating(
        referral_id=referral_id,
        service_id=referral.service_id,
        shown="",
        state=RatingState.WAITING,
        in_burst=False,
        revision=1,
        created_at=now,
    )
    _screen(session, rating, comment, locale)
    session.add(rating)
    session.flush()
    _add_scores(session, rating.id, scores)
    _hold_burst(session, rating, now)
    note(session, Seen.RATING, referral.service_id, now)
    return rating


def _check_right(
    session: Session,
    referral_id: UUID,
    requesters: Sequence[Requester],
    token: str,
    now: datetime,
) -> None:
    """Raise NotFound for somebody else's request, DeadLink for another one's link."""
    if token:
        if referrals.use_person_link(session, token=token, now=now) != referral_id:
            raise DeadLink
    elif own_referral(session, referral_id, requesters) is None:
        raise NotFound


def _check(session: Session, referral: Referral, account_id: UUID | None, now: datetime) -> None:
    """Raise what stands in the way of a rating of this request."""
    if session.scalar(select(Rating.id).where(Rating.referral_id == referral.id)) is not None:
        raise AlreadyRated
    if not may_be_rated(referral.state, referral.moved_at, now):
        raise NotYetHelped
    bar_staff(session, referral, account_id)


def bar_staff(session: Session, referral: Referral, account_id: UUID | None) -> None:
    """Raise OwnService for who belongs to the body: whose the request is, or who is signed in."""
    service = session.get_one(Service, referral.service_id)
    body = service.organization_id
    if account_id is not None and membership_of(session, account_id, body) is not None:
        raise OwnService
    if referral.account_id is None and referral.pass_id is None:
        raise NotFound
    requester = Requester(referral.account_id, referral.pass_id)
    if referrals.is_own_service(session, requester, body, referral.contact):
        raise OwnService


def _screen(session: Session, rating: Rating, comment: str, locale: str) -> None:
    names = staff_names(session, rating.service_id)
    allowed = public_words(session, rating.service_id)
    found = findings(comment, locale, names, allowed=allowed)
    rating.comment, rating.locale, rating.findings = comment, locale, written(found)
    rating.state = RatingState.HELD if found or rating.in_burst else RatingState.WAITING


def _add_scores(session: Session, rating_id: UUID, scores: Scores) -> None:
    aspects = {each.value: scores.aspects.get(each) for each in Aspect}
    session.add(RatingScore(rating_id=rating_id, score=scores.score, met=scores.met, **aspects))
    session.flush()


def _hold_burst(session: Session, rating: Rating, now: datetime) -> None:
    """Hold the ratings of a service that come in a burst, so that they are looked at together."""
    query = select(Rating).where(
        Rating.service_id == rating.service_id, Rating.created_at >= now - BURST_WITHIN
    )
    recent = session.scalars(query.order_by(Rating.created_at, Rating.id)).all()
    if not is_burst([each.created_at for each in recent]):
        return
    for each in recent:
        if is_undecided(each.state):
            each.in_burst, each.state = True, RatingState.HELD
            each.revision += 1
    session.flush()


def change_comment(
    session: Session, *, rating_id: UUID, revision: int, comment: str, locale: str
) -> Rating:
    """Change the comment of a rating that nobody has decided about; it is screened anew.

    Raises Stale when it was changed or decided meanwhile.
    """
    rating = locked(session, Rating, rating_id, revision)
    if not is_undecided(rating.state):
        raise Invalid({"comment": []})
    _screen(session, rating, comment, locale)
    rating.revision += 1
    session.flush()
    return rating


def withdraw_rating(session: Session, *, rating_id: UUID, now: datetime) -> None:
    """Take a rating back for good, with its score, its reply and its appeal."""
    rating = locked(session, Rating, rating_id)
    was_public = rating.state is RatingState.PUBLISHED
    rating.state = move(rating.state, RatingState.WITHDRAWN)
    rating.comment = rating.shown = rating.note = ""
    rating.findings, rating.in_burst = "[]", False
    rating.published_at = None
    rating.revision += 1
    for model in (RatingScore, Reply, Appeal, RatingVote):
        session.execute(delete(model).where(model.rating_id == rating_id))
    session.flush()
    if was_public:
        record_change(session, "service", rating.service_id, now)


def tell_outcome(
    session: Session,
    *,
    referral_id: UUID,
    target: ReferralState,
    reason: NotHelped | None,
    now: datetime,
    token: str = "",
) -> Referral:
    """Take the person's word on whether it was helped; what was rated was help.

    Raises AlreadyRated beside what referrals.tell_outcome raises.
    """
    locked(session, Referral, referral_id)
    if target is not ReferralState.HELPED:
        rated = select(Rating.id).where(Rating.referral_id == referral_id)
        if session.scalar(rated) is not None:
            raise AlreadyRated
    return referrals.tell_outcome(
        session, referral_id=referral_id, target=target, reason=reason, now=now, token=token
    )
