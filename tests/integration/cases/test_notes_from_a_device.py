"""A note that was taken without network opens one case, however often and from wherever it comes."""

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from tests import desk_work
from wemi_piemonte.accounts.models import Account, Pass
from wemi_piemonte.cases.models import Case, CaseEvent, CaseNote, Mandate
from wemi_piemonte.cases.operations import Arrival, Opened, open_from_device
from wemi_piemonte.cases.rules import CaseEventKind, NoMandate
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import Base, reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.plans.models import PlanVersion, SavedPlan
from wemi_piemonte.plans.rules import Wanted, Wishes

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
WISHES = Wishes(wanted=(Wanted("income.food"), Wanted("work.job-search")), place="004078")
OUTCOME: dict[str, Any] = {"needs": [], "services": [], "gaps": []}
FULL = Arrival("uk", WISHES, OUTCOME, ("what she said", "what I think"), "uk")
MADE = (Case, Pass, SavedPlan, PlanVersion, Mandate, CaseNote)


def arrive(
    desk_id: UUID, account: Account, arrival: Arrival = FULL, secret: str = "one note of a device"
) -> Opened:
    with transaction() as session:
        return open_from_device(
            session,
            desk_id=desk_id,
            account_id=account.id,
            who=account.name,
            operator_locale="it",
            arrival=arrival,
            secret=secret,
            now=NOW,
        )


def rows(model: type[Base]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_all_of_a_note_is_in_its_case(database: Engine) -> None:
    desk_id = desk_work.desk()
    olga = desk_work.worker(desk_id)
    opened = arrive(desk_id, olga)
    assert opened.code
    assert opened.pin
    with reading() as session:
        case = session.get_one(Case, opened.id)
        events = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        kinds = session.scalars(events).all()
        notes = session.scalars(select(CaseNote.text).where(CaseNote.case_id == case.id)).all()
        mandate = session.scalars(select(Mandate)).one()
    assert (case.desk_id, case.holder_id, case.visitor_locale) == (desk_id, olga.id, "uk")
    assert sorted(notes) == ["what I think", "what she said"]
    assert (mandate.scopes, mandate.locale) == ("keep_notes", "uk")
    kind = CaseEventKind
    assert kinds == [kind.OPENED, kind.PLANNED, kind.MANDATE, kind.NOTED, kind.NOTED]


def test_the_same_note_again_is_the_same_case_and_nothing_more(database: Engine) -> None:
    desk_id = desk_work.desk()
    olga = desk_work.worker(desk_id)
    first = arrive(desk_id, olga)
    before = {model: rows(model) for model in MADE}
    assert arrive(desk_id, olga) == first
    assert {model: rows(model) for model in MADE} == before
    assert before[Case] == 1
    assert arrive(desk_id, olga, secret="another note of a device").id != first.id


def test_sent_many_times_at_once_it_is_taken_once(database: Engine) -> None:
    desk_id = desk_work.desk()
    olga = desk_work.worker(desk_id)
    found: list[Opened] = []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait()
        found.append(arrive(desk_id, olga))

    senders = [threading.Thread(target=send) for _ in range(6)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert {model: rows(model) for model in MADE} == dict.fromkeys(MADE, 1) | {CaseNote: 2}


def test_words_to_which_nobody_agreed_are_not_kept_nor_anything_with_them(
    database: Engine,
) -> None:
    desk_id = desk_work.desk()
    olga = desk_work.worker(desk_id)
    with pytest.raises(NoMandate):
        arrive(desk_id, olga, Arrival("uk", WISHES, OUTCOME, ("said",)))
    assert {model: rows(model) for model in MADE} == dict.fromkeys(MADE, 0)


def test_a_stranger_to_the_desk_opens_nothing(database: Engine) -> None:
    desk_id, other = desk_work.desk(), desk_work.desk("Sportello di Alba")
    olga = desk_work.worker(other)
    antenna = desk_work.worker(desk_id, DeskRole.ANTENNA, "anna@example.org")
    for account in (olga, antenna):
        with pytest.raises(NotFound):
            arrive(desk_id, account)
    assert rows(Case) == 0
