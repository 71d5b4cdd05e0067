"""Planning with a visitor: the case in hand, two languages, nothing left of what was told."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.browser import Page
from tests.inbox import inbox
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.cases.models import Case, CaseEvent
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.plans.models import Draft, PlanVersion, SavedPlan
from wemi_piemonte.plans.rules import read
from wemi_piemonte.taxonomy import tree

STORY = "Ho bisogno della spesa gratis, non ho da mangiare"
UKRAINIAN = "Моїй мамі потрібна допомога вдома, вона не може ходити"
CANARIES = ("Zazzaroni", "Ermenegilda", "zafferanata")


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def wishes() -> set[str]:
    """The needs of the one plan there is, as it was saved last."""
    with reading() as session:
        newest = select(PlanVersion).order_by(PlanVersion.number.desc()).limit(1)
        return {each.code for each in read(session.scalars(newest).one().wishes).wanted}


def band(page: Page) -> str:
    """What the band on top says of the case in hand; empty without one."""
    found = page.all("//div[contains(@class, 'case-band')]//p[1]")
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def test_a_plan_made_with_a_case_in_hand_is_saved_under_the_visitors_pass(
    house: House, olga: Page
) -> None:
    code, pin = new_case(olga, house.cuneo)
    olga.press("The visitor has them: make the plan")
    assert olga.response.request.path == "/en/plan"
    assert band(olga) == "Case 1, Ukrainian"
    olga.press("add", add="income.food").press("show")
    assert band(olga) == "Case 1, Ukrainian"
    assert not olga.all("//main//a[contains(@href, '/request')]")
    olga.press("Save in the case")
    assert "/desk/cases/" in olga.response.request.path
    assert "Spesa sospesa" in olga.text
    assert count(Pass) == count(SavedPlan) == 1
    assert count(Draft) == 0
    with reading() as session:
        kinds = [
            each.kind.value for each in session.scalars(select(CaseEvent).order_by(CaseEvent.id))
        ]
    assert kinds == ["opened", "planned"]
    # The plan pages are the operator's own again.
    assert band(olga.open("/en/plan")) == ""
    visitor = house.browser().open("/uk/plans").press("open", code=code, pin=pin)
    assert visitor.response.request.path == f"/uk/plans/{code}"


def test_a_plan_is_changed_in_the_case_and_gets_a_second_version(house: House, olga: Page) -> None:
    case = house.case()
    house.plan(case, "income.food")
    olga.open(f"/en/desk/cases/{case.id}").press("Change the plan")
    assert olga.all("//input[@name='need' and @checked]/@value") == ["income.food:1"]
    olga.press("add", add="ageing.home-care").press("show").press("Save in the case")
    assert wishes() == {"income.food", "ageing.home-care"}
    assert (count(SavedPlan), count(PlanVersion)) == (1, 2)


def test_the_form_that_saved_a_plan_sent_again_saves_nothing_and_finds_the_case(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Make the plan")
    olga.press("add", add="income.food").press("show")
    form, _name, _value = olga._button("Save in the case", "")
    values = olga._values(form)
    for _ in range(2):
        answer = olga.client.post(form.get("action"), data=values)
        assert f"/en/desk/cases/{case.id}" in answer.headers["Location"]
    assert count(PlanVersion) == 1


@pytest.mark.parametrize(
    ("story", "need"), [(STORY, "income.food"), (UKRAINIAN, "ageing.home-care")]
)
def test_a_story_is_understood_in_the_language_of_either(
    house: House, story: str, need: str
) -> None:
    olga = house.browser(house.olga)
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Make the plan")
    olga.open("/it/plan").press("read", text=story)
    assert need in {each.split(":")[0] for each in olga.all("//input[@name='need']/@value")}


def test_needs_to_choose_from_are_told_in_the_language_of_the_visitor_too(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Make the plan").press("read", text=UKRAINIAN)
    theirs = olga.all(
        "//label[starts-with(@for, 'need-ageing.home-care')]//span[@lang='uk']/text()"
    )
    assert theirs == [tree.label("ageing.home-care", "uk")]
    # Where both read the same language it is told once, and to nobody else at all.
    assert not olga.open("/uk/plan").all("//label[starts-with(@for, 'need-')]//span[@lang]")
    alone = house.browser().open("/en/plan").press("add", add="income.food")
    assert not alone.all("//label[starts-with(@for, 'need-')]//span[@lang]")


def test_what_was_written_for_one_visitor_never_comes_to_the_next(house: House, olga: Page) -> None:
    first, second = house.case(), house.case()
    olga.open(f"/en/desk/cases/{first.id}").press("Make the plan")
    olga.press("read", text=STORY)
    form, _name, _value = olga._button("show", "")
    values = olga._values(form) | {"do": "show"}
    # In another tab the next visitor's plan is begun.
    other = Page(olga.client)
    other.open(f"/en/desk/cases/{second.id}").press("Make the plan")
    assert "mangiare" not in other.text
    assert not other.all("//input[@name='need']")
    assert count(Draft) == 0
    assert olga.client.post(form.get("action"), data=values).status_code == 409
    assert not other.open("/en/plan").all("//input[@name='need']")


def test_a_case_put_down_takes_along_what_was_not_saved(house: House, olga: Page) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Make the plan")
    olga.press("read", text=STORY)
    assert count(Draft) == 1
    olga.press("Put it down: forget what is not saved")
    assert olga.response.request.path == f"/en/desk/cases/{case.id}"
    assert count(Draft) == 0
    assert band(olga.open("/en/plan")) == ""


def test_a_case_lost_while_it_is_in_hand_takes_along_what_was_written(
    house: House, olga: Page
) -> None:
    case = house.case()
    olga.open(f"/en/desk/cases/{case.id}").press("Make the plan").press("read", text=STORY)
    form, _name, _value = olga._button("show", "")
    values = olga._values(form) | {"do": "show"}
    page = house.browser(house.olga).open(f"/en/desk/cases/{case.id}")
    page.press("Hand over", to=str(house.alba), agreed="1")
    answer = olga.client.post(form.get("action"), data=values)
    assert answer.headers["Location"] == "/en/desk/?done=gone"
    assert count(Draft) == 0
    assert "mangiare" not in olga.open("/en/plan").text


def test_with_a_case_in_hand_nothing_is_asked_for_in_the_operators_name(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.plan(case)
    olga.open(f"/en/desk/cases/{case.id}")
    assert not olga.all("//main//a[contains(@href, '/services/') and contains(@href, '/request')]")
    olga.press("Change the plan").press("show")
    for path in ("/en/plan/requests", "/en/services/" + str(house.cuneo) + "/request"):
        answer = olga.client.get(path)
        assert answer.headers["Location"] == f"/en/desk/cases/{case.id}/requests"


def test_the_screen_for_the_visitor_has_both_languages_and_no_notes(
    house: House, olga: Page
) -> None:
    case = house.case()
    house.plan(case, "income.food", "work.job-search")
    house.mandate(case)
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the note", text="Torna lunedì")
    olga.open(f"/en/desk/cases/{case.id}/together")
    assert "Torna lunedì" not in olga.text
    for words in ("Your needs", "Not covered", "Food aid"):
        assert words in olga.text
    assert {"uk", "en"} == set(olga.all("//h1/span/span/@lang"))
    told = olga.all("//section[@aria-labelledby='together-needs']//strong//span[@lang='uk']/text()")
    assert told
    assert all(re.search("[а-яіїєґ]", each) for each in told)
    gap = olga.all("//li[@class='gap']//span[@lang='uk']/text()")
    assert gap
    assert all(re.search("[а-яіїєґ]", each) for each in gap)


def kept_in(folder: Path, database: str) -> dict[str, str]:
    """All that a data folder holds, as text: files as they are, every table of the database."""
    told = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("wemi.sqlite"):
            told[path.name] = path.read_bytes().decode("utf-8", "replace")
    connection = sqlite3.connect(database)
    # What is still in the journal is written to the file: it holds deleted rows too.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in tables:
        told[name] = repr(connection.execute(f'SELECT * FROM "{name}"').fetchall())
    connection.close()
    return told


def test_after_an_anonymous_case_nothing_holds_a_word_of_what_was_told(
    house: House, olga: Page, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    mails = inbox(house.app)
    _code, pin = new_case(olga, house.cuneo)
    olga.press("The visitor has them: make the plan")
    name, surname, word = CANARIES
    story = f"Mi chiamo {surname} {name}, {word}: {STORY}"
    olga.press("read", text=story)
    assert word in olga.text
    olga.press("add-person").press("show")
    olga.client.get("/en/plan/result.pdf")
    with reading() as session:
        case_id = session.scalars(select(Case.id)).one()
    olga.press("Save in the case")
    for page in ("", "/together", "/handout", "/sms"):
        olga.open(f"/en/desk/cases/{case_id}{page}")
    told = "".join(str(each) for each in mails())
    kept = kept_in(house.folder, str(house.folder / "wemi.sqlite"))
    assert len(kept) > 30
    assert "income.food" in kept["plan_version"]
    for canary in (*CANARIES, "mangiare", pin):
        assert {name for name, text in kept.items() if canary.lower() in text.lower()} == set()
        assert canary not in told
        assert canary not in caplog.text
    # Neither do the pages of the file that its rows were deleted from.
    raw = (house.folder / "wemi.sqlite").read_bytes().decode("utf-8", "replace")
    assert {each for each in CANARIES if each in raw} == set()
