"""Registering, signing in with and without the second step, and being out at once."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from tests.browser import Page
from tests.inbox import Mails, link_in
from tests.people import PASSWORD, SECRET, make_account, signed_in
from tests.web.accounts.conftest import NOW
from wemi_piemonte.accounts.models import Account, Token
from wemi_piemonte.accounts.operations.ending import suspend_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.foundation.session_table import WebSession

FORM = {"name": "Anna Bianchi", "email": "anna@example.org", "password": PASSWORD}


def code_at(seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(int(clock.now().timestamp()) + seconds)


def sign_in(page: Page, email: str = "anna@example.org", password: str = PASSWORD) -> Page:
    return page.open("/en/sign-in").press("Sign in", 200, "sign-in", email=email, password=password)


def test_a_person_registers_confirms_and_signs_in(page: Page, mails: Mails) -> None:
    page.open("/en/register").press("Make the account", **FORM)
    assert "anna@example.org" in page.text
    page.open("/en/sign-in").press(
        "Sign in", 422, "sign-in", email="anna@example.org", password=PASSWORD
    )
    (mail,) = mails()
    assert mail["Subject"] == "Confirm your e-mail address"
    link = link_in(mail, "/confirm-email/")
    page.open(link).press("Yes, this address is mine")
    page.open(link, 410)
    assert "My page" in sign_in(page).text


def test_a_program_that_follows_links_confirms_nothing(page: Page, mails: Mails) -> None:
    page.open("/en/register").press("Make the account", **FORM)
    page.open(link_in(mails()[0], "/confirm-email/"))
    with reading() as session:
        assert session.scalars(select(Account.confirmed_at)).one() is None


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(
    page: Page, mails: Mails
) -> None:
    make_account(Role.CITIZEN, locale="en")
    page.open("/en/register").press("Make the account", **(FORM | {"name": "Somebody"}))
    known = page.text
    page.open("/en/register").press("Make the account", **(FORM | {"email": "new@example.org"}))
    assert page.text == known.replace("anna@example.org", "new@example.org")
    assert {mail["Subject"] for mail in mails()} == {
        "Confirm your e-mail address",
        "You have an account already",
    }
    with reading() as session:
        assert (
            session.scalars(select(Account.name).where(Account.email == FORM["email"])).one()
            == "Anna"
        )


def test_what_was_typed_stays_in_the_form_but_the_password(page: Page) -> None:
    page.open("/en/register").press("Make the account", 422, **(FORM | {"password": "short"}))
    assert page.all("//input[@name='email']/@value") == ["anna@example.org"]
    assert page.all("//input[@name='password']/@value") == [""]
    assert "from 12 to 128" in page.text


def test_wrong_password_and_unknown_address_are_told_alike(page: Page) -> None:
    make_account(Role.CITIZEN)
    answers = []
    for email in ("anna@example.org", "nobody@example.org"):
        page.open("/en/sign-in").press(
            "Sign in", 422, "sign-in", email=email, password="something else"
        )
        answers.append(page.text.replace(email, ""))
    assert answers[0] == answers[1]


def test_signing_in_gives_the_session_a_new_key(page: Page) -> None:
    make_account(Role.CITIZEN)
    page.open("/en/sign-in")
    before = page.client.get_cookie("wemi_session")
    sign_in(page)
    after = page.client.get_cookie("wemi_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_signing_out_ends_the_session_on_the_server(site: Flask, page: Page) -> None:
    make_account(Role.CITIZEN)
    sign_in(page)
    cookie = page.client.get_cookie("wemi_session")
    assert cookie is not None
    page.open("/en/account").press("Sign out", 200, "sign-out")
    thief = site.test_client()
    thief.set_cookie("wemi_session", cookie.value)
    assert thief.get("/en/account").status_code == 303


def test_staff_give_a_second_code_that_works_once(site: Flask, page: Page) -> None:
    make_account(Role.MODERATOR)
    sign_in(page)
    assert "Second step" in page.text
    assert page.client.get("/en/moderation/").status_code == 303
    page.press("Sign in", 422, "code", code="000000")
    code = code_at()
    page.press("Sign in", 200, "code", code=code)
    page.open("/en/moderation/")
    other = Page(site.test_client())
    sign_in(other).press("Sign in", 422, "code", code=code)
    other.press("Sign in", 200, "code", code=code_at(30))
    other.open("/en/moderation/")


def test_staff_without_a_second_step_come_no_further_than_setting_it_up(
    site: Flask, mails: Mails
) -> None:
    account = make_account(Role.MODERATOR)
    with transaction() as session:
        found = session.get(Account, account.id)
        assert found is not None
        found.second_factor_at = None
    page = Page(signed_in(site, account))
    assert page.client.get("/en/moderation/").headers["Location"].endswith("/account/second-factor")
    page.open("/en/account/second-factor")
    (secret,) = page.all("//code/text()")
    page.press("Switch it on", 422, code="123456")
    page.press("Switch it on", code=pyotp.TOTP(secret).at(int(clock.now().timestamp())))
    codes = page.all("//code/text()")
    assert len(codes) == 8
    page.open("/en/moderation/")
    assert [mail["To"] for mail in mails()] == ["anna@example.org"]
    other = Page(site.test_client())
    sign_in(other).press("Sign in", 200, "code", code=codes[0])
    again = Page(site.test_client())
    sign_in(again).press("Sign in", 422, "code", code=codes[0])


def test_the_password_alone_does_not_wait_for_ever(page: Page) -> None:
    make_account(Role.MODERATOR)
    sign_in(page)
    clock.start_at(NOW + timedelta(minutes=11))
    assert page.client.post("/en/sign-in/code", data={}).status_code in {303, 400}
    assert page.client.get("/en/sign-in/code").status_code == 303


def test_a_new_password_by_mail_ends_sessions_and_old_links(
    site: Flask, page: Page, mails: Mails
) -> None:
    account = make_account(Role.CITIZEN, locale="en")
    elsewhere = signed_in(site, account)
    for _ in range(2):
        page.open("/en/reset-password").press("Send the link", email=account.email)
    links = [link_in(mail, "/reset-password/") for mail in mails()]
    statuses = sorted(page.client.get(link).status_code for link in links)
    assert statuses == [200, 410]
    good = next(link for link in links if page.client.get(link).status_code == 200)
    page.open(good).press("Keep this password", password="another four words")
    assert elsewhere.get("/en/account").status_code == 303
    page.open(good, 410)
    sign_in(page, password="another four words")
    assert "My page" in page.text
    assert [mail["Subject"] for mail in mails()] == ["Your password was changed"]


def test_nobody_is_told_whether_an_address_is_known(page: Page, mails: Mails) -> None:
    make_account(Role.CITIZEN)
    page.open("/en/reset-password").press("Send the link", email="anna@example.org")
    known = page.text
    page.open("/en/reset-password").press("Send the link", email="nobody@example.org")
    assert page.text == known.replace("anna@example.org", "nobody@example.org")
    assert len(mails()) == 1


def test_a_link_ends_after_an_hour(page: Page, mails: Mails) -> None:
    make_account(Role.CITIZEN)
    page.open("/en/reset-password").press("Send the link", email="anna@example.org")
    link = link_in(mails()[0], "/reset-password/")
    clock.start_at(NOW + timedelta(minutes=61))
    page.open(link, 410)


def test_a_suspended_person_is_out_at_the_next_request(site: Flask) -> None:
    account = make_account(Role.CITIZEN)
    client = signed_in(site, account)
    assert client.get("/en/account").status_code == 200
    with transaction() as session:
        suspend_account(session, account_id=account.id, by=account.id, now=NOW)
    assert client.get("/en/account").status_code == 303
    page = Page(site.test_client()).open("/en/sign-in")
    page.press("Sign in", 422, "sign-in", email="anna@example.org", password=PASSWORD)


def test_other_devices_are_signed_out(site: Flask) -> None:
    account = make_account(Role.CITIZEN)
    here, there = Page(signed_in(site, account)), signed_in(site, account)
    here.open("/en/account").press("Sign out everywhere else")
    assert there.get("/en/account").status_code == 303
    here.open("/en/account")


def test_nobody_ends_the_session_of_another_account(site: Flask) -> None:
    mine, other = make_account(Role.CITIZEN), make_account(Role.CITIZEN, "bruno@example.org")
    theirs = signed_in(site, other)
    with reading() as session:
        key = session.scalars(
            select(WebSession.key_hash).where(WebSession.account_id == other.id)
        ).one()
    me = Page(signed_in(site, mine)).open("/en/account")
    token = me.all("//input[@name='csrf_token']/@value")[0]
    me.client.post("/en/account/sessions", data={"device": key, "csrf_token": token})
    assert theirs.get("/en/account").status_code == 200


def test_changing_the_password_keeps_this_device_and_no_other(site: Flask) -> None:
    account = make_account(Role.CITIZEN)
    here, there = Page(signed_in(site, account)), signed_in(site, account)
    here.open("/en/account").press(
        "Keep this password", 422, old="wrong", password="another four words"
    )
    assert "This is not your password." in here.text
    here.press("Keep this password", old=PASSWORD, password="another four words")
    here.open("/en/account")
    assert there.get("/en/account").status_code == 303


def test_a_person_takes_their_data_and_goes(site: Flask) -> None:
    account = make_account(Role.CITIZEN)
    page = Page(signed_in(site, account))
    told = page.client.get("/en/account/data.json").get_json()
    assert told["account"]["email"] == "anna@example.org"
    page.open("/en/account").press("Yes, delete it", 422, "delete", old="wrong")
    page.press("Yes, delete it", 200, "delete", old=PASSWORD)
    assert page.client.get("/en/account").status_code == 303
    with reading() as session:
        assert session.get(Account, account.id) is None
        acts = session.scalars(select(AuditRow.act).where(AuditRow.account_id == account.id))
        assert set(acts) == {"create_account", "delete_account"}


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(site: Flask) -> None:
    client = signed_in(site, make_account(Role.CITIZEN))
    for path in ("/en/account", "/en/", "/en/needs"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example"])
def test_signing_in_leads_nowhere_else(page: Page, wanted: str) -> None:
    make_account(Role.CITIZEN)
    page.open("/en/sign-in", next=wanted)
    assert page.all("//input[@name='next']") == []
    page.press("Sign in", 200, "sign-in", email="anna@example.org", password=PASSWORD)
    assert page.response.request.path == "/en/account"


def test_signing_in_leads_back_to_where_one_was_sent_away(page: Page) -> None:
    make_account(Role.PROVIDER)
    where = page.client.get("/en/provider/?x=1").headers["Location"]
    page.open(where).press("Sign in", 200, "sign-in", email="anna@example.org", password=PASSWORD)
    assert page.response.request.path == "/en/provider/"


def test_only_hashes_of_secrets_are_kept(page: Page, mails: Mails) -> None:
    page.open("/en/register").press("Make the account", **FORM)
    secret = link_in(mails()[0], "/confirm-email/").rpartition("/")[2]
    with reading() as session:
        (token,) = session.scalars(select(Token))
        (delivery,) = session.scalars(select(Delivery))
        assert secret not in token.token_hash
        assert delivery.values == "{}"
        assert delivery.sent_at is not None
        assert PASSWORD not in session.scalars(select(Account.password_hash)).one()
