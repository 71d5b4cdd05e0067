"""What is done at help desks, step by step, for the stories that are told of them."""

from datetime import datetime, time, timedelta
from uuid import UUID

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests import desk_work
from tests.journeys.providing import Person
from tests.journeys.visiting import (
    Street,
    desk_named,
    follow,
    languages,
    look,
    open_with,
    send,
    submit,
    unfold,
)
from tests.web.desks.looking import without_hours
from wemi_piemonte.desks.rules import DeskKind
from wemi_piemonte.foundation.clock import ROME

TOUR = "Sportello itinerante dell'Ossola"
NAME = "Ярослава Зазимська"
STORY = f"Мене звати {NAME}. Шукаю курси італійської мови. Моїй мамі 80 років."
ITALIAN, NURSING = "migration.italian", "health.nursing"


def find_the_stop(street: Street, olena: Person) -> None:
    """Look for who speaks Ukrainian in Domodossola: the tour halts there this morning."""
    page = olena.open("/uk/desks")
    page.locator("main input[name='place']").fill("Domodossola")
    unfold(page, "#spoken-uk")
    page.locator("#spoken-uk").check()
    send(page, page.locator("#filters button[type='submit']"))
    tour = page.locator(f"#desk-{desk_named(TOUR)}")
    expect(tour).to_contain_text("Domodossola")
    look(olena)
    send(page, tour.locator("h3 a"))
    first = page.locator("main ol.desk-times li").first
    expect(first).to_contain_text("Domodossola")
    starts = first.locator("time").first.get_attribute("datetime")
    assert datetime.fromisoformat(str(starts)) == street.now + timedelta(hours=1)
    assert page.locator("html").get_attribute("lang") == "uk"
    look(olena)


def plan_with_words_and_a_chip(page: Page) -> None:
    """Write what the visitor says in her own words, add a need by hand, and save the plan."""
    submit(page, "/plan")
    page.locator("#text").fill(STORY)
    send(page, page.locator("main button[value='read']"))
    expect(page.locator(f"input[name='need'][value='{ITALIAN}:1']")).to_be_checked()
    page.locator("#add").select_option(NURSING)
    page.locator("#add-for").select_option("2")
    send(page, page.locator("main button[value='add']"))
    chips = page.locator("ul.need-chips").first.locator("li")
    expect(chips).to_have_count(2)
    # Both read what the needs are called.
    expect(chips.first.locator("span[lang='uk']")).to_be_visible()
    page.locator("#place").fill("Domodossola")
    send(page, page.locator("main .plan-do button[value='show']").first)
    submit(page, "/plan/save")


def look_together(operator: Person, case: str) -> None:
    """One need is covered and the other is not, told to both in their languages."""
    page = operator.page
    follow(page, "/together")
    assert languages(page, "main") == {"uk", "it"}
    expect(page.locator(".together-step")).to_have_count(1)
    expect(page.locator("li.gap")).to_have_count(1)
    look(operator)
    page.goto(case)


def print_the_sheet(operator: Person, code: str) -> None:
    """The sheet has every line in Ukrainian with Italian beside it, and it is printed as a PDF."""
    page = operator.page
    follow(page, "/handout")
    page.locator("#code").fill(code)
    send(page, page.locator("form.leaflet-code button"))
    needs = page.locator(".leaflet-stage .leaflet-need dd strong span")
    assert [each.get_attribute("lang") for each in needs.all()[:2]] == ["uk", "it"]
    expect(page.locator(".leaflet-shown").first).to_be_visible()
    expect(page.locator("#again ~ .reopen-row svg")).to_be_visible()
    look(operator)
    # The browser would open the PDF in a window of its own: it is fetched as that does.
    answer = page.context.request.get(page.url.replace("/handout?", "/handout.pdf?"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    send(page, page.locator("button[value='page']"))
    expect(page.locator("main [role='status']")).to_be_visible()


def hand_over(page: Page, to: UUID) -> None:
    """Hand a case over to another desk; the visitor agrees."""
    unfold(page, "#to")
    page.locator("#to").select_option(str(to))
    page.locator("#agreed").check()
    submit(page, "/hand-over")
    expect(page.locator("main [role='status']")).to_be_visible()


def at_home(street: Street, code: str, pin: str, *, javascript: bool) -> Person:
    """Open the plan at home, with code and PIN and nothing else."""
    olena = street.visitor("uk-UA", javascript=javascript)
    page = olena.open("/uk/plans")
    open_with(page, code, pin)
    assert page.url.endswith(f"/uk/plans/{code}")
    expect(page.locator("main section[aria-labelledby='services'] article")).to_have_count(1)
    expect(page.locator("main li.gap, main ul.gaps > li")).to_have_count(1)
    look(olena)
    return olena


def history(page: Page) -> list[str]:
    """What happened in a case, line by line."""
    return [" ".join(each.split()) for each in page.locator("ol.timeline li").all_inner_texts()]


def free_times(street: Street, desk: UUID) -> list[str]:
    """The times that anybody can book."""
    page = street.visitor().open(f"/it/desks/{desk}/book")
    radios = page.locator("main input[name='starts']")
    return [str(each.get_attribute("value")) for each in radios.all()]


def choose(page: Page, starts: str) -> None:
    """Choose a time, wherever it is folded away."""
    radio = f"input[name='starts'][value='{starts}']"
    while not page.locator(radio).is_visible():
        page.locator("main details:not([open])").filter(has=page.locator(radio)).first.locator(
            "summary"
        ).first.click()
    page.locator(radio).check()


def tour_of_today(street: Street) -> UUID:
    """A tour that halts once a week, on this day of it."""
    today = street.now.astimezone(ROME)
    desk = without_hours("Sportello delle frazioni", kind=DeskKind.ITINERANT)
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[today.weekday()]
    opens = time((today + timedelta(hours=2)).hour)
    desk_work.hours(
        desk,
        name="Piazza della chiesa",
        municipality="004078",
        byday=day,
        opens_at=opens,
        closes_at=time(opens.hour + 1),
    )
    return desk


def book_today(person: Person, locale: str, desk: UUID, email: str) -> str:
    """Book the first time there is; returns the address of the booking."""
    page = person.open(f"/{locale}/desks/{desk}/book")
    page.locator("main input[name='starts']").first.check()
    page.locator("#email").fill(email)
    submit(page, "/book")
    return str(page.locator("main a[href*='/bookings/']").first.get_attribute("href"))


def states_in(street: Street, desk: UUID) -> dict[str, str]:
    """How each halt of a desk stands in its calendar, by its day."""
    page = street.visitor().open(f"/it/desks/{desk}")
    address = str(page.locator("link[rel='alternate'][type='text/calendar']").get_attribute("href"))
    answer = page.context.request.get(street.site.url + address)
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.body()).walk("VEVENT")
    return {each.decoded("dtstart").date().isoformat(): str(each["status"]) for each in events}
