"""A report that waits too long is brought to the desk once, without a word of what it says."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from tests import desk_work
from tests.conftest import make_app, settings
from tests.desk_work import NOW
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.desks import operations
from wemi_piemonte.desks.rules import ANSWERED_WITHIN, DeskRole, LatentState
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.letters import write
from wemi_piemonte.foundation.mail import Delivery

DUE = NOW + ANSWERED_WITHIN


def report(desk: UUID, at: datetime = NOW) -> UUID:
    with transaction() as session:
        return operations.report_need(
            session,
            desk_id=desk,
            need="ageing.home-care",
            municipality="004078",
            number=12,
            by=uuid4(),
            secret=f"a form of the tests {uuid4()}",
            now=at,
        )


def at(*moments: datetime) -> list[str]:
    """To whom the job has written, once it has run at these moments."""
    for moment in moments:
        with transaction() as session:
            operations.remind_of_reports(session, moment)
    with reading() as session:
        query = select(Delivery.recipient).where(Delivery.kind == "need-overdue")
        return sorted(session.scalars(query))


def people(desk: UUID) -> Account:
    """A manager of a desk, an operator and an antenna."""
    desk_work.worker(desk)
    desk_work.worker(desk, DeskRole.ANTENNA, "anna@example.org")
    return desk_work.worker(desk, DeskRole.MANAGER, "marta@example.org")


def test_the_manager_is_told_once_when_the_time_is_over(database: Engine) -> None:
    desk = desk_work.desk()
    people(desk)
    report(desk)
    assert at(DUE - timedelta(seconds=1)) == []
    assert at(DUE, DUE + timedelta(minutes=1), DUE + timedelta(days=30)) == ["marta@example.org"]
    # A later report has a mail of its own.
    report(desk, DUE)
    assert at(DUE + ANSWERED_WITHIN) == ["marta@example.org"] * 2


def test_what_is_overdue_at_once_is_told_in_one_mail_a_desk(database: Engine) -> None:
    cuneo, alba = desk_work.desk(), desk_work.desk("Sportello di Alba")
    people(cuneo)
    desk_work.worker(alba, DeskRole.MANAGER, "mara@example.org")
    for desk in (cuneo, cuneo, cuneo, alba):
        report(desk)
    assert at(DUE) == ["mara@example.org", "marta@example.org"]


def test_what_was_answered_in_time_is_not_told(database: Engine) -> None:
    desk = desk_work.desk()
    marta = people(desk)
    report_id = report(desk)
    with transaction() as session:
        operations.answer_need(
            session,
            report_id=report_id,
            desk_id=desk,
            target=LatentState.TAKEN_UP,
            service_id=None,
            by=marta.id,
            now=NOW,
        )
    assert at(DUE) == []


def test_without_a_manager_who_may_sign_in_those_who_answer_are_told(database: Engine) -> None:
    desk = desk_work.desk()
    marta = people(desk)
    report(desk)
    with transaction() as session:
        session.get_one(Account, marta.id).suspended_at = NOW
    assert at(DUE) == ["olga@example.org"]


def test_where_nobody_answers_the_report_waits_for_who_comes(database: Engine) -> None:
    desk = desk_work.desk()
    report(desk)
    assert at(DUE) == []
    desk_work.worker(desk, DeskRole.MANAGER, "marta@example.org")
    assert at(DUE + timedelta(days=1)) == ["marta@example.org"]


def test_the_worker_sends_the_desk_and_a_link_and_nothing_of_the_report(
    tmp_path: Path, sqlite_url: str
) -> None:
    app = make_app(settings(tmp_path, sqlite_url))
    desk = desk_work.desk()
    people(desk)
    report_id = report(desk)
    dict(app.extensions["wemi_work"].jobs)["needs"](DUE)
    with reading() as session:
        mail = session.scalars(select(Delivery).where(Delivery.kind == "need-overdue")).one()
        subject, text = write(app, mail)
        kept = mail.values
    assert "Sportello di Cuneo" in subject
    assert f"/desk/{desk}/needs" in text
    for word in ("home-care", "004078", "12", str(report_id), "badante"):
        assert word not in kept.replace(str(desk), "")
        assert word not in text.replace(str(desk), "").replace("127.0.0.1", "")
