"""What a qualification does to listings, at once and when its days have passed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests import make
from tests.people import make_account
from wemi_piemonte.accounts.rules import Role
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.operations import put_services
from wemi_piemonte.directory.queries import visible_ids
from wemi_piemonte.directory.rules import MemberRole, OrganizationKind, Publication
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import IllegalMove, Stale
from wemi_piemonte.foundation.mail import Delivery
from wemi_piemonte.moderation.models import Decision
from wemi_piemonte.moderation.operations import decide_qualification, end_qualifications
from wemi_piemonte.moderation.rules import Act, Reason
from wemi_piemonte.qualification.models import Qualification
from wemi_piemonte.qualification.queries import addressees, register_page, scope_of
from wemi_piemonte.qualification.rules import QualificationState

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TODAY = date(2026, 11, 25)
BODY = make.organization("L'Orto di Tutti", kind=OrganizationKind.THIRD_SECTOR)
HOME = make.service("Una mano in casa", organization=BODY)
MEALS = make.service("Pasti caldi", organization=BODY, needs=("ageing.meals",))


def qualify(needs: str = "ageing", **values: Any) -> UUID:
    told: dict[str, Any] = {
        "id": uuid4(),
        "organization_id": BODY.id,
        "state": QualificationState.ACTIVE,
        "needs": needs,
        "territory": "",
        "valid_from": TODAY - timedelta(days=300),
        "valid_until": TODAY + timedelta(days=300),
        "reason": "",
        "reason_text": "",
        "created_at": NOW,
        "changed_at": NOW,
        **values,
    }
    with transaction() as session:
        session.add(Qualification(**told))
    found: UUID = told["id"]
    return found


@pytest.fixture(autouse=True)
def listings(database: object) -> None:
    with transaction() as session:
        put_services(session, [(HOME, ""), (MEALS, "")], publish=True, now=NOW)


def decide(qualification_id: UUID, act: Act, revision: int = 1) -> None:
    with transaction() as session:
        decide_qualification(
            session,
            qualification_id=qualification_id,
            revision=revision,
            act=act,
            reason=Reason.OTHER,
            text="Perché sì.",
            account_id=uuid4(),
            now=NOW,
        )


def shown() -> set[UUID]:
    with reading() as session:
        return visible_ids(session, [HOME.id, MEALS.id])


def mails() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.kind, Delivery.recipient))
        return [(each.kind, each.recipient, each.locale) for each in rows]


def end(now: datetime) -> None:
    with transaction() as session:
        end_qualifications(session, now)


def test_what_is_suspended_is_gone_at_once_and_comes_back() -> None:
    key = qualify()
    decide(key, Act.SUSPEND)
    assert shown() == set()
    decide(key, Act.TAKE_UP, 2)
    assert shown() == {HOME.id, MEALS.id}
    decide(key, Act.REVOKE, 3)
    assert shown() == set()
    with pytest.raises(IllegalMove):
        decide(key, Act.TAKE_UP, 4)
    with reading() as session:
        acts = session.scalars(select(Decision.act).where(Decision.subject_id == key)).all()
    assert sorted(acts) == [Act.REVOKE, Act.SUSPEND, Act.TAKE_UP]


def test_what_another_qualification_covers_stays() -> None:
    key = qualify("ageing.meals ageing.home-care")
    qualify("ageing.meals")
    decide(key, Act.REVOKE)
    assert shown() == {MEALS.id}


def test_a_stale_decision_changes_nothing_at_all() -> None:
    key = qualify()
    with pytest.raises(Stale):
        decide(key, Act.REVOKE, 9)
    assert shown() == {HOME.id, MEALS.id}
    assert mails() == []


def test_a_public_body_publishes_without() -> None:
    with transaction() as session:
        public = replace(BODY, kind=OrganizationKind.PUBLIC_BODY)
        services = [(replace(each, organization=public), "") for each in (HOME, MEALS)]
        put_services(session, services, publish=True, now=NOW)
    decide(qualify(), Act.REVOKE)
    assert shown() == {HOME.id, MEALS.id}


def test_a_listing_that_its_body_took_down_does_not_come_back_with_the_qualification() -> None:
    from wemi_piemonte.listings.operations import suspend
    from wemi_piemonte.listings.rules import SuspensionCause

    key = qualify()
    with transaction() as session:
        suspend(
            session,
            service_id=MEALS.id,
            cause=SuspensionCause.BY_PROVIDER,
            reason="",
            note="",
            now=NOW,
        )
    decide(key, Act.SUSPEND)
    decide(key, Act.TAKE_UP, 2)
    assert shown() == {HOME.id}


def test_the_scope_is_what_is_in_force_today() -> None:
    qualify("ageing.meals")
    qualify("work.guidance", valid_until=TODAY - timedelta(days=1))
    qualify("housing.search", state=QualificationState.SUSPENDED)
    qualify("income.food", valid_from=TODAY + timedelta(days=1))
    with reading() as session:
        assert scope_of(session, BODY.id, TODAY) == {"ageing.meals"}
        assert scope_of(session, uuid4(), TODAY) == set()


def test_after_its_last_day_the_listings_are_gone_and_the_body_is_told_once() -> None:
    make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY.id, locale="ro")
    key = qualify(valid_until=TODAY)
    end(NOW)
    assert shown() == {HOME.id, MEALS.id}
    after = NOW + timedelta(days=1)
    end(after)
    end(after)
    assert shown() == set()
    assert mails() == [
        ("qualification-ended", "anna@example.org", "ro"),
        ("qualification-ending", "anna@example.org", "ro"),
    ]
    with reading() as session:
        found = session.get(Qualification, key)
        publications = set(session.scalars(select(Service.publication)))
    assert found is not None
    assert found.lapsed_at == after
    assert publications == {Publication.SUSPENDED}


def test_a_body_is_reminded_sixty_thirty_and_seven_days_before() -> None:
    make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY.id)
    make_account(
        Role.PROVIDER, "lia@example.org", organization_id=BODY.id, member=MemberRole.READER
    )
    qualify(valid_until=TODAY + timedelta(days=70))
    counts = []
    for day in range(75):
        end(NOW + timedelta(days=day))
        counts.append(len(mails()))
    # Days after which another mail had gone out.
    sent_on = [day for day in range(1, 75) if counts[day] > counts[day - 1]]
    assert [70 - day for day in sent_on] == [60, 30, 7, -1]
    assert {recipient for _kind, recipient, _locale in mails()} == {"anna@example.org"}


def test_who_has_a_new_qualification_is_not_reminded_of_the_old_one() -> None:
    make_account(Role.PROVIDER, "anna@example.org", organization_id=BODY.id)
    qualify("ageing.home-care ageing.meals", valid_until=TODAY + timedelta(days=5))
    qualify("ageing", valid_until=TODAY + timedelta(days=500))
    for day in range(10):
        end(NOW + timedelta(days=day))
    assert mails() == []
    assert shown() == {HOME.id, MEALS.id}


def test_a_body_without_people_is_written_to_at_its_own_address() -> None:
    with reading() as session:
        assert addressees(session, BODY.id) == []
    with transaction() as session:
        body = replace(BODY, email="info@orto.example")
        services = [(replace(each, organization=body), "") for each in (HOME, MEALS)]
        put_services(session, services, publish=True, now=NOW)
    with reading() as session:
        assert addressees(session, BODY.id) == [("info@orto.example", "it")]


def test_the_register_is_searched_by_name_and_paged() -> None:
    qualify()
    qualify("work", state=QualificationState.REVOKED)
    with reading() as session:
        total, (found,) = register_page(session, name="ORTO tutti")
        assert (total, found.name, len(found.qualifications)) == (1, "L'Orto di Tutti", 2)
        assert register_page(session, name="%")[0] == 0
        assert register_page(session, state=QualificationState.SUSPENDED)[0] == 0
        assert register_page(session, page=2) == (1, [])
