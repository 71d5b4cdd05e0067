"""Ratings: their life, what is shown of them, what they count for in an order."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.ratings.rules import (
    APPEALED_WITHIN,
    FEWEST_SHOWN,
    MARK,
    PRIOR_MEAN,
    Aspect,
    Met,
    RatingState,
    Scores,
    is_burst,
    is_undecided,
    may_be_appealed,
    move,
    redacted,
    shrunk,
    summary_of,
)

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
R = RatingState
LEGAL = {
    R.WAITING: "held published rejected withdrawn",
    R.HELD: "waiting published rejected withdrawn",
    R.PUBLISHED: "rejected withdrawn",
    R.REJECTED: "published withdrawn",
    R.WITHDRAWN: "",
}


@pytest.mark.parametrize(("current", "target"), list(product(R, R)))
def test_a_rating_moves_only_where_it_may(current: R, target: R) -> None:
    if target.value in LEGAL[current].split():
        assert move(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(current, target)


def test_only_what_waits_or_is_held_is_undecided() -> None:
    assert {each for each in R if is_undecided(each)} == {R.WAITING, R.HELD}


aspects = st.dictionaries(st.sampled_from(Aspect), st.integers(1, 5))
scores = st.builds(Scores, st.integers(1, 5), st.sampled_from(Met), aspects)


@given(st.lists(scores, max_size=30))
def test_the_average_is_the_mean_of_what_is_published_and_hidden_below_three(
    given_: list[Scores],
) -> None:
    found = summary_of(given_)
    assert found.count == len(given_)
    if len(given_) < FEWEST_SHOWN:
        assert (found.average, found.spread, found.met, found.aspects) == (None, (), {}, {})
        return
    assert found.average == sum(s.score for s in given_) / len(given_)
    assert sum(found.spread) == sum(found.met.values()) == len(given_)
    for aspect in Aspect:
        told = [s.aspects[aspect] for s in given_ if aspect in s.aspects]
        shown = found.aspects.get(aspect)
        assert shown == (sum(told) / len(told) if len(told) >= FEWEST_SHOWN else None)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_from_one_to_five(score: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 5"):
        Scores(score, Met.YES)
    with pytest.raises(ValueError, match="from 1 to 5"):
        Scores(3, Met.YES, {Aspect.CLARITY: score})


@given(st.floats(1, 5), st.integers(3, 5000))
def test_few_ratings_are_drawn_to_the_middle(average: float, count: int) -> None:
    found = shrunk(average, count)
    low, high = sorted((average, PRIOR_MEAN))
    assert low - 1e-9 <= found <= high + 1e-9
    assert abs(shrunk(average, count + 1) - average) <= abs(found - average) + 1e-9


def test_one_five_does_not_win_and_what_is_hidden_does_not_show_in_the_order() -> None:
    assert shrunk(None, 2) == shrunk(None, 0) == PRIOR_MEAN
    assert shrunk(5.0, 3) < shrunk(4.6, 40)


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=4))
def test_what_is_removed_is_gone_and_leaves_a_mark(comment: str, removed: list[str]) -> None:
    shown = redacted(comment, removed)
    for words in (each.strip() for each in removed):
        if words and words in comment:
            assert MARK in shown
    if not any(each.strip() and each.strip() in comment for each in removed):
        assert shown == comment


def test_longer_words_are_removed_before_shorter_ones_in_them() -> None:
    assert redacted("Chiamate Anna Rossi", ["Anna", "Anna Rossi"]) == f"Chiamate {MARK}"


def test_a_mark_is_not_taken_for_words() -> None:
    assert redacted("a … b", ["a", "…"]) == f"{MARK} {MARK} b"


def test_only_a_decision_against_the_author_is_appealed_in_time_and_once() -> None:
    def may(state: R, *, redacted: bool = False, days: int = 1, appealed: bool = False) -> bool:
        decided = None if is_undecided(state) else NOW
        return may_be_appealed(
            state,
            is_redacted=redacted,
            decided_at=decided,
            has_appealed=appealed,
            now=NOW + timedelta(days=days),
        )

    assert may(R.REJECTED)
    assert may(R.PUBLISHED, redacted=True)
    assert not may(R.PUBLISHED)
    assert not may(R.WAITING, redacted=True)
    assert not may(R.REJECTED, days=APPEALED_WITHIN.days)
    assert not may(R.REJECTED, appealed=True)


def test_a_burst_is_five_within_two_days() -> None:
    close = [NOW + timedelta(hours=12 * number) for number in range(5)]
    assert is_burst(close)
    assert not is_burst(close[:4])
    assert not is_burst([NOW - timedelta(days=1), *close[1:]])
