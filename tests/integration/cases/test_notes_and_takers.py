"""Notes last as long as the mandate they rest on; a case goes where somebody takes it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from tests import desk_work
from tests.desk_work import NOW
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.cases import operations
from wemi_piemonte.cases.models import CaseEvent, CaseNote, CaseReferral
from wemi_piemonte.cases.queries import languages_of, seen_by, taking_desks
from wemi_piemonte.cases.rules import CaseEventKind, MandateScope, NobodyThere
from wemi_piemonte.desks.rules import DeskRole
from wemi_piemonte.foundation.db import reading, transaction

BOTH = (MandateScope.KEEP_NOTES, MandateScope.SEND_REQUESTS)


def by(account: Account) -> dict[str, object]:
    return {"account_id": account.id, "who": account.name}


def allow(case_id: UUID, account: Account, *scopes: MandateScope, now: datetime = NOW) -> None:
    with transaction() as session:
        operations.give_mandate(
            session,
            case_id=case_id,
            scopes=scopes,
            days=10,
            locale="uk",
            now=now,
            **by(account),  # type: ignore[arg-type]
        )


def note(case_id: UUID, account: Account, secret: str = "") -> None:
    with transaction() as session:
        operations.add_note(
            session,
            case_id=case_id,
            text="Ha due figli",
            locale="it",
            secret=secret,
            now=NOW,
            **by(account),  # type: ignore[arg-type]
        )


def notes() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(CaseNote)) or 0


@pytest.fixture
def olga(database: Engine) -> Account:
    del database
    return desk_work.worker(desk_work.desk())


def opened(olga: Account) -> UUID:
    with reading() as session:
        (desk_id,) = taking_desks(session)
    return desk_work.case(desk_id, olga).id


def test_notes_go_with_the_mandate_they_rest_on(olga: Account) -> None:
    case_id = opened(olga)
    allow(case_id, olga, *BOTH)
    note(case_id, olga)
    allow(case_id, olga, *BOTH, now=NOW + timedelta(days=5))
    with transaction() as session:
        operations.forget_faded_cases(session, NOW + timedelta(days=14))
    assert notes() == 1
    with transaction() as session:
        operations.forget_faded_cases(session, NOW + timedelta(days=15))
    assert notes() == 0


def test_a_mandate_given_after_the_last_one_ended_does_not_bring_old_notes_back(
    olga: Account,
) -> None:
    case_id = opened(olga)
    allow(case_id, olga, *BOTH)
    note(case_id, olga)
    allow(case_id, olga, *BOTH, now=NOW + timedelta(days=10))
    assert notes() == 0


def test_taken_back_by_the_visitor_the_mandate_takes_the_notes_along(olga: Account) -> None:
    case_id = opened(olga)
    allow(case_id, olga, *BOTH)
    note(case_id, olga)
    with transaction() as session:
        operations.end_mandates(session, case_id=case_id, account_id=None, who="", now=NOW)
    assert notes() == 0


def test_the_same_form_writes_one_note_and_one_line_of_history(olga: Account) -> None:
    case_id = opened(olga)
    allow(case_id, olga, *BOTH)
    for _ in range(2):
        note(case_id, olga, secret="the-secret-of-one-form")
    assert notes() == 1
    with reading() as session:
        kinds = session.scalars(select(CaseEvent.kind)).all()
        assert kinds.count(CaseEventKind.NOTED) == 1
        assert session.scalars(select(CaseReferral)).all() == []


def test_a_case_is_not_handed_to_where_nobody_opens_cases(olga: Account) -> None:
    case_id = opened(olga)
    point = desk_work.desk("Punto")
    desk_work.worker(point, DeskRole.REFERENT, "rita@example.org")
    with pytest.raises(NobodyThere), transaction() as session:
        operations.hand_over(
            session,
            case_id=case_id,
            revision=1,
            to_desk_id=point,
            now=NOW,
            **by(olga),  # type: ignore[arg-type]
        )


def test_an_operator_sees_the_cases_of_the_desk_and_a_referent_those_in_hand(
    olga: Account,
) -> None:
    case_id = opened(olga)
    point = desk_work.desk("Punto")
    rita = desk_work.worker(point, DeskRole.REFERENT, "rita@example.org")
    sandra = desk_work.worker(point, DeskRole.REFERENT, "sandra@example.org")
    own = desk_work.case(point, rita, visitor="sq").id
    with reading() as session:
        assert [case.id for case in seen_by(session, olga.id)] == [case_id]
        assert [case.id for case in seen_by(session, rita.id)] == [own]
        assert seen_by(session, sandra.id) == []
        assert languages_of(session, point) == ["sq"]
