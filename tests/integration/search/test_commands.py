"""`flask search` makes and compares the index, and says what is wrong in one sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine

from tests.conftest import make_app, settings
from tests.make import service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.search.index.shelf import Shelf

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Site:
    """A site of its own, and its command line."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self._runner = make_app(settings(folder, url)).test_cli_runner()

    def run(self, *words: str) -> Result:
        return self._runner.invoke(args=["search", *words])


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str, sqlite_database: Engine) -> Site:
    del sqlite_database
    return Site(tmp_path, sqlite_url)


def put(name: str) -> None:
    with transaction() as session:
        put_services(session, [(service(name), "{}")], publish=True, now=NOW)


def test_a_rebuild_says_how_many(site: Site) -> None:
    put("Uno")
    found = site.run("rebuild")
    assert (found.exit_code, found.output) == (0, "1 services indexed\n")


def test_check_agrees_after_a_rebuild_and_differs_after_a_change(site: Site) -> None:
    put("Uno")
    site.run("rebuild")
    assert site.run("check").exit_code == 0
    put("Due")
    found = site.run("check")
    assert found.exit_code == 1
    assert f"1 not in the index: {service('Due').id}" in found.output


def test_check_without_an_index_is_one_sentence(site: Site) -> None:
    found = site.run("check")
    assert found.exit_code == 1
    assert found.output == "Error: There is no search index yet: run search rebuild.\n"


def test_check_of_a_broken_index_is_one_sentence(site: Site) -> None:
    put("Uno")
    site.run("rebuild")
    folder = Shelf(site.folder).current()
    assert folder is not None
    for path in (folder / "text").glob("*.toc"):
        path.write_bytes(b"")
    found = site.run("check")
    assert found.exit_code == 1
    assert found.output.startswith("Error: The index could not be read")
    assert "Traceback" not in found.output


def test_a_second_rebuild_is_refused(site: Site) -> None:
    with Shelf(site.folder).lock("making"):
        found = site.run("rebuild")
    assert found.exit_code == 1
    assert found.output == "Error: Another process is already rebuilding the index.\n"
