"""Somebody asks for a service from its sheet, is told who reads it, and gets a code and a PIN."""

import re
from typing import Any

import pytest

from tests import make
from tests.web.asking.conftest import (
    BODY_EMAIL,
    CILIEGIO,
    MELO,
    PERO,
    PERSON_EMAIL,
    RIFUGIO,
    Site,
    requests,
    shown_pass,
    the_request,
)
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import Availability, Status
from wemi_piemonte.foundation.db import transaction
from wemi_piemonte.referrals.rules import ContactKind, ReferralState

ASK = f"/en/services/{MELO.id}/request"
SEND = "Send the request"
BY_MAIL = {"contact_kind": "email", "email": PERSON_EMAIL, "consent": "1"}
CANARY = "zeppelin color pervinca"


def test_the_first_thing_to_do_on_a_sheet_is_to_ask_and_calling_stays(site: Site) -> None:
    page = site.browser().open(f"/en/services/{MELO.id}")
    buttons = page.all("//aside[@class='sheet-box']/a[contains(@class, 'btn')]")
    assert buttons[0].get("href") == ASK
    assert "btn-primary" in buttons[0].get("class")
    assert buttons[1].get("href").startswith("tel:")
    assert "btn-primary" not in buttons[1].get("class").split()


def test_somebody_without_an_account_asks_and_is_shown_code_and_pin_once(site: Site) -> None:
    page = site.browser().open(f"{ASK}?need=ageing.home-care")
    assert page.all("//input[@name='need' and @checked]/@value") == ["ageing.home-care"]
    page.press(SEND, 201, **BY_MAIL, name="Elena", words=f"{CANARY}\r\nfor my mother")
    code, pin = shown_pass(page)
    assert re.fullmatch(r"[0-9B-DF-HJKMNP-TV-Z]{8}", code)
    assert re.fullmatch(r"\d{6}", pin)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.all("//*[local-name()='svg' and contains(@class, 'qr')]")
    kept = the_request()
    assert (kept.service_id, kept.state) == (MELO.id, ReferralState.SENT)
    assert (kept.name, kept.contact, kept.words) == (
        *("Elena", PERSON_EMAIL),
        f"{CANARY}\nfor my mother",
    )
    assert (kept.needs, kept.locale, kept.account_id) == ("ageing.home-care", "en", None)
    page.open("/en/requests")
    assert "Una mano in casa" in page.text
    assert pin not in page.response.text


def test_the_pass_opens_the_request_on_another_device(site: Site) -> None:
    page = site.browser().open(ASK).press(SEND, 201, **BY_MAIL)
    code, pin = shown_pass(page)
    other = site.browser().open("/en/requests")
    assert "Una mano in casa" not in other.text
    other.press("open", code=code, pin=pin)
    assert "Una mano in casa" in other.text


def test_the_mails_hold_no_word_of_it_and_the_persons_not_even_the_service(site: Site) -> None:
    page = site.browser().open(ASK)
    page.press(SEND, 201, **BY_MAIL, name="Elena Rossi", words=CANARY)
    mails = site.mails()
    assert [each["To"] for each in mails] == [PERSON_EMAIL, BODY_EMAIL]
    for mail in mails:
        told = f"{mail['Subject']} {mail.get_content()}"
        assert "pervinca" not in told
        assert "Rossi" not in told
    assert "Una mano" not in f"{mails[0]['Subject']} {mails[0].get_content()}"
    assert PERSON_EMAIL not in mails[1].get_content()


@pytest.mark.parametrize(
    ("filled", "contact"),
    [
        ({"contact_kind": "email", "email": f" {PERSON_EMAIL} "}, PERSON_EMAIL),
        ({"contact_kind": "phone", "phone": "+39 (0171) 000-1001"}, "+39 (0171) 000-1001"),
        ({"contact_kind": "desk", "email": PERSON_EMAIL, "phone": "0171 000 1001"}, ""),
    ],
)
def test_of_the_contacts_only_the_chosen_one_is_kept(
    site: Site, filled: dict[str, str], contact: str
) -> None:
    site.browser().open(ASK).press(SEND, 201, consent="1", **filled)
    kept = the_request()
    assert kept.contact_kind is ContactKind(filled["contact_kind"])
    assert kept.contact == contact


@pytest.mark.parametrize(
    ("filled", "message"),
    [
        ({"consent": "1"}, "Choose one of these."),
        ({"contact_kind": "pigeon", "consent": "1"}, "Choose one of these."),
        ({"contact_kind": "email", "email": "nobody", "consent": "1"}, "Write an e-mail address"),
        ({"contact_kind": "phone", "phone": "call me", "consent": "1"}, "with its digits"),
        ({"contact_kind": "phone", "phone": "0171 00" + " " * 50 + "1", "consent": "1"}, "digits"),
        ({"contact_kind": "desk"}, "Without your consent"),
        ({"contact_kind": "desk", "consent": "1", "words": "x" * 2001}, "at most 2000"),
        ({"contact_kind": "desk", "consent": "1", "name": "x" * 101}, "at most 100"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    site: Site, filled: dict[str, str], message: str
) -> None:
    page = site.browser().open(ASK)
    sent: dict[str, Any] = {"words": "for my mother", "need": ["ageing.meals"], **filled}
    page.press(SEND, 422, **sent)
    assert message in " ".join(page.all("//p[@class='field-error']//text()"))
    assert message in " ".join(page.all("//div[@role='alert']//a/text()"))
    for target in page.all("//div[@role='alert']//a/@href"):
        assert page.all(f"//*[@id='{target[1:]}']"), target
    assert page.all("//title/text()")[0].startswith("Error: ")
    assert page.all("//textarea/text()")[0].strip() == filled.get("words", "for my mother")
    assert page.all("//input[@name='email']/@value") == [filled.get("email", "")]
    assert page.all("//input[@name='need' and @checked]/@value") == ["ageing.meals"]
    assert not page.all("//input[@name='consent' and @checked]")
    assert requests() == []


def test_only_needs_that_there_are_stand_in_the_form_and_are_sent(site: Site) -> None:
    page = site.browser().open(f"{ASK}?need=work.jobs&need=<script>&need=income.food")
    offered = page.all("//input[@name='need']/@value")
    assert "<script>" not in page.response.text
    assert set(offered) >= {"income.food", "ageing.home-care", "ageing.meals"}
    assert page.all("//input[@name='need' and @checked]/@value")[-1] == "income.food"
    page.press(SEND, 201, **BY_MAIL, need=["ageing.meals", "nonsense", "ageing.meals"])
    assert the_request().needs == "ageing.meals"


def test_the_only_need_of_a_service_is_ticked_and_may_be_left_out(site: Site) -> None:
    page = site.browser().open(f"/en/services/{CILIEGIO.id}/request")
    assert page.all("//input[@name='need' and @checked]/@value") == ["income.food"]
    assert "waiting list now" in page.text
    page.press(SEND, 201, **BY_MAIL, need=[])
    assert the_request().needs == ""


def test_the_consent_names_who_reads_it(site: Site) -> None:
    page = site.browser().open(ASK)
    (words,) = page.all("//label[@for='consent']")
    assert "Consorzio del Melo" in " ".join(words.itertext())
    more = " ".join(page.all("//*[@id='consent-more']")[0].itertext())
    assert "180 days" in more
    assert "/en/privacy" in page.links()


def test_where_others_may_look_over_the_shoulder_there_is_a_quick_way_out(site: Site) -> None:
    page = site.browser().open(f"/en/services/{RIFUGIO.id}/request")
    assert page.all("//*[@id='quick-exit']")
    assert "that only you read" in page.text
    page.press(SEND, 201, **BY_MAIL)
    assert page.all("//*[@id='quick-exit']")
    assert not site.browser().open(ASK).all("//*[@id='quick-exit']")
    assert site.browser().open(f"{ASK}?need=protection.violence").all("//*[@id='quick-exit']")


@pytest.mark.parametrize("locale", ["it", "ar"])
def test_the_pages_are_pages_in_other_languages_and_directions(site: Site, locale: str) -> None:
    page = site.browser().open(ASK.replace("/en/", f"/{locale}/"))
    button = "".join(page.all("//main//form//button")[0].itertext()).strip()
    page.press(button, 422, contact_kind="phone", phone="x")
    page.press(button, 201, **BY_MAIL)
    assert the_request().locale == locale
    page.open(f"/{locale}/services/{PERO.id}/request")
    page.open(f"/{locale}/services/{MELO.id}/request")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"availability": Availability.FULL}, "There are no free places now."),
        ({"availability": Availability.WAITING_LIST}, "There is a waiting list now."),
        ({"status": Status.TEMPORARILY_CLOSED}, "This service is closed for now."),
    ],
)
def test_that_an_answer_may_take_long_is_told_before_and_one_can_ask_all_the_same(
    site: Site, values: dict[str, Any], words: str
) -> None:
    record = make.service("Il noce", email=BODY_EMAIL, **values)
    with transaction() as session:
        put_services(session, [(record, "{}")], publish=True, now=site.now)
    page = site.browser().open(f"/en/services/{record.id}/request")
    assert words in page.text
    page.press(SEND, 201, **BY_MAIL)
    assert the_request().service_id == record.id
