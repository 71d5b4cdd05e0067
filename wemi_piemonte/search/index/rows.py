"""The rows beside the text: one for each indexed version of a listing, in files that only grow."""

import hashlib
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from wemi_piemonte.directory.record import LocationRecord, ServiceRecord, StopRecord
from wemi_piemonte.directory.rules import Availability, Cost, Mode, Target
from wemi_piemonte.geo.gazetteer.places import municipality
from wemi_piemonte.ratings.rules import PRIOR_MEAN, shrunk
from wemi_piemonte.search.index.analysis import Analysis, area_codes
from wemi_piemonte.search.index.cards import cards_of, packed
from wemi_piemonte.search.index.opening import SPAN, spans_of
from wemi_piemonte.search.rules import Rating
from wemi_piemonte.taxonomy import tree

MODES = tuple(mode.value for mode in Mode)
COSTS = tuple(cost.value for cost in Cost)
TARGETS = tuple(target.value for target in Target)
AVAILABILITIES = tuple(each.value for each in Availability)

NEVER = np.iinfo(np.int32).min
NOT_LATE = np.iinfo(np.int32).max
MOST_OF_A_KIND = 60_000

ROW = np.dtype(
    [
        ("id_high", "<u8"),
        ("id_low", "<u8"),
        ("needs", "<u8", (2,)),
        ("version", "<u8"),
        ("tokens", "<u8"),
        ("age_from", "<f4"),
        ("age_to", "<f4"),
        ("verified", "<i4"),
        ("late", "<i4"),
        ("rating", "<f4"),
        ("ratings", "<u4"),
        ("cards", "<u4"),
        ("token_count", "<u4"),
        ("places", "<u4"),
        ("areas", "<u4"),
        ("spoken", "<u4"),
        ("spans", "<u4"),
        ("place_count", "<u2"),
        ("area_count", "<u2"),
        ("spoken_count", "<u2"),
        ("span_count", "<u2"),
        ("targets", "<u2"),
        ("card_count", "u1"),
        ("modes", "u1"),
        ("cost", "u1"),
        ("availability", "u1"),
        ("pad", "<u2"),
    ]
)
PLACE = np.dtype([("lat", "<f8"), ("lon", "<f8")])
CARD = np.dtype([("locale", "S4"), ("length", "<u4"), ("start", "<u8")])
SPOKEN = np.dtype("S4")
AREA = np.dtype("<u4")
TOKEN = np.dtype("<u4")
BYTE = np.dtype("u1")

FILES: dict[str, np.dtype[Any]] = {
    "rows": ROW,
    "places": PLACE,
    "areas": AREA,
    "spoken": SPOKEN,
    "spans": SPAN,
    "tokens": TOKEN,
    "cards": CARD,
    "bodies": BYTE,
    "spelt": BYTE,
}

Extents = Mapping[str, tuple[int, int]]
"""For each file, how many bytes of it count and their checksum: what was committed."""


def version_of(record: ServiceRecord, rating: Rating | None, late_on: date | None = None) -> int:
    """Return the fingerprint of all that the index holds of a listing."""
    text = repr((record, rating, late_on, tree.need_codes()))
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest())


@dataclass(slots=True)
class _Growing:
    """A file that is appended to; what lies beyond its committed extent is of a crash."""

    path: Path
    size: int
    checksum: int
    waiting: bytearray

    def append(self, content: bytes) -> int:
        """Take content in, and return where it begins."""
        start = self.size + len(self.waiting)
        self.waiting += content
        return start

    def flush(self) -> None:
        if not self.waiting:
            return
        with self.path.open("r+b") as file:
            file.seek(self.size)
            file.truncate()
            file.write(self.waiting)
            file.flush()
            os.fsync(file.fileno())
        self.checksum = zlib.crc32(self.waiting, self.checksum)
        self.size += len(self.waiting)
        self.waiting = bytearray()


class RowsWriter:
    """Appends rows; nothing counts until its extents are committed with the text."""

    def __init__(self, folder: Path, extents: Extents | None = None) -> None:
        self._files: dict[str, _Growing] = {}
        for name in FILES:
            path = folder / name
            if extents is None:
                path.touch(exist_ok=False)
            size, checksum = (extents or {}).get(name, (0, 0))
            if path.stat().st_size < size:
                raise OSError(f"{name} is shorter than it was")
            self._files[name] = _Growing(path, size, checksum, bytearray())

    def __len__(self) -> int:
        rows = self._files["rows"]
        return (rows.size + len(rows.waiting)) // ROW.itemsize

    def append(
        self,
        record: ServiceRecord,
        analysis: Analysis,
        rating: Rating | None,
        today: date,
        late_on: date | None = None,
    ) -> int:
        """Take a listing in, and return its row."""
        number = len(self)
        row = np.zeros((), dtype=ROW)
        row["id_high"], row["id_low"] = halves(record.id)
        row["version"] = version_of(record, rating, late_on)
        row["needs"] = need_bits(record.needs)
        row["modes"] = bits(record.modes, MODES)
        row["targets"] = bits(record.targets, TARGETS)
        row["cost"] = COSTS.index(record.cost)
        row["availability"] = AVAILABILITIES.index(record.availability)
        row["age_from"] = -np.inf if record.minimum_age is None else record.minimum_age
        row["age_to"] = np.inf if record.maximum_age is None else record.maximum_age
        row["verified"] = record.verified_on.toordinal() if record.verified_on else NEVER
        row["late"] = late_on.toordinal() if late_on else NOT_LATE
        row["rating"] = shrunk(rating.average, rating.count) if rating else PRIOR_MEAN
        row["ratings"] = rating.count if rating else 0
        self._put(row, "places", "place_count", places_of(record))
        self._put(row, "areas", "area_count", [int(code) for code in area_codes(record)])
        codes = [language.code.encode() for language in record.languages]
        self._put(row, "spoken", "spoken_count", list(dict.fromkeys(codes)))
        self._put(row, "spans", "span_count", spans_of(record, today))
        self._put(row, "tokens", "token_count", analysis.tokens)
        self._put(row, "cards", "card_count", self._cards(record, rating, late_on))
        self._files["rows"].append(row.tobytes())
        return number

    def _cards(
        self, record: ServiceRecord, rating: Rating | None, late_on: date | None
    ) -> list[tuple[bytes, int, int]]:
        found = []
        for locale, card in cards_of(record, rating, late_on).items():
            body = packed(card)
            found.append((locale.encode(), len(body), self._files["bodies"].append(body)))
        return found

    def _put(self, row: npt.NDArray[np.void], name: str, count: str, items: Sequence[Any]) -> None:
        dtype = FILES[name]
        kept = items[:MOST_OF_A_KIND]
        start = self._files[name].append(np.array(kept, dtype=dtype).tobytes())
        row[name] = start // dtype.itemsize
        row[count] = len(kept)

    def spell(self, words: Sequence[str]) -> None:
        """Take in lines of the word list that guesses are made from."""
        self._files["spelt"].append("".join(f"{word}\n" for word in words).encode())

    def flush(self) -> dict[str, tuple[int, int]]:
        """Bring everything to the disk, and return the extents to commit."""
        for file in self._files.values():
            file.flush()
        return {name: (file.size, file.checksum) for name, file in self._files.items()}


class Rows:
    """The committed rows, mapped: pages are read when touched and shared between processes."""

    def __init__(self, folder: Path, extents: Extents) -> None:
        self._mapped = {
            name: _map(folder / name, dtype, extents[name][0]) for name, dtype in FILES.items()
        }
        self.rows = self._mapped["rows"]
        self.places = self._mapped["places"]
        self.areas = self._mapped["areas"]
        self.spoken = self._mapped["spoken"]
        self.spans = self._mapped["spans"]
        self.tokens = self._mapped["tokens"]
        self.spelt = self._mapped["spelt"]
        self._bodies = self._mapped["bodies"]
        # Columns picked out once: a field of a record array costs more than what it holds.
        self._ids = self.rows["id_high"], self.rows["id_low"]
        self._card_places = self.rows["cards"], self.rows["card_count"]
        cards = self._mapped["cards"]
        self._card_locales, self._card_starts = cards["locale"], cards["start"]
        self._card_lengths = cards["length"]

    def __len__(self) -> int:
        return len(self.rows)

    def id(self, row: int) -> UUID:
        """Return the id of the listing in a row."""
        high, low = self._ids
        return UUID(int=(int(high[row]) << 64) | int(low[row]))

    def card(self, row: int, locale: str) -> bytes:
        """Return the stored card for a reader of `locale`."""
        starts, counts = self._card_places
        first, count = int(starts[row]), int(counts[row])
        locales: list[bytes] = self._card_locales[first : first + count].tolist()
        wanted = locale.encode()
        # The first is the one of the source language.
        entry = first + (locales.index(wanted) if wanted in locales else 0)
        at = int(self._card_starts[entry])
        return self._bodies[at : at + int(self._card_lengths[entry])].tobytes()

    def checksums(self) -> dict[str, int]:
        """Return the checksum of what is on the disk, file by file."""
        return {name: zlib.crc32(array.tobytes()) for name, array in self._mapped.items()}


def _map(path: Path, dtype: np.dtype[Any], size: int) -> npt.NDArray[Any]:
    if path.stat().st_size < size:
        raise OSError(f"{path.name} is shorter than it was")
    if not size:
        return np.zeros(0, dtype=dtype)
    whole = np.memmap(path, dtype="u1", mode="r", shape=(size,))
    return np.asarray(whole).view(dtype)


def halves(service_id: UUID) -> tuple[int, int]:
    """Return an id as two numbers of 64 bits."""
    return service_id.int >> 64, service_id.int & 0xFFFF_FFFF_FFFF_FFFF


def bits(codes: Sequence[str], known: Sequence[str]) -> int:
    """Return codes as bits; one that is not known has none."""
    return sum(1 << known.index(code) for code in dict.fromkeys(codes) if code in known)


def need_bits(codes: Sequence[str]) -> tuple[int, int]:
    """Return needs as two numbers of 64 bits, in the order of the tree."""
    whole = bits(codes, tree.need_codes())
    return whole & 0xFFFF_FFFF_FFFF_FFFF, whole >> 64


def places_of(record: ServiceRecord) -> list[tuple[float, float]]:
    """Return the points where a service is given, for distances.

    A place or stop without a point of its own stands at the centre of its municipality.
    """
    spots: list[LocationRecord | StopRecord] = [link.location for link in record.locations]
    spots += record.stops
    found = []
    for spot in spots:
        if spot.latitude is not None and spot.longitude is not None:
            found.append((spot.latitude, spot.longitude))
        elif (town := municipality(spot.municipality)) is not None:
            found.append((town.lat, town.lon))
    return found
