"""What filters, facets, distances and the standing order need, as compact arrays over all rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import asin, cos, pi, radians, sin, sqrt

import numpy as np
import numpy.typing as npt

from wemi_piemonte.directory.rules import Mode
from wemi_piemonte.geo.gazetteer.places import municipalities
from wemi_piemonte.geo.rules import EARTH_RADIUS_KM, Point
from wemi_piemonte.search.index.opening import Hours, Openings
from wemi_piemonte.search.index.rows import (
    AVAILABILITIES,
    COSTS,
    MODES,
    NEVER,
    TARGETS,
    Rows,
)
from wemi_piemonte.search.rules import WEIGHTS
from wemi_piemonte.taxonomy import tree

Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Chords = npt.NDArray[np.float32]
RowList = npt.NDArray[np.int64]

_ROTATION = (0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB)


def packed(flags: Flags) -> Bits:
    """Return flags as bits, 64 rows a word."""
    whole = np.zeros((len(flags) + 63) // 64 * 8, dtype=np.uint8)
    some = np.packbits(flags, bitorder="little")
    whole[: len(some)] = some
    return whole.view(np.uint64)


def unpacked(bits: Bits, count: int) -> Flags:
    """Return bits as flags of the first `count` rows."""
    return np.unpackbits(bits.view(np.uint8), count=count, bitorder="little").view(np.bool_)


class Columns:
    """The columns of one snapshot; `alive` says which rows are the last word on their listing."""

    def __init__(self, rows: Rows, alive: Flags) -> None:
        self.rows = rows
        self.count = len(rows)
        self.alive = alive
        self.alive_bits = packed(alive)
        table = rows.rows
        self.age_from = np.ascontiguousarray(table["age_from"])
        self.age_to = np.ascontiguousarray(table["age_to"])
        self.rating = np.ascontiguousarray(table["rating"])
        self.verified = np.ascontiguousarray(table["verified"])
        self._codes: dict[str, tuple[str, ...]] = {}
        self._slices: dict[str, slice] = {}
        self.matrix = self._matrix()
        self._place_points()
        self._served()
        self._hours = Hours(rows.spans, _owners(table["span_count"]), self.count)
        self._openings: dict[int, Openings] = {}
        # Who answers from afar and names no area is there for everybody.
        self.anywhere = self.flags("mode", Mode.REMOTE) & (table["area_count"] == 0)
        self._orders: dict[date, tuple[Numbers, npt.NDArray[np.int64]]] = {}

    def _matrix(self) -> Bits:
        """Return one line of bits for each code of each kind."""
        table = self.rows.rows
        lines: list[npt.NDArray[np.uint8]] = []
        sizes = [("need", tree.need_codes(), np.ascontiguousarray(table["needs"]))]
        sizes.append(("mode", MODES, np.ascontiguousarray(table["modes"])[:, None]))
        sizes.append(("target", TARGETS, np.ascontiguousarray(table["targets"])[:, None]))
        at = 0
        for kind, codes, numbers in sizes:
            flags = np.unpackbits(numbers.view(np.uint8), axis=1, bitorder="little")
            lines.append(flags[:, : len(codes)].T)
            at = self._name(kind, codes, at)
        for kind, codes in (("cost", COSTS), ("availability", AVAILABILITIES)):
            numbers = np.ascontiguousarray(table[kind])
            lines.append((numbers[None, :] == np.arange(len(codes))[:, None]).view(np.uint8))
            at = self._name(kind, codes, at)
        spoken, flags = self._spoken()
        lines.append(flags)
        self._name("spoken", spoken, at)
        whole = np.zeros((sum(map(len, lines)), (self.count + 63) // 64 * 8), dtype=np.uint8)
        at = 0
        for block in lines:
            some = np.packbits(block, axis=1, bitorder="little")
            whole[at : at + len(block), : some.shape[1]] = some
            at += len(block)
        return whole.view(np.uint64)

    def _name(self, kind: str, codes: Sequence[str], at: int) -> int:
        self._codes[kind] = tuple(codes)
        self._slices[kind] = slice(at, at + len(codes))
        return at + len(codes)

    def _spoken(self) -> tuple[tuple[str, ...], npt.NDArray[np.uint8]]:
        found, codes = np.unique(self.rows.spoken, return_inverse=True)
        flags = np.zeros((len(found), self.count), dtype=np.uint8)
        flags[codes, _owners(self.rows.rows["spoken_count"])] = 1
        return tuple(code.decode() for code in found.tolist()), flags

    def _place_points(self) -> None:
        """Keep places as points of the unit ball: the first of each row, and the others."""
        table = self.rows.rows
        owners = _owners(table["place_count"])
        points = _on_ball(self.rows.places["lat"], self.rows.places["lon"])
        first = np.ones(len(owners), dtype=bool)
        first[1:] = owners[1:] != owners[:-1]
        self._first = np.full((3, self.count), np.inf, dtype=np.float32)
        self._first[:, owners[first]] = points[:, first]
        self._others = points[:, ~first]
        self._other_owners = owners[~first]

    def _served(self) -> None:
        owners = _owners(self.rows.rows["area_count"])
        order = np.argsort(self.rows.areas, kind="stable")
        self._area_codes = self.rows.areas[order]
        self._area_owners = owners[order]

    def codes(self, kind: str) -> tuple[str, ...]:
        """Return the codes of a kind, in the order of their lines."""
        return self._codes[kind]

    def any_of(self, kind: str, codes: Iterable[str]) -> Bits:
        """Return the rows that have one of these codes."""
        known = self._codes[kind]
        start = self._slices[kind].start
        lines = [start + known.index(code) for code in codes if code in known]
        found: Bits = np.bitwise_or.reduce(self.matrix[lines], axis=0)
        return found

    def flags_of(self, bits: Bits) -> Flags:
        """Return bits as flags of the rows."""
        return unpacked(bits, self.count)

    def flags(self, kind: str, code: str) -> Flags:
        """Return which rows have a code."""
        return self.flags_of(self.any_of(kind, [code]))

    def has(self, kind: str, code: str, row: int) -> bool:
        """Say whether a row has a code."""
        line = self._slices[kind].start + self._codes[kind].index(code)
        return bool(int(self.matrix[line, row // 64]) >> (row % 64) & 1)

    def says_ages(self, row: int) -> bool:
        """Say whether a row says for which ages it is."""
        return bool(self.age_from[row] > -np.inf or self.age_to[row] < np.inf)

    def counts(self, kinds: Iterable[str], bits: Bits) -> dict[str, dict[str, int]]:
        """Return, for each kind, how many of these rows have each code, the commonest first."""
        some = {kind: self._slices[kind] for kind in kinds}
        first = min(lines.start for lines in some.values())
        last = max(lines.stop for lines in some.values())
        both = np.bitwise_count(self.matrix[first:last] & bits)
        numbers = both.sum(axis=1, dtype=np.int64).tolist()
        return {
            kind: _ranked(self._codes[kind], numbers[lines.start - first : lines.stop - first])
            for kind, lines in some.items()
        }

    def serving(self, codes: Iterable[int]) -> Flags:
        """Return the rows that say they serve one of these municipalities or provinces."""
        found = np.zeros(self.count, dtype=bool)
        for code in codes:
            both = np.array([code, code + 1], dtype=self._area_codes.dtype)
            first, last = np.searchsorted(self._area_codes, both)
            found[self._area_owners[first:last]] = True
        return found

    def chords(self, point: Point) -> Chords:
        """Return the squared chord to the nearest place of each row, infinite where it has none.

        Chords are of the unit ball: they keep the order of distances and cost no trigonometry.
        """
        here = _at(point)
        found = _squares(self._first, here)
        if len(self._other_owners):
            np.minimum.at(found, self._other_owners, _squares(self._others, here))
        return found

    def openings(self, at: datetime) -> "Openings":
        """Return who is open at an instant; asked for often, worked out once a minute."""
        minute = int(at.timestamp()) // 60
        found = self._openings.get(minute)
        if found is None:
            found = self._hours.openings(at)
            self._openings = {minute: found}
        return found

    def standing(self, today: date) -> tuple[Numbers, npt.NDArray[np.int64]]:
        """Return (freshness x availability, standing order) of each row on a day.

        The order is total: by that merit, then by lot drawn anew each day, then by id.
        """
        found = self._orders.get(today)
        if found is None:
            merit = self._merit(today)
            table = self.rows.rows
            lots = _lots(table["id_high"], table["id_low"], today.toordinal())
            order = np.lexsort((table["id_low"], table["id_high"], lots, -merit))
            ranks = np.empty(self.count, dtype=np.int64)
            ranks[order] = np.arange(self.count)
            found = merit, ranks
            # A day or two at a time: yesterday's order is of no more use.
            self._orders = {today: found}
        return found

    def _merit(self, today: date) -> Numbers:
        verified = self.rows.rows["verified"].astype(np.int64)
        days = np.where(verified == NEVER, np.iinfo(np.int32).max, today.toordinal() - verified)
        limits = [limit for limit, _ in WEIGHTS.freshness]
        factors = np.array([factor for _, factor in WEIGHTS.freshness] + [WEIGHTS.least_freshness])
        fresh = factors[np.searchsorted(limits, days)]
        merits = np.array([WEIGHTS.availability[code] for code in AVAILABILITIES])
        fresh = np.where(self.rows.rows["late"] <= today.toordinal(), fresh * WEIGHTS.late, fresh)
        found: Numbers = fresh * merits[self.rows.rows["availability"]]
        return found


def _owners(counts: npt.NDArray[np.integer]) -> RowList:
    """Return which row each part belongs to, when rows have so many parts each."""
    found: RowList = np.repeat(np.arange(len(counts)), counts)
    return found


def _on_ball(lat: Numbers, lon: Numbers) -> Chords:
    north, east = np.radians(lat), np.radians(lon)
    ball = np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)
    return np.stack(ball).astype(np.float32)


def _at(point: Point) -> tuple[float, float, float]:
    north, east = radians(point.lat), radians(point.lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _squares(points: Chords, here: tuple[float, float, float]) -> Chords:
    """Return the squared chords from points to one; a hair's error, half a metre at most."""
    found: Chords = np.square(points[0] - np.float32(here[0]))
    for axis in (1, 2):
        found += np.square(points[axis] - np.float32(here[axis]))
    return found


def _lots(
    high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint64], day: int
) -> npt.NDArray[np.uint64]:
    """Return a number for each id and day that looks drawn by lot (splitmix64)."""
    golden, first, second = (np.uint64(number) for number in _ROTATION)
    mixed = high ^ (low * golden) ^ np.uint64(day * _ROTATION[0] % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * first
    mixed = (mixed ^ (mixed >> np.uint64(27))) * second
    found: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return found


@lru_cache(maxsize=1)
def _town_points() -> tuple[tuple[str, ...], Chords]:
    towns = municipalities()
    lat = np.array([town.lat for town in towns])
    lon = np.array([town.lon for town in towns])
    return tuple(town.istat for town in towns), _on_ball(lat, lon)


def nearest_municipality(point: Point, within_km: float = 15.0) -> str:
    """Return the code of the municipality whose centre is nearest; empty far from all."""
    codes, points = _town_points()
    chords = _squares(points, _at(point))
    nearest = int(chords.argmin())
    return codes[nearest] if chords[nearest] <= chord_of(within_km) else ""


def chord_of(km: float) -> float:
    """Return the squared chord that spans a distance on the globe."""
    return 4 * sin(min(km / (2 * EARTH_RADIUS_KM), pi / 2)) ** 2


def km_of(chord: float) -> float:
    """Return the distance on the globe that a squared chord spans."""
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord) / 2))


def _ranked(codes: Sequence[str], numbers: Sequence[int]) -> dict[str, int]:
    pairs = ((code, number) for code, number in zip(codes, numbers, strict=True) if number)
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
