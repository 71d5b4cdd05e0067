"""Requests and ratings for tests, brought about by the operations of the site itself."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tests import make
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.rules import Met, Scores, Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.rules import (
    Asked,
    ContactKind,
    NotHelped,
    ReferralState,
    Staff,
)

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
BODY_EMAIL = "sportello@melo.example.org"
PERSON_EMAIL = "elena@example.org"
MODERATOR = make.key("account", "moderator")
_numbers = count()


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that was sent, whose it is, and how its pass is opened."""

    id: UUID
    service: ServiceRecord
    requester: Requester
    code: str
    pin: str


def public_service(name: str = "Una mano in casa", email: str = BODY_EMAIL) -> ServiceRecord:
    """A published service whose body is reached at an address."""
    record = replace(make.service(name), email=email)
    with transaction() as session:
        put_services(session, [(record, "")], publish=True, now=NOW)
    return record


def ask(
    service: ServiceRecord | None = None,
    *,
    requester: Requester | None = None,
    now: datetime = NOW,
    **values: Any,
) -> Asking:
    """Send a request, by default of somebody without an account, reached by e-mail."""
    found = service or public_service()
    asked = Asked(**{"contact_kind": ContactKind.EMAIL, "contact": PERSON_EMAIL, **values})
    with transaction() as session:
        sent = referrals.send_referrals(
            session,
            requester=requester,
            service_ids=[found.id],
            asked=asked,
            secret=f"form-{next(_numbers)}-of-the-tests",
            now=now,
        )
    return Asking(sent.ids[0], found, sent.requester, sent.code, sent.pin)


def referral(referral_id: UUID) -> Referral:
    """A request as it stands."""
    with reading() as session:
        return session.get_one(Referral, referral_id)


def answer(
    referral_id: UUID,
    target: ReferralState,
    *,
    reason: NotHelped | None = None,
    text: str = "",
    staff: Staff | None = None,
    now: datetime = NOW,
) -> None:
    """Let the body answer a request as it stands."""
    revision = referral(referral_id).revision
    with transaction() as session:
        referrals.answer(
            session,
            referral_id=referral_id,
            revision=revision,
            target=target,
            reason=reason,
            text=text,
            locale="it",
            staff=staff or Staff(),
            secret=f"answer-{next(_numbers)}",
            now=now,
        )


def helped(service: ServiceRecord | None = None, *, now: datetime = NOW, **values: Any) -> Asking:
    """A request of which the body says that there was help."""
    asking = ask(service, now=now, **values)
    answer(asking.id, ReferralState.HELPED, now=now)
    return asking


def rate(
    asking: Asking,
    score: int = 4,
    *,
    comment: str = "",
    locale: str = "it",
    met: Met = Met.YES,
    now: datetime = NOW + timedelta(days=1),
) -> UUID:
    """Rate a request that helped; returns the id of the rating."""
    with transaction() as session:
        return ratings.submit_rating(
            session,
            referral_id=asking.id,
            requesters=[asking.requester],
            scores=Scores(score, met),
            comment=comment,
            locale=locale,
            now=now,
        ).id


def decide(
    rating_id: UUID,
    verdict: Verdict = Verdict.PUBLISH,
    *,
    removed: tuple[str, ...] = (),
    reason: str = "keeps_rules",
    by: UUID = MODERATOR,
    now: datetime = NOW + timedelta(days=2),
) -> None:
    """Let the Region decide about a rating as it stands."""
    with transaction() as session:
        revision = session.scalars(select(Rating.revision).where(Rating.id == rating_id)).one()
        ratings.decide_rating(
            session,
            rating_id=rating_id,
            revision=revision,
            ruling=ratings.Ruling(verdict=verdict, removed=removed, reason=reason, by=by, now=now),
        )


def published(
    service: ServiceRecord, *scores: int, now: datetime = NOW, apart: timedelta = timedelta(days=3)
) -> list[UUID]:
    """Published ratings of a service with these scores, each some days after the last."""
    found = []
    for number, score in enumerate(scores):
        moment = now + number * apart
        email = f"person{number}@example.org"
        rating_id = rate(helped(service, now=moment, contact=email), score, now=moment)
        decide(rating_id, now=moment)
        found.append(rating_id)
    return found
