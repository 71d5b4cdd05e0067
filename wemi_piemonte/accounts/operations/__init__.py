"""What changes accounts and passes."""

from wemi_piemonte.accounts.operations.passes import (
    Locked,
    WrongPin,
    forget_ended_passes,
    make_pass,
    pass_of_form,
    touch_pass,
    try_pass,
)
from wemi_piemonte.accounts.operations.tokens import forget_ended_tokens

__all__ = [
    "Locked",
    "WrongPin",
    "forget_ended_passes",
    "forget_ended_tokens",
    "make_pass",
    "pass_of_form",
    "touch_pass",
    "try_pass",
]
