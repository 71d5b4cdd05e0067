"""A reader says that something is wrong; the body answers; the reader follows it by its code."""

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from tests.browser import Page
from tests.conftest import make_app
from tests.inbox import link_in
from tests.web.reports.conftest import OTHER, OWN, Site, Told
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.operations import set_publication
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.foundation.tally import Seen, Tally
from wemi_piemonte.reports.models import Report
from wemi_piemonte.reports.rules import KEPT_FOR, ReportState

ASK = f"/en/services/{OWN.id}/report"


def the_report() -> Report:
    with reading() as session:
        return session.scalars(select(Report)).one()


def test_a_reader_reports_without_an_account_and_gets_a_code(site: Site) -> None:
    page = site.browser().open(f"/en/services/{OWN.id}")
    assert f"{ASK}?field=times" in page.links()
    page.open(f"{ASK}?field=times")
    assert page.all("//input[@checked]/@value") == ["times"]
    page.press("Send the report", 201, text="They close at noon.")
    code = page.all("//*[@id='report-code']//text()")[0]
    assert re.fullmatch(r"[0-9A-Z]{8}", code)
    kept = the_report()
    assert (kept.field, kept.text, kept.state) == ("times", "They close at noon.", ReportState.SENT)
    assert code not in (kept.code_hash, kept.text)
    with reading() as session:
        assert session.scalars(select(Tally.number).where(Tally.kind == Seen.REPORT)).all() == [1]


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(site: Site) -> None:
    page = site.browser().open(ASK)
    page.press("Send the report", 422, text="x" * 1001, email="nobody")
    assert "Choose one of these." in page.text
    assert "at most 1000" in page.text
    assert "Write an e-mail address" in page.text
    assert page.all("//textarea/text()")[0].strip() == "x" * 1001
    assert page.all("//input[@name='email']/@value") == ["nobody"]
    assert page.all("//title/text()")[0].startswith("Error: ")
    page.press("Send the report", 422, field="cost", text="   ", email="")
    assert "Write what is wrong." in page.text


def test_signs_that_a_database_refuses_are_left_out(site: Site) -> None:
    page = site.browser().open(ASK)
    page.press("Send the report", 201, field="cost", text="It is\r\n5 \x00euro")
    assert the_report().text == "It is\n5 euro"


def test_the_same_form_sent_twice_is_one_report_one_mail_and_one_code(site: Site) -> None:
    site.member("anna@example.org")
    page = site.browser().open(ASK)
    form = page.all("//main//form")[0]
    values = page._values(form) | {"field": "cost", "text": "It is 5 euro."}
    answers = [page.client.post(ASK, data=values) for _ in range(5)]
    codes = {re.search(r'id="report-code"><bdi[^>]*>(\w+)', each.text)[1] for each in answers}  # type: ignore[index]
    assert len(codes) == 1
    assert len(site.mails()) == 1
    the_report()
    other = page.client.post(ASK, data=values | {"text": "And the times too."})
    assert other.status_code == 201
    assert next(iter(codes)) not in other.text


def test_what_is_not_public_can_not_be_reported(site: Site) -> None:
    page = site.browser().open(ASK)
    with transaction() as session:
        set_publication(session, service_id=OWN.id, target=Publication.SUSPENDED, now=site.now)
    page.press("Send the report", 404, field="cost", text="It is 5 euro.")
    page.open(ASK, 404)


def test_owners_and_editors_are_written_to_in_their_language(site: Site, report: Told) -> None:
    site.member("anna@example.org")
    site.member("bea@example.org", MemberRole.EDITOR)
    site.member("carl@example.org", MemberRole.READER)
    site.member("dino@example.org", body=OTHER.organization.id)
    report(text="My aunt Rosa was told otherwise.", email="reader@example.org")
    mails = site.mails()
    assert [mail["To"] for mail in mails] == ["anna@example.org", "bea@example.org"]
    assert mails[0]["Subject"] == "Somebody says that something is wrong in: L'albero & il melo"
    told = mails[0].get_content()
    assert "Rosa" not in told
    assert "reader@" not in told
    assert "contact" in told


def test_a_body_without_members_is_written_to_where_its_listing_says(
    site: Site, report: Told
) -> None:
    report()
    (mail,) = site.mails()
    assert mail["To"] == "melo@example.org"
    assert "/it/report-answers/" in mail.get_content()


def test_where_nobody_can_be_told_the_region_looks_at_once(site: Site) -> None:
    page = site.browser().open(f"/en/services/{OTHER.id}/report")
    page.press("Send the report", 201, field="cost", text="It is 5 euro.")
    assert the_report().state is ReportState.WITH_REGION


def test_the_body_answers_once_by_its_link(site: Site, report: Told) -> None:
    code = report(email="reader@example.org")
    link = link_in(site.mails()[0], "/report-answers/").replace("/it/", "/en/")
    page = site.browser().open(link)
    assert "The number rings nowhere." in page.text
    assert "reader@example.org" not in page.response.text
    page.press("Send the answer", 422, outcome="not_wrong")
    assert "Write why" in page.text
    page.press("Send the answer", 200, outcome="mended", text="We wrote the new one.")
    page.open(link, 410)
    assert page.client.post(link, data={"outcome": "not_wrong"}).status_code == 400
    (mail,) = site.mails()
    assert mail["To"] == "reader@example.org"
    assert "It has been put right" in mail.get_content()
    assert "new one" not in mail.get_content()
    assert the_report().email == ""
    follow = site.browser().open("/en/reports").press("Show the report", code=code.lower())
    assert "It has been put right" in follow.text
    assert "We wrote the new one." in follow.text
    assert not follow.all("//main//button")


def test_a_link_that_is_too_late_or_unknown_says_so(site: Site, report: Told) -> None:
    report()
    link = link_in(site.mails()[0], "/report-answers/").replace("/it/", "/en/")
    page = site.browser().open(link)
    site.after(days=14, minutes=1)
    page.press("Send the answer", 410, outcome="mended")
    page.open(link, 410)
    page.open("/en/report-answers/nothing-here", 410)


def test_an_answer_that_comes_while_another_is_given_finds_a_dead_link(
    site: Site, report: Told
) -> None:
    report()
    link = link_in(site.mails()[0], "/report-answers/").replace("/it/", "/en/")
    first, second = site.browser().open(link), site.browser().open(link)
    first.press("Send the answer", outcome="mended")
    second.press("Send the answer", 410, outcome="not_wrong", text="It is right.")
    assert the_report().state is ReportState.MENDED


def test_the_reporter_says_once_that_it_is_wrong_all_the_same(site: Site, report: Told) -> None:
    code = report(email="reader@example.org")
    link = link_in(site.mails()[0], "/report-answers/").replace("/it/", "/en/")
    site.browser().open(link).press(
        "Send the answer", outcome="not_wrong", text="The number is right."
    )
    assert "once" in site.mails()[0].get_content()
    assert the_report().email == "reader@example.org"
    page = site.browser().open("/en/reports").press("Show the report", code=code)
    assert "The number is right." in page.text
    twice = site.browser().open("/en/reports").press("Show the report", code=code)
    page.press("It is wrong all the same")
    assert "The Region looks at it now." in page.text
    twice.press("It is wrong all the same")
    assert "The Region has it" in twice.text
    assert "looks at it now" not in twice.text
    assert the_report().state is ReportState.WITH_REGION
    assert the_report().ended_at is None


def test_a_wrong_code_says_so_and_stays_in_the_form(site: Site, report: Told) -> None:
    report()
    page = site.browser().open("/en/reports").press("Show the report", 422, code="BBBB 2222")
    assert "No report has this code" in page.text
    assert page.all("//input[@id='code']/@value") == ["BBBB 2222"]


def test_after_fourteen_days_the_region_has_it(site: Site, report: Told) -> None:
    code = report()
    site.after(days=13, hours=23)
    assert the_report().state is ReportState.SENT
    site.after(hours=1, minutes=1)
    site.after(minutes=1)
    assert the_report().state is ReportState.WITH_REGION
    page = site.browser().open("/en/reports").press("Show the report", code=code)
    assert "The Region has it" in page.text


def test_reports_that_ended_long_ago_are_deleted(site: Site, report: Told) -> None:
    report()
    link = link_in(site.mails()[0], "/report-answers/").replace("/it/", "/en/")
    site.browser().open(link).press("Send the answer", outcome="mended")
    site.after(days=KEPT_FOR.days - 1)
    the_report()
    site.after(days=1, minutes=1)
    with reading() as session:
        assert session.scalars(select(Report)).all() == []
        assert session.scalars(select(Delivery)).all()


def test_a_member_who_was_removed_answers_by_no_old_mail(site: Site, report: Told) -> None:
    anna, _bea = site.member("anna@example.org"), site.member("bea@example.org")
    report()
    links = [link_in(mail, "/report-answers/") for mail in site.mails()]
    assert len(set(links)) == 2
    page = site.browser().open(links[0])
    with transaction() as session:
        session.delete(session.get_one(Membership, (anna.id, OWN.organization.id)))
    page.press("Send the answer", 410, outcome="mended")
    page.open(links[0], 410)
    site.browser().open(links[1]).press("Send the answer", outcome="mended")


def test_a_flood_of_reports_is_stopped_and_mistakes_are_not_counted(
    tmp_path: Path, site: Site
) -> None:
    config = replace(site.app.config["WEMI"], rate_limits=True, data_dir=tmp_path / "limited")
    config.data_dir.mkdir()
    app = make_app(config)
    page = Page(app.test_client()).open(ASK)
    values = page._values(page.all("//main//form")[0]) | {"field": "cost"}
    wrong = [page.client.post(ASK, data=values).status_code for _ in range(12)]
    assert set(wrong) == {422}
    answers = [
        page.client.post(ASK, data=values | {"text": f"It is {n} euro."}).status_code
        for n in range(11)
    ]
    assert answers == [201] * 10 + [429]
