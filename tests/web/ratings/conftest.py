"""A site on which people rate services: its clock standing, its index made when asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.asking import NOW
from tests.browser import Page
from tests.people import signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.search import operations as search_operations
from wemi_piemonte.search import queries as search_queries

# Late enough for all ratings of a test to be published before.
TODAY = NOW + timedelta(days=120)


@dataclass
class Site:
    """The site, the folder of its index, and who visits it."""

    app: Flask
    folder: Path

    def browser(self, account: Account | None = None) -> Page:
        """A visitor; the index has what was published so far."""
        search_operations.rebuild(self.folder)
        search_queries.open_index(self.folder)
        return Page(signed_in(self.app, account) if account else self.app.test_client())


@pytest.fixture
def site(demo_app: Flask, sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    # The same application, so that its templates are compiled once for all tests.
    engine = db.open_engine(sqlite_url)
    db.bind(engine)
    clock.start_at(TODAY)
    yield Site(demo_app, tmp_path)
    clock.start_at(None)
    engine.dispose()
    # The index, like the database, is one a process: the demonstration's again for who follows.
    search_queries.open_index(demo_app.config["WEMI"].data_dir)


def section(page: Page, name: str = "ratings") -> str:
    """The words of a section of a page as one line."""
    (found,) = page.all(f"//section[@aria-labelledby='{name}']")
    return " ".join(" ".join(found.itertext()).split())
