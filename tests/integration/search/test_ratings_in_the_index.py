"""What is decided about ratings reaches the index, and the mean is that of what is published."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests import asking, make
from tests.asking import NOW, Asking
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.queries import summary_for
from wemi_piemonte.ratings.rules import Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.search import operations, queries
from wemi_piemonte.search.rules import Card, Query

pytestmark = pytest.mark.usefixtures("database")

COMMENT = "Gentili, ma la signora Bianchi risponde tardi."
LATER = NOW + timedelta(days=4)
ACTS = (
    *("publish", "redact", "wait", "reject", "reject_later"),
    *("withdraw", "withdraw_rejected", "appeal", "erase", "grow_old"),
)
fresh = count()


@pytest.fixture
def folder(tmp_path: Path, database: Engine) -> Iterator[Path]:
    queries.open_index(tmp_path)
    asking.public_service("Per cominciare")
    operations.rebuild(tmp_path)
    yield tmp_path
    queries.close_index()


def card_of(service: ServiceRecord) -> Card:
    """The card of a service as a search gives it now."""
    queries.refresh()
    with reading() as session:
        found = queries.results_for(session, Query(text=service.name, per_page=100)).cards
    return next(card for card in found if card["id"] == str(service.id))


class Told:
    """Ratings of one service, and what of them should be public."""

    def __init__(self) -> None:
        self.service = asking.public_service(f"Servizio {next(fresh)} {uuid4().hex[:8]}")
        self.asked: dict[UUID, Asking] = {}
        self.scores: dict[UUID, int] = {}
        self._now = LATER
        self.public: set[UUID] = set()
        self.rejected: set[UUID] = set()

    def _given(self, score: int) -> UUID:
        # Apart, so that they are no burst.
        moment = NOW + timedelta(days=3) * len(self.scores)
        email = f"person{len(self.scores)}@example.org"
        asked = asking.helped(self.service, contact=email, now=moment)
        rating_id = asking.rate(asked, score, comment=COMMENT, now=moment)
        self.asked[rating_id], self.scores[rating_id] = asked, score
        return rating_id

    @property
    def now(self) -> datetime:
        """A moment after all before: of two decisions in one instant none is the later one."""
        self._now += timedelta(minutes=1)
        return self._now

    def publish(self, score: int) -> None:
        rating_id = self._given(score)
        asking.decide(rating_id, now=self.now)
        self.public.add(rating_id)

    def redact(self, score: int) -> None:
        rating_id = self._given(score)
        asking.decide(rating_id, Verdict.REDACT, removed=("Bianchi",), now=self.now)
        self.public.add(rating_id)

    def wait(self, score: int) -> None:
        self._given(score)

    def reject(self, score: int) -> None:
        rating_id = self._given(score)
        asking.decide(rating_id, Verdict.REJECT, reason="off_topic", now=self.now)
        self.rejected.add(rating_id)

    def reject_later(self, score: int) -> None:
        if rating_id := self._one_of(self.public, score):
            asking.decide(rating_id, Verdict.REJECT, reason="off_topic", now=self.now)
            self.public.remove(rating_id)
            self.rejected.add(rating_id)

    def withdraw(self, score: int) -> None:
        self._take_back(self.public, score)

    def withdraw_rejected(self, score: int) -> None:
        self._take_back(self.rejected, score)

    def _take_back(self, found: set[UUID], score: int) -> None:
        if rating_id := self._one_of(found, score):
            with transaction() as session:
                ratings.withdraw_rating(session, rating_id=rating_id, now=self.now)
            found.remove(rating_id)

    def appeal(self, score: int) -> None:
        """Somebody else publishes what was rejected."""
        if rating_id := self._one_of(self.rejected, score):
            with transaction() as session:
                ratings.appeal(session, rating_id=rating_id, text="È vero.", now=self.now)
            with transaction() as session:
                wanted = select(Rating.revision).where(Rating.id == rating_id)
                ratings.decide_appeal(
                    session,
                    rating_id=rating_id,
                    revision=session.scalars(wanted).one(),
                    ruling=ratings.Ruling(
                        verdict=Verdict.PUBLISH,
                        reason="keeps_rules",
                        by=make.key("account", "another moderator"),
                        now=self.now,
                    ),
                )
            self.rejected.remove(rating_id)
            self.public.add(rating_id)

    def erase(self, score: int) -> None:
        """The person erases the request, and with it the rating."""
        if rating_id := self._one_of(self.public, score):
            with transaction() as session:
                asked = self.asked[rating_id]
                ratings.erase_request(session, referral_id=asked.id, now=self.now)
            self.public.remove(rating_id)

    def grow_old(self, score: int) -> None:
        """The request is erased in time: the rating stays, and is nobody's."""
        if rating_id := self._one_of(self.public, score):
            with transaction() as session:
                asked = self.asked[rating_id]
                referrals.erase(session, referral_id=asked.id, now=self.now)

    def _one_of(self, ratings: set[UUID], number: int) -> UUID | None:
        found = sorted(ratings)
        return found[number % len(found)] if found else None

    def mean(self) -> float | None:
        """The mean of what is public, worked out by hand; None below three."""
        found = [self.scores[each] for each in self.public]
        return sum(found) / len(found) if len(found) >= 3 else None


# Each example makes ratings in the database: few of them, and no search for a smaller one.
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 5)), min_size=4, max_size=16))
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_mean_shown_is_that_of_what_is_published_after_any_moves(
    folder: Path, acts: list[tuple[str, int]]
) -> None:
    told = Told()
    # So that there is something to reject and to take back.
    for act, score in [("publish", 5), ("publish", 2), *acts]:
        getattr(told, act)(score)
    with reading() as session:
        summary = summary_for(session, told.service.id)
    assert (summary.average, summary.count) == (told.mean(), len(told.public))
    while operations.drain(folder):
        pass
    assert card_of(told.service)["rating"] == {"average": told.mean(), "count": len(told.public)}
    assert not operations.check(folder)


@pytest.mark.parametrize(
    "act", ["publish", "redact", "reject_later", "withdraw", "appeal", "erase"]
)
def test_each_move_that_changes_what_is_public_changes_the_index(folder: Path, act: str) -> None:
    told = Told()
    for score in (5, 4, 3):
        told.publish(score)
    told.reject(1)
    while operations.drain(folder):
        pass
    before = card_of(told.service)["rating"]
    getattr(told, act)(2)
    assert operations.drain(folder)
    assert card_of(told.service)["rating"] != before
    assert not operations.check(folder)


def test_a_difference_that_was_not_told_is_found_by_the_check(folder: Path) -> None:
    told = Told()
    for score in (5, 4, 3):
        told.publish(score)
    while operations.drain(folder):
        pass
    with transaction() as session:
        # Behind the back of the operations, so that the check can be seen to fail.
        session.get_one(Rating, min(told.public)).state = "rejected"  # type: ignore[assignment]
    assert operations.check(folder).outdated == (told.service.id,)


def test_by_rating_the_well_tried_come_first_and_the_badly_rated_last(folder: Path) -> None:
    names = ("uno zefiro", "due zefiro", "tre zefiro", "quattro zefiro")
    tried, single, unrated, bad = (asking.public_service(name) for name in names)
    asking.published(tried, 5, 5, 5, 4, 4)
    asking.published(single, 5)
    asking.published(bad, 2, 1, 2)
    while operations.drain(folder):
        pass
    queries.refresh()
    with reading() as session:
        cards = queries.results_for(session, Query(text="zefiro", sort="rating")).cards
    found = [card["id"] for card in cards]
    assert (found[0], found[-1]) == (str(tried.id), str(bad.id))
    assert set(found[1:3]) == {str(single.id), str(unrated.id)}
    assert [card["rating"]["average"] for card in cards] == [4.6, None, None, 5 / 3]
