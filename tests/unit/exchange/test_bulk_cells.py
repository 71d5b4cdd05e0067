"""Tables as bytes: every spreadsheet is read, and nothing we write is a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemi_piemonte.exchange.bulk.cells import guarded, plain, read_table, written_table
from wemi_piemonte.exchange.bulk.refused import refused_file
from wemi_piemonte.exchange.bulk.rows import file_of, rows_of
from wemi_piemonte.exchange.bulk.rules import MOST_ROWS, BulkKind, Unreadable

ROWS = ((2, ("Caffè", "Cuneo")), (3, ("Mensa", "")))


@pytest.mark.parametrize(
    "content",
    [
        "nome,comune\nCaffè,Cuneo\nMensa,\n".encode(),
        "nome;comune\r\nCaffè;Cuneo\r\nMensa;\r\n".encode(),
        "nome\tcomune\nCaffè\tCuneo\nMensa\t\n".encode(),
        "\ufeffNome;Comune\nCaffè;Cuneo\nMensa;\n".encode(),
        "nome;comune\nCaffè;Cuneo\nMensa;\n".encode("cp1252"),
        "nome\tcomune\nCaffè\tCuneo\nMensa\t\n".encode("utf-16"),
        "name,town\n Caffè ,'Cuneo\nMensa,\n".encode().replace(b"'Cuneo", b"Cuneo"),
    ],
)
def test_whatever_a_spreadsheet_writes_is_read(content: bytes) -> None:
    table = read_table(content)
    assert table.columns == ("name", "municipality")
    assert table.rows == ROWS


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    table = read_table(b'nome;descrizione\nA;"due\nrighe"\n;\nB;x\n')
    assert [number for number, _ in table.rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_file"),
        (b"\n\n", "empty"),
        (b"nome\n", "empty"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1", "spreadsheet"),
        (b"nome\n\x81\x8d\n", "encoding"),
        (b"nome\na\x00b\n", "encoding"),
        (b'nome\n"x\n', "broken"),
        (b"a;b\n1;2\n", "no_header"),
        (b"nome;Nome\nx;y\n", "column_twice"),
        (b"nome\n" + b"x\n" * (MOST_ROWS + 1), "too_many_rows"),
        (b"[]", "empty"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        file_of("x.csv", content)
    assert refused.value.fault.code == code


def test_unknown_columns_are_named_and_our_own_faults_are_not() -> None:
    table = read_table(b"nome;colore;errore;error;\nx;y;z;w;\n")
    assert table.ignored == ("colore",)


def test_a_row_may_be_short_and_must_not_be_long() -> None:
    found = rows_of(BulkKind.TABLE, b"nome;comune\nA\nB;Cuneo;altro\n")
    assert dict(found[0].cells) == {"name": "A", "municipality": ""}
    assert [row.fault.code for row in found if row.fault] == ["too_many_cells"]


FORMULAS = ("=1+1", "+39 011", "-2", "@x", "＝1", "＋1", "－1", "＠1")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula_and_all_come_back(cell: str) -> None:
    assert guarded(cell).startswith("'")
    assert plain(guarded(cell)) == cell


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"])), min_size=1, max_size=4))
def test_what_is_written_is_read_back(cells: list[str]) -> None:
    rows = [["nome", *(f"c{n}" for n in range(len(cells)))], ["A", *cells]]
    table = read_table(written_table(rows))
    # A cell that begins with our guard is the only one that loses a sign.
    assert table.rows[0][1] == ("A", *(plain(guarded(cell)) for cell in cells))


def test_the_refused_come_back_as_they_were_with_what_is_wrong() -> None:
    content = b"nome;colore;errore\nA;rosso;vecchio\nB;blu;\n=C;;\n"
    found = refused_file(BulkKind.TABLE, content, {2: ["uno.", "due."], 4: ["tre."]}, "errore")
    assert found.decode("utf-8-sig").splitlines() == [
        "nome;colore;errore",
        "A;rosso;uno. due.",
        "'=C;;tre.",
    ]


def test_refused_hsds_comes_back_one_a_line() -> None:
    content = b'[{"name": "A"}, {"name": "B"}, oops]'
    found = refused_file(BulkKind.HSDS, content, {2: ["x"], 3: ["y"]}, "error")
    lines = found.decode().splitlines()
    assert lines[0] == '{"name": "B", "x_wemi_errors": ["x"]}'
    assert lines[1] == '{"x_wemi_errors": ["y"]}'
