"""Which of the languages that a text exists in a reader is shown, and what it is worth."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from wemi_piemonte.directory.record import TranslationRecord
from wemi_piemonte.directory.rules import TranslationState, hash_of
from wemi_piemonte.foundation.locales import EASY, SIMPLE


class Text(NamedTuple):
    """A text as shown: `locale` is the language it is really in, `state` its worth.

    `state` is "source", "reviewed", "machine" or "outdated"; "easy" where Italian is told in the
    easy words that its author gave.
    """

    text: str
    locale: str
    state: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


WORTH = {
    TranslationState.REVIEWED: 0,
    TranslationState.OUTDATED: 1,
    TranslationState.MACHINE: 2,
}
"""What readers may see, the best first: what a person has read before what nobody has."""


def state_of(translation: TranslationRecord, source: str) -> TranslationState:
    """Return the state of a translation today: one made from another text is outdated.

    A draft stays a draft: nobody is shown it, old or not.
    """
    if translation.state is TranslationState.DRAFT:
        return translation.state
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

    def has(self, locale: str) -> bool:
        """Say whether anything is told in a language, whatever it is worth."""
        return any(each == locale for _, _, each in self._rows)

    def text(self, part: UUID, field: str, source: str, locale: str) -> Text:
        """Return the best there is for a reader of `locale`; drafts are never shown.

        A reader of easy Italian gets it where it is reviewed and tells what the text tells today:
        what it is made from stands in the same language, so an older one is of no use.
        """
        if locale == EASY:
            for row in self._rows.get((part, field, EASY), ()):
                if source and state_of(row, source) is TranslationState.REVIEWED:
                    return Text(row.text, SIMPLE, "easy")
            locale = SIMPLE
        if locale == self.source_lang or not source:
            return Text(source, self.source_lang, "source")
        found = [
            (WORTH[state], row.text, state.value)
            for row in self._rows.get((part, field, locale), ())
            if (state := state_of(row, source)) in WORTH
        ]
        if not found:
            return Text(source, self.source_lang, "source")
        _, text, worth = min(found)
        return Text(text, locale, worth)
