"""One queue of all that waits; of moderators who claim at once, one is on it."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from tests import make
from wemi_piemonte.directory.models import Proposal, Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.listings.models import Submission
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.operations import claim, release
from wemi_piemonte.moderation.queries import (
    Chosen,
    ClaimedByOther,
    claims,
    log_page,
    titles_of,
    waiting,
)
from wemi_piemonte.moderation.rules import CLAIMED_FOR, Act, Reason, Subject
from wemi_piemonte.reports.operations import send_report
from wemi_piemonte.reports.rules import ReportField

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
THING = uuid4()


def days(number: int) -> datetime:
    return NOW - timedelta(days=number)


@pytest.fixture
def filled(database: Engine) -> dict[str, UUID]:
    """A new listing, a change, one that nobody confirms, and a report, of different ages."""
    del database
    names = ("new", "changed", "unconfirmed", "reported", "quiet")
    records = {name: make.service(name) for name in names}
    ids = {name: record.id for name, record in records.items()}
    with transaction() as session:
        put_services(session, [(each, "{}") for each in records.values()], publish=True, now=NOW)
        session.get_one(Service, ids["new"]).publication = Publication.SUBMITTED
        session.add(Submission(service_id=ids["new"], escalated=False, at=days(2)))
        session.add(
            Proposal(service_id=ids["changed"], hsds="{}", created_at=days(9), submitted_at=days(5))
        )
        session.add(Submission(service_id=ids["unconfirmed"], escalated=True, at=days(1)))
        # Nobody is there to be told: it goes to the Region at once.
        send_report(
            session,
            service_id=ids["reported"],
            field=ReportField.TIMES,
            text="closed on Mondays",
            email="",
            locale="it",
            secret="x" * 32,
            recipients=[],
            now=days(6),
        )
    return ids


def test_all_that_waits_stands_in_one_queue_the_oldest_first(filled: dict[str, UUID]) -> None:
    with reading() as session:
        items = waiting(session)
    assert [(each.subject, each.title) for each in items] == [
        (Subject.REPORT, "reported"),
        (Subject.PROPOSAL, "changed"),
        (Subject.SERVICE, "new"),
        (Subject.SERVICE, "unconfirmed"),
    ]
    assert [each.unconfirmed for each in items] == [False, False, False, True]
    assert items[1].subject_id == filled["changed"]


def take(account_id: UUID, now: datetime = NOW) -> None:
    with transaction() as session:
        claim(session, subject=Subject.SERVICE, subject_id=THING, account_id=account_id, now=now)


def holder(now: datetime = NOW) -> UUID | None:
    with reading() as session:
        return claims(session, now).get((Subject.SERVICE, THING))


def test_of_moderators_who_claim_at_once_one_is_on_it(database: Engine) -> None:
    del database
    people = [uuid4() for _ in range(6)]
    barrier = threading.Barrier(len(people))
    on_it: list[UUID] = []

    def try_it(account_id: UUID) -> None:
        barrier.wait()
        try:
            take(account_id)
        except ClaimedByOther:
            return
        on_it.append(account_id)

    threads = [threading.Thread(target=try_it, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert on_it == [holder()]


def test_a_claim_is_renewed_runs_out_and_is_let_go(database: Engine) -> None:
    del database
    one, two = uuid4(), uuid4()
    take(one)
    take(one, NOW + CLAIMED_FOR / 2)
    late = NOW + CLAIMED_FOR
    with pytest.raises(ClaimedByOther):
        take(two, late)
    take(two, NOW + 2 * CLAIMED_FOR)
    assert holder(NOW + 2 * CLAIMED_FOR) == two
    with transaction() as session:
        release(session, subject=Subject.SERVICE, subject_id=THING)
    assert holder(NOW + 2 * CLAIMED_FOR) is None


def test_the_log_tells_what_was_decided_also_of_what_is_gone(filled: dict[str, UUID]) -> None:
    me = uuid4()
    acts = [
        (Subject.SERVICE, filled["new"], Act.PUBLISH, Reason.COMPLETE, me),
        (Subject.PROPOSAL, filled["changed"], Act.SEND_BACK, Reason.NOT_CLEAR, me),
        (Subject.REPORT, THING, Act.DISMISS, Reason.UNFOUNDED, None),
    ]
    with transaction() as session:
        session.add_all(
            Decision(
                subject=subject,
                subject_id=each,
                act=act,
                reason=reason,
                account_id=who,
                at=NOW + timedelta(minutes=number),
            )
            for number, (subject, each, act, reason, who) in enumerate(acts)
        )
    with reading() as session:
        total, rows = log_page(session, Chosen(), page=1, per_page=2)
        assert total == 3
        assert [row.act for row in rows] == [Act.DISMISS, Act.SEND_BACK]
        assert titles_of(session, rows) == {filled["changed"]: "changed"}
        assert log_page(session, Chosen(account_id=me), page=1, per_page=9)[0] == 2
        assert log_page(session, Chosen(act=Act.PUBLISH, account_id=me), page=1, per_page=9)[0] == 1
        assert log_page(session, Chosen(subject=Subject.QUALIFICATION), page=1, per_page=9) == (
            0,
            [],
        )
