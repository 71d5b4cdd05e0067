"""Law 5: importing the plain core loads neither web, nor database, nor index."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.house.sources import PACKAGE, named

HEAVY = ("flask", "werkzeug", "sqlalchemy", "whoosh", "marshmallow", "alembic")
CORE = sorted(
    {
        named(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for pattern in (
            "*/rules.py",
            "intake/**/*.py",
            "matching/**/*.py",
            "directory/hsds/*.py",
            "ratings/screening/*.py",
        )
        for path in PACKAGE.glob(pattern)
    }
)


def loaded_by(statement: str) -> list[str]:
    """The heavy packages that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*(n for n in {HEAVY!r} if n in sys.modules))"
    run = [sys.executable, "-c", code]
    return subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


def test_the_core_is_there() -> None:
    assert {"wemi_piemonte.directory.rules", "wemi_piemonte.intake.words"} <= set(CORE)


def test_importing_the_core_loads_nothing_heavy() -> None:
    assert loaded_by("import " + ", ".join(CORE)) == []


@pytest.mark.parametrize("name", ["sqlalchemy", "flask"])
def test_something_heavy_is_found(name: str) -> None:
    assert name in loaded_by(f"import {name}")
