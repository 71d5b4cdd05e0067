"""A sketch of where services are: their numbers, the visitor's place, a scale; no map behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, EDGE = 480.0, 300.0, 40.0
BESIDE = 22.0
"""Numbers that come nearer to each other than this stand in one mark."""

KM_A_DEGREE = 111.2
SMALLEST_KM = 1.0
BARS_KM = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Spot:
    """Something to draw: the number it has in the plan, and the town it stands in."""

    number: int
    lat: float
    lon: float
    town: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Numbers at a place of the sketch, from its top left corner."""

    x: float
    y: float
    numbers: tuple[int, ...]
    town: str

    @property
    def label(self) -> str:
        return " · ".join(str(each) for each in self.numbers)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is drawn; `here` is the visitor's place, `bar` a stretch of so many kilometres."""

    marks: tuple[Mark, ...]
    here: Mark | None
    bar: float
    bar_km: float


def sketch_of(spots: Sequence[Spot], here: Spot | None) -> Sketch | None:
    """Return a sketch of these places, north being up; None where there is nothing to draw."""
    if not spots:
        return None
    every = [*spots, *([here] if here else [])]
    middle = (max(s.lat for s in every) + min(s.lat for s in every)) / 2
    narrow = cos(radians(middle)) * KM_A_DEGREE
    points = [(s.lon * narrow, -s.lat * KM_A_DEGREE) for s in every]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = min(
        (WIDTH - 2 * EDGE) / max(right - left, SMALLEST_KM),
        (HEIGHT - 2 * EDGE) / max(bottom - top, SMALLEST_KM),
    )
    across = WIDTH / 2 - (left + right) / 2 * scale
    down = HEIGHT / 2 - (top + bottom) / 2 * scale
    drawn = [
        Mark(round(x * scale + across, 1), round(y * scale + down, 1), (s.number,), s.town)
        for s, (x, y) in zip(every, points, strict=True)
    ]
    bar_km = max((km for km in BARS_KM if km * scale <= WIDTH / 3), default=BARS_KM[0])
    return Sketch(
        tuple(_together(drawn[: len(spots)])),
        drawn[-1] if here else None,
        round(bar_km * scale, 1),
        bar_km,
    )


def _together(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks that can be told apart: those on top of each other become one."""
    found: list[Mark] = []
    for mark in marks:
        near = next(
            (m for m in found if abs(m.x - mark.x) < BESIDE and abs(m.y - mark.y) < BESIDE), None
        )
        if near is None:
            found.append(mark)
        else:
            both = Mark(near.x, near.y, near.numbers + mark.numbers, near.town)
            found[found.index(near)] = both
    return found
