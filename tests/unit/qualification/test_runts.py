"""The register as people download it: separators, names of columns, days, broken rows."""

from datetime import date
from pathlib import Path

import pytest

from wemi_piemonte.qualification.runts import (
    Entry,
    Fault,
    Unreadable,
    is_alike,
    rows,
    section_of,
)


def read(folder: Path, text: str, encoding: str = "utf-8") -> list[Entry | Fault]:
    path = folder / "runts.csv"
    path.write_bytes(text.encode(encoding))
    return list(rows(path))


ENTRY = Entry("12345", "80087670016", "L’Orto di Tutti", "a", "Cuneo", "CN", date(2022, 11, 7))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        (
            "Denominazione;Codice fiscale;Sezione;Repertorio;Comune;Provincia;Data iscrizione\n"
            "L’Orto di Tutti;80087670016;Organizzazioni di volontariato;12345;Cuneo;CN;07/11/2022\n"
        ),
        (
            "REPERTORIO,C.F.,DENOMINAZIONE ENTE,SEZIONE RUNTS,COMUNE SEDE LEGALE,PROV,DATA DI ISCRIZIONE\n"
            '12345,80087670016,"L’Orto  di Tutti",A,Cuneo,CN,2022-11-07\n'
        ),
        (
            "Numero\tPartita IVA\tNome\tSezione\tComune\tProvincia\tIscrizione\tAltro\n"
            "12345\t800 876 700 16\tL’Orto di Tutti\ta) ODV\tCuneo\tCN\t7-11-2022 00:00\tx\n\n"
        ),
    ],
)
def test_a_register_is_read_however_it_is_written(tmp_path: Path, text: str, encoding: str) -> None:
    assert read(tmp_path, text, encoding) == [ENTRY]


def test_noughts_that_a_spreadsheet_took_away_come_back(tmp_path: Path) -> None:
    found = read(tmp_path, "Numero;Codice fiscale;Denominazione\n1;123456789;Orto\n")
    assert found == [Entry("1", "00123456789", "Orto", "", "", "", None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";80087670016;Orto;", "has no number or no name"),
        ("1;80087670016;;", "has no number or no name"),
        ("1;tanti;Orto;", "has no tax code of eleven digits"),
        ("1;80087670016;Orto;31/02/2022", "has a day that can not be read: 31/02/2022"),
        (f"{'9' * 70};80087670016;Orto;", "has a number that is too long"),
        ("1", "has no number or no name"),
    ],
)
def test_a_row_that_can_not_be_taken_is_named(tmp_path: Path, row: str, reason: str) -> None:
    text = f"Repertorio;Codice fiscale;Denominazione;Data iscrizione\n{row}\n"
    assert read(tmp_path, text) == [Fault(2, reason)]


def test_a_number_that_comes_twice_is_named(tmp_path: Path) -> None:
    text = "Numero;CF;Nome\n1;80087670016;Orto\n\n1;80087670016;Prato\n"
    assert read(tmp_path, text)[1] == Fault(4, "has the number 1 of line 2")


@pytest.mark.parametrize("text", ["", "a;b\n1;2\n", "Numero;Nome\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match="has no column"):
        read(tmp_path, text)


def test_a_field_without_end_is_refused(tmp_path: Path) -> None:
    text = 'Numero;CF;Nome\n1;80087670016;"' + "x" * 200_000
    with pytest.raises(Unreadable, match="is not a table"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("A", "a"),
        ("a) Organizzazioni di volontariato", "a"),
        ("Associazioni di promozione sociale", "b"),
        ("Enti Filantropici", "c"),
        ("Imprese sociali, incluse le cooperative sociali", "d"),
        ("Reti associative", "e"),
        ("SOCIETÀ DI MUTUO SOCCORSO", "f"),
        ("Altri enti del Terzo settore", "g"),
        ("Sezione G - altro", "g"),
        ("", ""),
        ("boh", ""),
    ],
)
def test_a_section_is_known_by_letter_or_name(text: str, letter: str) -> None:
    assert section_of(text) == letter


@pytest.mark.parametrize(
    ("name", "other", "answer"),
    [
        ("L'Orto di Tutti ODV", "L’ORTO DI TUTTI", True),
        ("Cooperativa sociale Il Melo", "IL MELO SOCIETA' COOPERATIVA SOCIALE", True),
        ("Il Melo", "Il Pero di Mondovì", False),
        ("ODV", "ODV", True),
    ],
)
def test_names_are_compared_without_their_legal_form(name: str, other: str, answer: bool) -> None:
    assert is_alike(name, other) is answer
