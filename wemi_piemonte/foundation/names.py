"""Proper names, which are the same in every language and are marked so on pages."""

from collections.abc import Iterable
from functools import lru_cache

from babel.lists import format_list
from markupsafe import Markup, escape

from wemi_piemonte.foundation.i18n import current_language


class Name(str):
    """A name of a place, an address: templates write it as nobody should translate it.

    It stands apart from the text around it, which may run the other way. Outside of HTML it is a
    text like any other.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return _written(str(self))


@lru_cache(maxsize=16384)
def _written(name: str) -> str:
    return f'<bdi translate="no">{escape(name)}</bdi>'


def joined(words: Iterable[object]) -> Markup:
    """Return words for a page, parted by the comma of the reader's language."""
    return Markup(current_language().comma).join(words)  # type: ignore[arg-type]  # noqa: S704


def listed(words: Iterable[object]) -> Markup:
    """Return words for a page as a list in a sentence, joined as the language does."""
    found = [str(escape(word)) for word in words]
    return Markup(format_list(found, locale=current_language().babel))  # noqa: S704 - escaped above
