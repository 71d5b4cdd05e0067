"""Law 4: only foundation/db.py commits or rolls back, and no GET view opens a write transaction."""

import ast

from tests.house.sources import functions_of, named, python_files, tree_of

BOUNDARY = "wemi_piemonte/foundation/db.py"
# The index commits its own files, which are a cache of the database.
INDEX = "wemi_piemonte/search/index/"
ENDINGS = {"commit", "rollback", "begin", "begin_nested"}


def endings(tree: ast.AST) -> list[int]:
    """The lines that begin, commit or roll back by themselves."""
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ENDINGS
    )


def writing_get_views(tree: ast.AST) -> list[str]:
    """The views for GET that open a write transaction."""
    found = []
    for function in functions_of(tree):
        methods = {
            each.func.attr
            for each in function.decorator_list
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
        }
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        if methods & {"get", "route"} and "transaction" in names:
            found.append(function.name)
    return found


def test_only_the_boundary_commits_or_rolls_back() -> None:
    files = python_files("wemi_piemonte")
    found = {named(path): lines for path in files if (lines := endings(tree_of(path)))}
    assert {name for name in found if not name.startswith(INDEX)} == {BOUNDARY}


def test_no_get_view_opens_a_write_transaction() -> None:
    found = {
        named(p): v for p in python_files("wemi_piemonte") if (v := writing_get_views(tree_of(p)))
    }
    assert found == {}


def test_a_commit_elsewhere_is_found() -> None:
    assert endings(ast.parse("def f(session):\n    session.add(1)\n    session.commit()")) == [3]


def test_a_get_view_that_writes_is_found() -> None:
    source = (
        "@pages.get('/x')\n@public\ndef show():\n    with transaction() as session:\n        pass"
    )
    assert writing_get_views(ast.parse(source)) == ["show"]
    assert writing_get_views(ast.parse(source.replace("get", "post"))) == []
