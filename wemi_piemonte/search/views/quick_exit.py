"""Which pages offer a quick way out, for those whom someone at home must not see reading them."""

from collections.abc import Iterable

from wemi_piemonte.intake.recognise import is_about

SENSITIVE = frozenset(
    {"protection", "protection.violence", "protection.trafficking", "protection.discrimination"}
)


def is_sensitive(codes: Iterable[str]) -> bool:
    """Say whether one of these needs asks for a quick way out."""
    return bool(SENSITIVE & set(codes))


def sounds_sensitive(text: str, locale: str) -> bool:
    """Say the same of what was typed, at a first glance."""
    return is_about(text, locale, SENSITIVE)


def read_ahead() -> None:
    """Load the words of all languages, for which the first who searches would wait a second."""
    sounds_sensitive("aiuto", "it")
