"""Figures of a recent time beside those of all times: no hidden count can be worked out."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from wemi_piemonte.observatory.rules import SMALLEST_SHOWN, nested

COUNT = st.one_of(st.integers(0, 6), st.integers(0, 60))
COLUMNS = st.integers(1, 6).flatmap(
    lambda rows: st.tuples(*(st.lists(COUNT, min_size=rows, max_size=rows) for _each in range(2)))
)


def test_what_is_large_in_both_times_is_told() -> None:
    found = nested([40, 12, 9], [30, 20, 5])
    assert found.recent.counts == (40, 12, 9)
    assert found.ever.counts == (70, 32, 14)
    assert (found.recent.total, found.ever.total) == (61, 116)


def test_a_number_of_all_times_is_hidden_where_what_came_before_is_small() -> None:
    found = nested([40, 12], [30, 3])
    assert found.ever.counts == (70, None)
    assert found.ever.total is None


@given(columns=COLUMNS)
def test_no_difference_of_what_is_shown_is_a_small_count(
    columns: tuple[list[int], list[int]],
) -> None:
    recent, older = columns
    found = nested(recent, older)
    for at, (late, ever) in enumerate(zip(found.recent.counts, found.ever.counts, strict=True)):
        assert late is None or late == recent[at] >= SMALLEST_SHOWN
        if ever is not None:
            assert late is not None
            assert ever - late == older[at] >= SMALLEST_SHOWN


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=3))
def test_each_hidden_count_may_be_anything_small_even_for_who_knows_the_rule(
    rows: list[tuple[int, int]],
) -> None:
    """All tables of small changes are tried that look the same: none tells more than "small"."""
    parts = [row[0] for row in rows] + [row[1] for row in rows]
    told = nested(parts[: len(rows)], parts[len(rows) :])
    small = [at for at, count in enumerate(parts) if count < SMALLEST_SHOWN]
    possible: dict[int, set[int]] = {at: set() for at in small}
    for guess in product(range(SMALLEST_SHOWN), repeat=len(small)):
        other = list(parts)
        for at, count in zip(small, guess, strict=True):
            other[at] = count
        if nested(other[: len(rows)], other[len(rows) :]) == told:
            for at, count in zip(small, guess, strict=True):
                possible[at].add(count)
    assert all(found == set(range(SMALLEST_SHOWN)) for found in possible.values())
