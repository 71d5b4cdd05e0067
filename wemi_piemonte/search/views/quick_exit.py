"""Which pages offer a quick way out, for those whom someone at home must not see reading them."""

from collections.abc import Iterable

SENSITIVE = frozenset(
    {"protection", "protection.violence", "protection.trafficking", "protection.discrimination"}
)


def is_sensitive(codes: Iterable[str]) -> bool:
    """Say whether one of these needs asks for a quick way out."""
    return bool(SENSITIVE & set(codes))
