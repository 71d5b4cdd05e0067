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
from wemi_piemonte.foundation.i18n import current_locale, form_for, gettext

# Signs that point along the line are turned where the line runs from right to left.
ALONG = frozenset({"arrow-right", "chevron-left", "chevron-right"})

Label = Callable[[Any, str], str]
Values = tuple[tuple[str, Any], ...]


class Wording:
    """The texts of the catalogues and the labels of codes, remembered by language."""

    def __init__(self, label: Label) -> None:
        self.text = lru_cache(maxsize=32768)(self._text)
        self.label = lru_cache(maxsize=32768)(self._label)
        self._label_of = label

    def _text(self, _locale: str, message: str) -> Markup:
        # Messages are our own and may hold signs of HTML; what fills their holes is escaped.
        return Markup(gettext(message))  # noqa: S704

    def _label(self, _locale: str, kind: str, code: str) -> str:
        return self._label_of(code, kind)


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


def prepare(app: Flask, label: Label) -> None:
    """Give the templates their words: texts, labels, signs, addresses."""
    wording = Wording(label)
    sprite = cache(partial(asset, app, "vendor/icons.svg"))

    def say(message: str, /, **values: Any) -> Markup:
        found = wording.text(current_locale(), message)
        return found % values if values or "%%" in found else found

    def count(singular: str, plural: str, number: int, /, **values: Any) -> Markup:
        # The forms of a plural are few, but numbers are many: only the text is remembered.
        found = Markup(form_for(singular, plural, number))  # noqa: S704
        return found % {"num": number, **values}

    def labelled(code: Any, kind: str) -> str:
        return wording.label(current_locale(), kind, str(code))

    def icon(name: str, size: str = "") -> Markup:
        return _drawn(sprite(), name, size)

    def area_icon(code: str) -> Markup:
        return Markup('<span class="area-mark">{}</span>').format(icon(f"area-{code}"))

    def facts(lines: Iterable[tuple[str, str, str]]) -> Markup:
        drawn = sprite()
        return Markup("".join(_line(drawn, *line) for line in lines))  # noqa: S704 - all Markup

    @lru_cache(maxsize=32768)
    def address(_root: str, _locale: str, endpoint: str, values: Values) -> str:
        return url_for(endpoint, **dict(values))

    def address_of(endpoint: str, /, **values: Any) -> str:
        # It depends on nothing but these, and is remembered.
        return address(request.script_root, current_locale(), endpoint, tuple(values.items()))

    app.jinja_env.globals.update(
        _=say,
        gettext=say,
        ngettext=count,
        icon=icon,
        area_icon=area_icon,
        url_for=address_of,
        current_locale=current_locale,
    )
    app.jinja_env.filters.update(label=labelled, facts=facts)
    app.jinja_env.tests["foreign"] = lambda text: text.locale != current_locale()
