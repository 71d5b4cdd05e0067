"""Law 11: each setting, command, domain and dependency is in the documents, or in the lists."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable

import click
import pytest
from flask import Flask

from tests.conftest import ROOT
from tests.house.sources import domains, python_files, text_of, tree_of

README = ROOT / "README.md"
SETTING = re.compile(r"\bWEMI_[A-Z_]+\b")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
# Import name -> name under which the package is asked for.
PACKAGES = {
    "Stemmer": "pystemmer",
    "argon2": "argon2-cffi",
    "babel": "flask-babel",
    "click": "flask",
    "dateutil": "python-dateutil",
    "flask_babel": "flask-babel",
    "fpdf": "fpdf2",
    "itsdangerous": "flask",
    "joserfc": "authlib",
    "flask_compress": "flask-compress",
    "flask_limiter": "flask-limiter",
    "flask_login": "flask-login",
    "flask_wtf": "flask-wtf",
    "jinja2": "flask",
    "limits": "flask-limiter",
    "werkzeug": "flask",
    "whoosh": "whoosh-reloaded",
    "importlinter": "import-linter",
    "markupsafe": "flask",
    "PIL": "pillow",
    "stdnum": "python-stdnum",
    "sklearn": "scikit-learn",
    "icalendar": "icalendar",
}


def documents() -> str:
    """The texts that people read before they work with the site."""
    files = [README, *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(text_of(path) for path in files)


def command_names(group: click.Group, *before: str) -> Iterable[str]:
    """Every command below a group, as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from command_names(command, *before, name)
        else:
            yield " ".join((*before, name))


def imported(*folders: str) -> set[str]:
    """The top-level packages that files below some folders import."""
    found = set()
    for path in python_files(*folders):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    ours = {"wemi_piemonte", "config", "wsgi", "tests"}
    return found - set(sys.stdlib_module_names) - ours


def asked_for(lines: Iterable[str]) -> set[str]:
    """The names of some requirements."""
    return {re.split(r"[\[=<>~ ;]", line.strip(), maxsplit=1)[0].lower() for line in lines}


def settings_of_the_code() -> set[str]:
    """Every environment variable that the code or the tests read."""
    files = [ROOT / "config.py", *python_files("tests"), ROOT / "Makefile"]
    return {name for path in files for name in SETTING.findall(text_of(path))}


def test_every_setting_is_in_the_readme() -> None:
    assert sorted(settings_of_the_code() - set(SETTING.findall(text_of(README)))) == []


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    assert sorted(set(SETTING.findall(text_of(README))) - settings_of_the_code()) == []


def test_every_command_is_in_the_documents(house: Flask) -> None:
    ours = {"routes", "run", "shell"}
    names = [n for n in command_names(house.cli) if n not in ours]
    assert "search rebuild" in names
    assert [name for name in names if f"`{name}" not in documents()] == []


def test_every_target_of_the_makefile_is_in_the_documents() -> None:
    targets = re.findall(r"^([a-z]+):.*##", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert [name for name in targets if f"make {name}" not in documents()] == []


def test_every_domain_is_on_the_map_of_the_readme() -> None:
    assert [name for name in domains() if f"{name}/" not in text_of(README)] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    files = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
    targets = [(path, each) for path in files for each in LINK.findall(text_of(path))]
    broken = [
        f"{path.name}: {target}"
        for path, target in targets
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("folders", "groups"),
    [(("wemi_piemonte", "migrations"), ()), (("tests", ".ci"), ("dev",))],
)
def test_every_import_is_a_requirement(folders: tuple[str, ...], groups: tuple[str, ...]) -> None:
    settings = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    wanted = asked_for(settings["project"]["dependencies"])
    # The gazetteer and the heads of the model are built by hand, rarely, with packages of their own.
    for group in (*groups, "gazetteer", "meaning"):
        wanted |= asked_for(settings["dependency-groups"][group])
    named = {PACKAGES.get(each, each.replace("_", "-")) for each in imported(*folders)}
    assert sorted(named - wanted) == []


def test_every_requirement_is_pinned_and_no_list_names_a_registry() -> None:
    settings = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    run = text_of(ROOT / "requirements.lock")
    dev = text_of(ROOT / "requirements-dev.lock")
    assert asked_for(settings["project"]["dependencies"]) <= asked_for(run.splitlines())
    both = asked_for([*run.splitlines(), *dev.splitlines()])
    assert asked_for(settings["dependency-groups"]["dev"]) <= both
    locks = ("requirements.lock", "requirements-meaning.lock", "requirements-dev.lock")
    for name in (*locks, "package-lock.json"):
        assert '"resolved"' not in text_of(ROOT / name), f"{name} names a registry"
        assert "index-url" not in text_of(ROOT / name)
    lines = [line for line in (run + dev).splitlines() if line and not line.startswith(("#", "-r"))]
    assert [line for line in lines if "==" not in line] == []
