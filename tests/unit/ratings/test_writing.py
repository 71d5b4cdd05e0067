"""What was taken out of a comment is found again from what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.ratings.rules import MARK, redacted
from wemi_piemonte.ratings.writing import removed_from


@pytest.mark.parametrize(
    ("comment", "removed"),
    [
        ("Call Piero at 333 1234567, he is kind.", ("Piero", "333 1234567")),
        ("Piero", ("Piero",)),
        ("Piero and Piero", ("Piero",)),
        ("Anna, Piero", ("Anna", "Piero")),
        ("Nothing of it", ()),
    ],
)
def test_the_words_taken_out_are_told_in_their_order(
    comment: str, removed: tuple[str, ...]
) -> None:
    assert removed_from(comment, redacted(comment, removed)) == removed


@pytest.mark.parametrize(
    "shown", ["Something else", f"Hello {MARK}", f"{MARK} and more", f"{MARK}{MARK}{MARK}{MARK}"]
)
def test_what_was_not_made_from_the_comment_tells_nothing(shown: str) -> None:
    assert removed_from("One", shown) == ()


@given(st.text("ab ", max_size=30), st.lists(st.text("ab ", min_size=1, max_size=4), max_size=3))
def test_what_is_told_gives_what_is_shown(comment: str, removed: list[str]) -> None:
    shown = redacted(comment, removed)
    found = removed_from(comment, shown)
    assert not found or redacted(comment, found) == shown
