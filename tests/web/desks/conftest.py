"""Visitors who look for a help desk, on a site with the desks that a test makes; the clock stands.

It is Wednesday 25 November 2026, nine o'clock in Piedmont.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.desk_work import NOW
from wemi_piemonte.foundation import clock, db


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    """A site without listings."""
    app = make_app(settings(tmp_path / "data", sqlite_url))
    clock.start_at(NOW)
    yield app
    clock.start_at(None)
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def page(site: Flask) -> Page:
    """Somebody without an account."""
    return Page(site.test_client())


def it_is(moment: str) -> None:
    """Let it be another time, by the clocks of Piedmont."""
    clock.start_at(datetime.fromisoformat(moment).replace(tzinfo=clock.ROME))
