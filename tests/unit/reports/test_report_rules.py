"""The states of a report, and what a form sent twice is."""

from datetime import UTC, datetime, timedelta

import pytest

from wemi_piemonte.accounts.rules import code_meant
from wemi_piemonte.foundation.errors import IllegalMove
from wemi_piemonte.reports.rules import (
    MOVES,
    ReportState,
    due_at,
    identity_of,
    may_be_disputed,
    move,
)

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("current", list(ReportState))
@pytest.mark.parametrize("target", list(ReportState))
def test_a_report_moves_as_the_table_says(current: ReportState, target: ReportState) -> None:
    if target in MOVES[current]:
        assert move(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move(current, target)


def test_a_body_has_fourteen_days() -> None:
    assert due_at(NOW) == NOW + timedelta(days=14)


@pytest.mark.parametrize("state", list(ReportState))
def test_only_an_answer_of_the_body_is_disputed_and_once(state: ReportState) -> None:
    assert may_be_disputed(state, NOW, None) is (state is ReportState.NOT_WRONG)
    assert not may_be_disputed(state, None, None)
    assert not may_be_disputed(state, NOW, NOW)


def test_the_same_form_has_the_same_id_and_code_and_another_has_others() -> None:
    one = identity_of("secret of a form", "cost", "It is 5 euro.")
    assert one == identity_of("secret of a form", "cost", "It is 5 euro.")
    assert code_meant(one[1]) == one[1]
    others = {
        identity_of("another secret", "cost", "It is 5 euro."),
        identity_of("secret of a form", "cost", "It is 6 euro."),
        identity_of("secret of a form", "costIt is 5 euro."),
    }
    assert len({one, *others}) == 4
    assert len({code for _id, code in {one, *others}}) == 4
