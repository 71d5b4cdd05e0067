"""What a visitor takes away: two languages, no name, the way back by code; only from one's desk."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import desk_work
from tests.browser import Page
from tests.conftest import make_app, settings
from tests.people import signed_in
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases.operations import Opened, close_case
from wemi_piemonte.cases.queries import history_of
from wemi_piemonte.cases.rules import CaseEventKind, CaseOutcome
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.desks.sms import length_in, parts_of
from wemi_piemonte.foundation import clock, db
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.plans.operations import save_under
from wemi_piemonte.plans.queries import outcome_of
from wemi_piemonte.plans.rules import Wanted, Wishes
from wemi_piemonte.search import queries as search_queries
from wemi_piemonte.taxonomy import tree

# A Wednesday, half past eleven in Piedmont.
NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
NEEDS = ("ageing.home-care", "migration.italian")


@dataclass
class Room:
    """A desk on the demonstration data, who works there, and their browser."""

    app: Flask
    people: dict[str, Account] = field(default_factory=dict)

    def enter(
        self, desk_id: object, role: DeskRole = DeskRole.OPERATOR, name: str = "olga"
    ) -> Page:
        """Let somebody work at a desk and come in."""
        email = f"{name}@example.org"
        self.people[name] = desk_work.worker(desk_id, role, email)  # type: ignore[arg-type]
        return Page(signed_in(self.app, self.people[name]))

    def case(self, desk_id: object, *needs: str, visitor: str = "uk", name: str = "olga") -> Opened:
        """A case with a plan for these needs, opened by somebody who works there."""
        opened = desk_work.case(desk_id, self.people[name], visitor=visitor, now=NOW)  # type: ignore[arg-type]
        if needs:
            plan(opened, *needs)
        return opened


def plan(opened: Opened, *needs: str) -> None:
    wishes = Wishes(wanted=tuple(Wanted(each) for each in needs), place="004078", locale="it")
    with transaction() as session:
        kept = outcome_of(session, wishes, "it", NOW.date()).kept()
        save_under(session, pass_id=opened.pass_id, wishes=wishes, outcome=kept, now=NOW)


@pytest.fixture(scope="module")
def own_site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("handout") / "data"
    shutil.copytree(demo_folder, folder)
    return make_app(settings(folder))


@pytest.fixture
def fresh(own_site: Flask, demo_folder: Path) -> Iterator[Flask]:
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


@pytest.fixture
def room(fresh: Flask) -> Room:
    return Room(fresh)


def address(opened: Opened, part: str = "handout", locale: str = "it") -> str:
    return f"/{locale}/desk/cases/{opened.id}/{part}"


def printed(opened: Opened) -> list[str]:
    with reading() as session:
        events = history_of(session, opened.id)
    return [event.who for event in events if event.kind is CaseEventKind.PRINTED]


def test_the_sheet_tells_each_service_in_both_languages(room: Room) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 2222", address="corso Nizza 5")
    page = room.enter(desk_id)
    page.open(address(room.case(desk_id, *NEEDS)))
    stages = page.all(
        "//section[contains(@class, 'leaflet-stage')][.//h2[starts-with(@id, 'stage-')]]"
    )
    assert stages
    covered = {code for code in NEEDS for each in stages if tree.label(code, "it") in words(each)}
    assert covered
    assert all(tree.label(code, "uk") in page.text for code in covered)
    for stage in stages:
        lines = stage.xpath(".//div[contains(@class, 'leaflet-need')]/dd")
        assert [line.xpath("string(.//strong/span/@lang)") for line in lines] == ["uk", "it"]
        assert stage.xpath(".//div[contains(@class, 'leaflet-call')]//bdi")
    assert "+39 0171 000 2222" in page.text
    assert "corso Nizza 5" in page.text
    # A number is the same in both: it is told once.
    assert page.text.count("+39 0171 000 2222") == 1


def words(node: object) -> str:
    return " ".join(" ".join(node.itertext()).split())  # type: ignore[attr-defined]


def test_what_is_shown_at_the_counter_is_italian_first_and_names_nobody(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    page.open(address(room.case(desk_id, NEEDS[0])))
    (shown,) = page.all("(//p[@class='leaflet-shown'])[1]/span")
    need = tree.label(NEEDS[0], "it")
    assert shown.get("lang") == "it"
    assert need[1:] in words(shown)
    assert "ucraino" in words(shown)
    (translated,) = page.all("(//p[@class='leaflet-shown'])[1]/following-sibling::p/span")
    assert translated.get("lang") == "uk"
    assert "Olga" not in words(page.all("//article")[0])


def test_a_need_that_is_nobodys_business_is_not_named_at_the_counter(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    page.open(address(room.case(desk_id, "protection.violence")))
    shown = page.all("//p[@class='leaflet-shown']")
    assert shown
    need = tree.label("protection.violence", "it")
    assert not any(need[1:].casefold() in words(each).casefold() for each in shown)
    assert page.all("//p[contains(@class, 'notice-mind')]")


def test_an_italian_visitor_gets_one_language(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    page.open(address(room.case(desk_id, NEEDS[0], visitor="it")))
    assert page.all("//p[@class='leaflet-shown']")
    assert not page.all("//article//*[@lang='uk']")
    assert "italiano" not in words(page.all("(//p[@class='leaflet-shown'])[1]")[0])


def test_the_code_of_the_visitor_brings_the_way_back_and_never_the_pin(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    page.open(address(opened))
    assert not page.all("//*[contains(@class, 'qr')]")
    page.open(address(opened), code=f"{opened.code[:4].lower()} {opened.code[4:]}")
    assert page.all("//*[local-name()='svg'][contains(@class, 'qr')]")
    assert f"{opened.code[:4]} {opened.code[4:]}" in page.text
    assert opened.pin not in page.response.text


@pytest.mark.parametrize("wrong", ["BCDFGHJK", "abc", "🙂", "x" * 300])
def test_another_code_is_refused_and_stays_to_be_mended(room: Room, wrong: str) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    for part in ("handout", "sms"):
        page.open(address(opened, part), 422, code=wrong)
        assert page.all("//input[@id='code']/@value") == [wrong[:40]]
        assert page.all("//p[@id='code-error']")
        assert not page.all("//*[local-name()='svg'][contains(@class, 'qr')]")


@pytest.mark.parametrize("visitor", ["uk", "ar", "zh", "it"])
def test_the_pdf_is_made_in_every_script_and_printing_is_written_down_once(
    room: Room, visitor: str
) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 2222")
    page = room.enter(desk_id)
    opened = room.case(desk_id, *NEEDS, visitor=visitor)
    for _again in range(2):
        page.open(address(opened), code=opened.code).press("pdf")
        assert page.response.mimetype == "application/pdf"
        assert page.response.get_data().startswith(b"%PDF")
    assert printed(opened) == ["Olga"]
    assert page.response.headers["Cache-Control"] == "no-store"


def test_looking_at_the_sheet_writes_nothing(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    page.open(address(opened))
    assert page.client.get(address(opened, "handout.pdf")).status_code == 200
    page.open(address(opened, "sms"))
    assert printed(opened) == []
    page.open(address(opened)).press("page")
    assert printed(opened) == ["Olga"]
    assert page.all("//p[@role='status']")


def test_without_a_plan_there_is_no_sheet(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id)
    for part in ("handout", "handout.pdf", "sms"):
        answer = page.client.get(address(opened, part))
        assert (answer.status_code, answer.location) == (303, f"/it/desk/cases/{opened.id}")


def test_a_case_is_opened_before_its_sheet_is(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    colleague = room.enter(desk_id, name="piero")
    for part in ("handout", "handout.pdf", "sms"):
        assert colleague.client.get(address(opened, part)).status_code == 303, part
    clock.start_at(NOW + timedelta(days=1))
    assert page.client.get(address(opened)).status_code == 303


def test_a_referent_of_a_point_prints_what_they_made_and_nobody_elses(room: Room) -> None:
    desk_id = desk_work.desk()
    referent = room.enter(desk_id, DeskRole.REFERENT, "rita")
    room.enter(desk_id)
    mine, theirs = room.case(desk_id, NEEDS[0], name="rita"), room.case(desk_id, NEEDS[0])
    referent.open(address(mine)).press("pdf")
    assert printed(mine) == ["Rita"]
    for part in ("handout", "handout.pdf", "sms"):
        assert referent.client.get(address(theirs, part)).status_code == 404


def test_another_desk_and_an_antenna_find_nothing(room: Room) -> None:
    desk_id, other_id = desk_work.desk(), desk_work.desk("Altrove")
    room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    strangers = [
        room.enter(other_id, DeskRole.MANAGER, "max"),
        room.enter(desk_id, DeskRole.ANTENNA, "anna"),
    ]
    for stranger in strangers:
        for part in ("handout", "handout.pdf", "sms"):
            assert stranger.client.get(address(opened, part)).status_code == 404
        token = stranger.open("/it/plans").all("//input[@name='csrf_token']/@value")[0]
        answer = stranger.client.post(address(opened), data={"csrf_token": token, "as": "pdf"})
        assert answer.status_code == 404
    assert printed(opened) == []


def test_of_a_closed_case_there_is_no_sheet(room: Room) -> None:
    desk_id = desk_work.desk()
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    page.open(address(opened))
    with transaction() as session:
        close_case(
            session,
            case_id=opened.id,
            revision=1,
            outcome=CaseOutcome.HELPED,
            account_id=room.people["olga"].id,
            who="Olga",
            now=NOW,
        )
    for part in ("handout", "handout.pdf", "sms"):
        answer = page.client.get(address(opened, part))
        assert (answer.status_code, answer.location) == (303, f"/it/desk/cases/{opened.id}")
    page.press("pdf")
    assert printed(opened) == []


def test_the_text_for_sms_is_counted_and_keeps_numbers_whole(room: Room) -> None:
    desk_id = desk_work.desk(phone="+39 0171 000 2222")
    page = room.enter(desk_id)
    opened = room.case(desk_id, NEEDS[0])
    page.open(address(opened, "sms"), code=opened.code)
    text = str(page.all("(//textarea)[1]")[0].text).lstrip("\n")
    assert "+39 0171 000 2222" in text
    assert text.endswith(f"/uk/plans/{opened.code}")
    assert opened.pin not in page.response.text
    told = words(page.all("//p[@id='count-1']")[0])
    assert str(length_in(text)) in told
    assert str(len(parts_of(text))) in told
    assert page.all("//a[starts-with(@href, 'sms:?&body=')]")
    assert not page.all("//a[starts-with(@href, 'sms:+')]")
