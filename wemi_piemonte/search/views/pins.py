"""How each area of needs is marked on the map: a letter and a shape, never colour alone."""

from dataclasses import dataclass
from functools import cache

from wemi_piemonte.taxonomy import tree

_SHAPES = ("round", "square", "drop", "leaf")


@dataclass(frozen=True, slots=True)
class Pin:
    """An area with its mark."""

    code: str
    letter: str
    shape: str


@cache
def pins() -> tuple[Pin, ...]:
    """Return the marks in the order of the areas: A, B, C, the shapes taking turns."""
    return tuple(
        Pin(area.code, chr(ord("A") + index), _SHAPES[index % len(_SHAPES)])
        for index, area in enumerate(tree.areas())
    )
