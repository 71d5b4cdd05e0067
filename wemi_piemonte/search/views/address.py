"""Addresses of searches: the same search with something added, changed or left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from flask import request, url_for

from wemi_piemonte.foundation.i18n import current_voice
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.search.schemas import REPEATED, SINGLE
from wemi_piemonte.search.views.facets import label_of

Arguments = Mapping[str, Sequence[str]]
PageAddress = Callable[[int], str]

PLACE = ("place", "lat", "lon", "radius_km")
_PAGES = ("page", "per_page")
_NAMES = (*SINGLE, *REPEATED)
# Stands for the number in the address of a page: nobody can type it, as it is quoted.
_NUMBER = "\ue001"
_QUOTED = quote(_NUMBER)
_LINKS_BESIDE = 1
HIGHEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the same search without it."""

    label: str
    url: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of results; a gap stands for those left out."""

    number: int
    url: str = ""
    current: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list, with their addresses."""

    total: int
    last: int
    links: tuple[PageLink, ...]
    previous: str = ""
    next: str = ""


def known(arguments: Arguments) -> dict[str, list[str]]:
    """Return the parameters that a search knows, without the empty ones."""
    found = {}
    for name in _NAMES:
        if name in arguments:
            values = [value for value in arguments[name] if value.strip()]
            if values:
                found[name] = values
    return found


def search_url(arguments: Arguments) -> str:
    """Return the address of a search; what is empty is left out."""
    query = urlencode(known(arguments), doseq=True)
    path = _path(request.script_root, current_voice())
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


@cache
def _path(_root: str, _locale: str) -> str:
    return url_for("search.show")


def without(arguments: Arguments, *names: str) -> dict[str, list[str]]:
    """Return the parameters of a search on its first page, with some left out."""
    kept = known(arguments)
    return {name: kept[name] for name in kept if name not in (*names, *_PAGES)}


def page_address(arguments: Arguments) -> PageAddress:
    """Return what gives the address of any page of a search."""
    per_page = known(arguments).get("per_page", [])
    address = search_url({**without(arguments), "per_page": per_page, "page": [_NUMBER]})
    before, _sign, after = address.rpartition(f"page={_QUOTED}")
    return lambda number: f"{before}page={number}{after}"


def map_url(arguments: Arguments, locale: str) -> str:
    """Return the address of the same services as points on a map."""
    query = {**without(arguments, "sort", "lang"), "lang": [locale]}
    return "/api/v1/services.geojson?" + urlencode(query, doseq=True)


def chips_of(arguments: Arguments, place: str) -> list[Chip]:
    """Return the filters in use, each with the way out of it."""
    given = known(arguments)
    chips = []
    if place:
        chips.append(Chip(place, search_url(without(given, *PLACE)), PLACE))
    for name in REPEATED:
        for value in dict.fromkeys(given.get(name, [])):
            others = [each for each in given[name] if each != value]
            url = search_url({**without(given, name), name: others})
            chips.append(Chip(label_of(name, value), url, (name,)))
    single: dict[str, Callable[[str], str]] = {
        "age": lambda value: _("Age: %(age)s", age=value),
        "open": lambda _value: _("Open now"),
        "available": lambda _value: _("Takes new people"),
    }
    for name, words in single.items():
        if name in given:
            chips.append(Chip(words(given[name][0]), search_url(without(given, name)), (name,)))
    return chips


def page_number(text: str) -> int | None:
    """Return the page asked for, None for what is no page."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(HIGHEST_PAGE)):
        return None
    return int(text) or None


def pages_of(total: int, page: int, per_page: int, url: PageAddress) -> Pages:
    """Return the pages of a list of `total` things."""
    last = max(1, -(-total // per_page))
    near = {1, last, *range(page - _LINKS_BESIDE, page + _LINKS_BESIDE + 1)}
    links: list[PageLink] = []
    for number in sorted(n for n in near if 1 <= n <= last):
        if links and number - links[-1].number > 1:
            links.append(PageLink(number - 1, gap=True))
        links.append(PageLink(number, url(number), current=number == page))
    return Pages(
        total,
        last,
        tuple(links),
        previous=url(page - 1) if page > 1 else "",
        next=url(page + 1) if page < last else "",
    )
