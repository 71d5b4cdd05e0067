"""Needs that antennas see: a need, a town, a number, no words; the desk answers, once."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import signed_in
from wemi_piemonte.desks.models import LatentNeed
from wemi_piemonte.desks.rules import DeskRole, LatentState
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.search import queries as search_queries
from wemi_piemonte.taxonomy import tree

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
SEEN: dict[str, Any] = {"need": "ageing.home-care", "municipality": "Cuneo", "number": "12"}


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("antenna") / "data"
    shutil.copytree(demo_folder, folder)
    return make_app(settings(folder))


@pytest.fixture
def site(own_site: Flask, demo_folder: Path) -> Iterator[Flask]:
    """The site as it came, whoever wrote into it before."""
    config = own_site.config["WEMI"]
    shutil.copy(demo_folder / "wemi.sqlite", config.data_dir / "wemi.sqlite")
    engine = db.open_engine(config.database_url)
    db.bind(engine)
    search_queries.open_index(config.data_dir)
    clock.start_at(NOW)
    yield own_site
    clock.start_at(None)
    engine.dispose()


def at_desk(
    app: Flask, desk_id: UUID, role: DeskRole = DeskRole.ANTENNA, name: str = "anna"
) -> Page:
    account = desk_work.worker(desk_id, role, f"{name}@example.org")
    return Page(signed_in(app, account))


def test_the_room_says_how_many_reports_wait_for_an_answer(site: Flask) -> None:
    desk_id = desk_work.desk()
    antenna = at_desk(site, desk_id)
    olga = at_desk(site, desk_id, DeskRole.OPERATOR, "olga")
    waits = "waits for your answer"
    assert waits not in olga.open("/en/desk/").text
    antenna.open(f"/en/desk/{desk_id}/needs").press("Report it", **SEEN)
    assert f"1 need that an antenna has seen {waits}" in olga.open("/en/desk/").text
    assert waits not in antenna.open("/en/desk/").text
    (report,) = reported(desk_id)
    olga.open(f"/en/desk/{desk_id}/needs/{report.id}").press("taken_up")
    assert waits not in olga.open("/en/desk/").text


def reported(desk_id: UUID) -> list[LatentNeed]:
    with reading() as session:
        return list(session.scalars(select(LatentNeed).where(LatentNeed.desk_id == desk_id)))


def send(page: Page, status: int = 200, **fields: str) -> Page:
    (button,) = page.all("//form[.//select[@id='need']]//button")
    return page.press(" ".join("".join(button.itertext()).split()), status, **fields)


def token(page: Page) -> str:
    return str(page.open("/it/plans").all("//input[@name='csrf_token']/@value")[0])


def test_an_antenna_reports_and_reads_the_answer(site: Flask) -> None:
    desk_id = desk_work.desk()
    antenna, olga = at_desk(site, desk_id), at_desk(site, desk_id, DeskRole.OPERATOR, "olga")
    send(antenna.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    (report,) = reported(desk_id)
    assert (report.need, report.municipality, report.number) == ("ageing.home-care", "004078", 12)
    assert report.due_at - report.created_at == timedelta(days=14)
    olga.open(f"/it/desk/{desk_id}/needs/{report.id}").press("taken_up")
    assert reported(desk_id)[0].state is LatentState.TAKEN_UP
    antenna.open(f"/it/desk/{desk_id}/needs")
    (mine,) = antenna.all("//section[@aria-labelledby='mine']//li")
    assert tree.label("ageing.home-care", "it") in " ".join(mine.itertext())
    assert mine.xpath(".//span[contains(@class, 'badge')]")


def test_the_form_has_no_room_for_words_of_anybody(site: Flask) -> None:
    desk_id = desk_work.desk()
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/needs")
    fields = page.all(
        "//form[.//select[@id='need']]//*[self::input or self::textarea or self::select]/@name"
    )
    assert sorted(fields) == ["csrf_token", "key", "municipality", "need", "number"]
    assert len(page.all("//select[@id='need']//optgroup/option")) == len(tree.need_codes())


def test_the_same_form_reports_once(site: Flask) -> None:
    desk_id = desk_work.desk()
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/needs")
    values = {
        **SEEN,
        "key": page.all("//input[@name='key']/@value")[0],
        "csrf_token": page.all("//input[@name='csrf_token']/@value")[0],
    }
    for _again in range(2):
        answer = page.client.post(f"/it/desk/{desk_id}/needs", data=values)
        assert answer.status_code == 303
    assert len(reported(desk_id)) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"need": ""}, "need"),
        ({"need": "ageing"}, "need"),
        ({"municipality": "Atlantide"}, "municipality"),
        ({"municipality": ""}, "municipality"),
        ({"number": "0"}, "number"),
        ({"number": "501"}, "number"),
        ({"number": "tanti"}, "number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    site: Flask, wrong: dict[str, Any], field: str
) -> None:
    desk_id = desk_work.desk()
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/needs")
    typed = {**SEEN, **wrong}
    send(page, 422, **typed)
    assert page.all(f"//*[@id='{field}-error']")
    for name in ("municipality", "number"):
        assert page.all(f"//input[@id='{name}']/@value") == [typed[name]]
    assert reported(desk_id) == []


def test_a_need_that_is_covered_already_names_a_published_service(site: Flask) -> None:
    desk_id = desk_work.desk()
    antenna, olga = at_desk(site, desk_id), at_desk(site, desk_id, DeskRole.MANAGER, "olga")
    send(antenna.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    (report,) = reported(desk_id)
    olga.open(f"/it/desk/{desk_id}/needs/{report.id}")
    olga.press("already_covered", 422)
    assert olga.all("//*[@id='service-error']")
    olga.press("already_covered", 422, service=str(uuid4()))
    assert reported(desk_id)[0].state is LatentState.WAITING
    offered = olga.all("//input[@name='service']/@value")
    assert offered
    olga.press("already_covered", service=offered[0])
    assert str(reported(desk_id)[0].service_id) == offered[0]
    antenna.open(f"/it/desk/{desk_id}/needs")
    assert f"/it/services/{offered[0]}" in antenna.links()


def test_services_are_looked_for_by_words(site: Flask) -> None:
    desk_id = desk_work.desk()
    olga = at_desk(site, desk_id, DeskRole.OPERATOR, "olga")
    send(olga.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    (report,) = reported(desk_id)
    before = olga.open(f"/it/desk/{desk_id}/needs/{report.id}").all(
        "//input[@name='service']/@value"
    )
    page = olga.open(f"/it/desk/{desk_id}/needs/{report.id}", q="corsi di italiano")
    assert page.all("//input[@id='q']/@value") == ["corsi di italiano"]
    found = page.all("//input[@name='service']/@value")
    assert found
    assert found != before


def test_an_answer_is_given_once(site: Flask) -> None:
    desk_id = desk_work.desk()
    olga = at_desk(site, desk_id, DeskRole.OPERATOR, "olga")
    send(olga.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    (report,) = reported(desk_id)
    address = f"/it/desk/{desk_id}/needs/{report.id}"
    sent = {"state": "not_covered", "csrf_token": token(olga)}
    assert olga.client.post(address, data=sent).status_code == 303
    late = olga.client.post(address, data={**sent, "state": "taken_up"})
    assert late.status_code == 409
    assert reported(desk_id)[0].state is LatentState.NOT_COVERED
    assert olga.client.post(address, data={**sent, "state": "waiting"}).status_code == 422


def test_what_is_late_is_marked(site: Flask) -> None:
    desk_id = desk_work.desk()
    account = desk_work.worker(desk_id)
    olga = Page(signed_in(site, account))
    send(olga.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    assert not olga.all("//section[@aria-labelledby='reports']//li//strong")
    clock.start_at(NOW + timedelta(days=14, minutes=10))
    olga = Page(signed_in(site, account)).open(f"/it/desk/{desk_id}/needs")
    assert olga.all("//section[@aria-labelledby='reports']//li//strong")


def test_a_few_people_are_not_counted_in_the_table(site: Flask) -> None:
    desk_id = desk_work.desk()
    olga = at_desk(site, desk_id, DeskRole.OPERATOR, "olga")
    send(olga.open(f"/it/desk/{desk_id}/needs"), **{**SEEN, "number": "4"})
    assert not olga.all("//table")
    send(olga, **{**SEEN, "need": "income.food", "number": "5"})
    rows = olga.all("//table/tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == [tree.label("income.food", "it")]


@pytest.mark.parametrize(
    ("role", "reports", "answers"),
    [
        (DeskRole.MANAGER, 200, 200),
        (DeskRole.OPERATOR, 200, 200),
        (DeskRole.REFERENT, 200, 403),
        (DeskRole.ANTENNA, 200, 404),
        (None, 404, 404),
    ],
)
def test_who_may_report_and_who_may_answer(
    site: Flask, role: DeskRole | None, reports: int, answers: int
) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Altrove")
    first = at_desk(site, desk_id)
    send(first.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    (report,) = reported(desk_id)
    page = at_desk(site, desk_id if role else other, role or DeskRole.MANAGER, "max")
    assert page.client.get(f"/it/desk/{desk_id}/needs").status_code == reports
    address = f"/it/desk/{desk_id}/needs/{report.id}"
    assert page.client.get(address).status_code == answers
    sent = {"state": "taken_up", "csrf_token": token(page)}
    answer = page.client.post(address, data=sent)
    assert answer.status_code == (303 if answers == 200 else answers)
    if role is None:
        mixed = f"/it/desk/{other}/needs/{report.id}"
        assert page.client.get(mixed).status_code == 404
        assert page.client.post(mixed, data=sent).status_code == 404
        send_elsewhere = page.client.post(f"/it/desk/{desk_id}/needs", data={**SEEN, **sent})
        assert send_elsewhere.status_code == 404
    taken = reported(desk_id)[0].state is LatentState.TAKEN_UP
    assert taken is (answers == 200)


def test_an_antenna_sees_nothing_else_of_the_desk_nor_what_others_report(site: Flask) -> None:
    desk_id = desk_work.desk()
    other = at_desk(site, desk_id, name="berta")
    send(other.open(f"/it/desk/{desk_id}/needs"), **SEEN)
    page = at_desk(site, desk_id).open(f"/it/desk/{desk_id}/needs")
    assert not page.all("//section[@aria-labelledby='mine']//li")
    assert not page.all("//section[@aria-labelledby='reports']")
    for part in ("mediators", "manage", "hours", "days", "people", "duty", "today", "numbers"):
        assert page.client.get(f"/it/desk/{desk_id}/{part}").status_code == 404, part
