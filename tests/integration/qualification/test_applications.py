"""The way of an application through its operations, on both databases, also at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.people import make_account
from wemi_piemonte.directory.models import Organization
from wemi_piemonte.foundation.audit import AuditRow
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import DomainError, NotFound, Stale
from wemi_piemonte.qualification import operations
from wemi_piemonte.qualification.demonstration import NOTICE, load_demonstration
from wemi_piemonte.qualification.models import Application, Qualification
from wemi_piemonte.qualification.operations.documents import add_document
from wemi_piemonte.qualification.queries import (
    application_sheet,
    notice_sheet,
    waiting_applications,
)
from wemi_piemonte.qualification.rules import LegalForm, Told, Verdict

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TAX_CODE = "80087670016"
TOLD = Told(
    legal_name="L'Orto di Tutti",
    tax_code=TAX_CODE,
    legal_form=LegalForm.VOLUNTARY_ORGANIZATION,
    runts_section="a",
    runts_number="12",
    municipality="004078",
    email="info@orto.example",
    phone="0171 0001",
    statement="Aiutiamo.",
    needs=("ageing.meals",),
    territory=("01",),
)


@pytest.fixture
def anna(database: object) -> UUID:
    with transaction() as session:
        load_demonstration(session, NOW)
    return make_account().id


def start(account_id: UUID) -> UUID:
    with transaction() as session:
        found = operations.start_application(
            session,
            notice_id=NOTICE,
            organization_id=None,
            legal_name="L'Orto di Tutti",
            tax_code=TAX_CODE,
            account_id=account_id,
            now=NOW,
        )
        return found.id


def revision(application_id: UUID) -> int:
    with reading() as session:
        return application_sheet(session, application_id).application.revision


def fill(application_id: UUID) -> None:
    with transaction() as session:
        sheet = notice_sheet(session, NOTICE)
        section = next(str(each.id) for each in sheet.sections if each.needs == "ageing")
        operations.save_application(
            session,
            application_id=application_id,
            revision=revision(application_id),
            told=replace(TOLD, sections=(section,)),
            now=NOW,
        )
    for criterion in sheet.criteria_for(frozenset({section})):
        with transaction() as session:
            for _ in range(2):
                add_document(
                    session,
                    application_id=application_id,
                    criterion_id=criterion.id,
                    name="statuto.pdf",
                    content=b"%PDF-1.7",
                    now=NOW,
                )


def submit(application_id: UUID, seen: int, account_id: UUID) -> None:
    with transaction() as session:
        operations.submit_application(
            session,
            application_id=application_id,
            revision=seen,
            answer="",
            account_id=account_id,
            now=NOW,
        )


def accept(application_id: UUID, seen: int) -> None:
    with transaction() as session:
        operations.accept(
            session,
            application_id=application_id,
            revision=seen,
            needs=["ageing.meals"],
            territory=["01"],
            months=12,
            now=NOW,
        )


def sent(account_id: UUID) -> UUID:
    application_id = start(account_id)
    fill(application_id)
    submit(application_id, revision(application_id), account_id)
    with transaction() as session:
        sheet = application_sheet(session, application_id)
        operations.judge(
            session,
            application_id=application_id,
            revision=sheet.application.revision,
            found={each.id: (Verdict.MET, "") for each in sheet.notice.criteria},
            account_id=account_id,
            now=NOW,
        )
    return application_id


def test_the_way_to_a_qualification(anna: UUID) -> None:
    application_id = sent(anna)
    with reading() as session:
        (waits,) = waiting_applications(session)
        # The same file sent twice is kept once.
        assert len(application_sheet(session, application_id).documents) == 6
    assert (waits.id, waits.organization_name, waits.since) == (
        application_id,
        "L'Orto di Tutti",
        NOW,
    )
    accept(application_id, revision(application_id))
    with reading() as session:
        given = session.scalars(select(Qualification)).one()
        acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
        assert waiting_applications(session) == []
    assert (given.needs, given.territory) == ("ageing.meals", "")
    assert given.valid_until == NOW.date() + timedelta(days=364)
    assert acts == [
        *("create_account", "create_organization", "start_application", "submit_application"),
    ]


def together(count: int, act: object) -> list[str]:
    """Do the same several times at once, and return what each came to."""
    assert callable(act)

    def once(_number: int) -> str:
        try:
            act()
        except DomainError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(once, range(count)))


def test_many_clicks_at_once_begin_one_application_of_one_body(anna: UUID) -> None:
    assert together(6, lambda: start(anna)) == ["done"] * 6
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 1
        assert session.scalar(select(func.count()).select_from(Organization)) == 1


def test_many_moderators_at_once_qualify_once(anna: UUID) -> None:
    application_id = sent(anna)
    seen = revision(application_id)
    assert together(5, lambda: accept(application_id, seen)) == ["done", *["stale"] * 4]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Qualification)) == 1


def test_who_withdraws_while_the_region_decides_is_heard_once(anna: UUID) -> None:
    application_id = sent(anna)
    seen = revision(application_id)
    with transaction() as session:
        operations.withdraw_application(
            session, application_id=application_id, revision=seen, account_id=anna, now=NOW
        )
    with pytest.raises(Stale):
        accept(application_id, seen)


def test_a_body_of_somebody_else_is_not_there(anna: UUID) -> None:
    start(anna)
    zeno = make_account(email="zeno@example.org").id
    with reading() as session:
        body = session.scalars(select(Organization.id)).one()
    with pytest.raises(NotFound), transaction() as session:
        operations.start_application(
            session,
            notice_id=NOTICE,
            organization_id=body,
            legal_name="",
            tax_code="",
            account_id=zeno,
            now=NOW,
        )
