"""Each opening of a case is written down, and its visitor reads who opened it, how often."""

from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.cases.models import Case, CaseEvent
from wemi_piemonte.cases.rules import CaseEventKind, MandateScope
from wemi_piemonte.foundation.db import reading


def told(house: House) -> list[tuple[str, str]]:
    """Who did what in the cases, in the order in which it happened."""
    with reading() as session:
        events = session.scalars(select(CaseEvent).order_by(CaseEvent.id))
        return [(each.who, each.kind.value) for each in events]


def test_a_case_that_lay_for_half_an_hour_is_opened_anew_and_that_is_a_line_of_its_own(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.plan(case)
    path = f"/en/desk/cases/{case.id}"
    house.after(minutes=29)
    assert "Una mano in casa" in olga.open(path).text
    house.after(minutes=1)
    assert "Una mano in casa" not in olga.open(path).text
    olga.press("Open the case")
    olga.open(f"{path}/together").open(path)
    house.after(minutes=31)
    assert "Una mano in casa" in olga.open(path).press("Open the case").text
    assert told(house) == [("Olga", "opened"), ("Olga", "read"), ("Olga", "read")]


def test_who_works_on_in_a_case_is_at_one_reading(house: House, olga: Page) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}")
    for on in ("2026-11-30", "2026-12-01", "2026-12-02"):
        house.after(minutes=20)
        olga.press("Keep the date", on=on)
    assert [kind for _who, kind in told(house)] == ["opened", *["follow_up"] * 3]


def test_what_was_typed_for_longer_than_half_an_hour_is_not_lost(house: House, olga: Page) -> None:
    case = house.case()
    house.mandate(case, MandateScope.KEEP_NOTES)
    olga.open(f"/en/desk/cases/{case.id}")
    house.after(minutes=45)
    olga.press("Keep the note", 422, text="x" * 1001)
    assert olga.all("//textarea[@name='text']")[0].text.strip() == "x" * 1001
    assert told(house)[-1] == ("Olga", "read")


def test_each_opening_by_code_and_pin_is_a_line_and_a_form_sent_twice_is_one(
    house: House, olga: Page
) -> None:
    code, pin = new_case(olga, house.cuneo)
    for _time in range(2):
        house.after(minutes=5)
        olga.open("/en/desk/")
        for _sent in range(2):
            olga.open("/en/desk/").press("with-code", code=code, pin=pin)
    assert [kind for _who, kind in told(house)] == ["opened", "read", "read"]


def test_a_case_that_comes_back_is_opened_anew_by_who_had_it_open(house: House, olga: Page) -> None:
    piero = desk_work.worker(house.cuneo, email="piero@example.org")
    case = house.case()
    house.plan(case)
    path = f"/en/desk/cases/{case.id}"
    olga.open(path).press("Hand over", to=str(house.cuneo))
    # Left to the next shift, it is closed to all of the desk until somebody opens it.
    assert "Una mano in casa" not in olga.open(path).text
    other = house.browser(piero).open(path).press("Open the case")
    assert "Una mano in casa" in other.text
    olga.open(path).press("Open the case")
    kinds = [kind for _who, kind in told(house)]
    assert kinds == ["opened", "handed_over", "read", "read"]


def test_a_plan_saved_long_after_the_case_was_read_says_that_it_was_read_again(
    house: House, olga: Page
) -> None:
    new_case(olga, house.cuneo)
    olga.press("The visitor has them: make the plan")
    house.after(minutes=40)
    olga.press("add", add="ageing.home-care").press("show").press("Save in the case")
    assert [kind for _who, kind in told(house)] == ["opened", "read", "planned"]


def test_the_visitor_reads_every_opening(house: House, olga: Page) -> None:
    code, pin = new_case(olga, house.cuneo)
    with reading() as session:
        path = f"/en/desk/cases/{session.scalars(select(Case.id)).one()}"
    for _time in range(3):
        house.after(minutes=31)
        olga.open(path).press("Open the case")
    visitor = house.browser().open("/en/plans").press("open", code=code, pin=pin)
    assert visitor.open("/en/requests").text.count("Read by somebody of the desk") == 3
    copy = visitor.client.get("/en/requests/data.json").get_json()["at_help_desks"][0]
    kinds = [each["kind"] for each in copy["history"]]
    assert kinds.count(CaseEventKind.READ.value) == 3
