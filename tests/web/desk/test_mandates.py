"""Mandates: told in two languages, given to the desk, ended at the very next request."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.browser import Page
from tests.web.asking.conftest import MELO
from tests.web.desk.conftest import House
from wemi_piemonte.cases.models import CaseNote, Mandate
from wemi_piemonte.cases.rules import MandateScope
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.referrals import operations as referrals
from wemi_piemonte.referrals.models import Referral
from wemi_piemonte.referrals.rules import Actor, ContactKind, Staff

ANSWER = "Può venire giovedì alle nove"


def all_of(model: Any) -> list[Any]:
    with reading() as session:
        return list(session.scalars(select(model)))


def ask(page: Page, case_id: object, status: int = 200, **fields: Any) -> Page:
    """Send the request of a plan of one service."""
    page.open(f"/en/desk/cases/{case_id}/requests")
    return page.press("send", status, consent="1", **fields)


def test_what_it_allows_how_long_and_how_to_take_it_back_is_told_in_both_languages(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}/mandate")
    for words in (
        "Send requests to services for me",
        "For 90 days",
        "You can take it back at any time",
        "Sportello di Cuneo",
    ):
        assert words in olga.text
    languages = olga.all("//main//span[contains(@class, 'two')]/span/@lang")
    assert languages.count("uk") == languages.count("en") > 15


def test_a_mandate_is_recorded_in_the_language_the_visitor_heard_it_in(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}/mandate")
    form, _name, _value = olga._button("record", "")
    values = olga._values(form) | {
        "scopes": ["keep_notes", "send_requests"],
        "days": "30",
        "agreed": "1",
    }
    for _ in range(2):
        assert olga.client.post(form.get("action"), data=values).status_code == 303
    (mandate,) = all_of(Mandate)
    assert mandate.scopes == "keep_notes send_requests"
    assert mandate.locale == "uk"
    assert (mandate.expires_at - mandate.granted_at).days == 30
    assert (mandate.desk_id, mandate.recorded_by) == (house.cuneo, house.olga.id)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": "30", "agreed": "1"}, "Choose at least one of these."),
        ({"scopes": "everything", "days": "30", "agreed": "1"}, "Choose one of these."),
        ({"scopes": "keep_notes", "days": "4000", "agreed": "1"}, "Choose one of these."),
        ({"scopes": "keep_notes", "days": "30"}, "Without the visitor's agreement there is none."),
    ],
)
def test_without_choice_or_agreement_there_is_none(
    house: House, olga: Page, fields: dict[str, str], words: str
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}/mandate").press("record", 422, **fields)
    assert words in olga.text
    assert all_of(Mandate) == []
    if fields.get("scopes") == "keep_notes":
        assert olga.all("//input[@id='scope-keep_notes']/@checked")


def test_a_mandate_taken_back_ends_at_once_and_takes_the_notes_along(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the note", text="Torna lunedì")
    olga.open(f"/en/desk/cases/{case.id}/mandate").press("take-back")
    assert "Torna lunedì" not in olga.text
    assert "Keep the note" not in olga.text
    assert all_of(CaseNote) == []


def test_a_new_mandate_without_notes_deletes_them(house: House, olga: Page) -> None:
    case = house.case()
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the note", text="Torna lunedì")
    house.mandate(case)
    assert len(all_of(CaseNote)) == 1
    house.mandate(case, MandateScope.SEND_REQUESTS)
    assert all_of(CaseNote) == []


def test_requests_are_sent_under_a_mandate_as_the_visitors_own(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    olga.open(f"/en/desk/cases/{case.id}/requests")
    assert not olga.all("//main//form")
    assert olga.all(f"//main//a[@href='/en/desk/cases/{case.id}/mandate']")
    house.mandate(case, MandateScope.SEND_REQUESTS)
    ask(olga, case.id, words="La signora parla poco italiano")
    (referral,) = all_of(Referral)
    assert (referral.pass_id, referral.account_id) == (case.pass_id, None)
    assert (referral.locale, referral.words_locale) == ("uk", "en")
    assert referral.contact_kind is ContactKind.DESK
    assert referral.needs == "ageing.home-care"
    assert "Una mano in casa" in olga.text
    assert "Sent" in olga.text
    # A second time there is nothing left to be asked for.
    olga.open(f"/en/desk/cases/{case.id}/requests")
    assert "The visitor has asked for this already." in olga.text


def test_the_same_form_sent_twice_sends_once_and_is_told_once(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}/requests")
    form, _name, _value = olga._button("send", "")
    values = olga._values(form) | {"consent": "1"}
    for _ in range(2):
        assert olga.client.post(form.get("action"), data=values).status_code == 303
    assert len(all_of(Referral)) == 1
    assert olga.open(f"/en/desk/cases/{case.id}").text.count("Requests sent ·") == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"service": []}, "Choose at least one service."),
        ({"consent": []}, "Without your consent the request can not be sent."),
        (
            {"contact_kind": "email", "email": "no"},
            "Write an e-mail address, such as name@example.org.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    house: House, olga: Page, fields: dict[str, Any], words: str
) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}/requests")
    olga.press("send", 422, **{"consent": "1", "words": "Parla poco italiano", **fields})
    assert words in olga.text
    assert "Parla poco italiano" in olga.text
    assert all_of(Referral) == []


def test_a_mandate_that_ends_between_opening_the_form_and_sending_it_lets_nothing_through(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    house.mandate(case, days=1)
    house.after(hours=23)
    page = house.browser(house.olga)
    page.open(f"/en/desk/cases/{case.id}").press("Open the case")
    page.open(f"/en/desk/cases/{case.id}/requests")
    form, _name, _value = page._button("send", "")
    values = page._values(form) | {"consent": "1", "words": "Parla poco italiano"}
    house.after(hours=1)
    page.response = page.client.post(form.get("action"), data=values)
    page._read("/en/desk")
    assert page.response.status_code == 409
    assert "or no longer does" in page.text
    assert "Parla poco italiano" in page.text
    assert all_of(Referral) == []


def test_what_a_service_writes_is_read_under_read_answers_alone(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    house.mandate(case)
    ask(olga, case.id)
    (referral,) = all_of(Referral)
    with transaction() as session:
        referrals.write_message(
            session,
            referral_id=referral.id,
            actor=Actor.BODY,
            text=ANSWER,
            locale="it",
            secret="the-secret-of-a-form",
            now=clock.now(),
            staff=Staff(name="Maria Rossi"),
        )
    assert ANSWER in olga.open(f"/en/desk/cases/{case.id}").text
    house.mandate(case, MandateScope.SEND_REQUESTS)
    olga.open(f"/en/desk/cases/{case.id}")
    assert ANSWER not in olga.text
    assert "Una mano in casa" in olga.text
    assert MELO.name == "Una mano in casa"


def test_to_be_contacted_is_no_longer_asked_for_and_an_old_mandate_still_says_it(
    house: House, olga: Page
) -> None:
    """The desk keeps no address of a visitor: what may be done with one is not asked."""
    case = house.case()
    path = f"/en/desk/cases/{case.id}/mandate"
    assert "Get in touch with me" not in olga.open(path).text
    olga.press("record", 422, scopes="be_contacted", days="90", agreed="1")
    assert all_of(Mandate) == []
    house.mandate(case, MandateScope.KEEP_NOTES)
    with transaction() as session:
        session.scalars(select(Mandate)).one().scopes = "be_contacted keep_notes"
    assert "Get in touch with me" in olga.open(path).text
    olga.open(f"/en/desk/cases/{case.id}")
    assert "Get in touch with me" in olga.text
    assert "Keep the note" in olga.text
