"""What members of a desk may do, and the lives of bookings and of requests for mediators."""

from itertools import product

import pytest

from wemi_piemonte.accounts.rules import id_of_form
from wemi_piemonte.desks.rules import (
    BOOKING_MOVES,
    MEDIATION_MOVES,
    RIGHTS,
    BookingState,
    DeskRight,
    DeskRole,
    MediationState,
    may,
    move_booking,
    move_mediation,
)
from wemi_piemonte.foundation.errors import IllegalMove


@pytest.mark.parametrize(("current", "target"), list(product(BookingState, BookingState)))
def test_a_booking_goes_only_where_the_table_says(
    current: BookingState, target: BookingState
) -> None:
    if target in BOOKING_MOVES[current]:
        assert move_booking(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move_booking(current, target)


@pytest.mark.parametrize(("current", "target"), list(product(MediationState, MediationState)))
def test_a_request_for_a_mediator_goes_only_where_the_table_says(
    current: MediationState, target: MediationState
) -> None:
    if target in MEDIATION_MOVES[current]:
        assert move_mediation(current, target) is target
    else:
        with pytest.raises(IllegalMove):
            move_mediation(current, target)


def test_what_is_cancelled_or_called_off_stays_so() -> None:
    assert not BOOKING_MOVES[BookingState.CANCELLED]
    assert not BOOKING_MOVES[BookingState.CALLED_OFF]
    assert not MEDIATION_MOVES[MediationState.CANCELLED]


@pytest.mark.parametrize(("role", "right"), list(product(DeskRole, DeskRight)))
def test_a_member_may_what_the_role_says(role: DeskRole, right: DeskRight) -> None:
    assert may(role, right) is (right in RIGHTS[role])


def test_a_stranger_may_nothing_and_only_a_manager_manages() -> None:
    assert not any(may(None, right) for right in DeskRight)
    assert [role for role in DeskRole if may(role, DeskRight.MANAGE)] == [DeskRole.MANAGER]


def test_who_is_no_operator_sees_no_case() -> None:
    openers = {role for role in DeskRole if may(role, DeskRight.OPEN_CASES)}
    assert openers == {DeskRole.MANAGER, DeskRole.OPERATOR}
    assert not may(DeskRole.ANTENNA, DeskRight.OPEN_PLANS)


def test_the_same_form_is_known_again_and_another_is_not() -> None:
    first = id_of_form("secret", "a", "b")
    assert first == id_of_form("secret", "a", "b")
    assert first not in {
        id_of_form("secret", "ab"),
        id_of_form("secret", "a", "c"),
        id_of_form("other", "a", "b"),
    }
    # What no text should hold, and a form may send all the same.
    assert id_of_form("\ud800") == id_of_form("\ud800")
