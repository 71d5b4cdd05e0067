"""Commands say one sentence when something is wrong, and never show a traceback."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.conftest import ROOT, make_app, settings
from wemi_piemonte.foundation.migrations import alembic_config, head_of

NEWEST = head_of(alembic_config(ROOT, "sqlite://"))


@pytest.fixture
def empty_site(tmp_path: Path) -> Flask:
    """A site whose database has nothing in it."""
    return make_app(settings(tmp_path / "data"))


@pytest.fixture
def filled_site(sqlite_url: str, tmp_path: Path) -> Flask:
    """A site whose database is at the newest revision."""
    return make_app(settings(tmp_path / "data", sqlite_url))


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def outside(tmp_path: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command as people do, in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WEMI_")}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**clean, "WEMI_DATA_DIR": str(tmp_path), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_database_goes_up_and_down(empty_site: Flask) -> None:
    assert run(empty_site, "db", "current").output == "empty\n"
    assert run(empty_site, "db", "upgrade").exit_code == 0
    assert run(empty_site, "db", "current").output == f"{NEWEST}\n"
    assert run(empty_site, "db", "upgrade").exit_code == 0
    assert run(empty_site, "db", "downgrade", "base").exit_code == 0
    assert run(empty_site, "db", "current").output == "empty\n"


def test_a_revision_that_does_not_exist_is_refused(filled_site: Flask) -> None:
    for way in ("upgrade", "downgrade"):
        found = run(filled_site, "db", way, "9999")
        assert found.exit_code == 1
        assert found.output == "Error: There is no revision 9999.\n"


def test_demonstration_data_does_not_go_into_production(filled_site: Flask) -> None:
    config = filled_site.config["WEMI"]
    filled_site.config["WEMI"] = replace(config, env="production")
    found = run(filled_site, "demo", "load")
    assert found.exit_code == 1
    assert found.output == "Error: Demonstration data does not go into production.\n"


def test_draining_an_empty_outbox_delivers_nothing(filled_site: Flask) -> None:
    run(filled_site, "search", "rebuild")
    found = run(filled_site, "outbox", "drain")
    assert (found.exit_code, found.output.splitlines()[-1]) == (0, "0 delivered")


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    found = outside(tmp_path, "db", "upgrade", WEMI_DATABASE_URL=url)
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1].startswith("Error: The database refused: ")
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEMI_ENV", "prod"),
        ("WEMI_LOCALES", "it,xx"),
        ("WEMI_NOW", "soon"),
        ("WEMI_PUBLIC_URL", "x"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    found = outside(tmp_path, "db", "current", **{name: value})
    assert found.returncode == 1
    (line,) = found.stderr.splitlines()
    assert line.startswith(f"Error: {name} ")


def test_help_names_every_group(empty_site: Flask) -> None:
    assert {"db", "demo", "hsds", "search", "outbox", "worker", "serve"} <= set(
        empty_site.cli.commands
    )
    for name in sorted(empty_site.cli.commands):
        assert run(empty_site, name, "--help").exit_code == 0
