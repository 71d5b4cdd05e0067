"""The page of a help desk: open or when next, hours in words, stops, days that differ, one action."""

from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import desk_work
from tests.browser import Page
from tests.web.desks.conftest import it_is
from tests.web.desks.looking import by_phone, tour, without_hours
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.operations import set_day
from wemi_piemonte.desks.queries import rules_of
from wemi_piemonte.desks.rules import DeskKind, DeskRole
from wemi_piemonte.foundation.db import reading, transaction


def show(page: Page, desk_id: UUID, locale: str = "en") -> Page:
    return page.open(f"/{locale}/desks/{desk_id}")


def call_off(desk_id: UUID, on: str, note: str = "", *, town: str = "", **hours: Any) -> None:
    """Call a day off, of the whole desk or of one stop; or let it have other hours."""
    with transaction() as session:
        rules = rules_of(session, [session.get_one(Desk, desk_id)])[desk_id]
        rule_id = next((each.id for each in rules if town and each.place.name == town), None)
        told = {"opens_at": None, "closes_at": None, **hours}
        set_day(
            session,
            desk_id=desk_id,
            hours_id=rule_id,
            on=date.fromisoformat(on),
            note=note,
            by=None,
            now=desk_work.NOW,
            **told,
        )


def actions(page: Page) -> list[tuple[str, bool]]:
    """What one can do, and which is the one to do first."""
    return [
        (str(each.get("href")), "btn-primary" in each.get("class"))
        for each in page.all("//aside//a[contains(@class, 'btn')]")
    ]


def section(page: Page, name: str) -> str:
    """The words of a part of the page."""
    (found,) = page.all(f"//section[@aria-labelledby='{name}']")
    return " ".join(" ".join(found.itertext()).split())


@pytest.mark.parametrize("part", ["", "/calendar.ics", "/poster"])
def test_what_is_not_public_or_not_there_is_not_there(page: Page, part: str) -> None:
    hidden = desk_work.desk(is_public=False)
    page.open(f"/it/desks/{hidden}{part}", 404)
    page.open(f"/it/desks/{uuid4()}{part}", 404)


def test_hours_are_told_as_a_week_in_words(page: Page) -> None:
    desk_id = desk_work.desk()
    desk_work.hours(desk_id, byday="WE", opens_at=time(14), closes_at=time(17))
    show(page, desk_id, "it")
    rows = {
        "".join(row.xpath("./th")[0].itertext()).split()[0]: " ".join(
            row.xpath("./td//bdi//text()")
        )
        for row in page.all("//table[contains(@class, 'hours')]//tr")
    }
    assert list(rows) == ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì"]
    assert rows["mercoledì"] == "09:00 – 12:00 14:00 – 17:00"


def test_it_says_whether_it_is_open_until_when_or_from_when(page: Page) -> None:
    desk_id = desk_work.desk()
    assert "Open now until 12:00" in show(page, desk_id).text
    it_is("2026-11-25T12:00")
    assert "Closed now. Opens Thursday 26 November at 09:00" in show(page, desk_id).text
    it_is("2026-12-07T13:00")
    # Tuesday is the Immaculate Conception.
    assert "Closed now. Opens Wednesday 9 December at 09:00" in show(page, desk_id).text


def test_holidays_and_days_that_differ_are_told_beforehand(page: Page) -> None:
    desk_id = desk_work.desk()
    call_off(desk_id, "2026-12-03", "Staff meeting")
    call_off(desk_id, "2026-12-04", opens_at=time(15), closes_at=time(18))
    when = section(show(page, desk_id), "when")
    assert "3 December 2026: closed Staff meeting" in when
    assert "4 December 2026: 15:00 – 18:00" in when
    assert "8 December 2026: closed, it is a public holiday" in when
    assert "25 December" in when


def test_a_tour_tells_its_stops_and_the_next_dates(page: Page) -> None:
    valleys = tour()
    desk_work.hours(valleys, name="Crissolo", municipality="004077", byday="WE", interval=2)
    call_off(valleys, "2026-11-30", "Snow on the road", town="Paesana")
    show(page, valleys)
    assert "Next stop: Venasca (CN), Thursday 26 November at 09:00" in page.text.replace(
        " , ", ", "
    )
    when = section(page, "when")
    assert when.index("Paesana") < when.index("Crissolo") < when.index("Venasca"), "as in a week"
    assert "Every 2 weeks: Wednesday" in when
    rows = [" ".join("".join(each.itertext()).split()) for each in page.all("//ol/li")]
    rows = [each for each in rows if "2026" not in each and ":" in each]
    assert rows[0].startswith("Thursday 26 November")
    assert "Arabic" in rows[0]
    (off,) = [each for each in rows if "Called off" in each]
    assert "Monday 30 November" in off
    assert "Snow on the road" in off
    assert [("Monday 7 December" in each) for each in rows].count(True) == 1


def test_the_one_action_is_to_book_where_that_can_be_done(page: Page) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 0103")
    found = actions(show(page, desk_id))
    assert found == [(f"/en/desks/{desk_id}/book", True), ("tel:+3901710000103", False)]
    assert "You may also come without booking." in page.text


def test_the_one_action_is_the_video_call_or_the_telephone_where_nothing_is_booked(
    page: Page,
) -> None:
    video = by_phone(url="https://video.example/sala")
    assert actions(show(page, video)) == [
        ("https://video.example/sala", True),
        ("tel:+390110000100", False),
    ]
    desk_id = desk_work.desk(phone="+39 0171 000 0103", slot_places=0)
    assert actions(show(page, desk_id)) == [("tel:+3901710000103", True)]
    assert "You need not book" in page.text
    silent = desk_work.desk("Senza telefono", slot_places=0)
    assert actions(show(page, silent)) == []
    assert "You need not call first" in page.text


def test_an_address_that_is_no_web_address_is_no_link(page: Page) -> None:
    desk_id = by_phone(url="javascript:alert(1)")
    show(page, desk_id)
    assert not [each for each in page.links() if "javascript" in each]


def test_a_desk_without_hours_says_so(page: Page) -> None:
    show(page, without_hours("Su richiesta"))
    assert "By appointment, or ask them." in section(page, "when")


def test_a_point_says_whom_to_ask_for_by_a_role(page: Page) -> None:
    desk_id = desk_work.desk(
        "Biblioteca", kind=DeskKind.POINT, referent="Chi è al banco", slot_places=0
    )
    show(page, desk_id)
    assert "Whom to ask for Chi è al banco" in page.text
    (words,) = page.all("//*[@lang='it'][text()='Chi è al banco']")
    assert words is not None


def test_languages_are_those_of_the_desk_and_of_its_people_without_names(page: Page) -> None:
    desk_id = desk_work.desk(spoken="it fr", can_do="listen interpreter")
    desk_work.worker(desk_id, DeskRole.OPERATOR, "olga@example.org")
    desk_work.worker(desk_id, DeskRole.ANTENNA, "ada@example.org")
    said = section(show(page, desk_id), "languages")
    assert "Italian, French and Ukrainian" in said
    assert "interpreter" in said
    assert "Olga" not in page.text
    assert "olga@" not in page.text


def test_what_it_can_do_its_access_its_body_and_its_place_are_told(page: Page) -> None:
    desk_id = desk_work.desk(
        access="step_free lift",
        address="via dell'Esempio 3",
        directions="In fondo al cortile.",
        email="cuneo@desks.example",
        latitude=44.39,
        longitude=7.55,
    )
    show(page, desk_id)
    assert "Make a plan for all your needs with you" in section(page, "does")
    assert "No steps at the entrance Lift" in section(page, "access")
    assert "via dell'Esempio 3 Cuneo (CN) In fondo al cortile." in section(page, "where").replace(
        "Text in Italian ", ""
    )
    assert "mailto:cuneo@desks.example" in page.links()
    assert any("/en/organizations/" in each for each in page.links())
    (pin,) = page.all("//ul[@id='map-places']/li")
    assert (pin.get("data-lat"), pin.get("data-lon")) == ("44.39", "7.55")


def test_what_nobody_has_said_is_said_to_be_so(page: Page) -> None:
    show(page, desk_work.desk(can_do="", access=""))
    assert section(page, "does").endswith("Not stated: ask them.")
    assert section(page, "access").endswith("Not stated: ask them.")


def test_the_page_leads_to_the_calendar_and_the_poster(page: Page) -> None:
    desk_id = desk_work.desk()
    show(page, desk_id, "ro")
    base = f"/ro/desks/{desk_id}"
    assert {f"{base}/calendar.ics", f"{base}/poster"} <= set(page.links())
    assert page.all("//link[@type='text/calendar']/@href") == [f"{base}/calendar.ics"]


def test_texts_of_a_desk_are_marked_with_their_language(page: Page) -> None:
    desk_id = desk_work.desk(description="Ti ascoltiamo.")
    show(page, desk_id, "ar")
    (heading,) = page.all("//h1")
    assert (heading.get("lang"), heading.get("dir")) == ("it", "ltr")
    (lead,) = page.all("//p[contains(@class, 'lead')]")
    assert (lead.get("lang"), lead.get("dir")) == ("it", "ltr")


def test_looking_writes_nothing(page: Page) -> None:
    desk_id = desk_work.desk()
    show(page, desk_id)
    with reading() as session:
        desk = session.get_one(Desk, desk_id)
        assert (desk.revision, desk.times_revision) == (1, 1)
