"""The administrators see which mails do not arrive, why, and what becomes of them."""

from datetime import timedelta

import pytest

from tests.people import make_account
from tests.web.provider.conftest import NOW, Town
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.foundation.mail import Delivery

MAILS = "/en/moderation/mails"


@pytest.fixture
def admin(town: Town) -> Account:
    return make_account(Role.ADMIN, "ada@region.example")


def put(name: str, waited: timedelta, **fields: object) -> None:
    known = {
        "recipient": f"{name}@example.org",
        "locale": "en",
        "kind": "password-changed",
        "values": "{}",
        "created_at": NOW - waited,
        "due_at": NOW + timedelta(minutes=16),
        "tries": 0,
        "error": "",
    }
    with transaction() as session:
        session.add(Delivery(**{**known, **fields}))


def test_mails_that_do_not_leave_are_shown_with_what_the_server_said(
    town: Town, admin: Account
) -> None:
    put("tried", timedelta(minutes=20), tries=4, error="451 4.7.1 <tried@example.org>: later")
    put("due", timedelta(hours=2), due_at=NOW)
    put("new", timedelta(minutes=59), tries=2)
    put("sent", timedelta(days=2), due_at=None, sent_at=NOW, tries=9)
    put("dead", timedelta(days=3), due_at=None, dead_at=NOW, tries=20, error="550 no such user")
    page = town.browser(admin).open(MAILS)
    stuck = page.all("//section[@aria-labelledby='stuck']//li")
    assert [each.findtext("h3/bdi") for each in stuck] == ["due@example.org", "tried@example.org"]
    due, tried = (" ".join("".join(each.itertext()).split()) for each in stuck)
    assert "password-changed · 2 hours ago · Tried 0 times It is tried now." in due
    assert "20 minutes ago · Tried 4 times 451 4.7.1 <tried@example.org>: later" in tried
    assert "Next try: in 16 minutes" in tried
    dead = page.all("//section[@aria-labelledby='dead']//li/h3/bdi/text()")
    assert dead == ["dead@example.org"]
    assert "550 no such user" in page.text


def test_when_all_mails_arrive_the_page_says_so(town: Town, admin: Account) -> None:
    put("new", timedelta(minutes=1))
    page = town.browser(admin).open(MAILS)
    assert "No mail has waited for long." in page.text
    assert "No mail was given up." in page.text
    assert page.all("//ul[contains(@class, 'queue')]") == []


def test_a_mail_that_is_still_tried_can_not_be_tried_anew(town: Town, admin: Account) -> None:
    put("tried", timedelta(minutes=20), tries=4)
    page = town.browser(admin).open(MAILS)
    assert not page.all("//form[contains(@action, '/retry')]")
