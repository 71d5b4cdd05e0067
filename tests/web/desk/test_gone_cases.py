"""What the desk is told when the visitor erases the plan, or it fades, while a case is open."""

import pytest
from sqlalchemy import delete, func, select

from tests.browser import Page
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.cases.models import Case, CaseEvent
from wemi_piemonte.cases.operations import forget_faded_cases
from wemi_piemonte.foundation import clock
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.plans.models import SavedPlan

ERASED = "The visitor has erased the plan, and the case has gone with it."
FADED = "The plan was not opened for a long time and has faded"
UNKNOWN = "or the case is not at your desk."
ACTS = ("open", "take", "notes", "follow-up", "hand-over", "close", "plan", "handout", "mandate")
PARTS = ("together", "requests", "handout", "handout.pdf", "sms", "mandate")


def opened(house: House, olga: Page) -> tuple[Page, str]:
    """A case with a plan, its visitor at home with the plan open, and where the case is."""
    code, pin = new_case(olga, house.cuneo)
    olga.press("The visitor has them: make the plan")
    olga.press("add", add="ageing.home-care").press("show").press("Save in the case")
    path = olga.response.request.path
    visitor = house.browser().open("/en/plans").press("open", code=code, pin=pin)
    return visitor, path


def fade() -> None:
    with transaction() as session:
        forget_faded_cases(session, clock.now())


def each_answer(olga: Page, path: str) -> None:
    """Every page of the case and every button of it says in words that it is gone."""
    token = olga.open("/en/desk/").all("//input[@name='csrf_token']/@value")[0]
    answers = [olga.client.get(f"{path}/{part}") for part in PARTS]
    answers += [olga.client.post(f"{path}/{act}", data={"csrf_token": token}) for act in ACTS]
    for answer in answers:
        assert answer.status_code == 404, answer.request.path
        assert "This case is not here" in answer.get_data(as_text=True), answer.request.path


def test_a_plan_erased_at_home_is_told_of_at_the_desk(house: House, olga: Page) -> None:
    visitor, path = opened(house, olga)
    visitor.press("Yes, delete it")
    olga.open(path, 404)
    assert ERASED in olga.text
    each_answer(olga, path)
    # Once the worker has been there, nothing of the case is left; the sentence names what may be.
    fade()
    olga.open(path, 404)
    assert "The visitor has erased the plan" in olga.text
    each_answer(olga, path)
    with reading() as session:
        assert [session.scalar(select(func.count()).select_from(t)) for t in (Case, CaseEvent)] == [
            0,
            0,
        ]
    assert olga.open("/en/desk/").all(f"//a[@href='{path}']") == []


def test_a_plan_that_fades_is_told_of_at_the_desk(house: House, olga: Page) -> None:
    _visitor, path = opened(house, olga)
    with transaction() as session:
        session.scalars(select(Pass)).one().expires_at = clock.now()
    olga.open(path, 404)
    assert FADED in olga.text
    each_answer(olga, path)
    fade()
    olga.open(path, 404)
    assert UNKNOWN in olga.text


def test_who_is_of_another_desk_learns_nothing_of_it(house: House, olga: Page) -> None:
    visitor, path = opened(house, olga)
    aldo = house.browser(house.aldo)
    before = aldo.open(path, 404).text
    visitor.press("Yes, delete it")
    assert aldo.open(path, 404).text == before
    assert aldo.open(f"/en/desk/cases/{'0' * 8}-0000-4000-8000-{'0' * 12}", 404).text == before
    assert UNKNOWN in before


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_who_plans_for_a_visitor_that_erases_it_meanwhile_is_told_in_the_room(
    house: House, olga: Page, is_forgotten: bool
) -> None:
    visitor, path = opened(house, olga)
    olga.open(path).press("Change the plan")
    visitor.press("Yes, delete it")
    if is_forgotten:
        fade()
    answer = olga.client.get("/en/plan")
    assert answer.status_code == 303
    olga.open(answer.headers["Location"])
    assert olga.response.request.path == "/en/desk/"
    assert "The case that you had in hand is not here any more" in olga.text


def test_a_plan_that_is_gone_where_the_pass_goes_on_is_told_of_in_the_case(
    house: House, olga: Page
) -> None:
    _visitor, path = opened(house, olga)
    with transaction() as session:
        session.execute(delete(SavedPlan))
    assert "There is no plan any more: the visitor has erased it." in olga.open(path).text
