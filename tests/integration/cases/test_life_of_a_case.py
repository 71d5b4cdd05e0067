"""A case on a real database: opened without a name, handed over, ended, faded."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from tests import desk_work
from tests.desk_work import NOW
from wemi_piemonte.cases import operations
from wemi_piemonte.cases.models import Case, CaseEvent, CaseNote, Mandate
from wemi_piemonte.cases.queries import history_of, may_in, own_case
from wemi_piemonte.cases.rules import CaseOutcome, MandateScope, NoMandate
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound


def test_a_case_is_seen_by_its_desk_alone_also_after_it_was_handed_over(database: Engine) -> None:
    here, there = desk_work.desk(), desk_work.desk("Sportello di Alba")
    olga, aldo = desk_work.worker(here), desk_work.worker(there, email="aldo@example.org")
    opened = desk_work.case(here, olga)
    with reading() as session:
        assert own_case(session, opened.id, olga.id).is_full
        with pytest.raises(NotFound):
            own_case(session, opened.id, aldo.id)
    with transaction() as session:
        operations.hand_over(
            session,
            case_id=opened.id,
            revision=1,
            to_desk_id=there,
            account_id=olga.id,
            who="Olga",
            now=NOW,
        )
    with reading() as session:
        assert own_case(session, opened.id, aldo.id).case.holder_id is None
        with pytest.raises(NotFound):
            own_case(session, opened.id, olga.id)
        kinds = [each.kind.value for each in history_of(session, opened.id)]
    assert kinds == ["opened", "handed_over"]


def test_without_a_mandate_nothing_is_noted_and_its_end_bites_at_once(database: Engine) -> None:
    desk = desk_work.desk()
    olga = desk_work.worker(desk)
    opened = desk_work.case(desk, olga)

    def note(now: object) -> None:
        with transaction() as session:
            operations.add_note(
                session,
                case_id=opened.id,
                text="Ha due figli",
                locale="it",
                account_id=olga.id,
                who="Olga",
                now=now,  # type: ignore[arg-type]
            )

    with pytest.raises(NoMandate):
        note(NOW)
    with transaction() as session:
        operations.give_mandate(
            session,
            case_id=opened.id,
            scopes=[MandateScope.KEEP_NOTES],
            days=10,
            locale="uk",
            account_id=olga.id,
            who="Olga",
            now=NOW,
        )
    note(NOW + timedelta(days=9))
    with pytest.raises(NoMandate):
        note(NOW + timedelta(days=10))
    with reading() as session:
        case = session.get_one(Case, opened.id)
        assert not may_in(session, case, MandateScope.SEND_REQUESTS, NOW)


def test_a_closed_case_keeps_no_notes_and_a_faded_one_nothing(database: Engine) -> None:
    desk = desk_work.desk()
    olga = desk_work.worker(desk)
    opened = desk_work.case(desk, olga)
    with transaction() as session:
        operations.close_case(
            session,
            case_id=opened.id,
            revision=1,
            outcome=CaseOutcome.HELPED,
            account_id=olga.id,
            who="Olga",
            now=NOW,
        )
    with transaction() as session:
        operations.forget_faded_cases(session, NOW + timedelta(days=89))
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        operations.forget_faded_cases(session, NOW + timedelta(days=91))
        for model in (Case, CaseEvent, CaseNote, Mandate):
            assert session.scalar(select(func.count()).select_from(model)) == 0
