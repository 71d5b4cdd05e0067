"""The first page of the provider's room: what needs you today, and the path for who is new."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.people import make_account
from tests.web.provider.conftest import NOW, Town, member_of
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.rules import MemberRole, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.tally import Tally
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.rules import Act, Reason, Subject
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.rules import QualificationState
from wemi_piemonte.reports.operations import answer, send_report
from wemi_piemonte.reports.queries import reports_of
from wemi_piemonte.reports.rules import ReportField, ReportState

HOME = "/en/provider/"


def change(town: Town, **values: object) -> None:
    with transaction() as session:
        service = session.get_one(Service, town.service)
        for name, value in values.items():
            setattr(service, name, value)


def home(town: Town) -> str:
    return town.browser(town.owner).open(HOME).text


def test_nothing_waits_where_all_is_fresh(town: Town) -> None:
    change(town, verified_on=NOW.date())
    assert "Nothing waits for you." in home(town)
    assert "four steps" not in home(town)


def test_a_listing_long_unconfirmed_is_to_be_confirmed(town: Town) -> None:
    change(town, verified_on=date(2025, 1, 1))
    assert "1 listing is to be confirmed." in home(town)


def test_a_draft_that_lacks_something_is_told_and_one_sent_back_once(town: Town) -> None:
    change(town, publication=Publication.DRAFT)
    assert "1 draft is not complete." in home(town)
    with transaction() as session:
        session.add(
            Decision(
                subject=Subject.SERVICE,
                subject_id=town.service,
                act=Act.SEND_BACK,
                reason=Reason.NOT_CLEAR,
                at=NOW,
            )
        )
    text = home(town)
    assert "1 listing was sent back by the Region." in text
    assert "not complete" not in text


def test_a_report_waits_until_it_is_answered(town: Town) -> None:
    with transaction() as session:
        send_report(
            session,
            service_id=town.service,
            field=ReportField.TIMES,
            text="closed on Mondays",
            email="",
            locale="it",
            secret="x" * 32,
            recipients=[("anna@example.org", "en")],
            now=NOW,
        )
    page = town.browser(town.owner).open(HOME)
    assert "1 report of an error waits for an answer, by 9 December 2026." in page.text
    numbers = town.browser(town.owner).open(town.path("numbers"))
    assert "Reports of errors received" in numbers.text
    with transaction() as session:
        (found,) = reports_of(session, town.body)
        answer(session, report_id=found.report.id, outcome=ReportState.MENDED, text="yes", now=NOW)
    assert "1 report of an error" not in home(town)
    with reading() as session:
        kinds = {row.kind: row.number for row in session.scalars(select(Tally))}
    assert kinds == {"report": 1, "report_answered": 1}


@pytest.mark.parametrize(("days", "told"), [(30, True), (61, False)])
def test_a_qualification_that_ends_soon_is_told(town: Town, days: int, told: bool) -> None:
    with transaction() as session:
        session.add(
            Qualification(
                organization_id=town.body,
                state=QualificationState.ACTIVE,
                needs="ageing",
                territory="",
                valid_from=date(2026, 1, 1),
                valid_until=NOW.date() + timedelta(days=days),
                reason="",
                reason_text="",
                created_at=NOW,
                changed_at=NOW,
            )
        )
    assert ("The qualification ends on" in home(town)) is told


def test_who_is_new_sees_the_path_and_where_it_begins(town: Town) -> None:
    page = town.browser(make_account(Role.PROVIDER, "nina@example.org")).open(HOME)
    assert "You do not yet act for a body." in page.text
    assert "four steps" in page.text


def test_the_ways_are_those_of_the_right_and_lead_somewhere(town: Town) -> None:
    owner = town.browser(town.owner).open(HOME)
    ways = [link for link in owner.links() if f"/organizations/{town.body}/" in link]
    assert {way.rsplit("/", 1)[1] for way in ways} >= {"services", "numbers", "people", "import"}
    for way in set(ways):
        owner.open(way)
    reader = town.browser(member_of(town, MemberRole.READER, "r@example.org")).open(HOME)
    kinds = {link.rsplit("/", 1)[1] for link in reader.links() if str(town.body) in link}
    assert "numbers" in kinds
    assert not kinds & {"people", "import", "programs"}
    for way in (link for link in reader.links() if str(town.body) in link):
        reader.open(way)
