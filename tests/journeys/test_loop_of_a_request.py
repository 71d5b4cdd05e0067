"""The whole loop in a browser: asked, answered by the link of a mail, rated, decided, replied to.

In Italian on a telephone with scripts and without, and the citizen's side once in Romanian.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests.journeys.conftest import Site, wait_until_ready
from tests.journeys.providing import Person, link_of
from tests.people import make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Organization, Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation import db

pytestmark = pytest.mark.browser
MAIL_SECONDS = 30
WORDS = "Mia madre è sola e io lavoro fino a sera."


@dataclass
class Loop:
    """A site of its own, its people, and a service whose body has somebody signed up."""

    site: Site
    browser: Browser
    service: UUID
    body: UUID
    opened: list[Person] = field(default_factory=list)

    def window(self, *, javascript: bool = True, locale: str = "it-IT") -> Person:
        """A window as small as a telephone."""
        context = self.browser.new_context(
            viewport={"width": 360, "height": 740}, java_script_enabled=javascript, locale=locale
        )
        person = Person(context, self.site.url, javascript)
        self.opened.append(person)
        return person

    def mailed(self, part: str, known: str = "") -> str:
        """The newest link of a mail that holds this, once it has come."""
        return wait_for(lambda: link_of(self.site.folder, part), known)

    def path(self, link: str) -> str:
        """What of a link comes after the host."""
        return "/" + link.split("://", 1)[1].partition("/")[2]


def wait_for(find: Callable[[], str], known: str) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        try:
            found = find()
        except (ValueError, FileNotFoundError):
            found = known
        if found != known:
            return found
        assert time.monotonic() < deadline, "the mail did not come"
        time.sleep(0.3)


@pytest.fixture
def loop(demo_folder: Path, tmp_path: Path, chromium: Browser) -> Iterator[Loop]:
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder)
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        db.bind(db.open_engine(f"sqlite:///{folder / 'wemi.sqlite'}"))
        with db.reading() as session:
            service, body = session.execute(
                select(Service.id, Organization.id)
                .join(Organization, Organization.id == Service.organization_id)
                .where(Service.publication == Publication.PUBLISHED)
                .order_by(Service.name)
                .limit(1)
            ).one()
        make_account(Role.PROVIDER, "gina@example.org", organization_id=body)
        make_account(Role.MODERATOR, "mara@example.org")
        loop = Loop(site, chromium, service, body)
        yield loop
        for each in loop.opened:
            each.check()
            each.page.context.close()
    finally:
        site.stop()


def submit(page: Page, ending: str) -> None:
    """Send the form of the page's own part whose address ends so."""
    page.locator(f"main form[action$='{ending}'] button[type='submit']").first.click()
    page.wait_for_load_state("load")


def ask(loop: Loop, person: Person, locale: str) -> tuple[str, str]:
    """Ask for the service from its sheet; returns code and PIN."""
    page = person.open(f"/{locale}/services/{loop.service}")
    page.locator(f"main a[href*='/services/{loop.service}/request']").first.click()
    page.wait_for_load_state("load")
    person.look()
    # Nothing filled in: what is wrong is told, and what was typed stays.
    page.locator("textarea[name='words']").fill(WORDS)
    submit(page, "/request")
    expect(page.locator("[role='alert']").first).to_be_visible()
    expect(page.locator("textarea[name='words']")).to_have_value(WORDS)
    page.locator("#contact_kind-email").check()
    page.locator("input[name='email']").fill("elena@example.org")
    page.locator("input[name='consent']").check()
    submit(page, "/request")
    person.look()
    code, pin = (
        each.inner_text().replace(" ", "") for each in page.locator("dl.pass dd bdi").all()
    )
    return code, pin


def reopen(loop: Loop, locale: str, code: str, pin: str, *, javascript: bool) -> Person:
    """Open the request on another device, with code and PIN."""
    person = loop.window(javascript=javascript)
    page = person.open(f"/{locale}/requests")
    page.locator("main input[name='code']").fill(code)
    page.locator("main input[name='pin']").fill(pin)
    submit(page, "/plans")
    page.locator(f"main a[href*='/{locale}/requests/']").first.click()
    page.wait_for_load_state("load")
    expect(page.get_by_text(WORDS)).to_be_visible()
    person.look()
    return person


def answer(loop: Loop, *, javascript: bool) -> None:
    """Let the body answer by the link of its mail, without signing in."""
    body = loop.window(javascript=javascript)
    page = body.open(loop.path(loop.mailed("request-answers/")))
    assert WORDS not in page.content()
    submit(page, "/open")
    expect(page.get_by_text(WORDS)).to_be_visible()
    body.look()
    page.locator("input[name='state'][value='helped']").check()
    submit(page, "/answer")
    body.look()


def rate(person: Person, comment: str) -> None:
    """Say how it was, from the page of the request."""
    page = person.page
    page.reload()
    page.locator("main a[href$='/rating']").first.click()
    page.wait_for_load_state("load")
    person.look()
    page.locator("#score-4").check()
    page.locator("#met-yes").check()
    page.locator("textarea[name='comment']").fill(comment)
    submit(page, "/rating")
    person.look()
    expect(page.get_by_text(comment)).to_be_visible()


def decide(loop: Loop, region: Person, kind: str) -> None:
    """Let the Region publish the first thing of this kind in its queue."""
    page = region.open("/it/moderation/")
    page.locator(f"ol.queue a[href*='/moderation/{kind}/']").first.click()
    page.wait_for_load_state("load")
    assert "★" not in page.locator("main").inner_text()
    region.look()
    page.locator("input[name='verdict'][value='publish']").check()
    path = page.url.partition("?")[0].rsplit("/", 1)[-1]
    submit(page, path)


def reply(loop: Loop, provider: Person, text: str) -> None:
    """Let the body answer the rating in its room."""
    page = provider.open(f"/it/provider/organizations/{loop.body}/ratings")
    field_ = page.locator("main textarea[name='text']").first
    if not field_.is_visible():
        page.locator("main details summary").first.click()
    field_.fill(text)
    submit(page, "/reply")
    provider.look()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "plain"])
def test_a_person_asks_is_helped_and_says_how_it_was(loop: Loop, javascript: bool) -> None:
    citizen = loop.window(javascript=javascript)
    code, pin = ask(loop, citizen, "it")
    citizen = reopen(loop, "it", code, pin, javascript=javascript)
    answer(loop, javascript=javascript)
    comment, words = "Sono venuti in tempo, e con garbo.", "Grazie delle sue parole."
    rate(citizen, comment)
    region, provider = loop.window(), loop.window()
    region.sign_in("mara@example.org", staff=True)
    provider.sign_in("gina@example.org")
    decide(loop, region, "ratings")
    reply(loop, provider, words)
    decide(loop, region, "replies")
    page = citizen.open(f"/it/services/{loop.service}/ratings")
    expect(page.get_by_text(comment)).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    citizen.look()


def test_a_person_goes_the_same_way_in_romanian(loop: Loop) -> None:
    citizen = loop.window(locale="ro-RO")
    code, pin = ask(loop, citizen, "ro")
    citizen = reopen(loop, "ro", code, pin, javascript=True)
    answer(loop, javascript=True)
    # The mail brings the person to the rating, in Romanian, without code and PIN.
    link = loop.path(loop.mailed("request-follow-ups/"))
    assert link.startswith("/ro/")
    page = citizen.open(link)
    assert WORDS not in page.content()
    citizen.look()
    page.locator("#score-5").check()
    page.locator("#met-partly").check()
    page.locator("textarea[name='comment']").fill("Au venit repede. Sunați la 347 123 4567.")
    page.locator("main form:has(#score-5) button[type='submit']").first.click()
    page.wait_for_load_state("load")
    citizen.look()
    # Held: the words that hold it back are told.
    page = citizen.open("/ro/requests")
    page.locator("main a[href*='/ro/requests/']").first.click()
    page.locator("main a[href$='/rating']").first.click()
    expect(page.get_by_text("347 123 4567").first).to_be_visible()
    citizen.look()
