"""Cases: opened in one tap, read with a trace, taken in hand, noted, closed."""

import pytest
from sqlalchemy import func, select

from tests import desk_work
from tests.browser import Page
from tests.people import make_account
from tests.web.desk.conftest import House, code_and_pin, new_case
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.cases.models import Case, CaseEvent, CaseNote
from wemi_piemonte.cases.rules import MandateScope
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading


def kinds_of(house: House) -> list[str]:
    with reading() as session:
        return [
            each.kind.value for each in session.scalars(select(CaseEvent).order_by(CaseEvent.id))
        ]


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_case_is_open_after_one_tap_and_code_and_pin_are_told_in_both_languages(
    house: House, olga: Page
) -> None:
    code, pin = new_case(olga, house.cuneo)
    languages = olga.all("//h2[@id='pass-title']/span/span/@lang")
    assert languages == ["uk", "en"]
    assert "Your code and your PIN" in olga.text
    with reading() as session:
        case = session.scalars(select(Case)).one()
    assert (case.visitor_locale, case.holder_id) == ("uk", house.olga.id)
    olga.open(f"/en/desk/cases/{case.id}")
    assert "There is no plan yet." in olga.text
    assert code not in olga.text.replace(" ", "")
    assert pin not in olga.text.replace(" ", "")
    # The visitor opens it at home.
    visitor = house.browser().open("/en/plans").press("open", code=code, pin=pin)
    assert "At help desks" in visitor.text


def test_the_same_form_sent_twice_opens_one_case_and_shows_the_same(
    house: House, olga: Page
) -> None:
    olga.open("/en/desk/")
    form, _name, _value = olga._button("New case", f"{house.cuneo}/cases")
    values, action = olga._values(form), form.get("action")
    told = []
    for _ in range(2):
        olga.response = olga.client.post(action, data=values)
        olga._read(action)
        told.append(code_and_pin(olga))
    assert told[0] == told[1]
    assert count(Case) == count(Pass) == 1


def test_the_language_of_the_last_visitor_is_offered_first(house: House, olga: Page) -> None:
    new_case(olga, house.cuneo, visitor="sq")
    first = olga.open("/en/desk/").all("(//select[@name='visitor'])[1]/option/@value")
    assert first[0] == "sq"
    assert len(first) == 9
    assert "Українська" in olga.text


def test_a_language_that_is_none_opens_nothing(house: House, olga: Page) -> None:
    olga.open("/en/desk/").press("New case", 422, form=f"{house.cuneo}/cases", visitor="xx")
    assert "Choose the language of the visitor." in olga.text
    assert count(Case) == 0


def test_a_visitor_with_code_and_pin_gets_a_case_on_the_same_pass(house: House) -> None:
    code, pin = new_case(house.browser(house.olga), house.cuneo)
    aldo = house.browser(house.aldo)
    aldo.open("/en/desk/").press("with-code", code=f"{code[:4]} {code[4:]}", pin=pin)
    assert "The case is open." in aldo.text
    with reading() as session:
        cases = session.scalars(select(Case)).all()
    assert {case.desk_id for case in cases} == {house.cuneo, house.alba}
    assert len({case.pass_id for case in cases}) == 1
    # Once more: the case that is open goes on.
    aldo.open("/en/desk/").press("with-code", code=code, pin=pin)
    assert count(Case) == 2
    # And nothing of the visitor stays open in the browser of the operator.
    assert "At help desks" not in aldo.open("/en/requests").text


def test_wrong_pins_at_the_desk_are_counted_and_lock_the_pass(house: House, olga: Page) -> None:
    code, pin = new_case(olga, house.cuneo)
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    for _ in range(5):
        olga.open("/en/desk/").press("with-code", 422, code=code, pin=wrong)
        assert olga.all("//input[@name='code']/@value") == [code]
        assert wrong not in olga.response.get_data(as_text=True)
    olga.open("/en/desk/").press("with-code", 429, code=code, pin=pin)
    assert count(Case) == 1


def test_a_get_shows_the_visitors_parts_only_to_who_has_opened_the_case(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.plan(case)
    assert "Una mano in casa" in olga.open(f"/en/desk/cases/{case.id}").text
    olga = house.tomorrow(olga)
    olga.open(f"/en/desk/cases/{case.id}")
    assert "Una mano in casa" not in olga.text
    for part in ("together", "requests"):
        assert olga.client.get(f"/en/desk/cases/{case.id}/{part}").status_code == 303
    assert kinds_of(house) == ["opened"]
    olga.press("Open the case")
    assert "Una mano in casa" in olga.text
    assert kinds_of(house) == ["opened", "read"]
    olga.press("Keep the date", on="2026-11-30")
    assert kinds_of(house) == ["opened", "read", "follow_up"]


def test_what_is_due_stands_first_and_the_date_can_be_taken_away(house: House, olga: Page) -> None:
    case = house.case()
    house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the date", on="2026-11-26")
    assert "Due today" not in olga.open("/en/desk/").text
    olga = house.tomorrow(olga)
    assert olga.open("/en/desk/").all("//section[@aria-labelledby='due']//a/@href") == [
        f"/en/desk/cases/{case.id}"
    ]
    olga.open(f"/en/desk/cases/{case.id}").press("Open the case").press("Keep the date", on="")
    assert "Due today" not in olga.open("/en/desk/").text


@pytest.mark.parametrize("on", ["2026-11-24", "2027-12-01", "tomorrow"])
def test_a_day_that_is_gone_too_far_or_none_is_said_and_stays(
    house: House, olga: Page, on: str
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the date", 422, on=on)
    assert olga.all("//input[@id='on']/@value") == [on]
    assert olga.all("//p[@id='on-error']")


def test_notes_are_written_under_a_mandate_alone_and_once(house: House, olga: Page) -> None:
    case = house.case()
    house.mandate(case, MandateScope.KEEP_NOTES)
    olga.open(f"/en/desk/cases/{case.id}")
    form, _name, _value = olga._button("Keep the note", "")
    values = olga._values(form) | {"text": "Torna lunedì"}
    for _ in range(2):
        assert olga.client.post(form.get("action"), data=values).status_code == 303
    assert count(CaseNote) == 1
    assert "Torna lunedì" in olga.open(f"/en/desk/cases/{case.id}").text
    olga.press("Keep the note", 422, text=" ")
    assert "Write something." in olga.text


def test_a_note_written_when_the_mandate_has_ended_is_refused_and_not_lost(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.mandate(case, MandateScope.KEEP_NOTES, days=1)
    olga.open(f"/en/desk/cases/{case.id}")
    form, _name, _value = olga._button("Keep the note", "")
    olga = house.tomorrow(olga)
    house.read(case, house.olga)
    token = olga.open("/en/desk/").all("//input[@name='csrf_token']/@value")[0]
    values = olga._values(form) | {"text": "Torna lunedì", "csrf_token": token}
    olga.response = olga.client.post(form.get("action"), data=values)
    olga._read("/en/desk")
    assert olga.response.status_code == 409
    assert "Torna lunedì" in olga.all("//textarea[@name='text']")[0].text
    assert count(CaseNote) == 0


def test_of_a_closed_case_only_number_dates_and_outcome_are_left(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case)
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the note", text="Torna lunedì")
    olga.press("Close the case", 422)
    assert "Choose one of these." in olga.text
    olga.press("Close the case", outcome="partly")
    assert "Helped in part" in olga.text
    for word in ("Una mano in casa", "Torna lunedì", "Ukrainian"):
        assert word not in olga.text
    assert count(CaseNote) == 0
    assert not olga.all("//main//form")
    token = olga.open("/en/desk/").all("//input[@name='csrf_token']/@value")[0]
    for act in ("open", "notes", "follow-up", "take", "close", "hand-over", "plan", "mandate"):
        answer = olga.client.post(f"/en/desk/cases/{case.id}/{act}", data={"csrf_token": token})
        assert (answer.status_code, act) == (303, act)
        assert answer.headers["Location"] == f"/en/desk/cases/{case.id}"
    assert kinds_of(house)[-1] == "closed"


def test_who_works_at_no_desk_finds_a_room_that_explains_itself(house: House) -> None:
    nora = make_account(Role.OPERATOR, "nora@example.org")
    page = house.browser(nora).open("/en/desk/")
    assert "You do not work at any desk yet." in page.text
    assert not page.all("//main//form")


def test_an_antenna_opens_no_case(house: House) -> None:
    anna = desk_work.worker(house.cuneo, DeskRole.ANTENNA, "antenna@example.org")
    case = house.case()
    page = house.browser(anna).open("/en/desk/")
    assert "New case" not in page.text
    page.open(f"/en/desk/cases/{case.id}", 404)


def test_a_case_whose_visitor_has_ended_the_pass_is_gone_at_once(house: House) -> None:
    case = house.case()
    house.plan(case)
    house.after(days=89)
    house.browser(house.olga).open(f"/en/desk/cases/{case.id}").press("Open the case")
    house.after(days=2)
    house.browser(house.olga).open(f"/en/desk/cases/{case.id}", 404)
