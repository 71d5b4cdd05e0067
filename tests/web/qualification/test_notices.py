"""The Region writes a notice, opens it, and then keeps its word."""

from uuid import UUID, uuid4

from sqlalchemy import select

from tests.browser import Page
from tests.web.qualification.conftest import Browser, begun
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.qualification.demonstration import NOTICE
from wemi_piemonte.qualification.models import Criterion, Notice, NoticeSection

TITLE = "Avviso per chi aiuta a casa"


def new_notice(rita: Page) -> str:
    rita.open("/en/moderation/notices").press("Begin", title=TITLE)
    return rita.response.request.path


def link(page: Page, part: str) -> str:
    return next(each for each in reversed(page.links()) if part in each)


def test_a_notice_is_written_and_opened(rita: Page, anna: Page) -> None:
    path = new_notice(rita)
    rita.press("Open the notice", 422, opens_on="2026-11-25", closes_on="2027-01-31")
    assert "A notice needs a text, a section with needs, and a criterion." in rita.text
    rita.press("Keep the text", text="Chi può partecipare.", valid_months="24")
    rita.open(link(rita, "/sections/"))
    rita.press("Keep the section", 422, title="", needs=[])
    assert "Choose an area or a need." in rita.text
    rita.press("Keep the section", title="Anziani", needs=["ageing", "health.nursing"])
    rita.open(link(rita, "/criteria/"))
    rita.press("Keep the criterion", title="Statuto", text="Allegalo.", needs_document="1")
    rita.press("Open the notice", 422, opens_on="2026-11-20", closes_on="")
    assert "Choose a day that has not passed." in rita.text
    rita.press("Open the notice", opens_on="2026-11-25", closes_on="2027-01-31")
    anna.open("/en/provider/applications")
    assert TITLE in anna.text
    anna.open(path.replace("moderation", "provider"))
    assert "Nursing and physiotherapy at home" in anna.text


def test_the_form_sent_twice_begins_one_notice(rita: Page) -> None:
    rita.open("/en/moderation/notices")
    values = rita._values(rita.all("//form[@method='post']")[0]) | {"title": TITLE}
    for _ in range(2):
        assert rita.client.post("/en/moderation/notices", data=values).status_code == 303
    with reading() as session:
        assert len(session.scalars(select(Notice).where(Notice.title == TITLE)).all()) == 1


def test_a_wrong_title_keeps_what_was_typed(rita: Page) -> None:
    rita.open("/en/moderation/notices").press("Begin", 422, title="x" * 250)
    assert rita.all("//input[@name='title']/@value") == ["x" * 250]


def test_two_moderators_at_one_notice_see_both_texts(rita: Page, browser: Browser) -> None:
    path = new_notice(rita)
    sara = browser("sara", Role.MODERATOR).open(path)
    rita.press("Keep the text", text="Il testo di Rita")
    sara.press("Keep the text", 409, text="Il testo di Sara")
    assert "Il testo di Rita" in sara.text
    assert sara.all("//textarea[@name='text']")[0].text.strip() == "Il testo di Sara"
    sara.press("Keep the text")
    with reading() as session:
        notice = session.get(Notice, UUID(path.rpartition("/")[2]))
    assert notice is not None
    assert notice.text == "Il testo di Sara"


def test_a_part_changed_meanwhile_is_not_overwritten(rita: Page, browser: Browser) -> None:
    path = new_notice(rita)
    section = link(rita, "/sections/")
    rita.open(section).press("Keep the section", title="Anziani", needs=["ageing"])
    sara = browser("sara", Role.MODERATOR).open(section)
    rita.open(section).press("Keep the section", title="Anziani soli")
    sara.press("Keep the section", 409, title="Vecchi")
    assert "Anziani soli" in sara.text
    assert sara.all("//input[@name='title']/@value") == ["Vecchi"]
    sara.press("Keep the section")
    rita.open(path)
    assert "Vecchi" in rita.text


def test_parts_of_other_notices_are_not_there(rita: Page) -> None:
    path = new_notice(rita)
    with reading() as session:
        section = session.scalars(select(NoticeSection.id)).first()
        criterion = session.scalars(select(Criterion.id)).first()
    rita.open(f"{path}/sections/{section}", 404)
    rita.open(f"{path}/criteria/{criterion}", 404)
    rita.open(f"/en/moderation/notices/{uuid4()}/sections/{uuid4()}", 404)


def test_a_part_is_taken_away(rita: Page) -> None:
    new_notice(rita)
    rita.open(link(rita, "/criteria/")).press("Keep the criterion", title="Statuto")
    rita.press("Take it away: Statuto")
    assert "Statuto" not in rita.text


def test_once_somebody_applies_only_the_last_day_changes(anna: Page, rita: Page) -> None:
    path = f"/en/moderation/notices/{NOTICE}"
    rita.open(path)
    begun(anna)
    rita.press("Keep the text", 409, text="Altre regole")
    assert "only its last day can still change" in rita.text
    assert not rita.all("//textarea[@name='text']")
    with reading() as session:
        section = session.scalars(select(NoticeSection.id)).first()
    rita.open(f"{path}/sections/{section}").press("Keep the section", 409, title="Altro")
    rita.open(path).press("Keep the days", closes_on="2027-12-31")
    anna.open(f"/en/provider/notices/{NOTICE}")
    assert "31 December 2027" in anna.text
    rita.press("Keep the days", 422, closes_on="2026-11-01")
    assert "Choose a day that has not passed." in rita.text


def test_a_notice_that_was_never_opened_is_thrown_away(rita: Page) -> None:
    path = new_notice(rita)
    rita.press("Yes, throw it away")
    rita.open(path, 404)
    rita.open(f"/en/moderation/notices/{NOTICE}")
    assert not rita.all("//button[@value='discard']")


def test_providers_write_no_notices(anna: Page) -> None:
    anna.open("/en/moderation/notices", 403)
    anna.open(f"/en/moderation/notices/{NOTICE}", 403)
