"""The register of the Third Sector (RUNTS) as a file: its columns, its rows, how names compare.

Source: the lists that registrounicoterzosettore.gov.it lets people download; their columns have
had several names, and spreadsheets take the noughts from the front of tax codes.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from pathlib import Path

from wemi_piemonte.geo.gazetteer.names import folded

# Column of ours -> how a header, once folded, may call it; the first that fits is taken.
HEADERS: dict[str, tuple[str, ...]] = {
    "number": ("repertorio", "numero repertorio", "numero di repertorio", "numero", "n repertorio"),
    "tax_code": ("codice fiscale", "cf", "c f", "codice fiscale ente", "partita iva"),
    "name": ("denominazione", "denominazione ente", "nome", "ragione sociale"),
    "section": ("sezione", "sezione runts", "sezione di iscrizione"),
    "municipality": ("comune", "comune sede legale", "comune sede", "sede legale"),
    "province": ("provincia", "prov", "provincia sede legale", "sigla provincia"),
    "registered_on": (
        "data iscrizione",
        "data di iscrizione",
        "iscrizione",
        "data iscrizione runts",
    ),
}
NEEDED = ("number", "tax_code", "name")

# Words of a section's name, folded, and the letter that article 46 gives it.
_SECTIONS = {
    "volontariato": "a",
    "promozione sociale": "b",
    "filantropici": "c",
    "impres": "d",
    "reti associative": "e",
    "mutuo soccorso": "f",
    "altri enti": "g",
}
# What names of bodies carry beside the name itself.
_FORMS = re.compile(
    r"\b(?:aps|odv|ets|onlus|ong|asd|srl|scs|coop|cooperativa|sociale|societa|associazione|fondazione"
    r"|ente|del|terzo|settore|impresa)\b"
)
ALIKE = 0.82


class Unreadable(ValueError):
    """The file is no register that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the register."""

    number: str
    tax_code: str
    name: str
    section: str
    municipality: str
    province: str
    registered_on: date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that can not be taken: its number in the file, and why."""

    row: int
    reason: str


def section_of(text: str) -> str:
    """Return the letter of a section, however it is written; empty when it is none."""
    words = folded(text)
    if re.fullmatch(r"[a-g]", words):
        return words
    found = next((letter for name, letter in _SECTIONS.items() if name in words), "")
    beginning = re.match(r"(?:sezione )?([a-g]) ", words)
    return found or (beginning[1] if beginning else "")


def is_alike(name: str, other: str) -> bool:
    """Say whether two names are those of one body, legal forms and order of words aside."""
    first, second = (
        " ".join(sorted(_FORMS.sub(" ", folded(each)).split())) for each in (name, other)
    )
    return SequenceMatcher(None, first or folded(name), second or folded(other)).ratio() >= ALIKE


def rows(path: Path) -> Iterator[Entry | Fault]:
    """Yield the rows of a file one by one; raises Unreadable, or OSError."""
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        first = file.readline()
        delimiter = max(";,\t", key=first.count)
        columns = _columns(next(csv.reader([first], delimiter=delimiter), []))
        lines = csv.reader(file, delimiter=delimiter)
        seen: dict[str, int] = {}
        try:
            for cells in lines:
                if any(cell.strip() for cell in cells):
                    yield _row(cells, columns, lines.line_num + 1, seen)
        except csv.Error as error:
            raise Unreadable(f"is not a table: {error}") from error


def _encoding(path: Path) -> str:
    """Return how a file is written: in UTF-8, or as older spreadsheets write."""
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return "cp1252"
    return "utf-8-sig"


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [folded(cell) for cell in header]
    columns = {
        ours: names.index(found)
        for ours, known in HEADERS.items()
        if (found := next((name for name in known if name in names), None))
    }
    lacking = [HEADERS[ours][0] for ours in NEEDED if ours not in columns]
    if lacking:
        raise Unreadable(f"has no column {', '.join(lacking)} in its first line")
    return columns


def _row(
    cells: Sequence[str], columns: dict[str, int], line: int, seen: dict[str, int]
) -> Entry | Fault:
    told = {
        ours: " ".join(cells[at].split()) if at < len(cells) else "" for ours, at in columns.items()
    }
    number, name = told["number"], told["name"]
    code = "".join(sign for sign in told["tax_code"].upper() if sign.isalnum())
    if not number or not name:
        return Fault(line, "has no number or no name")
    if len(number) > 64:
        return Fault(line, "has a number that is too long")
    if number in seen:
        return Fault(line, f"has the number {number} of line {seen[number]}")
    seen[number] = line
    if code.isdigit():
        code = code.zfill(11)
    if not re.fullmatch(r"\d{11}|[A-Z0-9]{16}", code):
        return Fault(line, "has no tax code of eleven digits")
    day = told.get("registered_on", "")
    registered_on = _day(day)
    if day and registered_on is None:
        return Fault(line, f"has a day that can not be read: {day[:20]}")
    return Entry(
        number,
        code,
        name,
        section_of(told.get("section", "")),
        told.get("municipality", ""),
        told.get("province", ""),
        registered_on,
    )


def _day(text: str) -> date | None:
    first = text.partition(" ")[0].partition("T")[0]
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
