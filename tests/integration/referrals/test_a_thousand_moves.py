"""A thousand random moves, legal and not, against a model in a few lines; and the mean after each.

The model knows the table of moves, the numbers of ratings, and nothing of the database.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from tests import asking
from tests.asking import MODERATOR, NOW, Asking
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, Stale
from wemi_piemonte.ratings import operations as ratings
from wemi_piemonte.ratings.models import Rating, RatingScore
from wemi_piemonte.ratings.queries import summary_for
from wemi_piemonte.ratings.rules import FEWEST_SHOWN, RatingState, Verdict
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import Referral, ReferralEvent
from wemi_piemonte.referrals.rules import (
    ANSWERS,
    OPEN,
    REASONS,
    Actor,
    EventKind,
    NotHelped,
    ReferralState,
    Staff,
    may_be_rated,
    may_move,
)

MOVES = 1000
# Slowly enough that the time of no request and no appeal runs out on the way.
STEP = timedelta(minutes=40)


@dataclass
class Known:
    """What the model knows of one request."""

    asking: Asking
    state: ReferralState = ReferralState.SENT
    moved_at: datetime = NOW
    moves: int = 1
    rating: RatingState | None = None
    score: int = 0
    rating_id: UUID = field(default_factory=lambda: UUID(int=0))


class Story:
    """Requests of many people to one service, moved at random; the model beside the database."""

    def __init__(self, seed: int, service: ServiceRecord) -> None:
        self.dice = random.Random(seed)
        self.service = service
        self.now = NOW
        self.known: list[Known] = []
        self.legal = self.refused = 0

    def step(self) -> None:
        """One act of somebody, expected to be taken or refused as the model says."""
        self.now += STEP
        acts: list[Callable[[Known], None]] = [
            *(self.answer, self.answer, self.answer, self.read, self.withdraw, self.tell),
            *(self.rate, self.rate, self.decide, self.decide, self.take_back, self.stale),
        ]
        if not self.known or self.dice.random() < 0.15:
            self.ask()
        else:
            self.dice.choice(acts)(self.dice.choice(self.known))

    def ask(self) -> None:
        contact = f"person{len(self.known)}@example.org"
        asked = asking.ask(self.service, contact=contact, now=self.now)
        self.known.append(Known(asked, moved_at=self.now))
        self.legal += 1

    def expect(self, legal: bool, act: Callable[[], None]) -> bool:
        """Do something; it has to be refused exactly when the model says that it is not legal."""
        if legal:
            act()
            self.legal += 1
            return True
        with pytest.raises(DomainError):
            act()
        self.refused += 1
        return False

    def moved(self, one: Known, target: ReferralState) -> None:
        one.state, one.moved_at, one.moves = target, self.now, one.moves + 1

    def answer(self, one: Known) -> None:
        target = self.dice.choice([*ANSWERS, ReferralState.HELPED, ReferralState.EXPIRED])
        reason = self.dice.choice([None, *NotHelped])
        fits = target is not ReferralState.NOT_HELPED or reason in REASONS[Actor.BODY]
        legal = may_move(Actor.BODY, one.state, target) and fits

        def act() -> None:
            asking.answer(one.asking.id, target, reason=reason, now=self.now)

        if self.expect(legal, act):
            self.moved(one, target)

    def stale(self, one: Known) -> None:
        """An answer to a request as it stood one move ago."""
        revision = asking.referral(one.asking.id).revision - 1
        # The very answer that stands would be the same form, sent twice.
        is_there = one.state is ReferralState.ACCEPTED
        with pytest.raises(Stale), transaction() as session:
            referrals.answer(
                session,
                referral_id=one.asking.id,
                revision=revision,
                target=ReferralState.CONTACTED if is_there else ReferralState.ACCEPTED,
                reason=None,
                text="",
                locale="it",
                staff=Staff(),
                secret="stale",
                now=self.now,
            )
        self.refused += 1

    def read(self, one: Known) -> None:
        def act() -> None:
            with transaction() as session:
                referrals.note_reading(
                    session, referral_id=one.asking.id, staff=Staff(MODERATOR, "Anna"), now=self.now
                )

        self.expect(one.state is not ReferralState.WITHDRAWN, act)
        if one.state is ReferralState.SENT:
            self.moved(one, ReferralState.SEEN)

    def withdraw(self, one: Known) -> None:
        def act() -> None:
            with transaction() as session:
                referrals.withdraw(session, referral_id=one.asking.id, now=self.now)

        legal = one.state in OPEN and self.dice.random() < 0.5
        if (legal or one.state not in OPEN) and self.expect(legal, act):
            self.moved(one, ReferralState.WITHDRAWN)

    def tell(self, one: Known) -> None:
        target = self.dice.choice([ReferralState.HELPED, ReferralState.NOT_HELPED])
        no = target is ReferralState.NOT_HELPED
        reason = REASONS[Actor.PERSON][0] if no else None
        legal = may_move(Actor.PERSON, one.state, target) and not (no and one.rating is not None)

        def act() -> None:
            with transaction() as session:
                ratings.tell_outcome(
                    session, referral_id=one.asking.id, target=target, reason=reason, now=self.now
                )

        if self.expect(legal, act):
            self.moved(one, target)

    def rate(self, one: Known) -> None:
        score = self.dice.randint(1, 5)
        legal = one.rating is None and may_be_rated(one.state, one.moved_at, self.now)

        def act() -> None:
            one.rating_id = asking.rate(one.asking, score, now=self.now)

        if self.expect(legal, act):
            one.rating, one.score = RatingState.WAITING, score
            self.look_at_bursts()

    def look_at_bursts(self) -> None:
        """Let every burst through: what holds it is tried elsewhere."""
        with transaction() as session:
            burst = select(Rating.id, Rating.revision).where(Rating.in_burst)
            if seen := dict(session.execute(burst).all()):
                ratings.release_burst(session, service_id=self.service.id, seen=seen)

    def decide(self, one: Known) -> None:
        if one.rating is None:
            return
        verdict = self.dice.choice([Verdict.PUBLISH, Verdict.PUBLISH, Verdict.REJECT])
        undecided = one.rating is RatingState.WAITING
        late = one.rating is RatingState.PUBLISHED and verdict is Verdict.REJECT
        if self.expect(
            undecided or late, lambda: asking.decide(one.rating_id, verdict, now=self.now)
        ):
            is_yes = verdict is Verdict.PUBLISH
            one.rating = RatingState.PUBLISHED if is_yes else RatingState.REJECTED

    def take_back(self, one: Known) -> None:
        if one.rating is None or self.dice.random() < 0.7:
            return

        def act() -> None:
            with transaction() as session:
                ratings.withdraw_rating(session, rating_id=one.rating_id, now=self.now)

        if self.expect(one.rating is not RatingState.WITHDRAWN, act):
            one.rating = RatingState.WITHDRAWN

    def check(self) -> None:
        """What is shown is what the model says."""
        public = [one.score for one in self.known if one.rating is RatingState.PUBLISHED]
        with reading() as session:
            shown = summary_for(session, self.service.id)
        assert shown.count == len(public)
        enough = len(public) >= FEWEST_SHOWN
        assert shown.average == (sum(public) / len(public) if enough else None)

    def check_all(self) -> None:
        """Every row, and every line of every timeline, is what the model says."""
        moves = (
            select(ReferralEvent.referral_id, func.count())
            .where(ReferralEvent.kind == EventKind.MOVED)
            .group_by(ReferralEvent.referral_id)
        )
        with reading() as session:
            rows = {each.id: each for each in session.scalars(select(Referral))}
            counts = dict(session.execute(moves).all())
            states = dict(session.execute(select(Rating.referral_id, Rating.state)).all())
            scored = set(session.scalars(select(RatingScore.rating_id)))
        for one in self.known:
            row = rows[one.asking.id]
            assert (row.state, row.moved_at) == (one.state, one.moved_at)
            assert counts[one.asking.id] == one.moves == row.revision
            assert (row.close_at is None) is (one.state not in OPEN)
            assert states.get(one.asking.id) == one.rating
            kept = one.rating not in {None, RatingState.WITHDRAWN}
            assert (one.rating_id in scored) is kept
        assert len(rows) == len(self.known)


def test_a_thousand_moves_leave_what_the_rules_say(sqlite_database: Engine) -> None:
    story = Story(2026, asking.public_service())
    while story.legal + story.refused < MOVES:
        story.step()
        story.check()
    story.check_all()
    assert min(story.legal, story.refused) > MOVES / 10


def test_two_hundred_moves_on_both_databases(database: Engine) -> None:
    story = Story(7, asking.public_service())
    while story.legal + story.refused < MOVES / 5:
        story.step()
        story.check()
    story.check_all()
