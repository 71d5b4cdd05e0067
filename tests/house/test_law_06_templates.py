"""Law 6: each template compiles, is used, has a title, and tolerates no undefined variable."""

import ast
import re
from collections.abc import Iterable

import pytest
from flask import Flask
from jinja2 import StrictUndefined, UndefinedError, meta, nodes

from tests.conftest import ROOT
from tests.house.sources import python_files, tree_of

FOLDER = ROOT / "templates"
TITLE_BLOCKS = {"heading", "title"}


def names() -> list[str]:
    """Every template, by the name it is asked for."""
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))


def parsed(app: Flask, name: str) -> nodes.Template:
    """The syntax tree of a template."""
    return app.jinja_env.parse((FOLDER / name).read_text(encoding="utf-8"), name)


def used(app: Flask) -> set[str]:
    """The templates that the code renders, and those that they ask for in turn."""
    found = {
        node.value
        for path in python_files("wemi_piemonte")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.endswith(".html")
    }
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        if (FOLDER / name).exists():
            asked = {each for each in meta.find_referenced_templates(parsed(app, name)) if each}
            waiting.extend(asked - found)
            found |= asked
    return found


def has_title(app: Flask, name: str) -> bool:
    """Whether a whole page says what it is called; parts of pages need not."""
    source = (FOLDER / name).read_text(encoding="utf-8")
    tree = parsed(app, name)
    if tree.find(nodes.Extends):
        return bool({block.name for block in tree.find_all(nodes.Block)} & TITLE_BLOCKS)
    return (
        "<html" not in source
        or re.search(r"<title\b.*>.*\S.*</title>", source, re.DOTALL) is not None
    )


def without_title(app: Flask, templates: Iterable[str]) -> list[str]:
    """The pages that do not say what they are called."""
    return [name for name in templates if not has_title(app, name)]


def test_each_template_compiles(house: Flask) -> None:
    for name in names():
        house.jinja_env.get_template(name)


def test_each_template_is_used_and_each_that_is_used_is_there(house: Flask) -> None:
    assert sorted(used(house)) == names()


def test_each_page_has_a_title(house: Flask) -> None:
    assert without_title(house, names()) == []


def test_an_undefined_variable_raises(house: Flask) -> None:
    assert house.jinja_env.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        house.jinja_env.from_string("{{ forgotten }}").render()
