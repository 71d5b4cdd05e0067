"""The floor for searches: the same listings and words in SQLite's own full-text search."""

import sqlite3
from collections.abc import Iterable
from math import cos, radians
from typing import Any

from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.search.rules import Query

KM_A_DEGREE = 111.195

TABLES = """
CREATE VIRTUAL TABLE words USING fts5(name, summary, description, tokenize='unicode61');
CREATE TABLE listing (id INTEGER PRIMARY KEY, uuid TEXT, cost TEXT, lat REAL, lon REAL);
CREATE TABLE need (listing INTEGER, code TEXT);
CREATE TABLE mode (listing INTEGER, code TEXT);
CREATE TABLE spoken (listing INTEGER, code TEXT);
CREATE TABLE target (listing INTEGER, code TEXT);
"""
INDEXES = """
CREATE INDEX need_code ON need (code, listing);
CREATE INDEX need_listing ON need (listing);
CREATE INDEX mode_listing ON mode (listing);
CREATE INDEX spoken_listing ON spoken (listing);
CREATE INDEX target_listing ON target (listing);
CREATE INDEX listing_place ON listing (lat, lon);
ANALYZE;
"""
FACETS = ("need", "mode", "spoken", "target")


class Floor:
    """Listings in FTS5 with the tables that filters, counts and distances need."""

    def __init__(self, records: Iterable[ServiceRecord]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.executescript(TABLES)
        for number, record in enumerate(records):
            self._put(number, record)
        self._base.executescript(INDEXES)

    def close(self) -> None:
        self._base.close()

    def _put(self, number: int, record: ServiceRecord) -> None:
        place = record.locations[0].location if record.locations else None
        run = self._base.execute
        run(
            "INSERT INTO words (rowid, name, summary, description) VALUES (?, ?, ?, ?)",
            (number, record.name, record.summary, record.description),
        )
        point = (place.latitude, place.longitude) if place else (None, None)
        row = (number, str(record.id), str(record.cost), *point)
        run("INSERT INTO listing VALUES (?, ?, ?, ?, ?)", row)
        codes = {
            "need": record.needs,
            "mode": [str(mode) for mode in record.modes],
            "spoken": [language.code for language in record.languages],
            "target": [str(target) for target in record.targets],
        }
        for table, values in codes.items():
            rows = [(number, value) for value in values]
            self._base.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)

    def search(self, query: Query, *, facets: bool) -> int:
        """Ask for a page, the total and, where wanted, the counts; return the total."""
        source, values, order = self._asked(query)
        run = self._base.execute
        page = f"SELECT listing.uuid FROM {source} ORDER BY {order} LIMIT 20"
        run(page, values).fetchall()
        (total,) = run(f"SELECT count(*) FROM {source}", values).fetchone()
        if facets:
            for table in FACETS:
                run(
                    f"SELECT code, count(*) FROM {table} WHERE listing IN "
                    f"(SELECT listing.id FROM {source}) GROUP BY code",
                    values,
                ).fetchall()
            run(f"SELECT cost, count(*) FROM {source} GROUP BY cost", values).fetchall()
        return int(total)

    def _asked(self, query: Query) -> tuple[str, list[Any], str]:
        source, wheres, values, order = "listing", ["1"], list[Any](), "listing.id"
        if query.text:
            source = "words JOIN listing ON listing.id = words.rowid"
            wheres.append("words MATCH ?")
            values.append(" ".join(f'"{word}"' for word in query.text.split()))
            order = "bm25(words, 8, 4, 1)"
        if query.needs:
            marks = ", ".join("?" * len(query.needs))
            wheres.append(f"listing.id IN (SELECT listing FROM need WHERE code IN ({marks}))")
            values += query.needs
        if query.modes:
            marks = ", ".join("?" * len(query.modes))
            wheres.append(
                f"EXISTS (SELECT 1 FROM mode WHERE mode.listing = listing.id AND code IN ({marks}))"
            )
            values += query.modes
        if query.costs:
            wheres.append(f"cost IN ({', '.join('?' * len(query.costs))})")
            values += query.costs
        if query.point is not None and query.radius_km is not None:
            tall = query.radius_km / KM_A_DEGREE
            wide = tall / cos(radians(query.point.lat))
            lat, lon = query.point.lat, query.point.lon
            wheres.append(
                f"lat BETWEEN {lat - tall} AND {lat + tall} "
                f"AND lon BETWEEN {lon - wide} AND {lon + wide}"
            )
            flat = cos(radians(lat)) ** 2
            order = f"(lat - {lat}) * (lat - {lat}) + {flat} * (lon - {lon}) * (lon - {lon})"
        return f"{source} WHERE {' AND '.join(wheres)}", values, order
