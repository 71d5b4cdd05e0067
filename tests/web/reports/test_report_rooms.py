"""Reports in the room of the body and in the moderators': who sees them, who answers, once."""

from uuid import UUID

import pytest
from sqlalchemy import select

from tests.inbox import link_in
from tests.people import make_account
from tests.web.reports.conftest import OTHER, OWN, Site, Told
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Membership
from wemi_piemonte.directory.rules import MemberRole
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.operations import claim
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.reports.models import Report
from wemi_piemonte.reports.queries import waiting_reports
from wemi_piemonte.reports.rules import ReportState

ROOM = f"/en/provider/organizations/{OWN.organization.id}/reports"
DECISION = {"outcome": "not_wrong", "reason": "unfounded", "text": "We called: it rings."}


def the_report() -> Report:
    with reading() as session:
        return session.scalars(select(Report)).one()


def one_path(report_id: UUID | None = None) -> str:
    return f"{ROOM}/{report_id or the_report().id}"


def test_an_editor_answers_in_the_room_and_the_link_is_dead(site: Site, report: Told) -> None:
    editor = site.member("anna@example.org", MemberRole.EDITOR)
    report(email="reader@example.org")
    link = link_in(site.mails()[0], "/report-answers/")
    page = site.browser(editor).open(ROOM)
    assert one_path() in page.links()
    page.open(one_path())
    assert "reader@example.org" not in page.response.text
    page.press("Send the answer", 422, outcome="not_wrong")
    page.press("Send the answer", outcome="not_wrong", text="We tried it: it rings.")
    assert "The answer is sent." in page.text
    page.open(link, 410)
    assert [mail["To"] for mail in site.mails()] == ["reader@example.org"]
    page.open(one_path())
    assert "We tried it: it rings." in page.text
    assert not page.all("//main//form")
    with reading() as session:
        acts = session.scalars(select(AuditRow.act)).all()
    assert "answer_report" in acts


def test_a_reader_of_the_body_sees_and_does_not_answer(site: Site, report: Told) -> None:
    reader = site.browser(site.member("anna@example.org", MemberRole.READER))
    report()
    reader.open(one_path())
    assert not reader.all("//main//form")
    reader.open("/en/account")
    token = reader.all("//input[@name='csrf_token']/@value")[0]
    form = {"outcome": "mended", "csrf_token": token}
    assert reader.client.post(one_path(), data=form).status_code == 403
    assert the_report().state is ReportState.SENT


def test_strangers_to_the_body_find_nothing(site: Site, report: Told) -> None:
    site.member("anna@example.org")
    report()
    stranger = site.browser(site.member("dino@example.org", body=OTHER.organization.id))
    stranger.open(ROOM, 404)
    stranger.open(one_path(), 404)
    own = f"/en/provider/organizations/{OTHER.organization.id}/reports"
    stranger.open(own)
    # A report of another body is not there under one's own body either.
    stranger.open(f"{own}/{the_report().id}", 404)
    stranger.open("/en/account")
    token = stranger.all("//input[@name='csrf_token']/@value")[0]
    for path in (one_path(), f"{own}/{the_report().id}"):
        form = {"outcome": "mended", "csrf_token": token}
        assert stranger.client.post(path, data=form).status_code == 404
    assert the_report().state is ReportState.SENT


def test_a_member_who_was_removed_is_out_at_the_next_request(site: Site, report: Told) -> None:
    editor = site.member("anna@example.org", MemberRole.EDITOR)
    report()
    page = site.browser(editor).open(one_path())
    with transaction() as session:
        session.delete(session.get_one(Membership, (editor.id, OWN.organization.id)))
    page.press("Send the answer", 404, outcome="mended")
    assert the_report().state is ReportState.SENT


def test_two_editors_answer_and_the_second_hears_so_and_keeps_the_text(
    site: Site, report: Told
) -> None:
    anna, bea = site.member("anna@example.org"), site.member("bea@example.org")
    report()
    first, second = site.browser(anna).open(one_path()), site.browser(bea).open(one_path())
    first.press("Send the answer", outcome="mended")
    second.press("Send the answer", 409, outcome="not_wrong", text="It is right, I think.")
    assert "It is right, I think." in second.text
    assert the_report().state is ReportState.MENDED


def test_a_moderator_answers_what_the_body_did_not(site: Site, report: Told) -> None:
    account = make_account(Role.MODERATOR, "mod@example.org", locale="en")
    code = report(email="reader@example.org")
    site.mails()
    page = site.browser(account).open(f"/en/moderation/reports/{the_report().id}")
    assert not page.all("//main//form")
    site.after(days=14, minutes=1)
    with reading() as session:
        (waits,) = waiting_reports(session)
    assert (waits.title, waits.organization_id) == (OWN.name, OWN.organization.id)
    assert waits.since == the_report().due_at
    page = site.browser(account).open(f"/en/moderation/reports/{the_report().id}")
    assert "reader@example.org" not in page.response.text
    page.press("Decide", 422, text="Because.")
    assert page.all("//textarea/text()")[0].strip() == "Because."
    page.press("Decide", 422, outcome="dismissed", reason="other", text="")
    assert "Write why" in page.text
    page.press("Decide", outcome="dismissed", reason="unfounded", text="We called: it rings.")
    kept = the_report()
    assert (kept.state, kept.email) == (ReportState.DISMISSED, "")
    with reading() as session:
        decision = session.scalars(select(Decision).where(Decision.subject == "report")).one()
    assert (decision.act, decision.reason) == (Act.DISMISS, Reason.UNFOUNDED)
    assert decision.account_id == account.id
    assert [mail["To"] for mail in site.mails()] == ["reader@example.org"]
    follow = site.browser().open("/en/reports").press("Show the report", code=code)
    assert "The Region answers" in follow.text
    assert "We called: it rings." in follow.text
    assert not follow.all("//main//button")


def test_what_the_region_says_is_right_can_not_be_disputed(site: Site, report: Told) -> None:
    account = make_account(Role.MODERATOR, "mod@example.org", locale="en")
    code = report()
    site.after(days=14, minutes=1)
    page = site.browser(account).open(f"/en/moderation/reports/{the_report().id}")
    page.press("Decide", **DECISION)
    follow = site.browser().open("/en/reports").press("Show the report", code=code)
    assert "It is right as it stands" in follow.text
    assert not follow.all("//main//button")


def test_two_moderators_decide_and_the_second_hears_so(site: Site, report: Told) -> None:
    accounts = [
        make_account(Role.MODERATOR, f"{name}@example.org", locale="en") for name in ("one", "two")
    ]
    report()
    site.after(days=14, minutes=1)
    path = f"/en/moderation/reports/{the_report().id}"
    first, second = (site.browser(each).open(path) for each in accounts)
    first.press("Decide", **(DECISION | {"outcome": "mended", "reason": "mended"}))
    second.press("Decide", 409, **DECISION)
    assert "We called: it rings." in second.text
    assert "It has been put right" in second.text
    with reading() as session:
        assert len(session.scalars(select(Decision).where(Decision.subject == "report")).all()) == 1


@pytest.mark.parametrize("hindrance", ["own body", "claimed"])
def test_who_may_not_decide_is_told_why(site: Site, report: Told, hindrance: str) -> None:
    account = make_account(Role.MODERATOR, "mod@example.org", locale="en")
    other = make_account(Role.MODERATOR, "other@example.org", locale="en")
    report()
    site.after(days=14, minutes=1)
    path = f"/en/moderation/reports/{the_report().id}"
    page = site.browser(account).open(path)
    with transaction() as session:
        if hindrance == "own body":
            session.add(
                Membership(
                    account_id=account.id,
                    organization_id=OWN.organization.id,
                    role=MemberRole.READER,
                    created_at=site.now,
                )
            )
        else:
            claim(
                session,
                subject=Subject.REPORT,
                subject_id=the_report().id,
                account_id=other.id,
                now=site.now,
            )
    page.press("Decide", 403 if hindrance == "own body" else 409, **DECISION)
    assert "We called: it rings." in page.response.text
    assert the_report().state is ReportState.WITH_REGION
    page.open(path)
    assert not page.all("//main//form")
