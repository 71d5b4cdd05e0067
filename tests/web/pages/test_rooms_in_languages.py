"""The rooms of providers, of the Region and of operators in nine languages: nothing is left in another one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import signed_in
from tests.rooms import of_operator, of_provider, of_the_region
from tests.web.crawl import said_on
from tests.web.pages.test_nine_languages import left_over, unmarked
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.search import queries as search_queries


@pytest.fixture(scope="module")
def own(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("rooms") / "data"
    shutil.copytree(demo_folder, folder)
    return make_app(settings(folder))


@pytest.fixture(scope="module")
def rooms(own: Flask) -> Iterator[list[tuple[FlaskClient, list[str]]]]:
    """A browser of each role, and the pages of its room without the language."""
    config = own.config["WEMI"]
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    found = [of_provider(), of_the_region(), of_operator()]
    yield [(signed_in(own, account), paths) for account, paths in found]
    engine.dispose()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_room_is_left_in_another_language(
    rooms: list[tuple[FlaskClient, list[str]]], locale: str
) -> None:
    found = []
    for client, paths in rooms:
        for path in paths:
            found += list(said_on(Page(client).open(f"/{locale}/{path}")))
    told = unmarked(found, locale)
    assert len(told) > 400
    others = [each for each in ("en", "it") if each != locale]
    assert {other: left_over(told, locale, other) for other in others} == {
        other: [] for other in others
    }
