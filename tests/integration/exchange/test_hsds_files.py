"""Files that can not be read, and what the commands say of them."""

import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine

from tests.conftest import make_app, settings
from tests.integration.exchange.conftest import Write
from tests.unit.exchange.samples import small
from wemi_piemonte.exchange.hsds.commands import import_file


@pytest.fixture
def app(sqlite_database: Engine, tmp_path: Path) -> Flask:
    """The site on an empty database."""
    return make_app(settings(tmp_path / "site", str(sqlite_database.url)))


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["hsds", *map(str, arguments)])


@pytest.mark.parametrize(
    "content", [b"<html>", b"id,name\n", b"null", b"\xff\xfe[\x00]\x00", b"\x89PNG"]
)
def test_a_file_that_is_no_json_is_unreadable(app: Flask, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    result = run(app, "import", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_a_missing_file_and_a_folder_are_unreadable(app: Flask, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        result = run(app, "import", path)
        assert result.exit_code == 2
        assert result.stderr.startswith(str(path))
        assert len(result.stderr.splitlines()) == 1


def test_a_report_that_can_not_be_written_is_told_before_anything_is_taken(
    app: Flask, tmp_path: Path, write: Write
) -> None:
    result = run(app, "import", write([small()]), "--report", tmp_path / "no" / "report")
    assert result.exit_code == 2
    assert "report" in result.stderr
    assert run(app, "import", write([small()])).stdout.startswith("created 1")


def test_the_exit_code_tells_whether_all_were_taken(app: Flask, write: Write) -> None:
    assert run(app, "import", write([small(1)])).exit_code == 0
    assert run(app, "import", write([small(1), {}])).exit_code == 3
    assert run(app, "import", write([])).exit_code == 0


def test_a_broken_file_keeps_what_was_read_before(app: Flask, tmp_path: Path, write: Write) -> None:
    whole = write([small(1), small(2), small(3)], array=True).read_bytes()
    path = tmp_path / "cut.json"
    path.write_bytes(whole[:-20])
    result = run(app, "import", path, "--publish")
    assert result.exit_code == 3
    assert result.stdout.startswith("created 2, ")
    assert result.stderr == "record 3: is cut off by the end of the file\n"


def test_wrong_encodings_refuse_only_their_own_record(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    one, two = (str(small(n)).replace("'", '"').encode() for n in (1, 2))
    latin = one.replace(b"Food bank", "Caffè".encode("latin-1"))
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join([latin, two, b'{"id": 1', b"[" * 5000]))
    result = run(app, "import", path)
    assert result.exit_code == 3
    assert result.stdout.startswith("created 1, ")
    assert [line.split(": ")[1].split(" at ")[0] for line in result.stderr.splitlines()] == [
        "is not valid UTF-8",
        "is not valid JSON",
        "is nested too deeply",
    ]


def test_a_number_of_five_thousand_digits_refuses_its_record(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    path.write_text(str(small()).replace("'", '"').replace('"active"', "1" * 5000))
    result = run(app, "import", path)
    assert result.exit_code == 3
    assert "/status: must be a text" in result.stderr


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path, write: Write) -> None:
    app = make_app(settings(tmp_path / "empty"))
    result = run(app, "import", write([small()]))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database did not take it: ")
    assert len(result.stderr.splitlines()) == 1


def test_an_export_says_where_it_went(app: Flask, tmp_path: Path, write: Write) -> None:
    run(app, "import", write([small(1), small(2)]), "--publish")
    result = run(app, "export", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    assert result.stdout == f"2 services written to {tmp_path / 'out.jsonl'}\n"


def test_an_export_that_can_not_be_written_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    result = run(app, "export", tmp_path / "no" / "out.jsonl")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    folder = tmp_path / "taken"
    (folder / "out.jsonl").mkdir(parents=True)
    assert run(app, "export", folder / "out.jsonl").exit_code == 1
    assert [each.name for each in folder.iterdir()] == ["out.jsonl"]


def test_a_pipe_can_be_imported(sqlite_database: Engine, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, str([small(1), small(2)]).replace("'", '"').encode())
    os.close(writer)
    try:
        assert import_file(f"/dev/fd/{reader}", publish=False, report=None) == 0
    finally:
        os.close(reader)
