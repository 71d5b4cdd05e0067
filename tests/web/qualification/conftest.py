"""A site with an open notice, people of a body and of the Region, mails in a folder."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.conftest import make_app, settings
from tests.inbox import Mails, inbox
from tests.people import make_account, signed_in
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.demonstration import NOTICE, load_demonstration
from wemi_piemonte.qualification.models import Application, Qualification
from wemi_piemonte.search import queries as search_queries

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
TAX_CODE = "80087670016"
PDF = b"%PDF-1.7\nlo statuto"


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    folder = tmp_path / "data"
    app = make_app(settings(folder, sqlite_url))
    search_queries.open_index(folder)
    clock.start_at(NOW)
    with transaction() as session:
        load_demonstration(session, NOW)
    yield app
    clock.start_at(None)
    db.open_engine(sqlite_url).dispose()


Browser = Callable[..., Page]


@pytest.fixture
def browser(site: Flask) -> Browser:
    """Gives the browser of a person with a role, made when first asked for."""
    known: dict[str, Page] = {}

    def of(
        name: str,
        role: Role = Role.PROVIDER,
        organization_id: UUID | None = None,
        **more: object,
    ) -> Page:
        if name not in known:
            account = make_account(
                role,
                f"{name}@example.org",
                organization_id=organization_id,
                **more,  # type: ignore[arg-type]
            )
            known[name] = Page(signed_in(site, account))
        return known[name]

    return of


@pytest.fixture
def anna(browser: Browser) -> Page:
    """Somebody of a body, who has just registered."""
    return browser("anna")


@pytest.fixture
def rita(browser: Browser) -> Page:
    """A moderator of the Region."""
    return browser("rita", Role.MODERATOR)


@pytest.fixture
def mails(site: Flask) -> Mails:
    """Delivers what waits, and gives the mails that came with it."""
    return inbox(site)


def begun(page: Page, name: str = "L'Orto di Tutti ODV", tax_code: str = TAX_CODE) -> str:
    """Begin an application, and return its address."""
    page.open(f"/en/provider/notices/{NOTICE}")
    page.press("Begin", legal_name=name, tax_code=tax_code)
    return page.response.request.path


def filled(page: Page, path: str) -> None:
    """Write all that the form asks for, and send the documents that the criteria want."""
    page.open(path)
    section = next(
        str(each.get("value"))
        for each in page.all("//input[@name='sections']")
        if "Anziani" in "".join(each.getparent().itertext())
    )
    page.press(
        "Keep as draft",
        legal_form="voluntary_organization",
        runts_section="a",
        runts_number="12345",
        municipality="cuneo",
        email="info@orto.example",
        phone="0171 000 1001",
        statement="Aiutiamo anziani soli dal 2015.",
        sections=section,
        needs=["ageing.company", "ageing.home-care"],
        provinces="004",
        municipalities="Torino\nBra",
    )
    page.open(f"{path}/documents")
    for criterion in [str(each) for each in page.all("//option/@value") if str(each)]:
        file = pdf(criterion)
        page.press("Send a document", criterion=criterion, file=file)


def pdf(words: str = "statuto") -> tuple[object, str]:
    """A file to send."""
    return BytesIO(PDF + words.encode()), "Lo statuto.pdf"


def sent(page: Page) -> str:
    """Apply with all that is needed, and return the id of the application."""
    path = begun(page)
    filled(page, path)
    page.open(path).press("Send to the Region")
    return path.rpartition("/")[2]


def judged(page: Page, application_id: str, verdict: str = "met") -> Page:
    """Find the same of every criterion."""
    page.open(f"/en/moderation/applications/{application_id}")
    names = {str(each) for each in page.all("//input[@type='radio']/@name")}
    return page.press("Keep what was found", **dict.fromkeys(names, verdict))


def stored(application_id: str) -> Application:
    with reading() as session:
        found = session.get(Application, UUID(application_id))
    assert found is not None
    return found


def decisions() -> list[tuple[Subject, Act, Reason]]:
    with reading() as session:
        rows = session.scalars(select(Decision).order_by(Decision.at, Decision.id))
        return [(each.subject, each.act, each.reason) for each in rows]


def qualified(anna: Page, rita: Page) -> str:
    """The whole way to a qualification; returns its id."""
    application_id = sent(anna)
    judged(rita, application_id)
    rita.press("Qualify the body")
    with reading() as session:
        return str(session.scalars(select(Qualification.id)).one())
