"""The site as the laws look at it: built, but asked nothing that needs data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.asking import NOW
from tests.conftest import make_app, settings
from tests.house.worlds import World, made
from wemi_piemonte.foundation import clock


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site with an empty data folder."""
    folder: Path = tmp_path_factory.mktemp("house")
    return make_app(settings(folder))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """A site on which a rating, a burst, a reply and an appeal wait, to be copied."""
    clock.start_at(NOW)
    yield made(tmp_path_factory.mktemp("blind"), sqlite_template)
    clock.start_at(None)
