"""What the ratings of all services of a body come to, without telling what is hidden of one."""

from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.ratings.rules import Met, Scores, Summary, summary_of_all

services = st.lists(st.lists(st.integers(1, 5), max_size=6), max_size=6)


def together(*services: list[int]) -> Summary:
    return summary_of_all([[Scores(each, Met.YES) for each in scores] for scores in services])


def test_all_services_are_taken_together() -> None:
    found = together([5, 5, 5], [1, 2, 3])
    assert (found.average, found.count, found.spread) == (3.5, 6, (1, 1, 1, 0, 3))


def test_a_few_ratings_of_others_would_be_told_by_the_difference_and_are_left_out() -> None:
    assert (together([4, 4, 4], [1]).average, together([4, 4, 4], [1]).count) == (4.0, 3)


def test_many_services_with_few_ratings_have_a_mean_together_and_two_have_none() -> None:
    assert together([5], [4, 3]).average == 4.0
    assert together([5], [4]) == Summary(count=2)
    assert together() == Summary()


@given(given_scores=services)
def test_what_is_hidden_is_never_told_by_less_than_three(given_scores: list[list[int]]) -> None:
    found = together(*given_scores)
    shown = sum(len(each) for each in given_scores if len(each) >= 3)
    if found.average is not None:
        assert found.count - shown == 0 or found.count - shown >= 3
