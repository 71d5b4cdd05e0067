"""The filters of a query as bits over all rows, each kind by itself."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wemi_piemonte.directory.rules import Availability, Cost, Mode
from wemi_piemonte.search.index.columns import (
    Bits,
    Chords,
    Columns,
    Flags,
    Numbers,
    chord_of,
    km_of,
    nearest_municipality,
    packed,
)
from wemi_piemonte.search.rules import NEAR_KM, Query, Reason, Weights
from wemi_piemonte.taxonomy import tree

RowList = npt.NDArray[np.int64]


class Filters:
    """What a query asks for beside words; filters that are not set let everything pass."""

    def __init__(self, columns: Columns, query: Query) -> None:
        self._columns = columns
        self._query = query
        self._bits: dict[str, Bits] = {}
        self.needs = spelt_out(query.needs)
        self.chords: Chords | None = None
        self.served: Flags | None = None
        self._near = chord_of(NEAR_KM if query.radius_km is None else query.radius_km)
        codes = {
            "need": self.needs,
            "mode": query.modes,
            "cost": query.costs,
            "spoken": query.spoken,
            "target": query.targets,
        }
        for kind, wanted in codes.items():
            if wanted:
                self._bits[kind] = columns.any_of(kind, wanted)
        if query.available:
            self._bits["availability"] = columns.any_of("availability", [Availability.ACCEPTS])
        if query.age is not None:
            fits = (columns.age_from <= query.age) & (query.age <= columns.age_to)
            self._bits["age"] = packed(fits)
        if query.open_at is not None:
            self._bits["open"] = packed(columns.openings(query.open_at).surely)
        if query.point is not None:
            self._place()

    def _place(self) -> None:
        """Within the radius, or serving the reader's municipality, or remote for everybody."""
        columns, query = self._columns, self._query
        assert query.point is not None
        self.chords = columns.chords(query.point)
        town = query.place or nearest_municipality(query.point)
        self.served = columns.serving(int(code) for code in (town, town[:3]) if code)
        if query.radius_km is not None:
            near = self.chords <= self._near
            self._bits["place"] = packed(near | self.served | columns.anywhere)

    def has(self, kind: str) -> bool:
        return kind in self._bits

    def all_bits(self, *, without: str = "") -> Bits:
        """Return the rows that pass every filter, but for one kind."""
        found = self._columns.alive_bits
        for kind, bits in self._bits.items():
            if kind != without:
                found = found & bits
        return found

    def need_factor(self, wanted: Sequence[str], rows: RowList, weights: Weights) -> Numbers:
        """Return the factor of each row by how many of the needs asked for it covers."""
        columns = self._columns
        covered = np.zeros(len(rows))
        for code in wanted:
            bits = columns.any_of("need", spelt_out((code,)))
            covered += columns.flags_of(bits)[rows]
        share = covered / len(wanted)
        found: Numbers = weights.least_need + (1 - weights.least_need) * share
        return found

    def distance_factor(self, rows: RowList, weights: Weights) -> Numbers:
        """Return the factor of each row by its distance; who comes to the reader is near."""
        assert self.chords is not None
        assert self.served is not None
        km = np.sqrt(self.chords[rows]) * 6371
        km = np.where(self.served[rows], np.minimum(km, weights.served_km), km)
        nearness = weights.half_distance_km / (weights.half_distance_km + km)
        found: Numbers = weights.least_distance + (1 - weights.least_distance) * nearness
        return found

    def km(self, row: int) -> float | None:
        """Return the distance of a row, rounded to a hundred metres; None without a place."""
        chord = self._chord(row)
        return None if chord == np.inf else round(km_of(chord), 1)

    def _chord(self, row: int) -> float:
        return np.inf if self.chords is None else float(self.chords[row])

    def reasons(self, row: int) -> list[str]:
        """Return what of a row fits the filters, as codes of the closed list."""
        columns, query = self._columns, self._query
        found = [Reason.NEED.value] if self.needs else []
        if self.served is not None:
            found += self._reasons_of_place(row)
        if query.spoken:
            found.append(Reason.SPOKEN.value)
        if Cost.FREE in query.costs and columns.has("cost", Cost.FREE, row):
            found.append(Reason.FREE.value)
        if query.age is not None and columns.says_ages(row):
            found.append(Reason.AGE_FITS.value)
        if query.targets:
            found.append(Reason.TARGET_FITS.value)
        if query.open_at is not None:
            found.append(Reason.OPEN_NOW.value)
        if query.available:
            found.append(Reason.AVAILABLE.value)
        return found

    def _reasons_of_place(self, row: int) -> list[str]:
        assert self.served is not None
        near, served = self._chord(row) <= self._near, bool(self.served[row])
        found = [Reason.NEAR.value] if near else []
        if served:
            found.append(Reason.AREA_SERVED.value)
        if (near or served) and self._columns.has("mode", Mode.AT_HOME, row):
            found.append(Reason.AT_HOME.value)
        if self._columns.has("mode", Mode.REMOTE, row):
            found.append(Reason.REMOTE.value)
        return found


def spelt_out(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return needs, with areas spelt out as the needs below them."""
    found: dict[str, None] = {}
    for code in codes:
        area = next((each for each in tree.areas() if each.code == code), None)
        found.update(dict.fromkeys(area.needs if area else (code,)))
    return tuple(found)
