"""The life of a request: every step of every side, and what is due when."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from wemi_piemonte.accounts.rules import Requester, id_of_form
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.referrals.rules import (
    ANSWERS,
    ENDED,
    MOVES,
    OPEN,
    RATED_WITHIN,
    REASONS,
    UNANSWERED,
    Actor,
    NotHelped,
    ReferralState,
    checked_reason,
    closes_at,
    may_be_rated,
    may_move,
    move,
    reminds_at,
)

SENT_AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
S = ReferralState
# Written out a second time on purpose: a line for each side and state, where it may go.
LEGAL = {
    (Actor.BODY, S.SENT): "seen contacted waiting_list accepted helped not_helped",
    (Actor.BODY, S.SEEN): "contacted waiting_list accepted helped not_helped",
    (Actor.BODY, S.CONTACTED): "waiting_list accepted helped not_helped",
    (Actor.BODY, S.WAITING_LIST): "contacted accepted helped not_helped",
    (Actor.BODY, S.ACCEPTED): "contacted waiting_list helped not_helped",
    (Actor.PERSON, S.SENT): "withdrawn",
    (Actor.PERSON, S.SEEN): "withdrawn",
    (Actor.PERSON, S.CONTACTED): "withdrawn helped not_helped",
    (Actor.PERSON, S.WAITING_LIST): "withdrawn helped not_helped",
    (Actor.PERSON, S.ACCEPTED): "withdrawn helped not_helped",
    (Actor.PERSON, S.HELPED): "not_helped",
    (Actor.PERSON, S.EXPIRED): "helped not_helped",
    (Actor.SITE, S.SENT): "expired",
    (Actor.SITE, S.SEEN): "expired",
    (Actor.SITE, S.CONTACTED): "expired",
    (Actor.SITE, S.WAITING_LIST): "expired",
    (Actor.SITE, S.ACCEPTED): "expired",
}


@pytest.mark.parametrize(("actor", "current", "target"), list(product(Actor, S, S)))
def test_every_side_moves_only_where_it_may(actor: Actor, current: S, target: S) -> None:
    legal = target.value in LEGAL.get((actor, current), "").split()
    assert may_move(actor, current, target) is legal
    if legal:
        assert move(actor, current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(actor, current, target)


def test_nothing_leads_out_of_withdrawn_and_not_helped() -> None:
    for moves in MOVES.values():
        assert not {S.WITHDRAWN, S.NOT_HELPED} & set(moves)


def test_open_and_ended_are_all_states_and_never_both() -> None:
    assert set(S) == OPEN | ENDED
    assert not OPEN & ENDED
    assert UNANSWERED < OPEN
    assert set(ANSWERS) == set().union(*MOVES[Actor.BODY].values()) - {S.SEEN}


@pytest.mark.parametrize("reason", list(NotHelped))
@pytest.mark.parametrize("actor", [Actor.BODY, Actor.PERSON])
def test_each_side_gives_its_own_reasons(actor: Actor, reason: NotHelped) -> None:
    if reason in REASONS[actor]:
        assert checked_reason(actor, S.NOT_HELPED, reason) is reason
    else:
        with pytest.raises(IllegalMove):
            checked_reason(actor, S.NOT_HELPED, reason)


def test_a_reason_goes_only_with_not_being_helped() -> None:
    assert checked_reason(Actor.BODY, S.ACCEPTED, NotHelped.FULL) is None
    with pytest.raises(IllegalMove):
        checked_reason(Actor.BODY, S.NOT_HELPED, None)


def test_every_reason_can_be_given_by_somebody() -> None:
    assert {each for reasons in REASONS.values() for each in reasons} == set(NotHelped)


def test_being_looked_at_does_not_put_the_closing_off() -> None:
    later = SENT_AT + timedelta(days=20)
    for state in (S.SENT, S.SEEN):
        assert closes_at(state, SENT_AT, later) == SENT_AT + timedelta(days=30)
    assert closes_at(S.CONTACTED, SENT_AT, later) == later + timedelta(days=30)
    assert closes_at(S.WAITING_LIST, SENT_AT, later) == later + timedelta(days=60)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_is_neither_closed_nor_reminded_of(state: ReferralState) -> None:
    assert closes_at(state, SENT_AT, SENT_AT) is None
    assert reminds_at(state, SENT_AT, 0) is None


def test_a_body_is_reminded_after_five_and_ten_days() -> None:
    moments = [reminds_at(S.SEEN, SENT_AT, number) for number in range(3)]
    assert moments == [SENT_AT + timedelta(days=5), SENT_AT + timedelta(days=10), None]
    assert reminds_at(S.CONTACTED, SENT_AT, 0) is None


@pytest.mark.parametrize("state", list(S))
def test_only_help_is_rated_and_only_in_time(state: ReferralState) -> None:
    just_in_time = SENT_AT + RATED_WITHIN - timedelta(seconds=1)
    assert may_be_rated(state, SENT_AT, just_in_time) is (state is S.HELPED)
    assert not may_be_rated(state, SENT_AT, SENT_AT + RATED_WITHIN)


def test_a_request_is_of_one_person() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert Requester(account_id=one).id == one
    assert Requester(pass_id=other).id == other
    for values in ((None, None), (one, other)):
        with pytest.raises(ValueError, match="account or of a pass"):
            Requester(*values)


def test_the_same_form_gives_the_same_id_and_another_another() -> None:
    assert id_of_form("secret", "a", "b") == id_of_form("secret", "a", "b")
    others = {
        id_of_form(*said) for said in (("secret", "ab"), ("secret", "a", "b"), ("other", "a", "b"))
    }
    assert len(others) == 3
