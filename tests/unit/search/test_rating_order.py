"""The order by rating: few ratings are drawn to the middle, and what is not shown does not count."""

from collections.abc import Sequence
from itertools import count, pairwise
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.indexes import TODAY, ids_in
from tests.make import service
from wemi_piemonte.ratings.rules import (
    FEWEST_SHOWN,
    PRIOR_MEAN,
    Met,
    Scores,
    shrunk,
    summary_of,
)
from wemi_piemonte.search.index import writing
from wemi_piemonte.search.index.snapshot import Snapshot
from wemi_piemonte.search.rules import rating_of

# Each example makes an index: few of them, and no search for a smaller one.
QUICK = settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
given_scores = st.lists(st.integers(1, 5), max_size=40)
fresh = count()


def worth(scores: Sequence[int]) -> float:
    """What a service with these scores counts for, worked out by hand."""
    if len(scores) < 3:
        return 3.5
    return (3.5 * 5 + sum(scores)) / (5 + len(scores))


def order(folder: Path, rated: Sequence[Sequence[int]]) -> list[int]:
    """The numbers of services with these scores, as a search by rating gives them."""
    records = [service(f"Servizio {number}") for number in range(len(rated))]
    made = folder / str(next(fresh))
    made.mkdir()
    making = writing.Making(made, 0, TODAY)
    for record, scores in zip(records, rated, strict=True):
        making.add(record, rating_of(summary_of([Scores(each, Met.YES) for each in scores])))
    making.finish()
    numbers = {record.id: number for number, record in enumerate(records)}
    return [numbers[each] for each in ids_in(Snapshot(made), sort="rating")]


@given(rated=st.lists(given_scores, min_size=1, max_size=12))
@QUICK
def test_services_stand_by_their_mean_drawn_to_the_middle(
    tmp_path: Path, rated: list[list[int]]
) -> None:
    found = order(tmp_path, rated)
    assert sorted(found) == list(range(len(rated)))
    values = [worth(rated[number]) for number in found]
    # To a hundredth of a star.
    assert all(first > second - 0.0101 for first, second in pairwise(values))


@given(fives=st.integers(1, 2), many=st.integers(10, 200))
@QUICK
def test_one_rating_of_five_stars_never_beats_many_of_four_and_a_half(
    tmp_path: Path, fives: int, many: int
) -> None:
    # Three of five stars to two of four: 4.6.
    loved = [5, 5, 5, 4, 4] * many
    assert order(tmp_path, [[5] * fives, loved])[0] == 1


def test_even_three_of_five_stars_do_not_beat_many_of_four_and_a_half(tmp_path: Path) -> None:
    assert order(tmp_path, [[5, 5, 5], [5, 5, 5, 4, 4] * 4]) == [1, 0]


def test_fewer_than_three_are_as_none_and_bad_ones_stand_below(tmp_path: Path) -> None:
    found = order(tmp_path, [[1, 1, 1], [1, 1], [5, 5], [], [4, 4, 4]])
    assert (found[0], found[-1]) == (4, 0)
    assert {worth(each) for each in ([1, 1], [5, 5], [])} == {PRIOR_MEAN}


@given(scores=st.lists(st.integers(1, 5), min_size=FEWEST_SHOWN, max_size=60))
def test_one_more_rating_of_five_stars_never_lowers_a_service_nor_one_star_lifts_it(
    scores: list[int],
) -> None:
    before, better, worse = (
        shrunk(sum(each) / len(each), len(each)) for each in (scores, [*scores, 5], [*scores, 1])
    )
    assert worse < before < better
