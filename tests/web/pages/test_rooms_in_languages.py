"""The rooms of providers and of the Region in nine languages: nothing is left in another one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import signed_in
from tests.rooms import of_provider, of_the_region
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
def rooms(own: Flask) -> Iterator[tuple[FlaskClient, FlaskClient, list[str], list[str]]]:
    """A provider's and an administrator's browser, and the pages of each without the language."""
    config = own.config["WEMI"]
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    provider, provided = of_provider()
    admin, moderated = of_the_region()
    yield signed_in(own, provider), signed_in(own, admin), provided, moderated
    engine.dispose()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_room_is_left_in_another_language(
    rooms: tuple[FlaskClient, FlaskClient, list[str], list[str]], locale: str
) -> None:
    provider, admin, provided, moderated = rooms
    found = []
    for client, paths in ((provider, provided), (admin, moderated)):
        for path in paths:
            found += list(said_on(Page(client).open(f"/{locale}/{path}")))
    told = unmarked(found, locale)
    assert len(told) > 400
    others = [each for each in ("en", "it") if each != locale]
    assert {other: left_over(told, locale, other) for other in others} == {
        other: [] for other in others
    }
