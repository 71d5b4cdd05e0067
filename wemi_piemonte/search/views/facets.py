"""The filters beside the results: each choice with how many services it would leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

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


class Option(NamedTuple):
    """One choice of a filter."""

    name: str
    value: str
    label: str
    found: int | None
    checked: bool


@lru_cache(maxsize=16384)
def _drawn(name: str, value: str, label: str) -> tuple[str, str]:
    """Return the box to tick and its words, up to where numbers and ticks come in."""
    values = {"id": f"{name}-{value.replace('.', '-')}", "name": name, "value": value}
    box = _BOX.format(form=FORM, **{key: escape(each) for key, each in values.items()})
    return box, f"><span>{escape(label)}</span>"


def _boxes(options: Iterable[Option]) -> Markup:
    """Return the boxes of some choices; about a hundred stand on a page."""
    parts = []
    for option in options:
        box, words = _drawn(option.name, option.value, option.label)
        parts.append(f"{box} checked{words}" if option.checked else box + words)
        if option.found is not None:
            parts.append(f'<span class="count">(<bdi>{option.found}</bdi>)</span>')
        parts.append("</label>")
    return Markup("".join(parts))  # noqa: S704 - every part was escaped


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter; the first `shown` choices stand open, the others fold away."""

    name: str
    label: str
    options: tuple[Option, ...]
    shown: int

    @property
    def first(self) -> Markup:
        return _boxes(self.options[: self.shown])

    @property
    def rest(self) -> Markup:
        return _boxes(self.options[self.shown :])


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
    return [
        Facet(
            name,
            title,
            options := _options(name, counts.get(name, {}), chosen),
            max(most, sum(option.checked for option in options)),
        )
        for name, (title, most) in titles.items()
    ]


def _options(
    name: str, counts: Mapping[str, int], chosen: Mapping[str, Sequence[str]]
) -> tuple[Option, ...]:
    checked = set(chosen.get(name, ()))
    order = _ORDERS.get(name)
    codes = [code for code in (order or counts) if counts.get(code)]
    codes += [code for code in sorted(checked) if code not in codes]
    found = [
        Option(
            name,
            value=code,
            label=label_of(name, code),
            found=None if code in _AREAS else counts.get(code, 0),
            checked=code in checked,
        )
        for code in codes
    ]
    if order is None:
        found.sort(key=lambda option: (not option.checked, -(option.found or 0), option.label))
    elif name == "target":
        found.sort(key=lambda option: not option.checked)
    return tuple(found)
