"""Help desks from end to end in a browser: a tour stop, a community point, a booking, a bad day.

All of them on one site of its own, early in the morning of a day on which the tour of the Ossola
halts in Domodossola, with somebody who speaks Ukrainian.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import desk_work
from tests.journeys.at_desks import (
    NAME,
    TOUR,
    at_home,
    book_today,
    choose,
    find_the_stop,
    free_times,
    hand_over,
    history,
    look_together,
    plan_with_words_and_a_chip,
    print_the_sheet,
    states_in,
    tour_of_today,
)
from tests.journeys.conftest import Site, wait_until_ready
from tests.journeys.providing import Person
from tests.journeys.visiting import (
    Street,
    all_kept,
    code_and_pin,
    desk_named,
    follow,
    halts_of,
    languages,
    look,
    new_case,
    open_with,
    send,
    submit,
    unfold,
)
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.clock import ROME

pytestmark = pytest.mark.browser

VERBANIA = "Sportello di Verbania"
POINT = "Punto di comunità - Biblioteca di Candelo"
BIELLA = "Sportello di Biella"
VALLEY = "Sportello itinerante Valle Po e Valle Varaita"
DIGITAL = "school.digital"
SNOW = "Oggi nevica troppo: il furgone non sale."


@pytest.fixture(scope="module")
def own_site(
    demo_folder: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("desks") / "data"
    shutil.copytree(demo_folder, folder)
    bind(folder)
    now = morning_of_the_stop()
    site = Site(folder, WEMI_NOW=now.isoformat())
    try:
        wait_until_ready(site.url, site.process)
        clock.start_at(now)
        yield Street(site, chromium, now)
    finally:
        clock.start_at(None)
        site.stop()


@pytest.fixture
def street(own_site: Street) -> Iterator[Street]:
    bind(own_site.site.folder)
    yield own_site
    for each in own_site.windows:
        each.check()
        each.page.context.close()
    own_site.windows.clear()


def bind(folder: Path) -> None:
    db.bind(db.open_engine(f"sqlite:///{folder / 'wemi.sqlite'}"))


def morning_of_the_stop() -> datetime:
    """An hour before the tour halts in Domodossola the next time."""
    soon = clock.now() + timedelta(hours=2)
    halts = halts_of(desk_named(TOUR), clock.now())
    there = [each for each in halts if each.hours.place.name == "Domodossola"]
    stop = next(each for each in there if each.starts > soon)
    return stop.starts - timedelta(hours=1)


def go_on_there(there: Page, code: str, pin: str) -> None:
    """Open a case with the code and the PIN of a visitor who comes from another desk."""
    unfold(there, "#code-1")
    there.locator("#code-1").fill(code)
    there.locator("#pin-1").fill(pin)
    there.locator("#code-visitor-1").select_option("uk")
    submit(there, "/with-code")


def see_who_read(olena: Person, told: list[str]) -> None:
    """All that happened at desks is told to the visitor, with who did it there."""
    seen = olena.open("/uk/requests")
    unfold(seen, "ol.timeline")
    lines = history(seen)
    assert len(lines) == len(told)
    assert f"Olga ({TOUR})" in lines[0]
    assert f"Vera ({VERBANIA})" in lines[-1]
    look(olena)


def test_two_needs_are_met_at_a_stop_at_home_and_at_another_desk(street: Street) -> None:
    find_the_stop(street, street.visitor("uk-UA"))
    tour, verbania = desk_named(TOUR), desk_named(VERBANIA)
    olga = street.worker(desk_work.worker(tour))
    vera = street.worker(desk_work.worker(verbania, email="vera@example.org"))
    page = olga.open("/it/desk/")
    code, pin = new_case(page, tour, "uk")
    assert languages(page, ".for-visitor") == {"uk", "it"}
    look(olga)
    plan_with_words_and_a_chip(page)
    case = page.url.partition("?")[0]
    look(olga)
    look_together(olga, case)
    print_the_sheet(olga, code)
    at_home(street, code, pin, javascript=True)
    olena = at_home(street, code, pin, javascript=False)
    page.goto(case)
    hand_over(page, verbania)
    # She has code and PIN with her: there the case goes on, with what happened before.
    there = vera.open("/it/desk/")
    go_on_there(there, code, pin)
    assert there.url.partition("?")[0] == case
    told = history(there)
    assert len([line for line in told if f"Olga ({TOUR})" in line]) >= 3
    assert VERBANIA in told[-2]
    assert f"Vera ({VERBANIA})" in told[-1]
    assert page.context.request.get(case).status == 404
    see_who_read(olena, told)
    # What she told of herself, and the PIN, are nowhere.
    for kept in all_kept(street.site):
        assert not any(word in kept for word in NAME.split())
        assert f"'{pin}'" not in kept


def test_a_point_prints_a_plan_and_leaves_it_to_the_desk(street: Street) -> None:
    point, biella = desk_named(POINT), desk_named(BIELLA)
    rita = street.worker(desk_work.worker(point, DeskRole.REFERENT, "rita@example.org"))
    bruno = street.worker(desk_work.worker(biella, email="bruno@example.org"))
    page = rita.open("/it/desk/")
    code, _pin = new_case(page, point, "it")
    submit(page, "/plan")
    page.locator("#add").select_option(DIGITAL)
    send(page, page.locator("main button[value='add']"))
    page.locator("#place").fill("Biella")
    send(page, page.locator("main .plan-do button[value='show']").first)
    submit(page, "/plan/save")
    case = page.url.partition("?")[0]
    service = page.locator("main section[aria-labelledby='services'] article h3").inner_text()
    look(rita)
    follow(page, "/handout")
    page.locator("#code").fill(code)
    send(page, page.locator("form.leaflet-code button"))
    send(page, page.locator("button[value='page']"))
    expect(page.locator("main [role='status']")).to_be_visible()
    expect(page.locator("article.leaflet")).to_contain_text(f"{code[:4]} {code[4:]}")
    page.goto(case)
    hand_over(page, biella)
    assert page.locator(f"main a[href$='{case.rpartition('/')[2]}']").count() == 0
    # The desk takes it on: nobody has it in hand until then.
    there = bruno.open("/it/desk/")
    send(there, there.locator(f"main a[href$='{case.rpartition('/')[2]}']"))
    assert there.locator("ol.timeline").count() == 0
    submit(there, "/open")
    expect(there.locator("main section[aria-labelledby='services'] article h3")).to_contain_text(
        service.splitlines()[-1].strip()
    )
    submit(there, "/take")
    expect(there.locator("dl.case-head")).to_contain_text("Bruno")
    assert any(f"Rita ({POINT})" in line for line in history(there))
    look(bruno)
    # And who opened it at the Point reads no more of it, on no page.
    for part in ("", "/together", "/handout", "/handout.pdf", "/sms"):
        answer = page.context.request.get(case + part)
        assert answer.status == 404, part


def test_a_booking_is_moved_and_cancelled_and_each_time_is_free_again(street: Street) -> None:
    desk = desk_named(VALLEY)
    first, second, *_others = before = free_times(street, desk)
    ada = street.visitor()
    page = ada.open(f"/it/desks/{desk}")
    follow(page, "/book")
    choose(page, first)
    page.locator("#email").fill("ada@example.org")
    look(ada)
    submit(page, "/book")
    code, pin = code_and_pin(page)
    look(ada)
    assert free_times(street, desk) == [each for each in before if each != first]
    send(page, page.locator("main a[href*='/bookings/']").first)
    choose(page, second)
    submit(page, "/move")
    expect(page.locator("main dl.desk-when time").first).to_have_attribute("datetime", second)
    look(ada)
    assert free_times(street, desk) == [each for each in before if each != second]
    # On another telephone, without scripts, with the code.
    other = street.visitor(javascript=False)
    page = other.open("/it/requests")
    open_with(page, code, pin)
    page = other.open("/it/requests")
    send(page, page.locator("main a[href*='/bookings/']").first)
    unfold(page, "form[action$='/cancel'] button")
    submit(page, "/cancel")
    expect(page.locator("main [role='status']")).to_be_visible()
    assert page.locator("form[action$='/move']").count() == 0
    look(other)
    assert free_times(street, desk) == before
    subjects = [street.letter("ada@example.org", number)["Subject"] for number in (1, 2, 3)]
    assert len(set(subjects)) == 3


def test_on_a_bad_day_those_who_booked_are_told_and_the_tour_is_shown_as_called_off(
    street: Street,
) -> None:
    desk = tour_of_today(street)
    today = street.now.astimezone(ROME).date()
    ada, olena, ugo = street.visitor(), street.visitor("uk-UA"), street.visitor()
    booked = book_today(ada, "it", desk, "ada.rossi@example.org")
    book_today(olena, "uk", desk, "olena@example.org")
    silent = book_today(ugo, "it", desk, "")
    assert set(states_in(street, desk).values()) == {"CONFIRMED"}
    marta = street.worker(desk_work.worker(desk, DeskRole.MANAGER, "marta@example.org"))
    page = marta.open("/it/desk/")
    follow(page, f"/desk/{desk}/days")
    page.locator("#today-note").fill(SNOW)
    look(marta)
    send(page, page.locator("section[aria-labelledby='not-today'] button"))
    expect(page.get_by_text(SNOW)).to_be_visible()
    for address, locale in (("ada.rossi@example.org", "it"), ("olena@example.org", "uk")):
        mail = street.letter(address, 2)
        assert mail["Content-Language"] in {locale, None}
        assert f"/{locale}/desks/{desk}/book" in mail.get_content()
        assert len(street.letters(address)) == 2
    assert (
        street.letter("ada.rossi@example.org", 2)["Subject"]
        != (street.letter("olena@example.org", 2)["Subject"])
    )
    shown = ugo.open(f"/it/desks/{desk}")
    off = shown.locator("li.desk-off")
    expect(off).to_have_count(1)
    expect(off).to_contain_text(SNOW)
    look(ugo)
    for person, path in ((ada, booked), (ugo, silent)):
        mine = person.open(path)
        expect(mine.locator("main .notice-mind")).to_be_visible()
        assert mine.locator("form[action$='/cancel']").count() == 0
    states = states_in(street, desk)
    assert states.pop(today.isoformat()) == "CANCELLED"
    assert states
    assert set(states.values()) == {"CONFIRMED"}
    assert all(not each.startswith(today.isoformat()) for each in free_times(street, desk))
