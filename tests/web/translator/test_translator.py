"""The translator's room: only the languages granted, texts bound to their source, all or none."""

import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.models import Account, TranslatorGrant
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service, Translation
from wemi_piemonte.directory.queries import records
from wemi_piemonte.directory.rules import TranslationState
from wemi_piemonte.directory.units import units_of
from wemi_piemonte.exchange.translations import waiting, xliff
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.search import queries as search_queries

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def site(demo_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    app = make_app(settings(folder))
    config = app.config["WEMI"]
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    yield app
    engine.dispose()


def translator(*locales: str, email: str = "t@example.org") -> Account:
    account = make_account(Role.CITIZEN, email)
    with transaction() as session:
        for locale in locales:
            session.add(TranslatorGrant(account_id=account.id, locale=locale, created_at=NOW))
    return account


@pytest.fixture
def page(site: Flask) -> Page:
    """An Albanian translator."""
    return Page(signed_in(site, translator("sq")))


def first_waiting(locale: str = "sq") -> UUID:
    with reading() as session:
        return waiting.queue(session, locale)[0].id


def test_only_what_was_granted_is_there(site: Flask, page: Page) -> None:
    service = first_waiting()
    page.open("/en/translations/")
    assert page.all("//main//h2/a/@href") == ["/en/translations/sq"]
    for path in ("ro", f"ro/{service}", "ro/texts.xlf", "xx", f"sq/{UUID(int=5)}"):
        assert page.client.get(f"/en/translations/{path}").status_code == 404
    assert (
        Page(signed_in(site, translator(email="n@example.org")))
        .client.get("/en/translations/sq")
        .status_code
        == 404
    )
    assert site.test_client().get("/en/translations/sq").status_code == 303


def test_the_queue_is_that_of_the_command_and_goes_out_as_files(page: Page) -> None:
    service = first_waiting()
    page.open("/en/translations/sq")
    assert (
        page.all("//main//ol[not(ancestor::nav)]/li/a/@href")[0] == f"/en/translations/sq/{service}"
    )
    answer = page.client.get("/en/translations/sq/texts.xlf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert {line.locale for line in xliff.lines_of(io.BytesIO(answer.data))} == {"sq"}
    assert page.client.get("/en/translations/sq/texts.csv").data.startswith(b"\xef\xbb\xbf")
    assert page.client.get("/en/translations/sq?page=999").status_code == 404


def kept(service: UUID, state: TranslationState) -> list[str]:
    with reading() as session:
        query = select(Translation.text).where(
            Translation.service_id == service,
            Translation.locale == "sq",
            Translation.state == state,
            Translation.text.like("Provë%"),
        )
        return list(session.scalars(query))


def test_a_draft_waits_and_what_is_read_is_shown(page: Page) -> None:
    service = first_waiting()
    page.open(f"/en/translations/sq/{service}")
    page.press("draft", text__0="Provë e parë")
    assert "Kept." in page.text
    assert kept(service, TranslationState.DRAFT) == ["Provë e parë"]
    assert "Provë e parë" not in page.client.get(f"/sq/services/{service}").get_data(as_text=True)
    page.open(f"/en/translations/sq/{service}").press("reviewed", text__0="Provë e parë")
    assert kept(service, TranslationState.REVIEWED) == ["Provë e parë"]
    assert "Provë e parë" in page.client.get(f"/sq/services/{service}").get_data(as_text=True)
    with reading() as session:
        acts = session.scalars(select(AuditRow.details).where(AuditRow.act == "translate")).all()
    assert len(acts) == 2
    assert all("Provë" not in each for each in acts)


def test_a_text_that_changed_meanwhile_makes_the_translation_older(page: Page) -> None:
    service = first_waiting()
    page.open(f"/en/translations/sq/{service}")
    with transaction() as session:
        found = session.get(Service, service)
        assert found is not None
        found.name = "Un nome tutto nuovo"
    number = next(
        key.partition("-")[2] for key in page.all("//textarea/@name") if key.startswith("text-")
    )
    page.press("reviewed", **{f"text__{number}": "Provë e vjetër"})
    with reading() as session:
        (record,) = records(session, [service])
        states = {
            unit.readiness for unit in units_of(record, "sq") if unit.text == "Provë e vjetër"
        }
    assert states == {"outdated"}


def test_what_can_not_be_kept_is_said_and_nothing_is_written(page: Page) -> None:
    service = first_waiting()
    page.open(f"/en/translations/sq/{service}")
    page.press("draft", 422, text__0="x" * 5000, text__1="Provë e dytë")
    assert kept(service, TranslationState.DRAFT) == []
    assert any("Provë e dytë" in each for each in page.all("//textarea/text()"))
    assert page.all("//title/text()")[0].startswith("Error:")


def test_texts_of_other_listings_are_not_touched(page: Page) -> None:
    with reading() as session:
        mine, other = [each.id for each in waiting.queue(session, "sq")[:2]]
    page.open(f"/en/translations/sq/{mine}")
    page.press("draft", key__0=f"service/{other}/{other}/name", text__0="Provë e huaj")
    assert kept(other, TranslationState.DRAFT) == []


def test_a_withdrawn_grant_holds_at_the_next_request(page: Page) -> None:
    page.open("/en/translations/sq")
    with transaction() as session:
        for grant in session.scalars(select(TranslatorGrant)):
            session.delete(grant)
    assert page.client.get("/en/translations/sq").status_code == 404
