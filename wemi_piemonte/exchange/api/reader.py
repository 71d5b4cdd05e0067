"""Reads the texts of a listing in one language, and notes what each of them is worth."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from wemi_piemonte.directory.content import Translations
from wemi_piemonte.exchange.api.answers.terms import Worth

WORTHS: dict[str, Worth] = {
    "source": "source",
    "reviewed": "reviewed",
    "machine": "machine",
    "outdated": "outdated",
}

Voice = Callable[[str, str], str]
"""Gives the text of a field, by its name and its source, as the reader is shown it."""


class Reader:
    """One reader of one listing; texts that are empty are not noted."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.translation: dict[str, Worth] = {}
        self.languages: dict[str, str] = {}

    def voice(self, words: Translations, part: UUID, at: str = "") -> Voice:
        """Return the voice of one part, which stands at the path `at` of the answer."""
        return partial(self._text, words, part, f"{at}." if at else "")

    def _text(self, words: Translations, part: UUID, prefix: str, field: str, source: str) -> str:
        found = words.text(part, field, source, self.locale)
        if found:
            self.note(prefix + field, found.state, found.locale)
        return found.text

    def note(self, path: str, state: str, locale: str) -> None:
        """Note what the text at a path is worth, and its language where it is another."""
        self.translation[path] = WORTHS[state]
        if locale != self.locale:
            self.languages[path] = locale
