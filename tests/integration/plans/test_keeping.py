"""A story is kept for an hour; a plan as long as its pass, without the story; links go back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests import desk_work
from wemi_piemonte.accounts.models import Pass
from wemi_piemonte.accounts.operations import forget_ended_passes
from wemi_piemonte.accounts.rules import Requester
from wemi_piemonte.desks import operations as desks
from wemi_piemonte.desks.models import Booking
from wemi_piemonte.foundation.db import reading, transaction
from wemi_piemonte.foundation.errors import NotFound
from wemi_piemonte.plans import operations, queries
from wemi_piemonte.plans.models import Draft, PlanVersion
from wemi_piemonte.plans.rules import Person, Wanted, Wishes, difference, read, written

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CANARY = "canarino giallo nella cucina"
WISHES = Wishes(
    story=f"Mamma non cucina piu, {CANARY}",
    wanted=(Wanted("ageing.meals", "2", (CANARY,)), Wanted("income.bills")),
    people=(Person("1"), Person("2", "mother", 82, ("older_people",))),
    place="004078",
    max_km=20.0,
    spoken=("ar",),
)
OUTCOME = {"needs": ["2:ageing.meals", "1:income.bills"], "services": ["a", "b"], "gaps": []}


def saved() -> tuple[UUID, str, str]:
    with transaction() as session:
        return operations.save_plan(session, wishes=WISHES, outcome=OUTCOME, now=NOW)[1:]


def test_a_pass_that_opens_a_booking_outlives_its_plan() -> None:
    desk_id = desk_work.desk()
    with transaction() as session:
        pass_id, plan_id, _code, _pin = operations.save_plan(
            session, wishes=WISHES, outcome=OUTCOME, now=NOW
        )
        booking_id = desks.book(
            session,
            requester=Requester(pass_id=pass_id),
            desk_id=desk_id,
            starts_at=NOW + timedelta(days=1),
            contact="olena@example.org",
            locale="uk",
            spoken="uk",
            secret="a form of the tests, long enough",
            now=NOW,
        ).id
    with transaction() as session:
        operations.erase_plan(session, plan_id=plan_id)
    with reading() as session:
        assert session.get_one(Booking, booking_id).pass_id == pass_id
        assert queries.plan_of_pass(session, pass_id, NOW) is None
    # Without a booking to come it goes with the plan.
    with transaction() as session:
        desks.cancel_booking(session, booking_id=booking_id, now=NOW)
        operations.save_under(session, pass_id=pass_id, wishes=WISHES, outcome=OUTCOME, now=NOW)
        again = queries.plan_of_pass(session, pass_id, NOW)
        assert again is not None
        operations.erase_plan(session, plan_id=again)
    with reading() as session:
        assert session.get(Pass, pass_id) is None


def test_wishes_are_read_as_they_were_written() -> None:
    assert read(written(WISHES, with_story=True)) == WISHES


def test_a_draft_is_kept_for_one_hour() -> None:
    with transaction() as session:
        first = operations.keep_draft(session, draft_id=None, wishes=WISHES, now=NOW)
    with reading() as session:
        assert queries.draft_of(session, first, NOW + timedelta(minutes=59)) == WISHES
        assert queries.draft_of(session, first, NOW + timedelta(minutes=61)) is None
    with transaction() as session:
        operations.forget_old_drafts(session, NOW + timedelta(minutes=61))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_saved_plan_keeps_no_word_of_the_story() -> None:
    plan_id, _code, _pin = saved()
    with reading() as session:
        row = session.scalars(select(PlanVersion)).one()
        version = queries.versions_of(session, plan_id)[0]
    assert CANARY not in row.wishes + row.outcome
    assert version.wishes.people == WISHES.people
    assert [each.code for each in version.wishes.wanted] == ["ageing.meals", "income.bills"]


def test_versions_are_numbered_and_their_differences_named() -> None:
    plan_id, _code, _pin = saved()
    later = {"needs": ["2:ageing.meals", "1:work.job-search"], "services": ["a", "c"], "gaps": []}
    with transaction() as session:
        number = operations.add_version(
            session, plan_id=plan_id, wishes=WISHES, outcome=later, now=NOW
        )
    with reading() as session:
        new, old = queries.versions_of(session, plan_id)
    assert (number, new.number, old.number) == (2, 2, 1)
    found = difference(old.outcome, new.outcome)
    assert found.new_needs == ("1:work.job-search",)
    assert found.dropped_needs == ("1:income.bills",)
    assert (found.new_services, found.dropped_services) == (("c",), ("b",))
    assert not difference(new.outcome, new.outcome)


def test_a_link_shows_the_plan_until_it_is_taken_back() -> None:
    plan_id, _code, _pin = saved()
    with transaction() as session:
        token = operations.make_link(session, plan_id=plan_id, now=NOW)
    with reading() as session:
        assert queries.plan_of_link(session, token, NOW) == plan_id
        assert queries.plan_of_link(session, "guess", NOW) is None
    with transaction() as session:
        operations.revoke_links(session, plan_id=plan_id)
    with reading() as session:
        assert queries.plan_of_link(session, token, NOW) is None


def test_a_plan_goes_with_its_pass_or_when_its_owner_says_so() -> None:
    first, _code, _pin = saved()
    second, _code, _pin = saved()
    with transaction() as session:
        operations.erase_plan(session, plan_id=first)
    with pytest.raises(NotFound), transaction() as session:
        operations.erase_plan(session, plan_id=first)
    with reading() as session:
        assert len(queries.versions_of(session, second)) == 1
    with transaction() as session:
        forget_ended_passes(session, NOW + timedelta(days=91))
    with reading() as session:
        assert queries.versions_of(session, second) == []
