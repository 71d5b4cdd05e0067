"""The rooms of providers and of the Region in nine languages: nothing is left in another one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from tests.web.crawl import said_on
from tests.web.pages.test_nine_languages import left_over, unmarked
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import OrganizationKind
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.locales import LOCALES
from wemi_piemonte.qualification.models import Notice, Qualification
from wemi_piemonte.search import queries as search_queries

STEPS = (
    *("what", "for-whom", "where", "when", "cost", "how-to-ask"),
    *("languages-and-access", "availability"),
)


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
    with reading() as session:
        service, body = session.execute(
            select(Service.id, Organization.id)
            .join(Organization, Organization.id == Service.organization_id)
            .where(Organization.kind == OrganizationKind.THIRD_SECTOR)
            .order_by(Service.name)
        ).first() or (None, None)
        notice = session.scalars(select(Notice.id)).first()
        qualification = session.scalars(select(Qualification.id)).first()
    assert service
    assert notice
    assert qualification
    provider = make_account(Role.PROVIDER, "p@example.org", organization_id=body)
    admin = make_account(Role.ADMIN, "a@example.org")
    of_body = f"provider/organizations/{body}"
    provided = [
        *("provider/", "account", "account/second-factor", "provider/applications"),
        f"provider/notices/{notice}",
        *(f"{of_body}/{each}" for each in ("services", "services/new", "import", "programs")),
        *(f"{of_body}/{each}" for each in ("people", "numbers", "care", "reports")),
        f"provider/services/{service}",
        *(f"provider/services/{service}/edit/{step}" for step in STEPS),
        *(f"provider/services/{service}/{each}" for each in ("history", "preview")),
    ]
    moderated = [
        *("moderation/", "moderation/log", "moderation/notices", "moderation/qualifications"),
        *("moderation/people", "moderation/mails", "translations/"),
        f"moderation/notices/{notice}",
        f"moderation/listings/{service}",
        f"moderation/people/{provider.id}",
        f"moderation/qualifications/{qualification}",
    ]
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
