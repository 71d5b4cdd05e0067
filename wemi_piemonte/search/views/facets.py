"""The filters beside the results: each choice with how many services it would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from markupsafe import Markup, escape

from wemi_piemonte.directory import schemas as directory_schemas
from wemi_piemonte.directory.rules import Cost, Mode, Target
from wemi_piemonte.foundation.i18n import current_locale, language_name
from wemi_piemonte.foundation.i18n import gettext as _
from wemi_piemonte.taxonomy import tree

# The order of the closed lists is that of their rules; needs and languages go by number.
_ORDERS: dict[str, tuple[str, ...]] = {
    "mode": tuple(mode.value for mode in Mode),
    "cost": tuple(cost.value for cost in Cost if cost is not Cost.UNKNOWN),
    "target": tuple(target.value for target in Target),
}

# Services are counted by need; a whole area, chosen by a link, has no number of its own.
_AREAS = frozenset(area.code for area in tree.areas())

FORM = "search-form"
_BOX = (
    '<label class="check" for="{id}">'
    '<input type="checkbox" id="{id}" name="{name}" value="{value}" form="{form}"'
)


# One choice of a filter, ready to be shown: whether it is not ticked, how many services it would
# leave, as a negative number, its words, its HTML. Those ticked, then the commonest, come first. A
# page has some sixty, for which anything more than a tuple would be dear.
Option = tuple[bool, int, str, str]

_by_number = itemgetter(0, 1, 2)
_by_tick = itemgetter(0)
_html = itemgetter(3)


@lru_cache(maxsize=16384)
def _drawn(locale: str, name: str, value: str) -> tuple[str, str, str]:
    """Return the box to tick, its words up to where the number comes in, and the label alone."""
    words = _label_of(locale, name, value)
    values = {"id": f"{name}-{value.replace('.', '-')}", "name": name, "value": value}
    box = _BOX.format(form=FORM, **{key: escape(each) for key, each in values.items()})
    return box, f"><span>{escape(words)}</span>", words


def _option(locale: str, name: str, value: str, found: int | None, *, is_ticked: bool) -> Option:
    box, words, label = _drawn(locale, name, value)
    tick = " checked" if is_ticked else ""
    count = "" if found is None else f'<span class="count">(<bdi>{found}</bdi>)</span>'
    return not is_ticked, -(found or 0), label, f"{box}{tick}{words}{count}</label>"


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter; the first `shown` choices stand open, the others fold away."""

    name: str
    label: str
    options: tuple[Option, ...]
    shown: int

    @property
    def first(self) -> Markup:
        return _joined(self.options[: self.shown])

    @property
    def rest(self) -> Markup:
        return _joined(self.options[self.shown :])


def _joined(options: Iterable[Option]) -> Markup:
    return Markup("".join(map(_html, options)))  # noqa: S704 - parts are escaped


def label_of(name: str, value: str) -> str:
    """Return what a value of a filter is called in the reader's language."""
    return _label_of(current_locale(), name, value)


@lru_cache(maxsize=16384)
def _label_of(locale: str, name: str, value: str) -> str:
    if name == "need":
        return tree.label(value, locale)
    if name == "spoken":
        return language_name(value)
    return directory_schemas.label(value, name)


def facets_of(
    counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Sequence[str]]
) -> list[Facet]:
    """Return the filters with their choices; one that would leave nothing is left out."""
    titles = {
        "need": (_("What for"), 6),
        "cost": (_("Cost"), 4),
        "mode": (_("How you get it"), 4),
        "spoken": (_("Languages spoken"), 6),
        "target": (_("For whom"), 5),
    }
    found = []
    for name, (title, most) in titles.items():
        options = _options(name, counts.get(name, {}), chosen.get(name, ()))
        ticked = sum(1 for option in options if not _by_tick(option))
        found.append(Facet(name, title, options, max(most, ticked)))
    return found


def _options(name: str, counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Option, ...]:
    checked = set(chosen)
    order = _ORDERS.get(name)
    codes = [code for code in (order or counts) if counts.get(code)]
    codes += sorted(checked.difference(codes))
    locale = current_locale()
    found = [
        _option(
            locale,
            name,
            code,
            None if code in _AREAS else counts.get(code, 0),
            is_ticked=code in checked,
        )
        for code in codes
    ]
    if order is None:
        found.sort(key=_by_number)
    elif name == "target":
        found.sort(key=_by_tick)
    return tuple(found)
