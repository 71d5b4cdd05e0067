"""The site as the laws look at it: built, but asked nothing that needs data."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app, settings


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site with an empty data folder."""
    folder: Path = tmp_path_factory.mktemp("house")
    return make_app(settings(folder))
