"""What a desk gives to take away: its calendar, and a poster for its door."""

from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from tests import desk_work
from tests.browser import Page
from tests.unit.desks.test_calendar import as_the_standard_asks
from tests.web.desks.looking import by_phone, tour
from tests.web.desks.test_desk_page import call_off
from wemi_piemonte.desks.operations import clear_day
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation.db import transaction


def calendar(page: Page, desk_id: UUID, locale: str = "en") -> Any:
    """The calendar of a desk as a program reads it."""
    response = page.client.get(f"/{locale}/desks/{desk_id}/calendar.ics")
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    as_the_standard_asks(response.data)
    return Calendar.from_ical(response.data)


def events(page: Page, desk_id: UUID, locale: str = "en") -> dict[str, Any]:
    """The events of a calendar by their day."""
    found = calendar(page, desk_id, locale).walk("VEVENT")
    return {each["DTSTART"].dt.date().isoformat(): each for each in found}


def test_a_calendar_holds_three_months_and_no_holiday(page: Page) -> None:
    found = events(page, desk_work.desk())
    assert min(found) == "2026-11-25"
    assert max(found) == "2027-02-25"
    assert not {"2026-12-08", "2026-12-25", "2027-01-01", "2027-01-06"} & set(found)
    assert len(found) == 63


def test_an_entry_says_what_where_and_in_which_languages(page: Page) -> None:
    desk_id = desk_work.desk(
        address="via dell'Esempio 3", phone="+39 0171 000 0103", spoken="it fr"
    )
    event = events(page, desk_id)["2026-11-26"]
    assert str(event["SUMMARY"]) == "Sportello di Cuneo"
    assert str(event["LOCATION"]) == "via dell'Esempio 3, Cuneo (CN)"
    assert str(event["URL"]).endswith(f"/en/desks/{desk_id}")
    assert "Italian, French" in str(event["DESCRIPTION"])
    assert "+39 0171 000 0103" in str(event["DESCRIPTION"])


def test_a_tour_has_one_calendar_with_all_its_stops(page: Page) -> None:
    found = events(page, tour())
    assert str(found["2026-11-26"]["SUMMARY"]) == "Sportello delle valli: Venasca (CN)"
    assert str(found["2026-11-30"]["SUMMARY"]) == "Sportello delle valli: Paesana (CN)"
    assert "Arabic" in str(found["2026-11-26"]["DESCRIPTION"])
    assert "Arabic" not in str(found["2026-11-30"]["DESCRIPTION"])


def test_a_desk_by_video_says_where_to_meet(page: Page) -> None:
    desk_id = by_phone(url="https://video.example/sala")
    assert "https://video.example/sala" in str(events(page, desk_id)["2026-11-26"]["DESCRIPTION"])


def test_who_follows_hears_of_what_is_called_off_and_of_what_is_on_again(page: Page) -> None:
    valleys = tour()
    first = events(page, valleys)["2026-11-30"]
    call_off(valleys, "2026-11-30", "Snow on the road", town="Paesana")
    second = events(page, valleys)["2026-11-30"]
    with transaction() as session:
        day = next(iter(_days(session, valleys)))
        clear_day(session, desk_id=valleys, hours_id=day.hours_id, on=day.on)
    third = events(page, valleys)["2026-11-30"]
    assert len({str(each["UID"]) for each in (first, second, third)}) == 1
    assert [str(each["STATUS"]) for each in (first, second, third)] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert "Called off" in str(second["SUMMARY"])
    assert "Snow on the road" in str(second["DESCRIPTION"])


def _days(session: Any, desk_id: UUID) -> Any:
    from sqlalchemy import select

    from wemi_piemonte.desks.models import DeskDay

    return session.scalars(select(DeskDay).where(DeskDay.desk_id == desk_id))


def test_a_calendar_speaks_the_language_of_its_address(page: Page) -> None:
    desk_id = desk_work.desk(spoken="it uk")
    event = events(page, desk_id, "ar")["2026-11-26"]
    assert event["DESCRIPTION"].params["LANGUAGE"] == "ar"
    assert "الأوكرانية" in str(event["DESCRIPTION"])


def parts(page: Page) -> list[Any]:
    return list(page.all("//div[@class='poster-parts']/section"))


def test_a_poster_is_in_italian_and_in_the_language_of_the_page(page: Page) -> None:
    desk_id = desk_work.desk(address="via dell'Esempio 3", phone="+39 0171 000 0103")
    page.open(f"/ar/desks/{desk_id}/poster")
    italian, arabic = parts(page)
    assert (italian.get("lang"), italian.get("dir")) == ("it", "ltr")
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert "lunedì" in "".join(italian.itertext())
    assert "الاثنين" in "".join(arabic.itertext())
    assert all("via dell'Esempio 3" in "".join(each.itertext()) for each in (italian, arabic))
    # What stands around the parts is told in the language of the page.
    around = "".join(page.all("//footer[contains(@class, 'site-footer')]")[0].itertext())
    page.open(f"/ar/desks/{desk_id}")
    assert around == "".join(page.all("//footer[contains(@class, 'site-footer')]")[0].itertext())


def test_a_poster_for_italians_says_all_once(page: Page) -> None:
    page.open(f"/it/desks/{desk_work.desk()}/poster")
    (italian,) = parts(page)
    assert italian.get("lang") == "it"


def test_a_poster_in_easy_italian_is_told_in_full_words(page: Page) -> None:
    page.open(f"/it/desks/{desk_work.desk()}/poster", easy="1")
    assert len(parts(page)) == 1


def test_languages_stand_on_a_poster_in_their_own_names(page: Page) -> None:
    page.open(f"/en/desks/{desk_work.desk(spoken='it ar zh de wo xyz')}/poster")
    names = ["".join(each.itertext()) for each in page.all("//ul[@class='poster-languages']/li")]
    assert names == ["Italiano", "العربية", "中文", "Deutsch", "Wolof", "xyz"]
    tags = [each.get("lang") for each in page.all("//ul[@class='poster-languages']/li")]
    assert tags == ["it", "ar", "zh-Hans", "de", "wo", None]


def test_a_poster_leads_to_the_page_of_the_desk(page: Page) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 0103")
    page.open(f"/uk/desks/{desk_id}/poster")
    assert page.all("//*[local-name()='svg'][contains(@class, 'qr')]")
    (foot,) = page.all("//article//footer")
    said = "".join(foot.itertext())
    assert f"/uk/desks/{desk_id}" in said
    assert "+39 0171 000 0103" in said


@pytest.mark.parametrize("kind", [DeskKind.POINT, DeskKind.DIGITAL])
def test_every_kind_has_a_poster(page: Page, kind: DeskKind) -> None:
    told = {"municipality": ""} if kind is DeskKind.DIGITAL else {"referent": "Chi è al banco"}
    page.open(f"/sq/desks/{desk_work.desk('Punto', kind=kind, **told)}/poster")
    assert ("Chi è al banco" in page.text) is (kind is DeskKind.POINT)


def test_a_poster_of_a_tour_has_its_stops_in_words(page: Page) -> None:
    page.open(f"/fr/desks/{tour()}/poster")
    italian, french = parts(page)
    assert "Ogni settimana: lunedì" in " ".join("".join(italian.itertext()).split())
    assert "Paesana" in "".join(french.itertext())
    assert "lundi" in "".join(french.itertext())
