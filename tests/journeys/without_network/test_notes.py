"""What an operator notes without network: nothing typed is lost, nothing is sent twice."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import desk_work
from tests.journeys.test_every_page import violations
from tests.journeys.without_network.hall import (
    CANARY,
    KEPT,
    RAW,
    Hall,
    keep,
    note,
    waiting,
)
from wemi_piemonte.cases.models import Case, CaseNote
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.plans.models import SavedPlan

pytestmark = pytest.mark.browser


def signing_out(hall: Hall) -> Page:
    """Her own page, where she wants to sign out while a note waits on the device."""
    context = hall.ready()
    page = hall.open(context, hall.package)
    hall.line.cut()
    note(page, CANARY)
    keep(page)
    # An open window of the room would send it as soon as the line is back.
    page.close()
    hall.line.mend()
    account = hall.open(context, "account")
    account.get_by_role("button", name="Sign out", exact=True).click()
    return account


def test_notes_outlive_the_window_and_are_sent_once(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    note(page, f"{CANARY} uno")
    keep(page)
    note(page, f"{CANARY} due")
    keep(page)
    waiting(page, 2)
    page.get_by_label("In the visitor's words").fill(f"{CANARY} begun")
    expect(page.locator("[data-draft]")).to_be_visible()
    raw = page.evaluate(RAW)
    assert {name for name, *_ in raw} >= {"notes", "drafts", "keys", "state"}
    assert CANARY not in str(raw)
    assert "true" not in {key for *_, key in raw}
    page.close()
    page = hall.open(context, hall.package)
    expect(page.get_by_label("In the visitor's words")).to_have_value(f"{CANARY} begun")
    expect(page.locator("[data-lines] > li")).to_have_count(2)
    expect(page.locator("[data-lines]")).to_contain_text(f"{CANARY} due")
    assert hall.cases() == 0
    hall.line.mend()
    page.reload()
    expect(page.locator("[data-sent] > li")).to_have_count(2)
    waiting(page, 0)
    assert hall.cases() == 2
    with reading() as session:
        mine = select(Case.id).where(Case.desk_id == hall.desk_id)
        words = session.scalars(select(CaseNote.text).where(CaseNote.case_id.in_(mine))).all()
        passes = select(Case.pass_id).where(Case.desk_id == hall.desk_id)
        plans = session.scalars(select(SavedPlan).where(SavedPlan.pass_id.in_(passes))).all()
    assert sorted(words) == [f"{CANARY} due", f"{CANARY} uno"]
    assert len(plans) == 2
    # What she was still writing is there yet.
    expect(page.get_by_label("In the visitor's words")).to_have_value(f"{CANARY} begun")


def test_a_note_whose_answer_was_lost_is_not_taken_twice(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    note(page, CANARY)
    keep(page)
    hall.line.mend()
    hall.line.losing = b"/offline/notes"
    page.reload()
    expect(page.locator("[data-when=unsent]")).to_be_visible()
    assert hall.line.lost >= 1
    assert hall.cases() == 1
    # Nobody knows yet if it arrived: it can be read, not changed.
    expect(page.locator("[data-lines] [data-attempted]")).to_be_visible()
    expect(page.locator("[data-lines] [data-change]")).to_be_hidden()
    hall.line.losing = b""
    page.reload()
    expect(page.locator("[data-sent] > li")).to_have_count(1)
    waiting(page, 0)
    assert hall.cases() == 1


def test_a_note_is_changed_and_deleted_without_network(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    for words in ("one", "two"):
        note(page, words)
        keep(page)
    page.locator("[data-lines] > li").first.get_by_role("button", name="Change").click()
    expect(page.get_by_label("In the visitor's words")).to_have_value("one")
    page.get_by_label("In the visitor's words").fill("one, put right")
    keep(page)
    expect(page.locator("[data-lines] > li")).to_have_count(2)
    expect(page.locator("[data-lines]")).to_contain_text("one, put right")
    second = page.locator("[data-lines] > li").nth(1)
    second.get_by_role("button", name="Delete this note").click()
    second.get_by_role("button", name="Delete it for good").click()
    expect(page.locator("[data-lines] > li")).to_have_count(1)
    waiting(page, 1)


def test_what_was_changed_in_a_note_that_went_meanwhile_is_not_lost(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    note(page, "one")
    keep(page)
    page.locator("[data-lines] [data-change]").click()
    page.get_by_label("In the visitor's words").fill("one, and more")
    hall.line.mend()
    expect(hall.open(context).locator("[data-sent] > li")).to_have_count(1)
    page.get_by_role("button", name="Keep this note").click()
    expect(page.locator("[data-meanwhile]")).to_be_visible()
    expect(page.get_by_label("In the visitor's words")).to_have_value("one, and more")
    assert hall.cases() == 1


def test_words_without_the_visitors_agreement_are_not_kept(hall: Hall) -> None:
    page = hall.open(hall.ready(), hall.package)
    note(page, CANARY)
    page.locator("#note-agreed").uncheck()
    page.get_by_role("button", name="Keep this note").click()
    expect(page.locator("[data-no-yes]")).to_be_visible()
    expect(page.get_by_label("In the visitor's words")).to_have_value(CANARY)


def test_what_the_site_refuses_stays_with_the_reason(hall: Hall) -> None:
    page = hall.open(hall.ready(), hall.package)
    expect(page.locator("[data-when=ready]")).to_be_visible(timeout=60_000)
    note(page, CANARY)
    page.get_by_label("Town").fill("Atlantide")
    keep(page)
    expect(page.locator("[data-when=refused]")).to_be_visible()
    expect(page.locator("[data-reason]").first).to_contain_text("We know no municipality")
    page.locator("[data-lines] [data-change]").click()
    page.get_by_label("Town").fill("Cuneo")
    keep(page)
    expect(page.locator("[data-sent] > li")).to_have_count(1)
    waiting(page, 0)
    assert hall.cases() == 1


def test_signing_out_warns_of_notes_and_takes_all_along(hall: Hall) -> None:
    account = signing_out(hall)
    warning = account.locator("[data-leaving]")
    expect(warning).to_be_visible()
    expect(warning.locator("[data-count]")).to_have_text("1")
    assert violations(account) == []
    account.get_by_role("button", name="Sign out and discard them").click()
    account.wait_for_url(lambda url: "/account" not in url)
    assert account.evaluate(KEPT) == []
    assert {name for name, *_ in account.evaluate(RAW)} <= {"state"}
    assert hall.cases() == 0


def test_signing_out_may_send_first(hall: Hall) -> None:
    account = signing_out(hall)
    account.get_by_role("button", name="Send them now, then sign out").click()
    account.wait_for_url(lambda url: "/account" not in url)
    assert hall.cases() == 1


def test_after_a_new_sign_in_her_notes_are_sent(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    note(page, CANARY)
    keep(page)
    context.clear_cookies()
    hall.line.mend()
    page.reload()
    page.wait_for_url("**/sign-in**")
    hall.sign_in(hall.olga, context)
    room = hall.open(context)
    expect(room.locator("[data-sent] > li")).to_have_count(1)
    assert hall.cases() == 1


def test_somebody_else_neither_sees_nor_sends_them_but_can_discard_them(hall: Hall) -> None:
    context = hall.ready()
    hall.line.cut()
    page = hall.open(context, hall.package)
    note(page, CANARY)
    keep(page)
    page.close()
    context.clear_cookies()
    hall.line.mend()
    aldo = desk_work.worker(hall.desk_id, DeskRole.OPERATOR, "aldo-offline@example.org")
    hall.sign_in(aldo, context)
    page = hall.open(context, hall.package)
    expect(page.locator("[data-when=others]")).to_be_visible()
    expect(page.locator("[data-others]")).to_have_text("1")
    assert CANARY not in page.content()
    expect(page.locator("[data-lines] > li")).to_have_count(0)
    assert hall.cases() == 0
    page.get_by_text("Discard them", exact=True).click()
    page.get_by_role("button", name="Discard the notes of somebody else for good").click()
    expect(page.locator("[data-when=others]")).to_be_hidden()
    assert not [each for each in page.evaluate(RAW) if each[0] == "notes"]
