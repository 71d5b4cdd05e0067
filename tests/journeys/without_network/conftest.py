"""A hall in the mountains for each test, at a site of the file's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Site
from tests.journeys.without_network.hall import Hall, hall_of, site_of_its_own


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_its_own(demo_folder, tmp_path_factory.mktemp("offline") / "data") as site:
        yield site


@pytest.fixture
def hall(own_site: Site, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Hall]:
    with hall_of(own_site, chromium, request.node.name) as found:
        yield found
