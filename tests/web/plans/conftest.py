"""Visitors who make plans, on a copy of the demonstration data that may be written into."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Page
from tests.conftest import make_app, settings
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.search import queries as search_queries

# A Wednesday, half past eleven in Piedmont.
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)

Visitor = Callable[[], Page]


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("plans") / "data"
    shutil.copytree(demo_folder, folder)
    return make_app(settings(folder))


@pytest.fixture
def visitor(own_site: Flask) -> Iterator[Visitor]:
    """Gives another visitor each time, with a browser of their own; the clock stands at NOW."""
    config = own_site.config["WEMI"]
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    clock.start_at(NOW)
    yield lambda: Page(own_site.test_client())
    clock.start_at(None)
    engine.dispose()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """One visitor."""
    return visitor()
