"""The tree of needs: areas, the needs below them, and what each is called in a language."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SOURCE = "it"


@dataclass(frozen=True, slots=True)
class Need:
    """A need, or an area of needs when `area` is empty; codes are those of needs.csv."""

    code: str
    area: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its needs, in the order of needs.csv."""

    code: str
    needs: tuple[str, ...]


@cache
def _rows() -> tuple[Need, ...]:
    with (FOLDER / "needs.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Need(row["code"], row["area"]) for row in csv.DictReader(file))


@cache
def _texts(locale: str) -> dict[str, tuple[str, str]]:
    path = FOLDER / "labels" / f"{locale}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["code"]: (row["label"], row["explanation"]) for row in rows}


@cache
def areas() -> tuple[Area, ...]:
    """Return the areas in order."""
    return tuple(
        Area(row.code, tuple(need.code for need in _rows() if need.area == row.code))
        for row in _rows()
        if not row.area
    )


@cache
def need_codes() -> tuple[str, ...]:
    """Return the codes of all needs, without the areas, in order."""
    return tuple(row.code for row in _rows() if row.area)


@cache
def all_codes() -> tuple[str, ...]:
    """Return the codes of areas and needs, in order."""
    return tuple(row.code for row in _rows())


def area_of(code: str) -> str:
    """Return the area of a need; an area is its own."""
    return code.split(".", maxsplit=1)[0]


def locales() -> tuple[str, ...]:
    """Return the languages in which needs have a label."""
    return tuple(sorted(path.stem for path in (FOLDER / "labels").glob("*.csv")))


def label(code: str, locale: str) -> str:
    """Return what a need or area is called in a language, in Italian where it has no name yet."""
    found = _texts(locale).get(code) or _texts(SOURCE).get(code)
    return found[0] if found else code


def scope(code: str, locale: str) -> str:
    """Return the one sentence that explains a need or area."""
    found = _texts(locale).get(code) or _texts(SOURCE).get(code)
    return found[1] if found else ""
