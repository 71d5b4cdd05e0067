"""Law 13: imports go down only; each contract was seen to break."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house.sources import PACKAGE, domains, text_of

SETTINGS = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]
# Contract -> file to write, and the import that breaks it.
BREAKS = {
    "storeys": ("geo/upward.py", "import wemi_piemonte.directory.rules"),
    "storeys, exhaustive": ("utils/__init__.py", ""),
    "storeys, neighbours": ("geo/sideways.py", "import wemi_piemonte.taxonomy.tree"),
    "rooms": ("directory/rules.py", "import wemi_piemonte.directory.models"),
    "core": ("geo/rules.py", "import sqlalchemy"),
    "core, through others": ("intake/words.py", "import wemi_piemonte.foundation.db"),
    "core, mapping": ("directory/hsds/upward.py", "import flask"),
    "shells": ("directory/operations.py", "import flask"),
    "whoosh": ("pages/upward.py", "import whoosh"),
    "settings": ("foundation/upward.py", "import config"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a tree."""
    code = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", code, "--config", str(folder / "pyproject.toml"), "--no-cache"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package that may be spoilt."""
    leave = shutil.ignore_patterns("__pycache__", "*.csv", "*.json", "*.jsonl", "*.topojson")
    shutil.copytree(PACKAGE, tmp_path / "wemi_piemonte", ignore=leave)
    for name in ("pyproject.toml", "config.py", "wsgi.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_imports_go_down_only() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


def test_every_domain_has_rooms() -> None:
    containers = next(c for c in SETTINGS["contracts"] if c["id"] == "rooms")["containers"]
    named = {container.split(".")[1] for container in containers}
    # Neither is a domain: one is what all stand on, the other gathers the commands of all.
    assert named == set(domains()) - {"foundation", "cli"}


def test_every_contract_is_broken_once_below() -> None:
    assert {each.split(",")[0] for each in BREAKS} == {c["id"] for c in SETTINGS["contracts"]}


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_found(copied: Path, contract: str) -> None:
    name, statement = BREAKS[contract]
    path = copied / "wemi_piemonte" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    wanted = next(
        c["name"] for c in SETTINGS["contracts"] if c["id"] == contract.split(",", maxsplit=1)[0]
    )
    found = lint(copied)
    assert found.returncode != 0
    assert f"{wanted} BROKEN" in found.stdout or "exhaustive" in found.stdout, found.stdout
