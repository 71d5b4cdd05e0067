"""A body on its whole way, from the application to a suspension that takes all away at once."""

import json
import shutil
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from tests.conftest import make_app, settings
from tests.journeys.conftest import Site, Visit, press, wait_until_ready
from tests.journeys.providing import (
    BODY,
    SERVICE,
    Person,
    apply,
    decide,
    link_of,
    write_listing,
)
from tests.journeys.test_every_page import violations
from tests.people import make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.worker import drain_once, run_jobs

pytestmark = pytest.mark.browser
GONE_SECONDS = 10


@pytest.fixture
def own(demo_folder: Path, tmp_path: Path) -> Iterator[tuple[Site, Flask]]:
    """A running site of its own with an open notice, and the application on the same data."""
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    app = make_app(settings(folder))
    app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
    make_account(Role.MODERATOR, "mara@example.org", locale="en")
    make_account(Role.PROVIDER, "gino@example.org", locale="en")
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        db.bind(db.open_engine(f"sqlite:///{folder / 'wemi.sqlite'}"))
        yield site, app
    finally:
        site.stop()


def ask(site: Site, path: str, **query: str) -> dict[str, Any]:
    url = f"{site.url}{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def listed(site: Site) -> int:
    """How often search finds the listing: once or not at all."""
    items = ask(site, "/api/v1/services", q=SERVICE, lang="it")["items"]
    return sum(each["name"] == SERVICE for each in items)


def wait_for(site: Site, number: int) -> None:
    deadline = time.monotonic() + GONE_SECONDS
    while listed(site) != number:
        assert time.monotonic() < deadline, f"not {number} within {GONE_SECONDS} s"
        time.sleep(0.1)


def service_id() -> UUID:
    with reading() as session:
        return session.scalars(select(Service.id).where(Service.name == SERVICE)).one()


def test_from_the_application_to_the_suspension(chromium: Browser, own: tuple[Site, Flask]) -> None:
    site, app = own
    windows = [chromium.new_context(viewport={"width": w, "height": 800}) for w in (360, 1280)]
    body, region = (Person(each, site.url) for each in windows)
    body.sign_in("gino@example.org")
    region.sign_in("mara@example.org", staff=True)
    become_qualified(body, region)
    listing = publish_a_listing(site, body, region)
    change_what_is_published(site, body, region, listing)
    confirm_by_a_link(site, app, chromium)
    lose_the_qualification(region)
    gone_everywhere(site, body)
    body.check()
    region.check()


def become_qualified(body: Person, region: Person) -> None:
    """The body applies, the Region asks for more, the body answers, the Region accepts."""
    page, moderator = body.page, region.page
    application = apply(page)
    body.look()
    region.open("/en/moderation/")
    region.look()
    moderator.locator("ol.queue h2 a").first.click()
    region.look()
    moderator.locator("#ask-reason").select_option("incomplete")
    moderator.locator("#ask-text").fill("Quanti volontari avete?")
    press(moderator, "Ask the body")
    page.goto(application)
    expect(page.get_by_text("Quanti volontari avete?")).to_be_visible()
    page.locator("#text").fill("Trentadue.")
    press(page, "Send the answer")
    region.open("/en/moderation/")
    moderator.locator("ol.queue h2 a").first.click()
    expect(moderator.get_by_text("Trentadue.")).to_be_visible()
    for met in moderator.locator("input[type='radio'][value='met']").all():
        met.check()
    press(moderator, "Keep what was found")
    press(moderator, "Qualify the body")
    register = region.open("/en/qualified-bodies?q=Gelso")
    expect(register.get_by_text(BODY).first).to_be_visible()


def publish_a_listing(site: Site, body: Person, region: Person) -> str:
    """A listing is written and sent, and nobody sees it until the Region publishes it."""
    body.open("/en/provider/")
    body.look()
    listing = write_listing(body.page)
    body.look()
    assert listed(site) == 0
    decide(region.page, site, "Publish")
    wait_for(site, 1)
    return listing


def change_what_is_published(site: Site, body: Person, region: Person, listing: str) -> None:
    """A change waits beside what people see."""
    page, moderator = body.page, region.page
    page.goto(listing + "/edit/what")
    page.locator("#what_you_get").fill("Tre visite la settimana.")
    press(page, "Save")
    page.goto(listing)
    press(page, "Send to the Region")
    body.open(f"/en/services/{service_id()}")
    expect(page.get_by_text("Due visite la settimana.")).to_be_visible()
    region.open("/en/moderation/")
    moderator.locator("ol.queue h2 a").first.click()
    expect(moderator.locator("table.difference")).to_contain_text("Tre visite la settimana.")
    region.look()
    press(moderator, "Publish")
    body.open(f"/en/services/{service_id()}")
    expect(page.get_by_text("Tre visite la settimana.")).to_be_visible()
    assert listed(site) == 1


def confirm_by_a_link(site: Site, app: Flask, chromium: Browser) -> None:
    """Months later a mail asks; its link works once, without signing in."""
    past = clock.today() - timedelta(days=220)
    with transaction() as session:
        session.execute(update(Service).where(Service.id == service_id()).values(verified_on=past))
    work = app.extensions["wemi_work"]
    run_jobs(work, clock.now())
    drain_once(work)
    stranger = Visit(chromium.new_context(viewport={"width": 360, "height": 740}), site.url)
    path = "/en/confirm-listing/" + link_of(site.folder, "/confirm-listing/").rpartition("/")[2]
    page = stranger.open(path)
    assert violations(page) == []
    words = "Yes, all of it is still true"
    press(page, words)
    with reading() as session:
        found = session.get(Service, service_id())
        assert found is not None
        assert found.verified_on == clock.today()
    stranger.open(path)
    expect(page.get_by_role("button", name=words)).to_have_count(0)
    stranger.check()


def lose_the_qualification(region: Person) -> None:
    """The Region suspends the qualification."""
    moderator = region.open("/en/moderation/qualifications?q=Gelso")
    moderator.locator("main a[href*='/moderation/qualifications/']").first.click()
    moderator.locator("#suspend-reason").select_option(index=1)
    moderator.locator("#suspend-text").fill("Si verifica una segnalazione.")
    press(moderator, "Suspend")
    region.look()


def gone_everywhere(site: Site, reader: Visit) -> None:
    """Search, map, plans, API and the sheet itself no longer have the listing, at once."""
    this = str(service_id())
    assert listed(site) == 0
    assert SERVICE not in json.dumps(ask(site, "/api/v1/services.geojson", q=SERVICE))
    request = urllib.request.Request(
        f"{site.url}/api/v1/match",
        json.dumps({"needs": [{"code": "ageing.company"}], "place": "Cuneo"}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert this not in answer.read().decode()
    page = reader.open(f"/en/search?q={urllib.parse.quote(SERVICE)}")
    assert page.locator(f"a[href*='{this}']").count() == 0
    reader.open(f"/en/services/{this}")
    expect(page.locator("a[href^='tel:']")).to_have_count(0)
