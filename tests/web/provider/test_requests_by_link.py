"""A request answered by the link of a mail: nothing by looking, once by acting, never too late."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests import asking
from tests.asking import BODY_EMAIL, NOW, PERSON_EMAIL, Asking
from tests.browser import Page
from tests.inbox import link_in
from tests.people import make_account
from tests.web.provider.conftest import Mails
from tests.web.provider.requesting import (
    CANARIES,
    ask,
    at,
    english,
    events,
    number_of_messages,
    withdraw,
    write,
)
from tests.web.provider.test_other_bodies import snapshot
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership, Service
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.referrals import operations
from wemi_piemonte.referrals.rules import EventKind, ReferralState, Staff


def sent(mails: Mails, to: str = BODY_EMAIL) -> list[EmailMessage]:
    """The mails that came to an address."""
    return [each for each in mails() if each["To"] == to]


@pytest.fixture
def asked(site: Flask) -> Asking:
    """A request to a body that nobody acts for here."""
    return ask(asking.public_service())


@pytest.fixture
def link(asked: Asking, mails: Mails) -> str:
    (mail,) = sent(mails)
    return english(mail)


def shown(page: Page) -> list[str]:
    body = page.response.get_data(as_text=True)
    return [each for each in CANARIES if each in body]


def test_looking_says_nothing_of_the_person_and_changes_nothing(
    page: Page, link: str, asked: Asking
) -> None:
    before = snapshot()
    page.open(link)
    page.client.head(link)
    page.client.get(f"{link}/open", follow_redirects=True)
    assert asked.service.name in page.text
    assert "25 December 2026" in page.text
    assert shown(page) == []
    assert snapshot() == before
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]


def test_opening_shows_the_person_and_is_written_down(page: Page, link: str, asked: Asking) -> None:
    page.open(link).press("Open the request")
    assert shown(page) == list(CANARIES)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert asking.referral(asked.id).state is ReferralState.SEEN
    (read,) = events(asked, EventKind.READ)
    assert (read.who, read.account_id) == ("", None)


def test_an_answer_uses_the_link_up_and_a_new_one_comes(
    page: Page, link: str, asked: Asking, mails: Mails
) -> None:
    page.open(link).press("Open the request")
    page.press("Send the answer", state="contacted", text="La chiamo domani.")
    assert "Thank you, the answer is sent" in page.text
    assert shown(page) == []
    assert asking.referral(asked.id).state is ReferralState.CONTACTED
    assert number_of_messages(asked) == 1
    page.open(link, 410)
    (mail,) = sent(mails)
    following = english(mail)
    assert following != link
    page.open(following).press("Open the request")
    page.press("Send the answer", state="helped")
    assert asking.referral(asked.id).state is ReferralState.HELPED
    page.open(following, 410)
    assert sent(mails) == []


def test_a_used_link_does_nothing_and_gives_the_words_back(
    page: Page, link: str, asked: Asking
) -> None:
    other = Page(page.client.application.test_client())
    other.open(link).press("Open the request")
    page.open(link).press("Open the request")
    page.press("Send the answer", state="accepted")
    before = snapshot()
    other.press("Send the answer", 410, state="not_helped", reason="full", text="Niente posti.")
    assert "Niente posti." in other.text
    for act in ("open", "answer", "messages"):
        form = {"csrf_token": other.all("//input[@name='csrf_token']/@value")}
        assert other.client.post(f"{link}/{act}", data=form).status_code in {400, 410}
    assert snapshot() == before
    assert asking.referral(asked.id).state is ReferralState.ACCEPTED


def test_the_same_answer_sent_twenty_times_is_there_once(
    page: Page, link: str, asked: Asking, mails: Mails
) -> None:
    page.open(link).press("Open the request")
    form, _name, _value = page._button("Send the answer", "")
    values = page._values(form) | {"state": "contacted", "text": "La chiamo domani."}
    moves = len(events(asked))
    answers = [page.client.post(str(form.get("action")), data=values) for _ in range(20)]
    assert {each.status_code for each in answers} == {200}
    assert len(events(asked)) == moves + 1
    assert number_of_messages(asked) == 1
    assert len(sent(mails)) == 1


def test_words_alone_go_by_the_link_too(page: Page, link: str, asked: Asking, mails: Mails) -> None:
    page.open(link).press("Open the request")
    page.press("Send the message", 422, text="")
    assert shown(page) == list(CANARIES)
    form, _name, _value = page._button("Send the message", "")
    values = page._values(form) | {"text": "Porti la tessera."}
    for _ in range(3):
        assert page.client.post(str(form.get("action")), data=values).status_code == 200
    assert number_of_messages(asked) == 1
    assert asking.referral(asked.id).state is ReferralState.SEEN
    page.open(link, 410)
    (mail,) = sent(mails)
    page.open(english(mail)).press("Open the request")
    assert "Porti la tessera." in page.text


def test_a_wrong_answer_keeps_what_was_typed_and_the_link(
    page: Page, link: str, asked: Asking
) -> None:
    page.open(link).press("Open the request")
    page.press("Send the answer", 422, state="not_helped", text="Ci dispiace.")
    assert "Say why: choose one of these." in page.text
    assert page.all("//textarea[@id='text']/text()")[0].strip() == "Ci dispiace."
    page.press("Send the answer", reason="full")
    assert asking.referral(asked.id).state is ReferralState.NOT_HELPED


def test_an_answer_to_what_has_changed_meanwhile_is_told_so(
    page: Page, link: str, asked: Asking
) -> None:
    page.open(link).press("Open the request")
    asking.answer(asked.id, ReferralState.WAITING_LIST)
    page.press("Send the answer", 409, state="contacted", text="Eccoci.")
    assert "This request has changed meanwhile." in page.text
    assert "On the waiting list" in page.text
    page.press("Send the answer", state="contacted")
    assert asking.referral(asked.id).state is ReferralState.CONTACTED


def test_the_link_of_a_withdrawn_request_is_dead_also_halfway(
    page: Page, link: str, asked: Asking, mails: Mails
) -> None:
    page.open(link).press("Open the request")
    withdraw(asked)
    page.press("Send the answer", 410, state="contacted", text="Eccoci.")
    assert shown(page) == []
    page.open(link, 410)
    assert asking.referral(asked.id).state is ReferralState.WITHDRAWN
    (mail,) = sent(mails)
    assert "/request-answers/" not in mail.get_content()


def test_a_closed_request_has_no_living_link(page: Page, link: str, asked: Asking) -> None:
    with transaction() as session:
        operations.keep_going(session, NOW + timedelta(days=30))
    assert asking.referral(asked.id).state is ReferralState.EXPIRED
    page.open(link, 410)


@pytest.mark.parametrize("what", ["removed", "suspended"])
def test_the_link_of_who_no_longer_acts_for_the_body_is_dead(
    site: Flask, page: Page, mails: Mails, what: str
) -> None:
    service = asking.public_service()
    account = make_account(
        Role.PROVIDER, "anna@example.org", organization_id=service.organization.id
    )
    make_account(Role.PROVIDER, "bea@example.org", organization_id=service.organization.id)
    asked = ask(service)
    (mail,) = sent(mails, "anna@example.org")
    link = english(mail)
    page.open(link).press("Open the request")
    with transaction() as session:
        if what == "removed":
            session.execute(delete(Membership).where(Membership.account_id == account.id))
        else:
            session.get_one(Account, account.id).suspended_at = NOW
    page.press("Send the answer", 410, state="contacted")
    page.open(link, 410)
    assert asking.referral(asked.id).state is ReferralState.SEEN


def test_the_link_of_an_address_that_the_body_no_longer_has_is_dead(
    page: Page, link: str, asked: Asking
) -> None:
    with transaction() as session:
        session.get_one(Service, asked.service.id).email = "altro@melo.example.org"
    page.open(link, 410)


def test_no_other_link_opens_a_request(page: Page, site: Flask, mails: Mails) -> None:
    asked = asking.ask(asking.public_service())
    asking.answer(asked.id, ReferralState.CONTACTED)
    with transaction() as session:
        operations.keep_going(session, NOW + timedelta(days=31))
    at(NOW + timedelta(days=31))
    persons = [
        link_in(each, "/request-follow-ups/")
        for each in sent(mails, PERSON_EMAIL)
        if "/request-follow-ups/" in each.get_content()
    ]
    assert persons
    for token in [*(each.rpartition("/")[2] for each in persons), "x", "x" * 5000]:
        page.open(f"/en/request-answers/{token}", 410)


def test_no_mail_to_the_body_holds_a_word_of_the_person(site: Flask, mails: Mails) -> None:
    asked = ask(asking.public_service())
    found = mails()
    with transaction() as session:
        operations.keep_going(session, NOW + timedelta(days=6))
    at(NOW + timedelta(days=6))
    found += mails()
    write(asked, "Il canarino ancora non dorme")
    found += mails()
    (reminder, written) = found[1:]
    page = Page(site.test_client()).open(english(written)).press("Open the request")
    page.press("Send the answer", state="contacted", text="Chiamo per il canarino.")
    withdraw(asked)
    found += mails()
    assert len(found) == 5
    assert {each["To"] for each in found} == {BODY_EMAIL}
    assert [word for each in found for word in CANARIES if word in each.as_string()] == []
    texts = [each.get_content() for each in found]
    assert [word for text in texts for word in CANARIES if word in text] == []
    assert all(asked.service.name in each["Subject"] for each in found)
    assert "2026" in reminder.get_content()


def test_two_readers_of_one_mailbox_are_written_down_once_a_day(
    page: Page, link: str, asked: Asking
) -> None:
    for _ in range(3):
        page.open(link).press("Open the request")
    assert len(events(asked, EventKind.READ)) == 1
    with transaction() as session:
        operations.note_reading(
            session, referral_id=asked.id, staff=Staff(), now=NOW + timedelta(days=1)
        )
    assert len(events(asked, EventKind.READ)) == 2
    with reading() as session:
        assert session.scalar(select(Membership.account_id)) is None
