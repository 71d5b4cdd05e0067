"""Errors of the rules: a stable code, a status, and no text."""

import pytest

from wemi_piemonte.foundation.errors import (
    Busy,
    Conflict,
    DomainError,
    IllegalMove,
    Invalid,
    NotFound,
)


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (DomainError(), "refused", 409),
        (NotFound(), "not_found", 404),
        (Conflict(), "conflict", 409),
        (IllegalMove(current="draft", target="archived"), "illegal_move", 409),
        (Invalid({"age": ["too high"]}), "invalid", 422),
        (Busy(), "busy", 503),
    ],
)
def test_each_error_has_a_code_and_a_status(error: DomainError, code: str, status: int) -> None:
    assert (error.code, error.status) == (code, status)
    assert str(error) == code


def test_details_are_for_programs() -> None:
    assert Invalid({"age": ["too high"]}).details == {"fields": {"age": ["too high"]}}
    assert IllegalMove(current="draft").details == {"current": "draft"}


def kinds_of(kind: type[DomainError]) -> list[type[DomainError]]:
    """An error with all that are kinds of it."""
    return [kind, *(each for child in kind.__subclasses__() for each in kinds_of(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in kinds_of(DomainError)]
    assert sorted(codes) == sorted(set(codes))
