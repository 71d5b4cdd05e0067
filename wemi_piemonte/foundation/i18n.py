"""The languages of the pages: which there are, which one is asked for, how values read in it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_timedelta
from babel.support import NullTranslations, Translations
from click import ClickException
from flask import Flask, Response, g, has_request_context, redirect, request, url_for
from flask_babel import Babel, refresh
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

from wemi_piemonte.foundation import clock, formats
from wemi_piemonte.foundation.locales import EASY, LOCALES, SIMPLE, Language

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


class UnknownLanguage(ClickException, ValueError):
    """The settings name a language that is not in the list."""


class LocaleConverter(BaseConverter):
    """Matches the languages switched on; anything else in that place is a 404."""

    def __init__(self, url_map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **kwargs)
        self.regex = "|".join(url_map.wemi_locales)


# The language of the answer that this thread is making; asked for some hundred times a page.
_spoken: ContextVar[str] = ContextVar("wemi_locale", default="it")


def current_locale() -> str:
    """Return the code of the language of this page, also for paths that lead nowhere."""
    return _spoken.get()


def current_language() -> Language:
    """Return the language of this page."""
    return LOCALES[_spoken.get()]


# Whether this answer is told in easy words; only Italian can be.
_easy: ContextVar[bool] = ContextVar("wemi_easy", default=False)
EASY_PARAMETER = "easy"


def is_easy() -> bool:
    """Say whether the reader asked for easy Italian."""
    return _easy.get()


def current_voice() -> str:
    """Return the language of this page, or its easy variant: how its texts are told."""
    return EASY if _easy.get() else _spoken.get()


def speak(code: str) -> None:
    """Let the rest of this answer be in a language that its body asked for."""
    _spoken.set(code)
    refresh()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Tell what is made inside in another language of the site, in full words: as on a poster."""
    before, easy = _spoken.set(code), _easy.set(False)
    refresh()
    try:
        yield
    finally:
        _spoken.reset(before)
        _easy.reset(easy)
        refresh()


_folders: list[Path] = []


@cache
def _catalogue(code: str) -> NullTranslations:
    """Return the texts of a language; read once a process."""
    if not _folders:
        return _NO_TEXTS
    if code == EASY:
        # Only what is told otherwise stands in it; the rest is Italian.
        easy = Translations.load(str(_folders[-1]), [EASY])
        easy.add_fallback(_catalogue(SIMPLE))
        return easy
    return Translations.load(str(_folders[-1]), [LOCALES[code].babel])


_NO_TEXTS = NullTranslations()


def gettext(message: str, /, **values: Any) -> str:
    """Return a text in the language of this page, its holes filled.

    Flask-Babel finds the reader's language anew for every text; a page asks for hundreds.
    """
    found = _catalogue(current_voice()).gettext(message)
    return found % values if values else found


def told_in(code: str, message: str, /, **values: Any) -> str:
    """Return a text in a language that is not that of the page, its holes filled."""
    found = _catalogue(code).gettext(message)
    return found % values if values else found


def N_(message: str) -> str:  # noqa: N802 - the name that gathers texts for the catalogues
    """Return a text as it stands: `told_in` tells it later, in more than one language."""
    return message


def form_for(singular: str, plural: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the language of this page."""
    return str(_catalogue(current_voice()).ngettext(singular, plural, number))


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> str:
    """Return the form of a text that goes with a number, its holes filled."""
    return form_for(singular, plural, number) % {"num": number, **values}


@cache
def direction_of(language: Language) -> str:
    """Return "ltr" or "rtl"."""
    return Locale.parse(language.babel).text_direction


def preferred_locale(app: Flask) -> str:
    """Return the best language for a visitor: cookie, then Accept-Language, then the first."""
    locales: tuple[str, ...] = app.config["WEMI"].locales
    cookie = request.cookies.get(COOKIE)
    if cookie in locales:
        return cookie
    for tag, _quality in request.accept_languages:
        code = str(tag).split("-", maxsplit=1)[0].lower()
        if code in locales:
            return code
    return locales[0]


def localized_redirect(app: Flask) -> BaseResponse:
    """Send the visitor of `/` to the home page in their language."""
    target = redirect(url_for("pages.home", locale=preferred_locale(app)), code=303)
    target.vary.update(["Cookie", "Accept-Language"])
    return target


def _find_locale(app: Flask) -> None:
    """Set the page's language from the path, so that errors speak it too."""
    locales: tuple[str, ...] = app.config["WEMI"].locales
    _easy.set(False)
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    if first in locales:
        _spoken.set(first)
        _easy.set(first == SIMPLE and request.args.get(EASY_PARAMETER) == "1")
    elif request.path.startswith("/api/"):
        asked = request.args.get("lang", "")
        _spoken.set(asked if asked in locales else locales[0])
    else:
        _spoken.set(preferred_locale(app))


def _remember(response: Response) -> Response:
    """Keep the chosen language for the next visit of `/`; the only cookie of public pages."""
    chosen = (request.view_args or {}).get("locale")
    if chosen and response.status_code == 200 and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=COOKIE_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
    return response


def _fill_locale(endpoint: str, values: dict[str, Any]) -> None:
    if not has_request_context():
        return
    app: Any = g.get("wemi_app")
    if app is None or not app.url_map.is_endpoint_expecting(endpoint, "locale"):
        return
    values.setdefault("locale", current_locale())
    if _easy.get() and values["locale"] == SIMPLE:
        values.setdefault(EASY_PARAMETER, "1")


def _date(value: date | datetime) -> str:
    return formats.day(value, current_language().babel)


def _month(value: date) -> str:
    return format_skeleton("yMMMM", value, locale=current_language().babel)


def _ago(value: datetime) -> str:
    """Return how long ago something was, in words: "3 days ago"."""
    since = value - clock.now()
    return format_timedelta(since, add_direction=True, locale=current_language().babel)


def _time(value: time) -> str:
    return formats.clock_time(value, current_language().babel)


def _number(value: float) -> str:
    return formats.decimal(value, current_language().babel)


def _km(value: float) -> str:
    """Return a distance as the reader's language writes it, with one decimal below ten."""
    return formats.kilometres(value, current_language().babel)


def joined(words: Iterable[object]) -> str:
    """Return words one after another, parted by the comma of the reader's language."""
    return current_language().comma.join(str(word) for word in words)


def quoted(words: str) -> str:
    """Return somebody's own words between the quotes of the reader's language."""
    before, after = current_language().quotes
    return f"{before}{words}{after}"


def _euro(cents: int) -> str:
    return formats.euros(cents, current_language().babel)


def language_name(code: str) -> str:
    """Return what a language (ISO 639 code) is called in the reader's language."""
    if code == EASY:
        return gettext("easy Italian")
    try:
        name = Locale.parse(current_language().babel).languages.get(code)
    except UnknownLocaleError:
        name = None
    return str(name) if name else code


FILTERS: dict[str, Callable[..., str]] = {
    "date": _date,
    "month": _month,
    "ago": _ago,
    "time": _time,
    "number": _number,
    "km": _km,
    "euro": _euro,
}


def prepare(app: Flask) -> None:
    """Give the application its languages; raises UnknownLanguage for one that does not exist."""
    config = app.config["WEMI"]
    unknown = [code for code in config.locales if code not in LOCALES]
    if unknown:
        raise UnknownLanguage(f"WEMI_LOCALES names an unknown language: {', '.join(unknown)}.")
    app.url_map.wemi_locales = config.locales  # type: ignore[attr-defined]
    _folders.append(config.root / "translations")
    app.url_map.converters["locale"] = LocaleConverter
    Babel(
        app,
        default_locale="it",
        default_translation_directories=str(config.root / "translations"),
        locale_selector=lambda: current_language().babel,
        default_timezone="Europe/Rome",
    )

    @app.before_request
    def find_locale() -> None:
        g.wemi_app = app
        _find_locale(app)

    @app.teardown_request
    def fall_silent(_error: BaseException | None) -> None:
        _spoken.set("it")
        _easy.set(False)

    app.after_request(_remember)
    app.url_default_functions.setdefault(None, []).append(_fill_locale)
    app.jinja_env.filters.update(FILTERS)
