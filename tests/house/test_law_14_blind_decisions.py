"""Law 14: who decides about a rating never receives the score (security.md, D.Lgs. 26/2023).

Three ways to break it: to name the score in the code that decides, to read its table on the way,
or to let it change what a page shows or what a decision does. Each is looked for.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import meta, nodes
from sqlalchemy import select, text

from tests.conftest import ROOT
from tests.house.sources import PACKAGE, named, python_files, tree_of
from tests.house.worlds import RATINGS, SOME, VERDICTS, World, copied, decide, outcome
from tests.statements import said
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.ratings.models import Rating
from wemi_piemonte.ratings.queries import summary_for
from wemi_piemonte.ratings.rules import Aspect, Met

DECIDING = (
    "ratings/marking.py",
    "ratings/writing.py",
    "ratings/operations/appealing.py",
    "ratings/operations/deciding.py",
    "ratings/queries/standing.py",
    "ratings/queries/waiting.py",
)
# What leads to a score: tables, values, and the questions whose answers hold some.
FORBIDDEN = {
    *("RatingScore", "rating_score", "Scores", "scores", "score", "scores_of", "stars"),
    *("Met", "met", "Aspect", *(each.value for each in Aspect if each is not Aspect.ACCESS)),
    *("Summary", "summary_of", "summary_of_all", "summary_for", "summary_of_body", "summaries"),
    *("summed_up", "mean", "average", "shrunk", "Shown", "published_page", "ratings_of_body"),
    *("Own", "own_rating", "giving", "submit_rating"),
}
PAGES = ("rating", "burst", "reply", "appeal")


def names_in(tree: ast.AST) -> set[str]:
    """Every name, attribute, import and constant text of a syntax tree."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                found |= {*alias.name.split("."), alias.asname or ""}
            found |= set((getattr(node, "module", "") or "").split("."))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def names_in_template(tree: nodes.Template) -> set[str]:
    """Every name, attribute and constant of a template but the texts of the catalogues."""
    texts = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "ngettext"}
        for const in call.args
    }
    found = {node.name for node in tree.find_all(nodes.Name)}
    found |= {node.attr for node in tree.find_all(nodes.Getattr)}
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in texts:
            found.add(const.value)
    return found


def deciding_files() -> list[Path]:
    """The modules that decide, and those that they decide by."""
    return [*python_files("wemi_piemonte/moderation"), *(PACKAGE / each for each in DECIDING)]


def templates_of(house: Flask) -> dict[str, nodes.Template]:
    """The moderators' templates, and all that they take parts from."""
    folder = ROOT / "templates"
    waiting = [path.relative_to(folder).as_posix() for path in folder.glob("moderation/*.html")]
    found: dict[str, nodes.Template] = {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = house.jinja_env.parse((folder / name).read_text(encoding="utf-8"), name)
            waiting += [each for each in meta.find_referenced_templates(found[name]) if each]
    return found


def test_the_code_that_decides_names_no_score() -> None:
    found = {named(path): names_in(tree_of(path)) & FORBIDDEN for path in deciding_files()}
    assert len(found) > len(DECIDING) + 10
    assert {name: sorted(names) for name, names in found.items() if names} == {}


def test_the_pages_that_decide_name_no_score(house: Flask) -> None:
    templates = templates_of(house)
    assert {f"moderation/{each}.html" for each in PAGES} <= set(templates)
    assert "macros/ratings.html" not in templates
    found = {name: names_in_template(tree) & FORBIDDEN for name, tree in templates.items()}
    assert {name: sorted(names) for name, names in found.items() if names} == {}


def test_a_score_that_is_named_is_found(house: Flask) -> None:
    for source in (
        "def f(rating): return rating.score",
        "from wemi_piemonte.ratings.models import RatingScore as Row",
        "import wemi_piemonte.ratings.operations.giving",
        "x = 'rating_score'",
    ):
        assert names_in(ast.parse(source)) & FORBIDDEN, source
    for source in ("{{ found.score }}", "{{ code | label('met') }}", "{{ stars(3) }}"):
        assert names_in_template(house.jinja_env.parse(source)) & FORBIDDEN, source
    assert not names_in_template(house.jinja_env.parse("{{ _('score') }}")) & FORBIDDEN


@pytest.mark.parametrize("verdict", list(VERDICTS))
@pytest.mark.parametrize("kind", ["ratings", "bursts", "replies", "appeals"])
def test_no_page_that_decides_reads_the_table_of_scores(
    world: World, tmp_path: Path, kind: str, verdict: str
) -> None:
    with copied(world, SOME, tmp_path / "copy.sqlite") as client:
        with said() as statements:
            status = decide(client, kind, world.ids[kind], verdict)[0]
            client.get("/en/moderation/")
            client.get("/en/moderation/log")
        assert status == (422 if verdict == "wrong" else 303)
    assert len([each for each in statements if "rating" in each]) > 3
    assert [each for each in statements if "rating_score" in each] == []


def test_a_table_that_is_read_is_seen(world: World, tmp_path: Path) -> None:
    with (
        copied(world, SOME, tmp_path / "copy.sqlite"),
        said() as statements,
        reading() as session,
    ):
        summary_for(session, world.ids["bursts"])
    assert [each for each in statements if "rating_score" in each]


STARS = st.integers(1, 5)
MAYBE = st.one_of(st.none(), STARS)
SCORES = st.tuples(STARS, st.sampled_from([each.value for each in Met]), MAYBE, MAYBE, MAYBE, MAYBE)
LIVES = st.lists(SCORES, min_size=RATINGS, max_size=RATINGS)


@settings(max_examples=12)
@given(one=LIVES, other=LIVES, verdict=st.sampled_from(list(VERDICTS)))
def test_worlds_that_differ_in_scores_alone_show_and_decide_the_same(
    world: World, tmp_path_factory: pytest.TempPathFactory, one: Any, other: Any, verdict: str
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    told = []
    for number, scores in enumerate((one, other)):
        with copied(world, scores, folder / f"{number}.sqlite") as client:
            seen = [
                decide(client, kind, world.ids[kind], verdict)
                for kind in ("ratings", "bursts", "replies", "appeals")
            ]
            told.append((seen, outcome()))
    assert told[0] == told[1]


def test_the_worlds_do_differ_in_their_scores(world: World, tmp_path: Path) -> None:
    means = []
    for number, stars in enumerate((1, 5)):
        scores = [(stars, "yes", None, None, None, None)] * RATINGS
        with copied(world, scores, tmp_path / f"{number}.sqlite"), reading() as session:
            assert len(session.scalars(select(Rating)).all()) == RATINGS
            row = session.execute(text("SELECT avg(score) FROM rating_score")).scalar_one()
            means.append(row)
    assert means == [1, 5]
