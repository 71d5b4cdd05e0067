"""Every pair of the life cycle's states, and the fingerprints of texts."""

from itertools import product

import pytest

from wemi_piemonte.directory.rules import CONDITIONS, MOVES, Publication, Target, hash_of, move
from wemi_piemonte.foundation.errors import IllegalMove

D, S, P, X, A = (
    Publication.DRAFT,
    Publication.SUBMITTED,
    Publication.PUBLISHED,
    Publication.SUSPENDED,
    Publication.ARCHIVED,
)
LEGAL = {(D, S), (D, P), (D, A), (S, D), (S, P), (S, A), (P, X), (P, A), (X, P), (X, A), (A, D)}


@pytest.mark.parametrize(("current", "target"), list(product(Publication, Publication)))
def test_a_listing_moves_only_as_the_life_cycle_allows(
    current: Publication, target: Publication
) -> None:
    if (current, target) in LEGAL:
        assert move(current, target) is target
    else:
        with pytest.raises(IllegalMove) as refusal:
            move(current, target)
        assert refusal.value.details == {"current": current.value, "target": target.value}


def test_every_state_has_a_row_of_moves_and_none_leads_to_itself() -> None:
    assert set(MOVES) == set(Publication)
    assert all(state not in targets for state, targets in MOVES.items())


def test_from_every_state_the_public_can_be_reached_again() -> None:
    reached = {P}
    while found := {s for s, targets in MOVES.items() if targets & reached} - reached:
        reached |= found
    assert reached == set(Publication)


def test_a_fingerprint_forgets_white_space_and_nothing_else() -> None:
    assert hash_of("Una mano\n in  casa ") == hash_of("Una mano in casa")
    assert hash_of("Una mano in casa") != hash_of("Una mano in casa.")


def test_everyone_is_not_a_condition() -> None:
    assert Target.EVERYONE.value not in CONDITIONS
    assert Target.WOMEN.value in CONDITIONS
    assert len(set(CONDITIONS)) == len(CONDITIONS)
