"""Visitors of the site: on the demonstration data, or on listings that a test makes itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser import Page
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.record import ServiceRecord
from wemi_piemonte.foundation import db
from wemi_piemonte.search import operations as search_operations
from wemi_piemonte.search import queries as search_queries

# A Wednesday, half past eleven in Piedmont.
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)

Visit = Callable[..., Page]


@pytest.fixture
def page(client: FlaskClient) -> Page:
    """A visitor of the demonstration."""
    return Page(client)


@pytest.fixture
def visit(demo_app: Flask, sqlite_url: str, tmp_path: Path) -> Iterator[Visit]:
    """A visitor of a site that holds the listings given, published unless told otherwise."""
    engine = db.open_engine(sqlite_url)

    def with_listings(*records: ServiceRecord, publish: bool = True) -> Page:
        # The same application, so that its templates are compiled once for all tests.
        db.bind(engine)
        listings = [(each, "{}") for each in records]
        with db.transaction() as session:
            put_services(session, listings, publish=publish, now=NOW)
        search_operations.rebuild(tmp_path)
        search_queries.open_index(tmp_path)
        return Page(demo_app.test_client())

    yield with_listings
    engine.dispose()
    # The index, like the database, is one a process: the demonstration's again for who follows.
    search_queries.open_index(demo_app.config["WEMI"].data_dir)
