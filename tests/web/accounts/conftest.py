"""A site on an empty database, its clock standing, its mails in a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import Mails, inbox
from wemi_piemonte.foundation import clock, db

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)
    db.open_engine(sqlite_url).dispose()


@pytest.fixture
def page(site: Flask) -> Page:
    """A stranger's browser."""
    return Page(site.test_client())


@pytest.fixture
def mails(site: Flask) -> Mails:
    """Delivers what waits, and gives the mails that came with it."""
    return inbox(site)
