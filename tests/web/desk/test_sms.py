"""The plan as a text for SMS: whole in as few messages as hold it, and once in a single one."""

import pytest

from tests import desk_work
from tests.browser import Page
from tests.web.asking.conftest import NEEDS
from tests.web.desk.conftest import House, new_case
from wemi_piemonte.desks.sms import ONE_PART, encoding_of, length_in, parts_of

SHORT = "Shortened, to go in one message."


def texts(page: Page) -> list[tuple[bool, str]]:
    """The texts of a page, each with whether it was shortened."""
    return [
        (SHORT in " ".join(section.itertext()), section.xpath("string(.//textarea)").strip("\n"))
        for section in page.all("//section[starts-with(@aria-labelledby, 'message-')]")
    ]


# A sign that GSM does not know leaves 70 signs to a message instead of 160.
@pytest.mark.parametrize(("name", "is_long"), [("Sportello", False), ("Sportello 窗口", True)])
def test_a_text_of_several_messages_is_told_once_more_in_one(
    house: House, name: str, is_long: bool
) -> None:
    desk_id = desk_work.desk(name, phone="+39 0171 000 2222")
    nora = house.browser(desk_work.worker(desk_id, email="nora@example.org"))
    code, _pin = new_case(nora, desk_id)
    nora.press("The visitor has them: make the plan")
    for need in NEEDS:
        nora.press("add", add=need)
    nora.press("show").press("Save in the case")
    nora.open(nora.response.request.path + "/sms", code=code)
    found = texts(nora)
    long = [text for is_short, text in found if not is_short]
    short = [text for is_short, text in found if is_short]
    assert long
    assert bool(short) == is_long
    assert len(short) == len([text for text in long if len(parts_of(text)) > 1])
    for text in short:
        assert length_in(text) <= ONE_PART[encoding_of(text)] <= 160
        assert text.endswith(f"/uk/plans/{code}")
    assert len({text for _is_short, text in found}) == len(found)
