"""A hall in the mountains: a device, and a line to the site that can be cut."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from tests import desk_work
from tests.journeys.conftest import Site, wait_until_ready
from tests.journeys.without_network.line import Line
from tests.people import session_of
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases.models import Case
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.sessions import COOKIE

CANARY = "Zibellino"
# Everything that a site of the browser can read again of what is kept.
RAW = """async () => {
  const open = indexedDB.open("wemi-desk");
  const base = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
  const told = [];
  for (const name of base.objectStoreNames) {
    const all = base.transaction(name).objectStore(name).getAll();
    const rows = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
    for (const row of rows) {
      const words = row?.words ? new TextDecoder("latin1").decode(row.words) : "";
      const key = row?.key ? `${row.key.extractable}` : "";
      told.push([name, JSON.stringify(row), words, key]);
    }
  }
  base.close();
  return told;
}"""
KEPT = """async () => {
  const told = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    told.push(...(await cache.keys()).map((request) => new URL(request.url).pathname));
  }
  return told;
}"""


@dataclass
class Hall:
    """The running site behind a line, a desk of it, and who works there."""

    line: Line
    browser: Browser
    desk_id: UUID
    olga: Account
    contexts: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def sign_in(self, account: Account, context: BrowserContext | None = None) -> BrowserContext:
        """Sign somebody in, on a device of their own or on one that was used before."""
        if context is None:
            context = self.browser.new_context(
                viewport={"width": 360, "height": 740}, locale="it-IT"
            )
            context.on("weberror", lambda error: self.errors.append(str(error.error)))
            self.contexts.append(context)
        key = session_of(account)
        context.add_cookies([{"name": COOKIE, "value": key, "url": self.line.url}])
        return context

    def open(self, context: BrowserContext, path: str = "desk/") -> Page:
        """Open a page of the room."""
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{self.line.url}/en/{path}")
        return page

    @property
    def package(self) -> str:
        return f"desk/{self.desk_id}/offline"

    def ready(self, account: Account | None = None) -> BrowserContext:
        """A device on which somebody has signed in and which has kept the package."""
        context = self.sign_in(account or self.olga)
        page = self.open(context)
        expect(page.locator("[data-when=ready]")).to_be_visible(timeout=60_000)
        page.close()
        return context

    def cases(self) -> int:
        with reading() as session:
            query = select(func.count()).select_from(Case).where(Case.desk_id == self.desk_id)
            return session.scalar(query) or 0


@contextmanager
def site_of_its_own(demo_folder: Path, folder: Path) -> Iterator[Site]:
    """A running site of its own, with the demonstration data."""
    shutil.copytree(demo_folder, folder)
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        yield site
    finally:
        site.stop()


@contextmanager
def hall_of(site: Site, chromium: Browser, name: str) -> Iterator[Hall]:
    """A hall with a line to the site, with a desk and an operator of its own."""
    db.bind(db.open_engine(f"sqlite:///{site.folder / 'wemi.sqlite'}"))
    desk_id = desk_work.desk(f"Sportello di prova {name[:40]}")
    olga = desk_work.worker(desk_id, email=f"{name[:50]}@example.org")
    found = Hall(Line(site.port), chromium, desk_id, olga)
    try:
        yield found
    finally:
        for context in found.contexts:
            context.close()
        found.line.cut()
    assert found.errors == []


def note(page: Page, words: str, *, visitor: str = "uk") -> None:
    """Write a note of one need, with words that the visitor lets the desk keep."""
    page.get_by_role("combobox", name="Language of the visitor", exact=True).select_option(visitor)
    page.locator("#note-need").select_option("income.food")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("In the visitor's words").fill(words)
    page.locator("#note-agreed").check()


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep this note").click()
    expect(page.locator("[data-said]")).to_be_visible()


def waiting(page: Page, number: int) -> None:
    """The page says so many notes wait."""
    told = page.locator("[data-when=waiting] [data-waiting]")
    if number:
        expect(told).to_have_text(str(number))
    else:
        expect(told).to_be_hidden()
