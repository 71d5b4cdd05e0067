"""The rooms of providers, of the Region and of operators on a phone: whole, and nothing serious for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Site, Visit
from tests.journeys.test_every_page import violations
from tests.people import session_of
from tests.rooms import of_operator, of_provider, of_the_region
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.foundation import db
from wemi_piemonte.foundation.sessions import COOKIE

pytestmark = pytest.mark.browser
Room = Callable[[], tuple[Account, list[str]]]


@pytest.mark.parametrize(
    ("room", "locale"),
    [(of_provider, "it"), (of_the_region, "ar"), (of_operator, "it")],
    ids=["provider", "region", "operator"],
)
def test_a_phone_shows_the_room_whole_and_axe_finds_nothing_serious(
    chromium: Browser, running: Site, room: Room, locale: str
) -> None:
    db.bind(db.open_engine(f"sqlite:///{running.folder / 'wemi.sqlite'}"))
    account, paths = room()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": COOKIE, "value": session_of(account), "url": running.url}])
    visit = Visit(context, running.url)
    faults: dict[str, list[str]] = {}
    for path in paths:
        page = visit.open(f"/{locale}/{path}")
        found = violations(page)
        if visit.overflows():
            found.append("wider than the window")
        if page.locator("main h1").count() != 1:
            found.append("no heading of its own")
        if found:
            faults[path] = found
    assert faults == {}
    visit.check()
    context.close()
