"""On their own page visitors see who read what, and take back what they let a desk do."""

from sqlalchemy import select

from tests.browser import Page
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.cases.models import Case, CaseNote
from wemi_piemonte.cases.operations import Opened
from wemi_piemonte.foundation.db import reading


def visited(house: House) -> tuple[Opened, Page]:
    """A case in Cuneo, and the browser of its visitor at home."""
    page = house.browser(house.olga)
    code, pin = new_case(page, house.cuneo)
    with reading() as session:
        case = session.scalars(select(Case).where(Case.desk_id == house.cuneo)).one()
    assert case.pass_id is not None
    visitor = house.browser().open("/en/plans").press("open", code=code, pin=pin)
    return Opened(case.id, case.pass_id), visitor.open("/en/requests")


def test_who_read_it_when_and_at_which_desk_is_told(house: House) -> None:
    _case, visitor = visited(house)
    assert "At help desks" in visitor.text
    assert "Olga (Sportello di Cuneo)" in visitor.text.replace("( ", "(").replace(" )", ")")
    assert "This help desk may do nothing in your name" in visitor.text
    assert "data.json" in visitor.response.get_data(as_text=True)


def test_a_mandate_is_taken_back_at_home_and_the_notes_go_with_it(house: House) -> None:
    case, visitor = visited(house)
    house.mandate(case)
    olga = house.browser(house.olga)
    olga.open(f"/en/desk/cases/{case.id}").press("Keep the note", text="Torna lunedì")
    told = visitor.client.get("/en/requests/data.json").get_json()["at_help_desks"]
    assert [each["text"] for each in told[0]["notes"]] == ["Torna lunedì"]
    assert told[0]["mandates"][0]["scopes"] == ["keep_notes", "read_answers", "send_requests"]
    visitor.open("/en/requests").press("take-back")
    assert "You have taken it back" in visitor.text
    assert "Mandate taken back · you" in visitor.text
    with reading() as session:
        assert session.scalars(select(CaseNote)).all() == []
    olga.open(f"/en/desk/cases/{case.id}")
    assert "Keep the note" not in olga.text
    assert "Mandate taken back · the visitor" in olga.text


def test_a_strangers_case_is_not_there(house: House) -> None:
    case, visitor = visited(house)
    house.mandate(case)
    visitor.open("/en/requests")
    form, _name, _value = visitor._button("take-back", "")
    stranger = house.browser()
    stranger.open("/en/plans")
    token = stranger.all("//input[@name='csrf_token']/@value")[0]
    answer = stranger.client.post(form.get("action"), data={"csrf_token": token})
    assert answer.status_code == 404
    assert "At help desks" not in stranger.open("/en/requests").text
    olga = house.browser(house.olga).open(f"/en/desk/cases/{case.id}")
    assert "Keep the note" in olga.text
