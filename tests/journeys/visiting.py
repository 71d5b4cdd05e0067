"""Visitors, operators and managers of help desks, each in a window of their own."""

import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import TypeVar
from uuid import UUID

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from tests.inbox import opened
from tests.journeys.conftest import Site
from tests.journeys.providing import Person
from tests.people import session_of
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.queries import met
from wemi_piemonte.desks.rules import LOOK_AHEAD_DAYS, Halt
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.sessions import COOKIE

MAIL_SECONDS = 30
TELEPHONE = {"width": 360, "height": 740}
COUNTER = {"width": 1280, "height": 800}
Found = TypeVar("Found")


@dataclass
class Street:
    """The running site, when its clock started, and who has a window open on it."""

    site: Site
    browser: Browser
    now: datetime
    windows: list[Person] = field(default_factory=list)

    def visitor(self, locale: str = "it-IT", *, javascript: bool = True) -> Person:
        """Somebody without an account, on a telephone that nobody has used yet."""
        context = self.browser.new_context(
            viewport=TELEPHONE,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale=locale,
        )
        return self._in(Person(context, self.site.url, javascript))

    def worker(self, account: Account) -> Person:
        """Somebody who works at a desk and has signed in there."""
        context = self.browser.new_context(viewport=COUNTER, locale="it-IT")  # type: ignore[arg-type]
        key = session_of(account)
        context.add_cookies([{"name": COOKIE, "value": key, "url": self.site.url}])
        return self._in(Person(context, self.site.url))

    def _in(self, person: Person) -> Person:
        self.windows.append(person)
        return person

    def letters(self, to: str) -> list[EmailMessage]:
        """The mails that somebody has got, the oldest first."""
        found = sorted(
            (self.site.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns
        )
        mails = [opened(path.read_bytes()) for path in found]
        return [mail for mail in mails if mail["To"] == to]

    def letter(self, to: str, number: int) -> EmailMessage:
        """The mail of this number that somebody gets, once it has come."""
        return until(lambda: self.letters(to)[number - 1], f"mail {number} to {to}")


def until(find: Callable[[], Found], what: str) -> Found:
    """Return what is found, once it is there."""
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        try:
            return find()
        except IndexError:
            assert time.monotonic() < deadline, f"{what} did not come"
            time.sleep(0.2)


def desk_named(name: str) -> UUID:
    """The desk of the demonstration that is called so."""
    with reading() as session:
        return session.scalars(select(Desk.id).where(Desk.name == name)).one()


def halts_of(desk_id: UUID, now: datetime) -> list[Halt]:
    """When and where a desk is met, called off or not, the soonest first."""
    with reading() as session:
        (found,) = met(session, [session.get_one(Desk, desk_id)], now=now, days=LOOK_AHEAD_DAYS)
        return list(found.halts)


def look(person: Person) -> None:
    """Axe finds nothing serious, where it can run, and the page fits its window."""
    if person.javascript:
        person.look()
    assert not person.overflows(), person.page.url


def submit(page: Page, ending: str) -> None:
    """Send the form of the page's own part whose address ends so."""
    send(page, page.locator(f"main form[action$='{ending}'] button[type='submit']").first)


def send(page: Page, button: Locator) -> None:
    """Press a button that leads to another page."""
    button.click()
    page.wait_for_load_state("load")


def follow(page: Page, ending: str) -> None:
    """Follow the first link of the page's own part whose address ends so."""
    send(page, page.locator(f"main a[href$='{ending}']").first)


def unfold(page: Page, inside: str) -> None:
    """Open what is folded around something, unless it is open already."""
    folded = page.locator("main details:not([open])").filter(has=page.locator(inside))
    if folded.count():
        folded.first.locator("summary").first.click()
    expect(page.locator(inside).first).to_be_visible()


def code_and_pin(page: Page) -> tuple[str, str]:
    """The code and the PIN that a page hands over, this once."""
    told = page.locator("dl.pass dd bdi").all_inner_texts()
    code, pin = ("".join(words.split()) for words in told)
    assert re.fullmatch(r"[0-9B-DF-HJKMNP-TV-Z]{8}", code)
    assert re.fullmatch(r"\d{6}", pin)
    return code, pin


def open_with(page: Page, code: str, pin: str) -> None:
    """Write code and PIN into the form that opens what a visitor has kept."""
    form = page.locator("main form[action$='/plans']")
    form.locator("input[name='code']").fill(code)
    form.locator("input[name='pin']").fill(pin)
    send(page, form.locator("button[type='submit']").first)


def new_case(page: Page, desk_id: UUID, visitor: str) -> tuple[str, str]:
    """Open a case for a visitor in one tap; returns code and PIN."""
    form = page.locator(f"main form[action$='/desk/{desk_id}/cases']")
    form.locator("select[name='visitor']").select_option(visitor)
    send(page, form.locator("button[type='submit']"))
    return code_and_pin(page)


def all_kept(site: Site) -> list[str]:
    """All that a site has kept, as text: what it logs, its files, every row of its tables."""
    files = [site.folder.parent / "log", *site.folder.rglob("*")]
    told = [
        path.read_bytes().decode("utf-8", "replace")
        for path in files
        if path.is_file() and not path.name.startswith("wemi.sqlite")
    ]
    connection = sqlite3.connect(site.folder / "wemi.sqlite")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    told += [repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for (name,) in tables]
    connection.close()
    return told


def languages(page: Page, within: str) -> set[str]:
    """The languages in which something is told on a page."""
    spans = page.locator(f"{within} .two > span[lang]")
    return {str(each.get_attribute("lang")) for each in spans.all()}
