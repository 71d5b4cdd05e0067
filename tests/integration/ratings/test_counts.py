"""What became of the ratings, counted on both databases."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from tests import asking
from tests.asking import MODERATOR, NOW
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.moderation import operations as moderation
from wemi_piemonte.moderation.queries import first_waits
from wemi_piemonte.moderation.rules import Reason
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.queries import AppealCounts, Counts, appeal_counts, counts
from wemi_piemonte.ratings.rules import Verdict

LONG_AGO = NOW - timedelta(days=500)
YEAR_AGO = NOW - timedelta(days=365)
NONE = Counts(published=0, redacted=0, rejected={}, waiting=0, withdrawn=0)


def given(comment: str = "Bene, grazie a Maria.", days: int = 1) -> UUID:
    """A rating of a service of its own, given so many days ago."""
    moment = NOW - timedelta(days=days)
    service = asking.public_service(f"Servizio {next(asking._numbers)}")
    return asking.rate(asking.helped(service, now=moment), comment=comment, now=moment)


def decided(
    rating_id: UUID,
    verdict: Verdict,
    reason: Reason = Reason.KEEPS_RULES,
    *,
    removed: tuple[str, ...] = (),
    days: float = 0,
) -> None:
    """Let the Region decide, so many days ago."""
    with transaction() as session:
        moderation.decide_rating(
            session,
            rating_id=rating_id,
            revision=session.get_one(Rating, rating_id).revision,
            ruling=ratings.Ruling(
                verdict=verdict,
                removed=removed,
                reason=reason,
                by=MODERATOR,
                now=NOW - timedelta(days=days),
            ),
        )


def withdrawn(rating_id: UUID) -> None:
    with transaction() as session:
        ratings.withdraw_rating(session, rating_id=rating_id, now=NOW)


def test_each_rating_is_counted_in_one_place(database: Engine) -> None:
    decided(given(), Verdict.PUBLISH)
    decided(given(), Verdict.PUBLISH)
    decided(given(""), Verdict.PUBLISH)
    decided(given(), Verdict.REDACT, Reason.PERSONAL_DATA, removed=("Maria",))
    decided(given(), Verdict.REJECT, Reason.ABUSE)
    decided(given(), Verdict.REJECT, Reason.ABUSE)
    decided(given(), Verdict.REJECT, Reason.ILLEGAL)
    given()
    given("Chiamate lo 0171 555 0199")
    withdrawn(given())
    rejected = given()
    decided(rejected, Verdict.REJECT, Reason.ABUSE)
    withdrawn(rejected)
    with reading() as session:
        found = counts(session)
    assert found == Counts(
        published=3, redacted=1, rejected={"abuse": 2, "illegal": 1}, waiting=2, withdrawn=2
    )
    assert found.received == 11


def test_what_was_taken_out_is_still_counted_when_its_words_are_forgotten(
    database: Engine,
) -> None:
    rating_id = given()
    decided(rating_id, Verdict.REDACT, Reason.PERSONAL_DATA, removed=("Maria",))
    with transaction() as session:
        rating = session.get_one(Rating, rating_id)
        rating.comment = rating.shown
    with reading() as session:
        assert counts(session).redacted == 1


def test_they_are_counted_by_when_they_were_given(database: Engine) -> None:
    given(days=500)
    decided(given(days=400), Verdict.PUBLISH)
    given(days=10)
    with reading() as session:
        late, early = counts(session, since=YEAR_AGO), counts(session, before=YEAR_AGO)
        assert counts(session, before=LONG_AGO) == NONE
    assert (late.waiting, late.received) == (1, 1)
    assert (early.waiting, early.published, early.received) == (1, 1, 2)


def test_appeals_are_counted_by_how_they_ended(database: Engine) -> None:
    for verdict in (Verdict.PUBLISH, Verdict.REJECT, Verdict.REJECT, None):
        rating_id = given()
        decided(rating_id, Verdict.REJECT, Reason.ABUSE)
        with transaction() as session:
            ratings.appeal(session, rating_id=rating_id, text="No.", now=NOW)
            if verdict:
                moderation.decide_appeal(
                    session,
                    rating_id=rating_id,
                    revision=session.get_one(Rating, rating_id).revision,
                    ruling=ratings.Ruling(
                        verdict=verdict, reason=Reason.ABUSE, note="Why.", by=UUID(int=7), now=NOW
                    ),
                )
    with reading() as session:
        assert appeal_counts(session) == AppealCounts(granted=1, denied=2, waiting=1)
        assert appeal_counts(session, since=YEAR_AGO) == appeal_counts(session)
        assert appeal_counts(session, before=YEAR_AGO) == AppealCounts(0, 0, 0)


def test_how_long_a_rating_waits_is_told_by_its_first_decision(database: Engine) -> None:
    rating_id, other = given(days=9), given(days=400)
    decided(rating_id, Verdict.PUBLISH, days=7)
    decided(rating_id, Verdict.REJECT, Reason.ABUSE, days=1)
    decided(other, Verdict.PUBLISH, days=399.5)
    given()
    with reading() as session:
        assert sorted(first_waits(session)) == [timedelta(days=0.5), timedelta(days=2)]
        assert first_waits(session, YEAR_AGO) == [timedelta(days=2)]
