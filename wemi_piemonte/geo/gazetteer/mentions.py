"""Finds the municipalities that a text names in passing."""

import re
from functools import cache

from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.geo.gazetteer.places import Municipality, entries

MOST_WORDS = 6
# Small towns share their names with common words (None, Sale, Re): a capital must tell them apart.
LARGE = 15_000
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")


@cache
def _by_name() -> dict[str, Municipality]:
    """Return the municipality of each folded name, the larger one where two share it."""
    found: dict[str, Municipality] = {}
    for entry in sorted(entries(), key=lambda each: each.municipality.population):
        for name in (entry.own.name, *entry.exonyms):
            found[name] = entry.municipality
    return found


@cache
def _han_names() -> tuple[tuple[str, Municipality], ...]:
    names = ((name, town) for name, town in _by_name().items() if _HAN.search(name))
    return tuple(sorted(names, key=lambda each: -len(each[0])))


def towns_in(text: str) -> tuple[Municipality, ...]:
    """Return the municipalities that a text names, in its order, each once."""
    words = [(found.group(), found.start()) for found in _WORD.finditer(text)]
    shouts = text.upper() == text
    found: dict[str, tuple[int, Municipality]] = {}
    at = 0
    while at < len(words):
        taken = 1
        for size in range(min(MOST_WORDS, len(words) - at), 0, -1):
            part = [word for word, _ in words[at : at + size]]
            town = _by_name().get(folded(" ".join(part)))
            if town and (town.population >= LARGE or (part[0][:1].isupper() and not shouts)):
                found.setdefault(town.istat, (words[at][1], town))
                taken = size
                break
        at += taken
    for name, town in _han_names():
        place = text.find(name)
        if place >= 0:
            found.setdefault(town.istat, (place, town))
    return tuple(town for _, town in sorted(found.values(), key=lambda each: each[0]))
