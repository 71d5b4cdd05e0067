"""What templates say most often, looked up once for each language: texts, labels, signs.

A page asks for some hundreds of texts and labels. Flask-Babel finds the reader's language anew for
each; here the template's own `locale` is taken, and what a text is in that language is remembered.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from wemi_piemonte.foundation.assets import asset
from wemi_piemonte.foundation.i18n import N_, current_locale, current_voice, form_for, gettext

# Signs that point along the line are turned where the line runs from right to left.
ALONG = frozenset({"arrow-right", "chevron-left", "chevron-right"})

Label = Callable[[Any, str], str]
Values = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, size: str) -> Markup:
    classes = f"icon icon-{size}" if size else "icon"
    if name in ALONG:
        classes += " icon-along"
    return Markup(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    ).format(classes, sprite, name)


@lru_cache(maxsize=16384)
def _line(sprite: str, sign: str, words: str, tone: str) -> Markup:
    kind = Markup(' class="fact-{}"').format(tone) if tone else Markup()
    return Markup("<li{}>{}<span>{}</span></li>").format(kind, _drawn(sprite, sign, "sm"), words)


class Wording:
    """What templates say in the language of the page, remembered by language."""

    def __init__(self, app: Flask, label: Label) -> None:
        self._sprite = cache(partial(asset, app, "vendor/icons.svg"))
        self._text = lru_cache(maxsize=32768)(_text)
        self._label = lru_cache(maxsize=32768)(lambda _locale, code, kind: label(code, kind))
        self._address = lru_cache(maxsize=32768)(_address)

    def say(self, message: str, /, **values: Any) -> Markup:
        """Return a text of the catalogues, its holes filled."""
        found = self._text(current_voice(), message)
        return found % values if values or "%%" in found else found

    def count(self, singular: str, plural: str, number: int, /, **values: Any) -> Markup:
        """Return the form of a text that this number asks for."""
        # The forms of a plural are few, but numbers are many: only the text is remembered.
        found = Markup(form_for(singular, plural, number))  # noqa: S704
        return found % {"num": number, **values}

    def label(self, code: Any, kind: str) -> str:
        """Return what a code of a closed list is called."""
        return self._label(current_locale(), str(code), kind)

    def icon(self, name: str, size: str = "") -> Markup:
        """Return a sign of the sprite."""
        return _drawn(self._sprite(), name, size)

    def area_icon(self, code: str) -> Markup:
        """Return the sign of an area of needs."""
        return Markup('<span class="area-mark">{}</span>').format(self.icon(f"area-{code}"))

    def facts(self, lines: Iterable[tuple[str, str, str]]) -> Markup:
        """Return facts as items of a list; each is a sign, words and a tone."""
        sprite = self._sprite()
        return Markup("".join(_line(sprite, *line) for line in lines))  # noqa: S704 - all Markup

    def address(self, endpoint: str, /, **values: Any) -> str:
        """Return the address of a page, which depends on nothing but what is asked."""
        return self._address(request.script_root, current_voice(), endpoint, tuple(values.items()))


def _text(_locale: str, message: str) -> Markup:
    # Messages are our own and may hold signs of HTML; what fills their holes is escaped.
    return Markup(gettext(message))  # noqa: S704


def _address(_root: str, _locale: str, endpoint: str, values: Values) -> str:
    return url_for(endpoint, **dict(values))


def prepare(app: Flask, label: Label) -> None:
    """Give the templates their words: texts, labels, signs, addresses."""
    wording = Wording(app, label)
    app.jinja_env.globals.update(
        _=wording.say,
        gettext=wording.say,
        N_=N_,
        ngettext=wording.count,
        icon=wording.icon,
        area_icon=wording.area_icon,
        url_for=wording.address,
        current_locale=current_locale,
    )
    app.jinja_env.filters.update(label=wording.label, facts=wording.facts)
    app.jinja_env.tests["foreign"] = lambda text: text.locale != current_locale()
