"""An operator in a hall without network: what she took along is there, and nothing of anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from tests import desk_work
from tests.journeys.test_every_page import violations
from tests.journeys.without_network.hall import KEPT, Hall
from wemi_piemonte.desks.models import Desk
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading

pytestmark = pytest.mark.browser


def test_what_she_took_along_is_there_when_the_line_is_cut(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    expect(page.locator("[data-when=gone]")).to_be_visible()
    expect(page.locator("[data-age]")).not_to_be_empty()
    page.reload()
    # Whatever else of the room is asked for, it comes instead, and says so.
    other = hall.open(context, "desk/")
    expect(other.locator("[data-when=instead]")).to_be_visible()
    assert other.locator("article[data-service]").count() > 5
    assert other.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Titillium')
    assert violations(other) == []
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
    assert other.evaluate(width)
    hall.open(context, f"{hall.package}?lang=uk")
    ukrainian = context.pages[-1].locator("section[data-group] h2 [lang=uk]")
    assert ukrainian.count() > 5


def test_what_is_old_says_so(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    expect(page.locator("[data-old]")).to_be_hidden()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=2))
    page.reload()
    expect(page.locator("[data-old]")).to_be_visible()
    expect(page.locator("[data-age]")).to_have_text("2 days ago")


def test_nothing_with_a_person_in_it_is_kept(hall: Hall) -> None:
    context = hall.ready()
    case = desk_work.case(hall.desk_id, hall.olga)
    page = hall.open(context, f"desk/cases/{case.id}")
    expect(page.locator("h1")).to_be_visible()
    hall.open(context, "account")
    kept = page.evaluate(KEPT)
    assert len(kept) > 15
    assert {path for path in kept if not path.startswith("/static/")} == {
        f"/en/{hall.package}",
        "/desk-kept-whole",
    }


def test_what_is_not_whole_is_not_used_and_is_gone_on_with(hall: Hall) -> None:
    context = hall.sign_in(hall.olga)
    hall.line.losing = b"lang=zh"
    page = hall.open(context)
    expect(page.locator("[data-when=failed]")).to_be_visible(timeout=60_000)
    begun = page.evaluate(KEPT)
    assert begun
    hall.line.cut()
    page.close()
    with pytest.raises(Error, match="ERR_"):
        hall.open(context, hall.package)
    hall.line.losing = b""
    hall.line.mend()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = hall.open(context)
    expect(page.locator("[data-when=ready]")).to_be_visible(timeout=60_000)
    # Only what was still missing was asked for.
    assert [each.partition("lang=")[2] for each in asked if "lang=" in each] == ["zh"]


def test_she_finds_by_words_without_accents_and_by_need(hall: Hall) -> None:
    context = hall.ready()
    context.set_offline(True)
    page = hall.open(context, f"{hall.package}?lang=it")
    every = page.locator("article[data-service]:visible").count()
    name = page.locator("article[data-service] h3").first.inner_text()
    page.get_by_label("Words", exact=True).fill(name.upper())
    expect(page.locator("article[data-service] h3").first).to_be_visible()
    assert 0 < page.locator("article[data-service]:visible").count() < every
    page.get_by_label("Words", exact=True).fill("mondovi")
    folded = page.locator("article[data-service]:visible").count()
    page.get_by_label("Words", exact=True).fill("MONDOVÌ")
    assert page.locator("article[data-service]:visible").count() == folded > 0
    page.get_by_label("Words", exact=True).fill("zzxxqq")
    expect(page.locator("[data-none]")).to_be_visible()
    page.get_by_label("Words", exact=True).fill("")
    page.locator("#package-need").select_option(index=1)
    found = page.locator("article[data-service]:visible")
    need = page.locator("#package-need").input_value()
    assert all(need in str(each.get_attribute("data-needs")) for each in found.all())


def test_only_what_is_ticked_is_on_the_paper(hall: Hall) -> None:
    page = hall.open(hall.ready(), hall.package)
    second = page.locator("article[data-service]").nth(1)
    second.get_by_role("checkbox").check()
    expect(page.locator("[data-chosen]")).to_have_text("1")
    # Not shown by the search any more, it is on the paper all the same.
    page.get_by_label("Words", exact=True).fill("zzxxqq")
    page.emulate_media(media="print")
    expect(second).to_be_visible()
    assert page.locator("article[data-service]:visible").count() == 1


def test_where_nothing_can_be_kept_it_is_said_and_the_page_can_be_printed(
    hall: Hall,
) -> None:
    context = hall.sign_in(hall.olga)
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    page = hall.open(context, hall.package)
    expect(page.locator("[data-when=unable]")).to_be_visible()
    expect(page.locator("[data-notes]")).to_be_hidden()
    expect(page.locator("#print")).to_be_visible()


def test_the_desks_of_the_demonstration_can_be_taken_along(hall: Hall) -> None:
    with reading() as session:
        name = select(Desk.id).where(Desk.name.like("Sportello itinerante Valle Po%"))
        tour = session.scalars(name).one()
    carla = desk_work.worker(tour, DeskRole.MANAGER, "carla-offline@example.org")
    context = hall.ready(carla)
    hall.line.cut()
    page = hall.open(context, f"desk/{tour}/offline")
    expect(page.get_by_role("main")).to_contain_text("Sampeyre")
