"""A body on its whole way, from the application to a suspension that takes all away at once."""

import email
import email.policy
import json
import re
import shutil
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from tests.conftest import make_app, settings
from tests.journeys.conftest import Site, Visit, press, wait_until_ready
from tests.journeys.test_every_page import violations
from tests.people import PASSWORD, SECRET, make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.worker import drain_once, run_jobs

pytestmark = pytest.mark.browser
BODY = "Cooperativa sociale Il Gelso"
TAX_CODE = "01234560017"
SERVICE = "Compagnia del gelso"
DESCRIPTION = (
    "Un volontario formato va a trovare le persone anziane che vivono sole: una passeggiata,"
    " quattro chiacchiere, una partita a carte. Viene sempre la stessa persona, due volte la"
    " settimana, per un'ora e mezza. Si comincia con un incontro a casa per conoscersi."
)
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


class Person(Visit):
    """Somebody with an account, in a window of their own."""

    def sign_in(self, address: str, *, staff: bool = False) -> Page:
        """Sign in by the form, with the second factor where the role asks for it."""
        page = self.open("/en/sign-in")
        page.get_by_label("E-mail address").fill(address)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        if staff:
            page.get_by_label("Code").fill(pyotp.TOTP(SECRET).now())
            press(page, "Sign in")
        return page

    def look(self) -> None:
        """Axe finds nothing serious here, and the page fits its window."""
        assert violations(self.page) == [], self.page.url
        assert not self.overflows(), self.page.url


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


def apply(page: Page) -> str:
    """Begin an application, tell what is asked, send it; returns its address."""
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("qualification", re.IGNORECASE)
    ).first.click()
    page.locator("main a[href*='/provider/notices/']").first.click()
    page.locator("#legal_name").fill(BODY)
    page.locator("#tax_code").fill(TAX_CODE)
    press(page, "Begin")
    page.locator("#legal_form").select_option(index=4)
    page.locator("#runts_section").select_option(index=4)
    page.locator("#runts_number").fill("12345")
    page.locator("#municipality").fill("Cuneo")
    page.locator("#email").fill("info@gelso.example")
    page.locator("#phone").fill("+39 0171 000 1234")
    page.locator("#statement").fill("Da dieci anni accompagniamo persone anziane sole.")
    page.locator("input[name='region']").check()
    page.get_by_role("checkbox", name="Anziani").check()
    for each in page.locator("#needs details").all():
        if each.get_attribute("open") is None:
            each.locator("summary").click()
    for need in page.locator("input[name='needs'][value^='ageing.']").all():
        need.check()
    press(page, "Keep as draft")
    address = page.url.partition("?")[0]
    page.goto(address + "/documents")
    for option in page.locator("#criterion option:not([value=''])").all():
        page.locator("#criterion").select_option(option.get_attribute("value"))
        page.locator("#file").set_input_files(
            {"name": "statuto.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
        )
        press(page, "Send a document")
    page.goto(address)
    expect(page.get_by_text("Nothing: it can be sent.")).to_be_visible()
    press(page, "Send to the Region")
    expect(page.get_by_text("It is sent.", exact=False)).to_be_visible()
    return address


def write_listing(page: Page) -> str:
    """Write a listing in its steps and send it; returns its address."""
    page.locator("main a[href$='/services']").first.click()
    page.get_by_role("link", name="A new listing").click()
    page.get_by_label("Name of the service").fill(SERVICE)
    page.get_by_label("In one sentence", exact=False).fill("Una visita amica a chi è solo.")
    press(page, "Begin")
    address = page.url.partition("/edit/")[0]
    page.goto(address + "/edit/what")
    page.locator("#description").fill(DESCRIPTION)
    page.locator("#what_you_get").fill("Due visite la settimana.")
    page.locator("#add_need").select_option("ageing.company")
    press(page, "Save and go on")
    page.goto(address + "/edit/where")
    page.locator("#modes-at_home").check()
    page.locator("#provinces-004").check()
    press(page, "Save and go on")
    page.goto(address + "/edit/cost")
    page.locator("#cost-free").check()
    press(page, "Save and go on")
    page.goto(address + "/edit/how-to-ask")
    press(page, "Add a phone")
    page.locator("input[name^='phones-'][name$='-number']").first.fill("+39 0171 000 1234")
    press(page, "Save and go on")
    page.goto(address + "/edit/languages-and-access")
    page.locator("input[value='it'][type='checkbox']").first.check()
    press(page, "Save and go on")
    page.goto(address)
    expect(page.get_by_text("Nothing: it can be sent.")).to_be_visible()
    press(page, "Send to the Region")
    return address


def decide(page: Page, site: Site, words: str, note: str = "") -> None:
    """Take the first thing of the queue and decide on it."""
    page.goto(site.url + "/en/moderation/")
    page.locator("ol.queue h2 a").first.click()
    if note:
        page.locator("details[open] textarea[name='note']").first.fill(note)
    press(page, words)


def link_of(folder: Path, part: str) -> str:
    """The newest link of a mail that holds `part`."""
    found: list[tuple[float, str]] = []
    for path in (folder / "mail").glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = mail.get_content()
        found += [
            (path.stat().st_mtime, each) for each in re.findall(rf"https?://\S*{part}\S*", text)
        ]
    return max(found)[1]


def service_id() -> UUID:
    with reading() as session:
        return session.scalars(select(Service.id).where(Service.name == SERVICE)).one()


def test_from_the_application_to_the_suspension(chromium: Browser, own: tuple[Site, Flask]) -> None:
    site, app = own
    windows = [chromium.new_context(viewport={"width": w, "height": 800}) for w in (360, 1280)]
    body, region = (Person(each, site.url) for each in windows)
    page = body.sign_in("gino@example.org")
    moderator = region.sign_in("mara@example.org", staff=True)

    application = apply(page)
    body.look()
    # The Region asks for more, the body answers, the Region accepts.
    moderator.goto(site.url + "/en/moderation/")
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
    moderator.goto(site.url + "/en/moderation/")
    moderator.locator("ol.queue h2 a").first.click()
    expect(moderator.get_by_text("Trentadue.")).to_be_visible()
    for met in moderator.locator("input[type='radio'][value='met']").all():
        met.check()
    press(moderator, "Keep what was found")
    press(moderator, "Qualify the body")
    register = region.open("/en/qualified-bodies?q=Gelso")
    expect(register.get_by_text(BODY).first).to_be_visible()

    # A listing, sent and published.
    page.goto(site.url + "/en/provider/")
    body.look()
    listing = write_listing(page)
    body.look()
    assert listed(site) == 0
    decide(moderator, site, "Publish")
    wait_for(site, 1)
    sheet = f"{site.url}/en/services/{service_id()}"

    # A change waits beside what people see.
    page.goto(listing + "/edit/what")
    page.locator("#what_you_get").fill("Tre visite la settimana.")
    press(page, "Save")
    page.goto(listing)
    press(page, "Send to the Region")
    page.goto(sheet)
    expect(page.get_by_text("Due visite la settimana.")).to_be_visible()
    moderator.goto(site.url + "/en/moderation/")
    moderator.locator("ol.queue h2 a").first.click()
    expect(moderator.locator("table.difference")).to_contain_text("Tre visite la settimana.")
    region.look()
    press(moderator, "Publish")
    page.goto(sheet)
    expect(page.get_by_text("Tre visite la settimana.")).to_be_visible()

    # Months later: a link in a mail, without signing in.
    past = clock.today() - timedelta(days=220)
    with transaction() as session:
        session.execute(update(Service).where(Service.id == service_id()).values(verified_on=past))
    work = app.extensions["wemi_work"]
    run_jobs(work, clock.now())
    drain_once(work)
    stranger = Visit(chromium.new_context(viewport={"width": 360, "height": 740}), site.url)
    token = link_of(site.folder, "/confirm-listing/").rpartition("/")[2]
    path = f"/en/confirm-listing/{token}"
    stranger.open(path)
    assert violations(stranger.page) == []
    press(stranger.page, "Yes, all of it is still true")
    with reading() as session:
        found = session.get(Service, service_id())
        assert found is not None
        assert found.verified_on == clock.today()
    stranger.open(path)
    expect(stranger.page.get_by_role("button", name="Yes, all of it is still true")).to_have_count(
        0
    )

    # The Region suspends the qualification: gone at once, everywhere.
    moderator.goto(site.url + "/en/moderation/qualifications?q=Gelso")
    moderator.locator("main a[href*='/moderation/qualifications/']").first.click()
    moderator.locator("#suspend-reason").select_option(index=1)
    moderator.locator("#suspend-text").fill("Si verifica una segnalazione.")
    press(moderator, "Suspend")
    gone_everywhere(site, stranger, sheet)
    body.check()
    region.check()
    stranger.check()


def gone_everywhere(site: Site, stranger: Visit, sheet: str) -> None:
    """Search, map, plans, API and the sheet itself no longer have the listing."""
    this = sheet.rpartition("/")[2]
    assert listed(site) == 0
    assert SERVICE not in json.dumps(ask(site, "/api/v1/services.geojson", q=SERVICE))
    request = urllib.request.Request(
        f"{site.url}/api/v1/match",
        json.dumps({"needs": [{"code": "ageing.company"}], "place": "Cuneo"}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert this not in answer.read().decode()
    page = stranger.open(f"/en/search?q={urllib.parse.quote(SERVICE)}")
    assert page.locator(f"a[href*='{this}']").count() == 0
    answer_page = stranger.page.goto(sheet)
    assert answer_page is not None
    assert answer_page.status in {404, 410, 200}
    expect(stranger.page.locator("a[href^='tel:']")).to_have_count(0)
