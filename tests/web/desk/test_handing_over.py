"""A case goes on: to another desk and back, to the next shift, from a Point."""

import pytest
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.web.asking.conftest import NOW
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.cases.models import Case, CaseNote
from wemi_piemonte.desks.operations import remove_member
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading, transaction


def the_case() -> Case:
    with reading() as session:
        return session.scalars(select(Case)).one()


def test_a_case_goes_to_another_desk_and_back_with_its_history(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case, "ageing.home-care")
    house.mandate(case)
    path = f"/en/desk/cases/{case.id}"
    olga.open(path).press("Keep the note", text="Torna lunedì")
    olga.press("Hand over", 422, to=str(house.alba))
    assert "Ask the visitor first: another desk will see the plan." in olga.text
    assert olga.all("//select[@id='to']/option[@selected]/@value") == [str(house.alba)]
    olga.press("Hand over", to=str(house.alba), agreed="1")
    assert "The case is handed over." in olga.text
    olga.open(path, 404)
    with reading() as session:
        assert session.scalars(select(CaseNote)).all() == []
    aldo = house.browser(house.aldo)
    assert "in nobody's hands" in aldo.open("/en/desk/").text
    aldo.open(path).press("Open the case")
    assert "Una mano in casa" in aldo.text
    assert "None. Without one this desk sends no requests" in aldo.text
    assert "Handed over to Sportello di Alba" in aldo.text
    aldo.press("Take it in hand").press("Hand over", to=str(house.cuneo), agreed="1")
    aldo.open(path, 404)
    assert "Taken in hand" in olga.open(path).press("Open the case").text


def test_two_operators_who_hand_over_at_once_do_it_once(house: House, olga: Page) -> None:
    piero = desk_work.worker(house.cuneo, email="piero@example.org")
    case = house.case()
    path = f"/en/desk/cases/{case.id}"
    other = house.browser(piero).open(path).press("Open the case")
    olga.open(path).press("Hand over", to=str(house.cuneo))
    other.press("Hand over", 409, to=str(house.cuneo))
    assert "Somebody else has changed this case meanwhile" in other.text
    # Who reads it again hands it over as it stands now.
    other.open(path).press("Hand over", to=str(house.alba), agreed="1")
    assert the_case().desk_id == house.alba


def test_two_operators_who_hand_over_to_two_desks_leave_it_with_the_first(
    house: House, olga: Page
) -> None:
    piero = desk_work.worker(house.cuneo, email="piero@example.org")
    third = desk_work.desk("Sportello di Bra")
    desk_work.worker(third, email="bruno@example.org")
    case = house.case()
    path = f"/en/desk/cases/{case.id}"
    other = house.browser(piero).open(path).press("Open the case")
    olga.open(path).press("Hand over", to=str(house.alba), agreed="1")
    other.press("Hand over", 404, to=str(third), agreed="1")
    assert the_case().desk_id == house.alba


def test_the_same_form_sent_twice_hands_over_once_and_says_the_same(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}")
    form, _name, _value = olga._button("Hand over", "")
    values = olga._values(form) | {"to": str(house.alba), "agreed": "1"}
    for _ in range(2):
        answer = olga.client.post(form.get("action"), data=values)
        assert answer.headers["Location"] == "/en/desk/?done=handed-over"


@pytest.mark.parametrize("to", ["", "nowhere", "00000000-0000-4000-8000-000000000000"])
def test_a_desk_that_is_none_gets_nothing(house: House, olga: Page, to: str) -> None:
    case = house.case()
    status = 409 if to.startswith("0") else 422
    olga.open(f"/en/desk/cases/{case.id}").press("Hand over", status, to=to, agreed="1")
    assert the_case().desk_id == house.cuneo
    assert olga.all("//p[@id='to-error']")


def test_the_nearest_desk_is_offered_first(house: House) -> None:
    far, near = ("Aosta e dintorni", "001272"), ("Zona del Gesso", "004025")
    for name, town in (far, near):
        desk_work.worker(desk_work.desk(name, municipality=town), email=f"{town}@example.org")
    house.case(house.rita, house.point)
    rita = house.browser(house.rita).open(f"/en/desk/cases/{the_case().id}")
    offered = rita.all("//select[@id='to']/option/text()")
    assert offered[-2:] == [near[0], far[0]]
    assert offered[0] == "Sportello di Alba"


def test_a_point_at_which_nobody_opens_cases_gets_none(house: House, olga: Page) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}")
    assert str(house.point) not in olga.all("//select[@id='to']/option/@value")
    olga.press("Hand over", 409, to=str(house.point), agreed="1")
    assert the_case().desk_id == house.cuneo


def test_a_point_opens_a_plan_and_hands_it_over_and_does_no_more(house: House) -> None:
    rita = house.browser(house.rita)
    new_case(rita, house.point)
    rita.press("The visitor has them: make the plan")
    rita.press("add", add="ageing.home-care").press("show").press("Save in the case")
    path = f"/en/desk/cases/{the_case().id}"
    assert rita.response.request.path == path
    assert "Una mano in casa" in rita.text
    for words in ("Mandate of the visitor", "Close the case", "Keep the date"):
        assert words not in rita.text
    token = rita.all("//input[@name='csrf_token']/@value")[0]
    for act in ("mandate", "mandate/end", "notes", "requests", "follow-up", "close", "take"):
        answer = rita.client.post(f"{path}/{act}", data={"csrf_token": token})
        assert (answer.status_code, act) == (403, act)
    for part in ("mandate", "requests"):
        assert rita.client.get(f"{path}/{part}").status_code == 403
    assert "Una mano in casa" in rita.open(f"{path}/together").text
    rita.open(path).press("Hand over", to=str(house.alba), agreed="1")
    rita.open(path, 404)
    assert "Una mano in casa" in house.browser(house.aldo).open(path).press("Open the case").text


def test_a_referent_sees_their_own_cases_alone(house: House) -> None:
    sandra = desk_work.worker(house.point, DeskRole.REFERENT, "sandra@example.org")
    case = house.case(house.rita, house.point)
    page = house.browser(sandra)
    assert "No case is open." in page.open("/en/desk/").text
    page.open(f"/en/desk/cases/{case.id}", 404)


def test_who_leaves_a_desk_is_out_at_the_next_request(house: House, olga: Page) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}")
    form, _name, _value = olga._button("Keep the date", "")
    values = olga._values(form) | {"on": "2026-11-30"}
    desk_work.worker(house.cuneo, DeskRole.MANAGER, "marta@example.org")
    with transaction() as session:
        remove_member(
            session, desk_id=house.cuneo, account_id=house.olga.id, by=house.olga.id, now=NOW
        )
    assert olga.client.post(form.get("action"), data=values).status_code == 404
    olga.open(f"/en/desk/cases/{case.id}", 404)
    assert the_case().follow_up_on is None
