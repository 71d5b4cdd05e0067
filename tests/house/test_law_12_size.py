"""Law 12: long files and functions are named, and stay only for a reason; no test goes unheard."""

import ast
from pathlib import Path

from tests.house.sources import functions_of, named, python_files, text_of, tree_of

FILE_LINES = 300
FUNCTION_LINES = 40
# What may be longer, and why a split would read worse.
LONG_FILES = {
    "wemi_piemonte/directory/models.py": "the HSDS heart is one model, one short class a table",
    "wemi_piemonte/directory/record.py": "a listing is one aggregate; its parts are read side by side",
    "wemi_piemonte/directory/storage.py": "how rows are written and how they are read is one mapping",
    "wemi_piemonte/intake/words.py": "the chains of nine languages stand side by side",
    "tests/bench/corpus.py": "lists of words, and the one generator that draws from them",
    "tests/unit/search/test_engine.py": "every filter, facet and order of one engine",
}
LONG_FUNCTIONS = {
    "tests/web/provider/test_other_bodies.py::things_of": "one value: a thing of each kind that a body has",
    "tests/make.py::full_service": "one value: a listing with a part of every kind",
    "tests/unit/search/test_properties.py::records": "one strategy: a field a line",
}


def own_files() -> list[Path]:
    """The files written by hand; a migration is a record of what was."""
    versions = "migrations/versions"
    files = python_files("wemi_piemonte", "tests", "migrations", ".ci")
    return [path for path in files if not named(path).startswith(versions)]


def long_functions(path: Path) -> dict[str, int]:
    """The functions of a file that ask for a look, with their lengths."""
    return {
        f"{named(path)}::{function.name}": length
        for function in functions_of(tree_of(path))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }


def unheard(source: str) -> list[str]:
    """The functions of a test file that assert something and that nothing ever calls."""
    tree = ast.parse(source)
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    used |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    used |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    return [
        function.name
        for function in functions_of(tree)
        if not function.name.startswith("test_")
        and function.name not in used
        and not any("fixture" in ast.unparse(each) for each in function.decorator_list)
        and any(isinstance(node, ast.Assert) for node in ast.walk(function))
    ]


def test_no_file_is_too_long_without_a_reason() -> None:
    lengths = {named(path): len(text_of(path).splitlines()) for path in own_files()}
    long = {name: lines for name, lines in lengths.items() if lines > FILE_LINES}
    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "a reason is left over"


def test_no_function_is_too_long_without_a_reason() -> None:
    long: dict[str, int] = {}
    for path in own_files():
        long |= long_functions(path)
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "a reason is left over"


def test_every_assertion_is_heard() -> None:
    files = [path for path in python_files("tests") if path.name.startswith("test_")]
    assert {named(path): found for path in files if (found := unheard(text_of(path)))} == {}


def test_every_test_stands_where_pytest_looks() -> None:
    strays = [
        named(path)
        for path in python_files("tests")
        if not path.name.startswith("test_")
        and any(f.name.startswith("test_") for f in functions_of(tree_of(path)))
    ]
    assert strays == []


def test_an_unheard_assertion_is_found() -> None:
    source = "def check_it():\n    assert 1\n\ndef test_it():\n    assert 2\n"
    assert unheard(source) == ["check_it"]
    assert unheard(source + "    check_it()\n") == []


def test_names_that_say_nothing_are_not_used() -> None:
    banned = {"utils", "helpers", "common", "manager", "handler", "data", "info", "process", "misc"}
    files = [path for path in own_files() if path.stem in banned]
    # tests/data holds files for tests, and house.md names it so.
    folders = [path for path in own_files() if path.parent.name in banned - {"data"}]
    assert [named(path) for path in (*files, *folders)] == []
