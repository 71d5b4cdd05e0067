"""Which municipality or province a cell means."""

from difflib import get_close_matches
from functools import lru_cache

from wemi_piemonte.directory.hsds.municipalities import province_of
from wemi_piemonte.geo.gazetteer import places
from wemi_piemonte.geo.gazetteer.names import folded
from wemi_piemonte.geo.gazetteer.places import Municipality

_OF_A_PROVINCE = "provincia di "
_STARTS = ("provincia ", "citta metropolitana ")


class WrongTown(ValueError):
    """No municipality, or several; `code` and `values` are those of the fault."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@lru_cache(maxsize=4096)
def towns(text: str) -> tuple[Municipality, ...]:
    """Return the municipalities that a name may mean, the best alone where some are better."""
    if (known := places.municipality(text)) is not None:
        return (known,)
    town, province = places.apart(text)
    wanted = province.upper() if province else None
    ranked = [
        (rank, place)
        for rank, place in places.matches(town)
        if rank <= 1 and wanted in {None, place.province}
    ]
    best = min((rank for rank, _ in ranked), default=0)
    return tuple(place for rank, place in ranked if rank == best)


def town_named(text: str) -> Municipality:
    """Return the one municipality that a name means; raises WrongTown."""
    found = towns(text)
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(each.label for each in found[:4])
        raise WrongTown("municipality_several", choices=choices)
    if near := _nearest(folded(text)):
        raise WrongTown("municipality_near", near=near)
    raise WrongTown("municipality")


@lru_cache(maxsize=4096)
def _nearest(name: str) -> str:
    """Return the municipality that a misspelt name may mean, as people tell it; "" for none."""
    known = {folded(each.name): each.label for each in places.municipalities()}
    near = get_close_matches(name, known, n=1, cutoff=0.75)
    return known[near[0]] if near else ""


def code_of_area(text: str) -> str:
    """Return the ISTAT code of a province or municipality; raises WrongTown.

    A province is meant by its code, by its two letters, or where the cell says so.
    """
    is_named = folded(text).startswith(_STARTS)
    wanted = province_of(text) if is_named or len(text) == 2 else None
    for province in places.provinces():
        if text == province.istat or (wanted and wanted == province.code):
            return province.istat
    return town_named(text).istat


def area_named(code: str) -> str:
    """Return how a cell tells a province or a municipality."""
    if (town := places.municipality(code)) is not None:
        return town.label
    names = {each.istat: each.name for each in places.provinces()}
    return _OF_A_PROVINCE + names[code] if code in names else code
