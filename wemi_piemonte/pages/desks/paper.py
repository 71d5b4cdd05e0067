"""What a desk gives to take away: a calendar that programs follow, a poster for its door."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError
from flask import Blueprint, Response, current_app, render_template, url_for
from markupsafe import Markup

from wemi_piemonte.desks.calendar import DAYS_AHEAD, Entry, Published, calendar
from wemi_piemonte.desks.queries import Met, met
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.access import public
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.i18n import (
    current_language,
    direction_of,
    joined,
    language_name,
    speaking,
)
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.foundation.locales import LOCALES, SIMPLE
from wemi_piemonte.pages.desks.showing import DeskPage, desk_page, public_desk
from wemi_piemonte.pages.desks.shown import ShownHalt, halt_shown
from wemi_piemonte.pages.qr import qr


def register(blueprint: Blueprint) -> None:
    """Give the blueprint these pages."""
    own = "/<locale:locale>/desks/<uuid:desk_id>"
    blueprint.get(f"{own}/calendar.ics", endpoint="calendar")(calendar_ics)
    blueprint.get(f"{own}/poster")(poster)


@public
def calendar_ics(locale: str, desk_id: UUID) -> Response:
    """Give the halts of a desk, those that are called off as such."""
    del locale
    now = clock.now()
    with reading() as session:
        desk = public_desk(session, desk_id)
        (found,) = met(session, [desk], now=now, days=DAYS_AHEAD)
        published = Published(
            name=desk.name,
            language=current_language().html_lang,
            url=_outside("desks.show", desk_id),
            source=_outside("desks.calendar", desk_id),
            revision=desk.times_revision,
            modified_at=desk.modified_at,
            now=now,
        )
        written = calendar(published, _entries(found))
    response = Response(written, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'inline; filename="sportello.ics"'
    return response


def _outside(endpoint: str, desk_id: UUID) -> str:
    """Return the address of a page as other programs know it."""
    public_url: str = current_app.config["WEMI"].public_url
    return public_url + url_for(endpoint, desk_id=desk_id, easy=None)


def _entries(found: Met) -> Iterable[Entry]:
    for halt in found.halts:
        shown = halt_shown(found, halt)
        yield Entry(halt, _summary(found, shown), _location(shown), _description(found, shown))


def _summary(found: Met, shown: ShownHalt) -> str:
    where = str(shown.place or shown.town) if found.desk.kind is DeskKind.ITINERANT else ""
    name = current_language().colon.join(part for part in (found.desk.name, where) if part)
    return _("Called off: %(desk)s", desk=name) if shown.is_called_off else name


def _location(shown: ShownHalt) -> str:
    return joined(part for part in (shown.place, shown.address, shown.town) if part)


def _description(found: Met, shown: ShownHalt) -> str:
    spoken = joined(language_name(code) for code in shown.spoken)
    lines = [
        str(shown.note),
        _("Languages spoken: %(languages)s", languages=spoken) if spoken else "",
        _("Telephone: %(number)s", number=found.desk.phone) if found.desk.phone else "",
        found.desk.url if found.desk.kind is DeskKind.DIGITAL else "",
    ]
    return "\n".join(line for line in lines if line)


@public
def poster(locale: str, desk_id: UUID) -> str:
    """Show a sheet for the door: in Italian, and in the language of the page."""
    with reading() as session:
        page = desk_page(session, public_desk(session, desk_id))
        parts = [_part(page, code) for code in dict.fromkeys((SIMPLE, locale))]
    return render_template(
        "desks/poster.html",
        page=page,
        parts=parts,
        sign=qr(_outside("desks.show", desk_id)),
        address=_outside("desks.show", desk_id).partition("://")[2],
        own_names=[_own_name(code) for code in page.spoken],
    )


def _part(page: DeskPage, code: str) -> dict[str, Any]:
    with speaking(code):
        language = current_language()
        words = render_template("desks/poster_part.html", page=page, today=clock.today())
    # A template made it, escaped.
    return {
        "lang": language.html_lang,
        "direction": direction_of(language),
        "words": Markup(words),  # noqa: S704
    }


def _own_name(code: str) -> dict[str, str]:
    """Return a language by its own name, for who speaks it."""
    if code in LOCALES:
        language = LOCALES[code]
        return {"code": language.html_lang, "name": language.name}
    try:
        name = Locale.parse(code).get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return {"code": "", "name": language_name(code)}
    return {"code": code, "name": name[:1].upper() + name[1:]}
