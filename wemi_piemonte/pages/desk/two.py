"""Two languages side by side: the visitor's and the operator's, on all that a visitor is shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from wemi_piemonte.directory.content import Text
from wemi_piemonte.foundation.i18n import (
    FILTERS,
    current_locale,
    direction_of,
    speaking,
    told_in,
)
from wemi_piemonte.foundation.locales import LOCALES, Language, tag_of
from wemi_piemonte.taxonomy import tree


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one of the two languages."""

    html_lang: str
    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The languages of a page that a visitor sees, the visitor's first; one where both are same."""

    languages: tuple[Language, ...]

    def say(self, message: str, /, **values: Any) -> tuple[Side, ...]:
        """Return a text of the catalogues (marked with `N_`), its days told in each language."""
        return tuple(
            self._side(each, told_in(each.code, message, **_told(each, values)))
            for each in self.languages
        )

    def label(self, code: object, kind: str) -> tuple[Side, ...]:
        """Return what a code of a closed list is called."""
        found = []
        for each in self.languages:
            with speaking(each.code):
                found.append(self._side(each, current_app.jinja_env.filters["label"](code, kind)))
        return tuple(found)

    def need(self, code: str) -> tuple[Side, ...]:
        """Return what a need is called."""
        return tuple(self._side(each, tree.label(code, each.code)) for each in self.languages)

    def texts(self, *texts: Text | str) -> tuple[Side, ...]:
        """Return what was told already in each language, in their order; the same text once."""
        found: dict[str, Side] = {}
        for language, told in zip(self.languages, texts, strict=False):
            if not isinstance(told, Text):
                found.setdefault(told, self._side(language, told))
                continue
            known = LOCALES.get(told.locale, language)
            side = Side(tag_of(told.locale), direction_of(known), told.text)
            found.setdefault(told.text, side)
        return tuple(found.values())

    @staticmethod
    def _side(language: Language, text: str) -> Side:
        return Side(language.html_lang, direction_of(language), str(text))


def _told(language: Language, values: dict[str, Any]) -> dict[str, Any]:
    if not any(isinstance(each, date) for each in values.values()):
        return values
    with speaking(language.code):
        return {
            name: FILTERS["date"](each) if isinstance(each, date) else each
            for name, each in values.items()
        }


def sides_of(visitor_locale: str) -> Sides:
    """Return the two languages of this page: the visitor's, and that which the operator reads."""
    codes = dict.fromkeys((visitor_locale, current_locale()))
    return Sides(tuple(LOCALES[each] for each in codes if each in LOCALES))
