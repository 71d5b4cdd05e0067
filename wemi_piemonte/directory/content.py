"""Which of the languages that a text exists in a reader is shown, and what it is worth."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from wemi_piemonte.directory.record import TranslationRecord
from wemi_piemonte.directory.rules import TranslationState, hash_of


class Text(NamedTuple):
    """A text as shown: `locale` is the language it is really in, `state` its worth.

    `state` is "source", "reviewed", "machine" or "outdated".
    """

    text: str
    locale: str
    state: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


_WORTH = {"reviewed": 0, "outdated": 1, "machine": 2}


def state_of(translation: TranslationRecord, source: str) -> TranslationState:
    """Return the state of a translation today: one made from another text is outdated."""
    if translation.source_hash != hash_of(source):
        return TranslationState.OUTDATED
    return translation.state


class Translations:
    """The translations of one aggregate, ready to be asked by part, field and locale."""

    def __init__(self, source_lang: str, translations: Iterable[TranslationRecord]) -> None:
        self.source_lang = source_lang
        self._rows: dict[tuple[UUID, str, str], list[TranslationRecord]] = {}
        for row in translations:
            self._rows.setdefault((row.part, row.field, row.locale), []).append(row)

    def text(self, part: UUID, field: str, source: str, locale: str) -> Text:
        """Return the best there is for a reader of `locale`; drafts are never shown."""
        if locale == self.source_lang or not source:
            return Text(source, self.source_lang, "source")
        found = [
            (_WORTH[state], row.text, state)
            for row in self._rows.get((part, field, locale), ())
            if (state := state_of(row, source).value) in _WORTH
        ]
        if not found:
            return Text(source, self.source_lang, "source")
        _, text, state = min(found)
        return Text(text, locale, state)
