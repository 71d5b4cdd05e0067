"""Small counts stay hidden, also from somebody who knows the rule and does sums."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.observatory.rules import SMALLEST_SHOWN, Figures, figures, months_before

SMALL = range(SMALLEST_SHOWN)

counts = st.lists(st.integers(0, 12), max_size=5)


@given(counts)
def test_what_is_shown_is_true_and_never_small(numbers: list[int]) -> None:
    shown = figures(numbers)
    for number, each in zip(numbers, shown.counts, strict=True):
        assert each == (number if number >= SMALLEST_SHOWN else None)
    assert shown.total in {None, sum(numbers)}
    assert shown.total is None or shown.total >= SMALLEST_SHOWN


@given(counts)
def test_each_hidden_count_could_be_any_small_number(numbers: list[int]) -> None:
    shown = figures(numbers)
    hidden = [place for place, each in enumerate(shown.counts) if each is None]
    possible: dict[int, set[int]] = {place: set() for place in hidden}
    for others in product(SMALL, repeat=len(hidden)):
        told = list(numbers)
        for place, other in zip(hidden, others, strict=True):
            told[place] = other
        if figures(told) == shown:
            for place, other in zip(hidden, others, strict=True):
                possible[place].add(other)
    assert all(found == set(SMALL) for found in possible.values())


@given(st.lists(st.integers(SMALLEST_SHOWN, 10**6), min_size=1))
def test_large_counts_are_shown_with_their_total(numbers: list[int]) -> None:
    assert figures(numbers) == Figures(tuple(numbers), sum(numbers))


def test_one_hidden_count_hides_the_total_and_several_need_not() -> None:
    assert figures([10, 3]) == Figures((10, None), None)
    assert figures([10, 2, 2, 1]) == Figures((10, None, None, None), 15)
    assert figures([10, 0, 0, 0]).total is None
    assert figures([]) == Figures((), None)


def test_the_months_go_over_the_turn_of_the_year() -> None:
    months = months_before(date(2026, 3, 31))
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)
